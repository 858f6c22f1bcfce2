"""Sync's errand of releases, for a unit that a centre's settings want something of."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

from kiosk.messages.unit_settings import KioskSettings, OpeningHours, SettingsAnswer
from kiosk.messages.wave import WantedRelease
from kiosk.sync.published import Roads
from kiosk.update.fetch import ReleaseErrand
from tests.update.releases import NOW, Updating

GOOD = "2.0-good"
DEVICE = "018f6e2a-0000-7000-8000-000000000001"
HOURS = (OpeningHours(weekday=1, opens="02:00", closes="18:00"),)


def holds(release: WantedRelease | None) -> SettingsAnswer:
    return SettingsAnswer(
        version=1,
        settings=KioskSettings(release=release, opening_hours=HOURS),
        name="",
        market_id="m",
        market_name="",
        area="",
        position="",
        answered_at=NOW,
    )


def errand(
    unit: Updating,
    url: str,
    wish: Callable[[], WantedRelease | None],
    cache_url: str = "",
    *,
    keeps_all: bool = False,
    monotonic_s: Callable[[], float] = time.monotonic,
) -> ReleaseErrand:
    """Return what sync does of releases, by the centre at `url` and the market's cache, where `wish` is wanted."""
    source = replace(unit.source(unit.state), monotonic_s=monotonic_s)
    roads, told = Roads(url, cache_url), (lambda: holds(wish()))
    return ReleaseErrand(source, roads, DEVICE, told, unit.layout, lambda: NOW, keeps_all=keeps_all)
