"""Waves at the console: what is published is given out by city or market; two who change the same."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from sqlalchemy import Engine

from kiosk.central.kiosks.heartbeats import store_heartbeat
from kiosk.central.kiosks.levels import CITY, level, market_key
from kiosk.central.people.rights import Role
from kiosk.central.publishing.drafts import as_draft, list_draft
from kiosk.central.publishing.roles import RoleName
from kiosk.central.publishing.store import store_metadata, store_target
from kiosk.messages.heartbeat import Heartbeat
from kiosk.messages.release import manifest_target
from kiosk.messages.wave import WantedRelease
from tests.central.console.browsing import Visitor
from tests.central.console.devices.test_state import WELL
from tests.central.kiosks.paired import NOW, pair

Enter = Callable[..., Visitor]
RELEASES = "/console/devices/releases"
MARKET = market_key("M1")


@pytest.fixture
def published(engine: Engine) -> Engine:
    """The releases 1.5 and 2.0 are published, as far as waves ask."""
    targets = {manifest_target(version): version.encode() for version in ("1.5", "2.0")}
    signed = list_draft(RoleName.RELEASE, targets, 1, NOW)
    with engine.begin() as connection:
        store_metadata(connection, RoleName.RELEASE, as_draft(signed), signed, NOW)
        for name, content in targets.items():
            store_target(connection, name, content, NOW)
    return engine


def wanted_at(engine: Engine, key: str) -> WantedRelease | None:
    with engine.connect() as connection:
        return level(connection, key).settings.release


def version_of_level(page: str, key: str) -> str:
    found = re.search(rf'name="level" value="{key}">\s*<input type="hidden" name="version" value="(\w+)"', page)
    assert found is not None
    return found[1]


def form(page: str, **changed: str) -> dict[str, str]:
    key = changed.get("level", MARKET)
    wave = {"level": key, "release": "2.0", "percent": "10"}
    return {**wave, "version": version_of_level(page, key), **changed}


def test_board_gives_a_release_to_a_share_of_its_units(published: Engine, enter: Enter) -> None:
    board = enter(Role.BOARD, market_id="M1")
    page = board.get(RELEASES).text
    assert board.post(RELEASES, **form(page)).status_code == 303
    assert wanted_at(published, MARKET) == WantedRelease(version="2.0", percent=10)
    assert "Bản 2.0 cho 10\u00a0% số trạm" in board.get(RELEASES).text
    assert board.post(RELEASES, level="market/M2", release="2.0", percent="10").status_code == 403
    assert board.post(RELEASES, level=CITY, release="2.0", percent="10").status_code == 403


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("spoilt", "field"),
    [({"release": "3.0"}, "release"), ({"release": "../2.0"}, "release"), ({"percent": "101"}, "percent")],
    ids=str,
)
def test_wrong_wave_is_told_at_its_field(published: Engine, enter: Enter, spoilt: dict[str, str], field: str) -> None:
    board = enter(Role.BOARD, market_id="M1")
    answer = board.post(RELEASES, **form(board.get(RELEASES).text, **spoilt))
    assert (answer.status_code, f'id="e-{field}"' in answer.text) == (422, True)
    assert wanted_at(published, MARKET) is None


def test_of_two_who_set_a_wave_the_second_is_shown_the_difference(published: Engine, enter: Enter) -> None:
    first, second = enter(Role.BOARD, "chị Lan", market_id="M1"), enter(Role.ADMINISTRATOR)
    page = second.get(RELEASES).text
    first.post(RELEASES, **form(page, percent="0"))
    answer = second.post(RELEASES, **form(page, percent="100"))
    assert answer.status_code == 409
    assert "chị Lan" in answer.text
    assert "<td>Bản 2.0 cho 0\xa0% số trạm</td><td>Bản 2.0 cho 100\xa0% số trạm</td>" in answer.text
    assert wanted_at(published, MARKET) == WantedRelease(version="2.0", percent=0)
    other_level = form(page, level=CITY)
    assert second.post(RELEASES, **other_level).status_code == 303


@pytest.mark.one_database
def test_page_counts_who_is_meant_runs_it_and_has_barred_it(published: Engine, enter: Enter) -> None:
    told: tuple[dict[str, object], ...] = ({"release": "2.0"}, {"faults": ("UPD-10",)}, {})
    for number, changed in enumerate(told, start=1):
        unit = pair(published, number=number)
        with published.begin() as connection:
            store_heartbeat(connection, unit.id, Heartbeat.model_validate({**WELL, **changed}), NOW)
    pair(published, "M2", 4)
    someone = enter(Role.ADMINISTRATOR)
    someone.post(RELEASES, **form(someone.get(RELEASES).text, percent="100"))
    page = someone.get(RELEASES).text
    facts = re.findall(r"<dd>(?:<span.*?</svg> )?(\d+)", page)
    assert facts == ["3", "1", "1"]
    assert "Bản 1.0.0: 2 trạm" in page
