"""The page of charts: numbers by hour, day, verdict and place, of the caller's markets alone; filters in the URL."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine

from kiosk.central.console.usage.asked import Asked, Wanted, wanted_of
from kiosk.central.console.usage.charts import bars_of, segments_of, shade_of
from kiosk.central.console.usage.counted import Counts, cells_of, counts_of, percentile, places_of
from kiosk.central.console.usage.summary import summary_of
from kiosk.central.people.rights import Caller, Grant, Role
from kiosk.moment import HANOI, hanoi_day
from kiosk.words import Words
from tests.central.conftest import NOW
from tests.central.console.browsing import Visitor
from tests.central.console.usage.scanned import FAULTY, RED, Scan, store

Enter = Callable[..., Visitor]
TODAY = hanoi_day(NOW)
OTHER = "09521234540007"
EVERYTHING = Caller("u", "supervisor", (Grant(Role.SUPERVISOR),))
BOARD = Caller("u", "board", (Grant(Role.BOARD, market_id="M1"),))
NIGHT = datetime(2026, 11, 22, 23, 59, 59, tzinfo=HANOI)


@pytest.fixture
def scanned(engine: Engine) -> Engine:
    """Six scans of k1 at M1, two of k3 there, one of k2 at M2; one of k1 is of the evening before."""
    store(
        engine,
        "k1",
        "M1",
        [
            Scan(NIGHT),
            Scan(NOW),
            Scan(NOW + timedelta(minutes=1), RED, ms=400),
            Scan(NOW + timedelta(minutes=2), FAULTY),
            Scan(NOW + timedelta(hours=1), gtin=OTHER, lot="B", establishment="E2", group="fruit"),
            Scan(NOW + timedelta(hours=1, minutes=1), lot="C"),
        ],
    )
    store(engine, "k3", "M1", [Scan(NOW), Scan(NOW + timedelta(hours=2))])
    store(engine, "k2", "M2", [Scan(NOW, RED)])
    return engine


def counted(engine: Engine, asked: dict[str, object], caller: Caller) -> Counts:
    """What the page shows; it and the parts that are asked for alone say the same."""
    wanted = replace(Wanted(TODAY, TODAY), **asked)  # type: ignore[arg-type]  # by name
    with engine.connect() as connection:
        counts = counts_of(connection, caller, wanted)
        assert set(counts.cells) == set(cells_of(connection, caller, wanted))
        assert counts.places == places_of(connection, caller, wanted)
    return counts


def count(engine: Engine, asked: dict[str, object], caller: Caller = EVERYTHING) -> int:
    counts = counted(engine, asked, caller)
    assert sum(counts.buckets) == sum(cell.scans for cell in counts.cells)
    return sum(counts.buckets)


@pytest.mark.parametrize(
    ("asked", "scans"),
    [
        ({}, 8),
        ({"since": TODAY - timedelta(days=1)}, 9),
        ({"since": TODAY - timedelta(days=1), "until": TODAY - timedelta(days=1)}, 1),
        ({"market": "M1"}, 7),
        ({"kiosk": "k1"}, 5),
        ({"kiosk": "k1", "market": "M2"}, 0),
        ({"level": "stop"}, 2),
        ({"level": "stop", "market": "M1"}, 1),
        ({"headline": "faulty_code"}, 1),
        ({"group": "fruit"}, 1),
        ({"gtin": OTHER}, 1),
        ({"gtin": "09521234543213", "lot": "C"}, 1),
        ({"lot": "C"}, 1),
        ({"establishment": "E2"}, 1),
        ({"establishment": "E1", "level": "stop"}, 2),
        ({"kiosk": "k1", "gtin": "09521234543213"}, 4),
        ({"kiosk": "k3", "group": "vegetable"}, 2),
        ({"kiosk": "k1", "establishment": "E2", "market": "M1"}, 1),
    ],
)
def test_each_filter_counts_what_it_says(scanned: Engine, asked: dict[str, object], scans: int) -> None:
    assert count(scanned, asked) == scans


@pytest.mark.parametrize(
    ("asked", "scans"),
    [({}, 7), ({"market": "M2"}, 0), ({"kiosk": "k2"}, 0), ({"kiosk": "k2", "group": "vegetable"}, 0)],
)
def test_board_counts_its_own_market(scanned: Engine, asked: dict[str, object], scans: int) -> None:
    assert count(scanned, asked, BOARD) == scans


def test_hours_days_and_weekdays_are_hanois(scanned: Engine) -> None:
    wanted = Wanted(TODAY - timedelta(days=1), TODAY)
    with scanned.connect() as connection:
        counts = counts_of(connection, EVERYTHING, wanted)
    summary = summary_of(counts.cells, counts.buckets, wanted)
    assert dict(zip(summary.hours, summary.by_hour, strict=True)) | {9: 5, 10: 2, 11: 1, 23: 1} == dict(
        zip(summary.hours, summary.by_hour, strict=True)
    )
    assert [scans for _, scans in summary.by_day] == [1, 8]
    assert [sum(row) for row in summary.heat] == [8, 0, 0, 0, 0, 0, 1]  # 23 November 2026 is a Monday
    assert {part.key: part.scans for part in summary.levels} == {"good": 6, "caution": 0, "unknown": 1, "stop": 2}
    assert summary.unreadable.scans == 1
    assert [(part.scans, part.share) for part in summary.unreadable_by_day] == [(0, 0.0), (1, 12.5)]
    assert list(summary.buckets) == [0, 0, 8, 0, 0, 0, 0, 1, 0, 0]
    assert summary.median_ms == pytest.approx(64, abs=5)
    assert summary.slow_ms is not None
    assert 300 < summary.slow_ms <= 500


def test_places_are_markets_and_in_one_market_its_kiosks(scanned: Engine) -> None:
    with scanned.connect() as connection:
        markets = places_of(connection, EVERYTHING, Wanted(TODAY, TODAY))
        kiosks = places_of(connection, EVERYTHING, Wanted(TODAY, TODAY, market="M1"))
    assert [(place.id, place.scans, place.stops) for place in markets] == [("M1", 7, 1), ("M2", 1, 1)]
    assert [(place.id, place.scans) for place in kiosks] == [("k1", 5), ("k3", 2)]
    assert kiosks[1].last_at == NOW + timedelta(hours=2)


def test_page_shows_numbers_charts_and_the_table_beside(scanned: Engine, enter: Enter) -> None:
    text = enter(Role.SUPERVISOR).get("/console/usage").text
    assert "9 lượt quét, theo giờ" in text
    assert "cao nhất 09 giờ: 5" in text
    assert re.search(
        r'<svg class="chart"[^>]* role="img"[^>]*aria-labelledby="hour-t hour-d">\s*<title id="hour-t">', text
    )
    assert "11,1\N{NO-BREAK SPACE}%" in text
    assert 'style="' not in text


def test_filters_stand_in_every_address_of_the_page(scanned: Engine, enter: Enter) -> None:
    text = enter(Role.SUPERVISOR).get(f"/console/usage?since={TODAY}&until={TODAY}&market=M1&level=stop").text
    query = f"since={TODAY}&amp;until={TODAY}&amp;market=M1&amp;level=stop"
    for path in ("scans", "scans.csv", "scans.xlsx"):
        assert f'href="/console/usage/{path}?{query}"' in text
    assert "1 lượt quét" in text


def test_board_sees_its_kiosks_at_once(scanned: Engine, enter: Enter) -> None:
    text = enter(Role.BOARD, market_id="M1").get("/console/usage?market=M2").text
    assert "0 lượt quét" in text
    text = enter(Role.BOARD, market_id="M1").get("/console/usage").text
    assert "8 lượt quét" in text
    assert "Theo trạm" in text


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("since=2026-11-24&until=2026-11-23", "since"),
        ("since=2026-01-01", "since"),
        ("product=kh%C3%B4ng+c%C3%B3", "product"),
        ("owner=a%00", "owner"),
        ("until=x", "until"),
    ],
)
def test_wrong_filter_is_named_at_its_field(enter: Enter, query: str, field: str) -> None:
    assert f'id="e-{field}"' in enter(Role.SUPERVISOR).get(f"/console/usage?{query}").text


def test_days_are_the_last_seven_where_nothing_is_said() -> None:
    wanted = wanted_of(Asked(gtin="9521234543213"), TODAY, Words("vi"))
    assert isinstance(wanted, Wanted)
    assert (wanted.since, wanted.until) == (TODAY - timedelta(days=6), TODAY)
    assert wanted.gtin == "09521234543213"


def test_percentile_is_read_within_its_bucket() -> None:
    assert percentile([0, 10, 10], 0.5, (25, 50, 75)) == 50
    assert percentile([10, 0, 0], 0.5, (20, 50, 75)) == 10
    assert percentile([0, 0, 0, 4], 0.95, (25, 50, 75)) == 75
    assert percentile([0, 0], 0.5, (25, 50)) is None


def test_marks_fill_their_room() -> None:
    bars = bars_of([1, 4, 4], ["a", "b", "c"])
    assert [bar.is_highest for bar in bars] == [False, True, False]
    assert (bars[1].y, bars[1].height) == (0, 150)
    assert bars_of([0, 0], ["a", "b"])[0].height == 0
    assert [shade_of(value, 100) for value in (0, 1, 50, 100)] == [0, 1, 4, 8]
    segments = segments_of([("good", 1_000_000), ("stop", 1), ("unknown", 0)])
    assert [segment.level for segment in segments] == ["good", "stop"]
    assert segments[1].width >= 3
    assert segments[-1].x + segments[-1].width <= 658
