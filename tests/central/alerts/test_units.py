"""Alerts about kiosks: silent while the market is open, a camera that reads nothing, one that reads ever worse."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import Engine, insert, select

from kiosk.central.alerts.kinds import Kind, State
from kiosk.central.alerts.tables import alert_evidence, alert_rounds, alerts, read_quality
from kiosk.central.alerts.units import Reads, is_dirty, is_down
from kiosk.central.kiosks.heartbeats import store_heartbeat
from kiosk.central.kiosks.hours import open_time
from kiosk.central.kiosks.levels import kiosk_key, market_key, put_settings
from kiosk.central.people.changes import Deed
from kiosk.central.people.rights import Right
from kiosk.central.people.users import OPERATOR
from kiosk.messages.heartbeat import Heartbeat
from kiosk.messages.unit_settings import KioskSettings, OpeningHours
from kiosk.moment import hanoi_day
from tests.central.alerts.standing import DAY, look, standing, states
from tests.central.console.usage.scanned import Scan, store
from tests.central.kiosks.paired import NOW, Unit, pair

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
HOURS = tuple(OpeningHours(weekday=day, opens="03:00", closes="11:00") for day in range(1, 7))
"""From Monday to Saturday. NOW is a Monday, nine o'clock."""


@pytest.fixture
def unit(engine: Engine) -> Unit:
    made = pair(engine, paired_at=NOW - 30 * DAY)
    with engine.begin() as connection:
        put_settings(
            connection, Deed(OPERATOR, Right.CHANGE_KIOSKS, NOW), market_key("M1"), KioskSettings(opening_hours=HOURS)
        )
    return made


def look_for_down(engine: Engine, at: datetime) -> None:
    """Look as a centre does that has been there for a day."""
    cursor = json.dumps([(at - DAY).isoformat(), (at - MINUTE).isoformat()])
    row = {"name": "down", "done_at": at - HOUR, "cursor": cursor}
    with engine.begin() as connection:
        connection.execute(alert_rounds.delete().where(alert_rounds.c.name == "down"))
        connection.execute(insert(alert_rounds), row)
    assert look(engine, "down", at)


def beat(engine: Engine, unit: Unit, at: datetime, **changed: object) -> None:
    said = {"made_at": at, "release": "1.0.0", "camera": "ok", "clock": "synchronised", **changed}
    with engine.begin() as connection:
        store_heartbeat(connection, unit.id, Heartbeat.model_validate(said), at)


@pytest.mark.parametrize(
    ("since", "until", "open_for"),
    [
        (NOW - HOUR, NOW, HOUR),
        (NOW + 3 * HOUR, NOW + 10 * HOUR, timedelta(0)),  # closed all the afternoon
        (NOW, NOW + DAY, 8 * HOUR),
        (NOW + HOUR, NOW + 18 * HOUR + 20 * MINUTE, HOUR + 20 * MINUTE),  # over a night
        (NOW - 26 * HOUR, NOW - 7 * HOUR, timedelta(0)),  # Sunday
        (NOW, NOW - HOUR, timedelta(0)),
        (NOW - 365 * DAY, NOW, 12 * 8 * HOUR),  # of the last fortnight alone
    ],
)
def test_time_in_which_the_market_is_open_is_counted(since: datetime, until: datetime, open_for: timedelta) -> None:
    assert open_time(HOURS, since, until) == open_for


@pytest.mark.parametrize(
    ("silent", "at", "down"),
    [
        (26 * MINUTE, NOW, True),
        (25 * MINUTE, NOW, False),
        (6 * HOUR, NOW + 8 * HOUR, False),  # switched off at eleven, seen at five in the afternoon
        (16 * HOUR, NOW - 6 * HOUR + 20 * MINUTE, False),  # of the night, and twenty minutes of the morning
        (16 * HOUR, NOW - 6 * HOUR + 26 * MINUTE, True),
    ],
)
def test_kiosk_is_down_when_it_is_silent_while_the_market_is_open(silent: timedelta, at: datetime, down: bool) -> None:
    assert is_down(HOURS, at - silent, at) is down


def test_without_hours_a_night_of_silence_is_none_and_a_day_is_one() -> None:
    assert not is_down(None, NOW - 14 * HOUR, NOW)
    assert is_down(None, NOW - DAY, NOW)
    assert not is_down((), NOW - 30 * DAY, NOW)  # set to be closed


def test_silence_is_an_alert_that_ends_when_the_kiosk_is_back(engine: Engine, unit: Unit) -> None:
    beat(engine, unit, NOW - HOUR)
    look_for_down(engine, NOW)
    (alert,) = standing(engine)
    assert (alert["kind"], alert["kiosk_id"], alert["market_id"]) == ("kiosk_down", unit.id, "M1")
    with engine.connect() as connection:
        assert connection.execute(select(alert_evidence.c.at)).scalars().all() == [NOW - HOUR]
    beat(engine, unit, NOW + 5 * MINUTE)
    look_for_down(engine, NOW + 6 * MINUTE)
    assert states(engine, Kind.KIOSK_DOWN) == [(State.CLOSED, "over")]
    look_for_down(engine, NOW + 40 * MINUTE)
    assert [state for state, _ in states(engine, Kind.KIOSK_DOWN)] == [State.CLOSED, State.OPEN]


def test_centre_that_was_away_itself_listens_before_it_misses_anybody(engine: Engine, unit: Unit) -> None:
    beat(engine, unit, NOW - HOUR)
    for minutes in (0, 6, 12):
        look(engine, "down", NOW + minutes * MINUTE)
        assert standing(engine) == []
    look(engine, "down", NOW + 23 * MINUTE)  # it was away again
    assert standing(engine) == []
    for minutes in (31, 39):
        look(engine, "down", NOW + minutes * MINUTE)
    assert len(standing(engine)) == 1


def test_kiosk_without_power_after_closing_time_is_no_alert(engine: Engine, unit: Unit) -> None:
    beat(engine, unit, NOW + 2 * HOUR)
    look_for_down(engine, NOW + 9 * HOUR)
    assert standing(engine) == []


def test_hours_of_the_kiosk_itself_go_before_its_markets(engine: Engine, unit: Unit) -> None:
    longer = KioskSettings(opening_hours=(OpeningHours(weekday=1, opens="03:00", closes="20:00"),))
    with engine.begin() as connection:
        put_settings(connection, Deed(OPERATOR, Right.CHANGE_KIOSKS, NOW), kiosk_key(unit.id), longer)
    beat(engine, unit, NOW + 2 * HOUR)
    look_for_down(engine, NOW + 9 * HOUR)
    assert len(standing(engine)) == 1


def test_kiosk_that_was_shut_out_is_missed_by_nobody(engine: Engine) -> None:
    pair(engine, paired_at=NOW - 30 * DAY, denied_at=NOW - DAY)
    look_for_down(engine, NOW)
    assert standing(engine) == []


def test_camera_is_lost_by_two_heartbeats_and_back_by_one(engine: Engine, unit: Unit) -> None:
    beat(engine, unit, NOW - 10 * MINUTE)
    beat(engine, unit, NOW, camera="lost")
    look(engine, "blind", NOW)
    assert standing(engine) == []
    beat(engine, unit, NOW + 10 * MINUTE, camera="lost")
    look(engine, "blind", NOW + 10 * MINUTE)
    assert [alert["details"] for alert in standing(engine)] == [{"lost": True}]
    beat(engine, unit, NOW + 20 * MINUTE)
    look(engine, "blind", NOW + 20 * MINUTE)
    assert states(engine, Kind.CAMERA_NOTHING) == [(State.CLOSED, "over")]


def usual(engine: Engine, unit: Unit, number: int = 12) -> None:
    """So many scans from seven to nine on each of the seven days before."""
    times = [NOW - day * DAY - timedelta(minutes=5 * count) for day in range(1, 8) for count in range(1, number + 1)]
    store(engine, unit.id, "M1", [Scan(at) for at in sorted(times)])


def present(engine: Engine, unit: Unit, **changed: object) -> None:
    for count in range(18, -1, -1):
        beat(engine, unit, NOW - count * 10 * MINUTE, **changed)


def test_camera_that_reads_nothing_where_it_usually_does_is_an_alert(engine: Engine, unit: Unit) -> None:
    usual(engine, unit)
    present(engine, unit)
    look(engine, "blind", NOW)
    (alert,) = standing(engine)
    assert (alert["kind"], alert["details"]) == ("camera_nothing", {"lost": False, "usual": 12, "hours": 3})


@pytest.mark.one_database
@pytest.mark.parametrize("spoilt", ["reads", "few", "unsent", "away"])
def test_what_has_another_reason_is_no_blind_camera(engine: Engine, unit: Unit, spoilt: str) -> None:
    usual(engine, unit, 9 if spoilt == "few" else 12)
    if spoilt == "away":
        beat(engine, unit, NOW)
    else:
        present(engine, unit, unsent=100 if spoilt == "unsent" else 0)
    if spoilt == "reads":
        store(engine, unit.id, "M1", [Scan(NOW - HOUR, serial="another")])
    look(engine, "blind", NOW)
    assert standing(engine) == []


@pytest.mark.parametrize(
    ("recent", "before", "dirty"),
    [
        (Reads(200, 60), Reads(1000, 80), True),
        (Reads(200, 25), Reads(1000, 20), False),  # less than every seventh
        (Reads(200, 36), Reads(1000, 100), False),  # less than twice
        (Reads(99, 90), Reads(1000, 20), False),  # too few
        (Reads(100, 16), Reads(100, 6), False),  # chance
        (Reads(200, 120), Reads(0, 0), True),
        (Reads(200, 80), Reads(50, 0), False),  # nobody knows what is usual
    ],
)
def test_dirty_is_much_slower_than_usual(recent: Reads, before: Reads, dirty: bool) -> None:
    assert is_dirty(recent, before) is dirty


def quality(engine: Engine, unit: Unit, day: date, reads: int, slow: int) -> None:
    with engine.begin() as connection:
        connection.execute(insert(read_quality), {"kiosk_id": unit.id, "day": day, "reads": reads, "slow": slow})


def test_camera_that_reads_worse_is_an_alert_until_it_is_clean(engine: Engine, unit: Unit) -> None:
    today = hanoi_day(NOW)
    for day in range(2, 12):
        quality(engine, unit, today - day * DAY, 100, 5)
    quality(engine, unit, today, 200, 70)
    look(engine, "dirty", NOW)
    (alert,) = standing(engine)
    assert alert["details"] == {"share": 0.35, "usual": 0.05, "reads": 200}
    quality(engine, unit, today + DAY, 900, 40)
    look(engine, "dirty", NOW + DAY)
    with engine.connect() as connection:
        assert connection.execute(select(alerts.c.cause)).scalar_one() == "over"


def test_reads_are_counted_as_rows_come_in_once(engine: Engine) -> None:
    scans = [Scan(NOW + number * MINUTE, frames=29 + number % 2) for number in range(6)]
    scans[4] = Scan(scans[4].at, replaces=4, frames=99)
    for _ in range(2):
        store(engine, "k1", "M1", scans)
    with engine.connect() as connection:
        rows = connection.execute(select(read_quality)).all()
    assert [(row.day, row.reads, row.slow) for row in rows] == [(hanoi_day(NOW), 5, 3)]
