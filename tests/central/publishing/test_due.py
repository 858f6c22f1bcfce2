"""What is due, and when."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from kiosk.central.publishing.due import (
    CLEAR_EVERY,
    REGISTRY_EVERY,
    TIMESTAMP_EVERY,
    Due,
    Held,
    Progress,
    Signed,
    plan,
)
from kiosk.central.publishing.roles import ROLE_OF, RoleName

NOW = datetime.fromisoformat("2026-11-23T09:00:00+07:00")
SECOND = timedelta(seconds=1)
PROGRESS = Progress(settings=4, told=2, stops=7, registry_at=NOW, cleared_at=NOW)
HELD = Held(settings=4, told=2, stops=7)
SIGNED = Signed(NOW, {role: NOW + ROLE_OF[role].lifetime for role in (RoleName.REGISTRY, RoleName.SETTINGS)})


def due(progress: Progress = PROGRESS, held: Held = HELD, signed: Signed = SIGNED, now: datetime = NOW) -> Due:
    return plan(progress, held, signed, now)


def test_nothing_is_due_where_nothing_changed() -> None:
    assert not due().is_anything


def test_recall_makes_the_registry_due_at_once_and_urgent() -> None:
    assert due(held=replace(HELD, stops=8)) == Due(registry=True, is_urgent=True)


def test_notice_makes_the_registry_due_and_not_urgent() -> None:
    assert due(held=replace(HELD, told=3)) == Due(registry=True)


def test_setting_makes_settings_due_alone() -> None:
    assert due(held=replace(HELD, settings=5)) == Due(settings=True)


def test_registry_is_due_again_after_an_hour() -> None:
    signed = replace(SIGNED, timestamp_at=NOW + REGISTRY_EVERY)
    assert not due(signed=signed, now=NOW + REGISTRY_EVERY - SECOND).registry
    assert due(signed=signed, now=NOW + REGISTRY_EVERY) == Due(registry=True)


def test_timestamp_is_due_again_after_a_quarter_of_an_hour() -> None:
    assert not due(now=NOW + TIMESTAMP_EVERY - SECOND).timestamp
    assert due(now=NOW + TIMESTAMP_EVERY) == Due(timestamp=True)


def test_what_was_dropped_is_cleared_once_a_day() -> None:
    assert due(now=NOW + CLEAR_EVERY).clear
    assert not due(now=NOW + CLEAR_EVERY - SECOND).clear


def test_everything_is_due_where_nothing_was_published() -> None:
    first = due(Progress(), Held(0, 0, 0), Signed(None, {}))
    assert first == Due(
        settings=True, registry=True, renewed=(RoleName.REGISTRY, RoleName.SETTINGS), timestamp=True, clear=True
    )


@pytest.mark.parametrize("role", [RoleName.REGISTRY, RoleName.SETTINGS])
def test_role_is_renewed_when_half_of_its_life_is_over(role: RoleName) -> None:
    half = ROLE_OF[role].lifetime / 2
    ends = {**SIGNED.ends, role: NOW + half}
    assert due(signed=replace(SIGNED, ends=ends)).renewed == (role,)
    assert due(signed=replace(SIGNED, ends={**ends, role: NOW + half + SECOND})).renewed == ()


def test_clock_that_went_back_publishes_anew() -> None:
    anew = Due(registry=True, timestamp=True, clear=True, set_back_from=NOW)
    assert due(now=NOW - timedelta(days=1)) == anew
