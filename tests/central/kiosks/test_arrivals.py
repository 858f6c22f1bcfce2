"""Which kiosks have a decision: by what they say of the registry that they hold, each for those who may see it."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine

from kiosk.central.kiosks.arrivals import Arrival, arrivals_of, called, reached
from kiosk.central.kiosks.heartbeats import store_heartbeat
from kiosk.central.people.rights import Caller, Grant, Role
from kiosk.messages.heartbeat import Heartbeat
from tests.central.kiosks.paired import NOW, Unit, pair

SUPERVISOR = Caller("s", "s", (Grant(Role.SUPERVISOR),))
BOARD = Caller("b", "b", (Grant(Role.BOARD, market_id="M2"),))
MINUTE = timedelta(minutes=1)


@pytest.fixture
def units(engine: Engine) -> list[Unit]:
    """Two kiosks of M1, one of M2; one that is shut out, and one that came later."""
    old = NOW - timedelta(days=30)
    stood = [pair(engine, market, number, paired_at=old) for number, market in ((1, "M1"), (2, "M1"), (3, "M2"))]
    pair(engine, "M1", 4, paired_at=old, denied_at=NOW)
    pair(engine, "M1", 5, paired_at=NOW + MINUTE)
    return stood


def beat(engine: Engine, unit: Unit, data_as_of: datetime | None, at: datetime) -> None:
    with engine.begin() as connection:
        store_heartbeat(connection, unit.id, Heartbeat(made_at=at, release="1", data_as_of=data_as_of), at)


def arrivals(engine: Engine, caller: Caller = SUPERVISOR) -> list[tuple[str, datetime | None]]:
    with engine.connect() as connection:
        return [(each.kiosk_id, each.at) for each in arrivals_of(connection, caller, NOW)]


def test_kiosk_has_it_once_it_says_that_its_registry_is_as_new(engine: Engine, units: list[Unit]) -> None:
    one, two, three = units
    beat(engine, one, NOW - MINUTE, NOW + MINUTE)
    beat(engine, two, NOW, NOW + MINUTE)
    beat(engine, two, NOW, NOW + 11 * MINUTE)
    beat(engine, three, None, NOW + MINUTE)
    beat(engine, three, NOW + 2 * MINUTE, NOW + 3 * MINUTE)
    assert arrivals(engine) == [(one.id, None), (two.id, NOW + MINUTE), (three.id, NOW + 3 * MINUTE)]


@pytest.mark.one_database
def test_kiosk_was_seen_when_its_last_heartbeat_came(engine: Engine, units: list[Unit]) -> None:
    beat(engine, units[0], None, NOW + MINUTE)
    with engine.connect() as connection:
        assert called(connection, [units[0].id])[units[0].id].seen_at == NOW + MINUTE


def test_board_is_told_of_its_own_kiosks(engine: Engine, units: list[Unit]) -> None:
    assert arrivals(engine, BOARD) == [(units[2].id, None)]


@pytest.mark.one_database
def test_kiosk_that_says_it_holds_tomorrows_registry_is_not_believed(engine: Engine, units: list[Unit]) -> None:
    beat(engine, units[0], NOW + timedelta(days=1), NOW + MINUTE)
    assert arrivals(engine)[0] == (units[0].id, None)


def had(*minutes: float | None) -> list[Arrival]:
    times = [None if each is None else NOW + each * MINUTE for each in minutes]
    return [Arrival(str(number), "M1", at) for number, at in enumerate(times)]


def test_shares_are_reached_when_so_many_kiosks_have_it_and_not_before() -> None:
    minutes = [each.minutes for each in reached(had(*range(1, 20), None), NOW)]
    assert minutes == [10.0, 19.0, None]
    assert [each.minutes for each in reached(had(*range(1, 19), None, None), NOW)] == [10.0, None, None]
    assert [each.minutes for each in reached(had(0.5), NOW)] == [0.5, 0.5, 0.5]


def test_of_no_kiosks_nothing_is_said() -> None:
    assert [each.minutes for each in reached([], NOW)] == [None, None, None]
