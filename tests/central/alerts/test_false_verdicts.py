"""Reds and ambers that were found false, against their budget."""

from __future__ import annotations

import random
from datetime import datetime, time, timedelta

import pytest
from sqlalchemy import Engine, RowMapping, insert, select

from kiosk.central.alerts.false_verdicts import Rate, Source, at_least, mark_false, rate_of, rates_by_week
from kiosk.central.alerts.kinds import Kind, State
from kiosk.central.alerts.tables import alert_evidence, false_verdicts
from kiosk.central.journal.count_tables import HOURS, SUMS, usage_market_days
from kiosk.central.journal.tables import journal
from kiosk.central.people.changes import Deed
from kiosk.central.people.rights import Caller, Right
from kiosk.central.reports.causes import Cause
from kiosk.central.reports.handling import Handling, handle
from kiosk.central.reports.store import ReportState
from kiosk.central.reports.tables import reports
from kiosk.moment import HANOI, hanoi_day
from kiosk.verdicts.verdict import Headline, Level
from tests.central.alerts.standing import DAY, look, standing, states
from tests.central.conftest import NOW
from tests.central.console.usage.scanned import GOOD, RED, Scan, store

DEED = Deed(Caller("u1", "supervisor", ()), Right.HANDLE_ALERTS, NOW)
SUSPECTED = (Level.CAUTION, Headline.COPY_SUSPECTED)
UNCERTIFIED = (Level.CAUTION, Headline.NOT_CERTIFIED)


def counted(engine: Engine, scans: int, market: str = "M1") -> None:
    """Let so many genuine goods have been scanned."""
    row = {"day": hanoi_day(NOW), "market_id": market, "level": "good", "headline": "genuine", "last_at": NOW}
    with engine.begin() as connection:
        connection.execute(insert(usage_market_days), {**row, **dict.fromkeys((*SUMS, *HOURS), 0), "scans": scans})


def marked(engine: Engine, ids: list[str], source: Source = Source.STAFF) -> list[bool]:
    with engine.begin() as connection:
        rows = connection.execute(select(journal).where(journal.c.id.in_(ids)).order_by(journal.c.id)).mappings().all()
        return [mark_false(connection, DEED, row, source) for row in rows]


@pytest.mark.parametrize(
    ("number", "expected", "likely"), [(0, 3.0, 1.0), (1, 0.3, 0.2592), (2, 0.3, 0.0369), (3, 1.0, 0.0803)]
)
def test_chance_is_poissons(number: int, expected: float, likely: float) -> None:
    assert at_least(number, expected) == pytest.approx(likely, abs=1e-4)


@pytest.mark.parametrize(
    ("rate", "over"),
    [
        (Rate(Level.STOP, 1, 3000), False),  # one may be chance
        (Rate(Level.STOP, 2, 3000), True),
        (Rate(Level.STOP, 3, 30_000), False),
        (Rate(Level.STOP, 8, 30_000), True),
        (Rate(Level.CAUTION, 8, 3000), False),
        (Rate(Level.CAUTION, 14, 3000), True),
        (Rate(Level.STOP, 0, 0), False),
    ],
)
def test_more_than_the_budget_that_is_hardly_chance_is_over(rate: Rate, over: bool) -> None:
    assert rate.is_over is over


def test_scan_is_found_false_once_and_only_where_a_budget_counts_it(engine: Engine) -> None:
    ids = store(engine, "k1", "M1", [Scan(NOW, RED), Scan(NOW, SUSPECTED), Scan(NOW, UNCERTIFIED), Scan(NOW)])
    assert sorted(marked(engine, ids)) == [False, False, True, True]
    assert not any(marked(engine, ids))
    with engine.connect() as connection:
        found = connection.execute(select(false_verdicts)).all()
        rate = rate_of(connection, Level.STOP, NOW - DAY, NOW + DAY)
    assert {(one.headline, one.found_by) for one in found} == {("recalled", "u1"), ("copy_suspected", "u1")}
    assert (rate.false, rate.scans) == (1, 2)


@pytest.mark.parametrize("market", ["", "M1", "M3"])
def test_weeks_asked_at_once_are_those_asked_one_by_one(engine: Engine, market: str) -> None:
    chance = random.Random(12)
    for kiosk, place in (("k1", "M1"), ("k2", "M2")):
        times = sorted(NOW - timedelta(minutes=chance.randrange(5 * 7 * 24 * 60)) for _ in range(60))
        marked(engine, store(engine, kiosk, place, [Scan(at, chance.choice((RED, GOOD, GOOD))) for at in times]))
    first = hanoi_day(NOW - 4 * timedelta(weeks=1))
    begins = [datetime.combine(first + number * timedelta(weeks=1), time(), HANOI) for number in range(5)]
    with engine.connect() as connection:
        weeks = rates_by_week(connection, Level.STOP, first, 5, market)
        each = [rate_of(connection, Level.STOP, begin, begin + timedelta(weeks=1), market) for begin in begins]
    assert weeks == each
    assert market == "M3" or min(week.scans for week in weeks) > 0


def test_city_and_market_that_are_over_are_alerts_until_they_are_not(engine: Engine) -> None:
    ids = store(engine, "k1", "M1", [Scan(NOW + timedelta(minutes=number), RED) for number in range(3)])
    counted(engine, 1000)
    marked(engine, ids)
    look(engine, "false", NOW + DAY)
    found = {str(one["subject"]): one for one in standing(engine)}
    assert found.keys() == {"city/stop", "M1/stop"}
    assert found["city/stop"]["details"] == {"level": "stop", "false": 3, "scans": 1003}
    assert found["city/stop"]["market_id"] == ""
    with engine.connect() as connection:
        assert set(connection.execute(select(alert_evidence.c.ref)).scalars()) == set(ids)
    counted(engine, 60_000, "M2")
    look(engine, "false", NOW + 2 * DAY)
    assert set(states(engine, Kind.FALSE_VERDICTS)) == {(State.OPEN, ""), (State.CLOSED, "over")}


def reported(engine: Engine, headline: str, kiosk_id: str = "k1") -> RowMapping:
    """Store a shopper's report about what a kiosk showed."""
    texts = dict.fromkeys(("gtin", "lot", "serial", "gln", "answer", "answer_en"), "")
    row = texts | {"id": "r1", "number": "B26-11-1", "reason": "other", "headline": headline, "state": "received"}
    times = dict.fromkeys(("at", "received_at", "changed_at"), NOW)
    with engine.begin() as connection:
        connection.execute(insert(reports), {**row, **times, "market_id": "M1", "kiosk_id": kiosk_id})
        return connection.execute(select(reports)).mappings().one()


def test_report_that_found_the_kiosk_wrong_counts_until_it_is_taken_back(engine: Engine) -> None:
    row = reported(engine, "recalled")
    closed = Handling(state=ReportState.CLOSED, answer="Trạm báo sai", cause=Cause.KIOSK_WRONG)
    for handling, count in ((closed, 1), (Handling(state=ReportState.LOOKED_AT), 0)):
        with engine.begin() as connection:
            handle(connection, DEED, row, handling)
            found = connection.execute(select(false_verdicts)).all()
        assert [(one.level, one.source, one.note) for one in found] == [("stop", "report", "B26-11-1")] * count


@pytest.mark.one_database
@pytest.mark.parametrize(("headline", "kiosk_id"), [("not_certified", "k1"), ("recalled", "")])
def test_report_of_a_phone_or_of_no_warning_counts_against_no_budget(
    engine: Engine, headline: str, kiosk_id: str
) -> None:
    row = reported(engine, headline, kiosk_id)
    with engine.begin() as connection:
        handle(connection, DEED, row, Handling(state=ReportState.CLOSED, answer="Sai", cause=Cause.KIOSK_WRONG))
        assert connection.execute(select(false_verdicts)).first() is None
