"""Statistics for everybody: no small cell, and no sum that gives one away."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine
from starlette.testclient import TestClient

from kiosk.central.journal.statistics import LEAST, MonthlyScans, table_of
from kiosk.moment import HANOI
from kiosk.verdicts.verdict import Level
from tests.central.console.usage.scanned import RED, Scan, store

LAST_OF_OCTOBER = datetime(2026, 10, 31, 23, 0, tzinfo=HANOI)
COUNTS = {("A", "good"): 100, ("A", "stop"): 4, ("A", "caution"): 5, ("B", "good"): 3, ("C", "unknown"): 7}


def test_small_cells_are_hidden_and_no_sum_holds_them() -> None:
    told = table_of("2026-10", COUNTS, {"A": "Chợ A"})
    assert [row.market_id for row in told.markets] == ["A", "C"]
    assert told.markets[0].levels == {Level.GOOD: 100, Level.CAUTION: 5, Level.STOP: None, Level.UNKNOWN: None}
    assert (told.markets[0].shown, told.levels[Level.GOOD], told.levels[Level.STOP], told.shown) == (105, 100, 0, 112)


def test_every_sum_is_the_same_whatever_is_hidden() -> None:
    more = {**COUNTS, ("A", "stop"): 0, ("B", "good"): LEAST - 1, ("D", "stop"): 1}
    assert table_of("2026-10", more, {"A": "Chợ A"}) == table_of("2026-10", COUNTS, {"A": "Chợ A"})


def test_month_is_hanois(engine: Engine, client: TestClient) -> None:
    scans = [Scan(LAST_OF_OCTOBER + timedelta(minutes=number)) for number in range(6)]
    november = [Scan(LAST_OF_OCTOBER + timedelta(hours=1, minutes=number), RED) for number in range(6)]
    store(engine, "k1", "M1", scans + november)
    told = MonthlyScans.model_validate_json(client.get("/v1/statistics/2026-10").content)
    assert [(row.market_id, row.shown) for row in told.markets] == [("M1", 6)]
    assert told.levels[Level.STOP] == 0


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("month", "status"), [("2026-11", 404), ("2026-12", 404), ("2026-13", 400), ("2026-12-01", 400)]
)
def test_month_that_is_not_over_is_not_told(client: TestClient, month: str, status: int) -> None:
    assert client.get(f"/v1/statistics/{month}").status_code == status
