"""Where labels were read: one's own, by day and market, and no small cell or sum that gives one away."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import Engine, insert

from kiosk.central.console.stalls.reads import reads_of
from kiosk.central.journal.count_tables import HOURS, SUMS, usage_goods_days
from kiosk.central.people.rights import Role
from kiosk.moment import hanoi_day
from tests.central.console.browsing import Visitor
from tests.central.kiosks.paired import NOW
from tests.central.registry_folder import GTIN

Enter = Callable[..., Visitor]
DAY = date(2026, 11, 22)
NAMES = {"M1": "Chợ Long Biên", "M2": "Chợ Minh Khai"}


def count(engine: Engine, scans: int, market: str = "M1", hours: float = 24, establishment: str = "E1") -> None:
    at = NOW - timedelta(hours=hours)
    grain = {"gtin": GTIN, "product_group": "vegetable", "level": "good", "headline": "genuine"}
    row = {"day": hanoi_day(at), "market_id": market, "establishment_id": establishment, **grain, "last_at": at}
    with engine.begin() as connection:
        connection.execute(insert(usage_goods_days), {**row, **dict.fromkeys((*SUMS, *HOURS), 0), "scans": scans})


def test_small_cells_are_hidden_and_stand_in_no_sum() -> None:
    counts = {(DAY, "M1"): 12, (DAY, "M2"): 4, (DAY - timedelta(days=1), "M1"): 5, (DAY - timedelta(days=2), "M1"): 4}
    reads = reads_of(counts, DAY - timedelta(days=2), DAY, NAMES)
    assert reads.markets == (("Chợ Long Biên", 17),)
    assert [(each.day, each.cells, each.shown) for each in reads.days] == [
        (DAY, (12,), 12),
        (DAY - timedelta(days=1), (5,), 5),
    ]
    assert reads.shown == 17


def test_producer_sees_its_own_labels_of_days_that_are_over(engine: Engine, enter: Enter) -> None:
    count(engine, 15)
    count(engine, 4, "M2")
    count(engine, 99, hours=1)
    count(engine, 44, establishment="E2")
    producer = enter(Role.PRODUCER, establishment_id="E1")
    assert ">15<" not in producer.get("/console/stalls/reads?text=dong goi").text
    page = producer.get("/console/stalls/reads?text=htx rau MAU").text
    assert ">15<" in page
    assert "Chợ đầu mối Minh Khai" not in page
    assert ">99<" not in page
    assert ">44<" not in page
    assert f"{hanoi_day(NOW):%d/%m/%Y}" not in page


@pytest.mark.one_database
def test_nobody_sees_a_competitors(engine: Engine, enter: Enter) -> None:
    count(engine, 44, establishment="E2")
    page = enter(Role.PRODUCER, establishment_id="E1").get("/console/stalls/reads?of=E2").text
    assert ">44<" not in page
    assert "Cơ sở đóng gói mẫu" not in page
