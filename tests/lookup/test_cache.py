"""The cache of the centre's answers: kept, told as its own, and lost without harm."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from kiosk.codes.code import Identity
from kiosk.lookup import cache as cache_module
from kiosk.lookup.cache import FindingCache
from kiosk.records.finding import NOTHING_FOUND, Finding, Issue, Source
from kiosk.records.history import Check, Flag, FlagKind, History
from kiosk.records.registry import (
    Certificate,
    Establishment,
    Lot,
    Market,
    Movement,
    NeededKinds,
    Product,
    Recall,
    Step,
    Violation,
)

NOW = datetime.fromisoformat("2026-11-23T09:00:00+07:00")
ITEM = Identity(gtin="09521234543213", lot="L2611A", serial="7K2M9Q4T")
OTHER = replace(ITEM, serial="0000000B")

FULL = Finding(
    source=Source.CENTRAL,
    as_of=NOW,
    product=Product("09521234543213", "Rau muống", "vegetable", "E1", net_weight_g=500),
    lot=Lot("09521234543213", "L2611A", NOW, use_by=date(2026, 11, 30), earlier_dates=(date(2026, 11, 29),)),
    establishment=Establishment("E1", "HTX", "Hà Nội", latitude=21.0, registered_at=NOW),
    certificates=(Certificate("C1", "vietgap", "1", "x", "E1", date(2025, 1, 1), None, groups=("vegetable",)),),
    needed=(NeededKinds("vegetable", ("vietgap",), date(2020, 1, 1)),),
    movements=(
        Movement("e1", Step.HARVEST, NOW, "Hà Nội", "HTX"),
        Movement("e2", Step.SALE, NOW, "Chợ", "HTX", serials=("7K2M9Q4T",)),
    ),
    recalls=(Recall("R1", "x", "y", "z", NOW, lots=("X",)),),
    violations=(Violation("V1", "E1", "x", "y", "z", date(2026, 11, 1)),),
    markets=(Market("M1", "Chợ", 21.0, 105.0),),
    issue=Issue.ISSUED,
    history=History((Check("c1", NOW, "M1"),), (Flag(FlagKind.COPIED, NOW),), was_asked=True),
)
NOT_FOUND = Finding(source=Source.CENTRAL, as_of=NOW)


class Time:
    """A clock that a test turns."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "cache.db"


@pytest.fixture
def cache(path: Path, time: Time) -> Iterator[FindingCache]:
    cache = FindingCache(path, time)
    yield cache
    cache.close()


def test_answer_is_found_again_as_the_caches_with_its_own_age(cache: FindingCache, time: Time) -> None:
    cache.put(ITEM, FULL)
    time.now += timedelta(days=3)
    expected = replace(FULL, source=Source.CACHE, history=History(flags=FULL.history.flags))
    assert cache.find(ITEM) == expected


def test_nothing_is_found_of_what_was_never_asked(cache: FindingCache) -> None:
    assert cache.find(ITEM) == NOTHING_FOUND


def test_another_serial_of_the_lot_gets_the_record_without_the_firsts_history(cache: FindingCache) -> None:
    cache.put(ITEM, FULL)
    found = cache.find(OTHER)
    assert found.lot == FULL.lot
    assert (found.history, found.issue) == (History(), Issue.UNKNOWN)
    assert [movement.step for movement in found.movements] == [Step.HARVEST]


def test_flag_stays_with_a_record_that_was_learnt_later_from_another_serial(cache: FindingCache) -> None:
    cache.put(ITEM, FULL)
    later = replace(FULL, as_of=NOW + timedelta(days=1), recalls=(), history=History(was_asked=True))
    cache.put(OTHER, later)
    found = cache.find(ITEM)
    assert found.recalls == ()
    assert found.history.flags == FULL.history.flags


def test_sale_of_a_serial_stays_with_a_record_that_was_learnt_later_from_another(cache: FindingCache) -> None:
    cache.put(ITEM, FULL)
    moved = Movement("e3", Step.RECEIVING, NOW + timedelta(hours=1), "Chợ", "HTX")
    cache.put(OTHER, replace(FULL, as_of=NOW + timedelta(days=1), movements=(FULL.movements[0], moved)))
    assert cache.find(ITEM).movements == (FULL.movements[0], moved, FULL.movements[1])
    assert cache.find(OTHER).movements == (FULL.movements[0], moved)


def test_not_found_is_kept_for_a_minute(cache: FindingCache, time: Time) -> None:
    cache.put(ITEM, NOT_FOUND)
    time.now += timedelta(seconds=60)
    assert cache.find(ITEM) == replace(NOT_FOUND, source=Source.CACHE)
    time.now += timedelta(seconds=1)
    assert cache.find(ITEM) == NOTHING_FOUND


def test_product_without_the_lot_asked_for_is_kept_for_a_minute(cache: FindingCache, time: Time) -> None:
    cache.put(ITEM, replace(FULL, lot=None, recalls=()))
    time.now += timedelta(seconds=61)
    assert cache.find(ITEM) == NOTHING_FOUND


def test_not_found_is_forgotten_when_the_clock_jumps_back(cache: FindingCache, time: Time) -> None:
    cache.put(ITEM, NOT_FOUND)
    time.now -= timedelta(days=365)
    assert cache.find(ITEM) == NOTHING_FOUND


def test_recall_of_what_is_not_registered_stays(cache: FindingCache, time: Time) -> None:
    cache.put(ITEM, replace(NOT_FOUND, recalls=FULL.recalls))
    time.now += timedelta(days=1)
    assert cache.find(ITEM).recalls == FULL.recalls


def test_only_the_centre_asked_now_says_that_a_serial_was_never_issued(cache: FindingCache) -> None:
    cache.put(ITEM, replace(FULL, issue=Issue.NEVER_ISSUED))
    assert cache.find(ITEM).issue is Issue.UNKNOWN


def test_newer_answer_replaces_the_older(cache: FindingCache) -> None:
    cache.put(ITEM, FULL)
    cache.put(ITEM, replace(FULL, recalls=()))
    assert cache.find(ITEM).recalls == ()


def check_at(time: Time, number: int) -> Check:
    return Check(f"own-{number}", time.now, "M1", is_clock_trusted=number % 2 == 0)


def test_own_checks_are_the_history_while_the_centre_is_away(cache: FindingCache, time: Time) -> None:
    cache.put(ITEM, FULL)
    for number in range(3):
        cache.note(ITEM, check_at(time, number))
        time.now += timedelta(hours=1)
    history = cache.find(ITEM).history
    assert [(check.check_id, check.market_id, check.is_clock_trusted) for check in history.checks] == [
        ("own-0", "M1", True),
        ("own-1", "M1", False),
        ("own-2", "M1", True),
    ]
    assert (history.flags, history.was_asked) == (FULL.history.flags, False)


def test_own_checks_stand_where_no_record_does(cache: FindingCache, time: Time) -> None:
    cache.note(ITEM, check_at(time, 0))
    time.now += timedelta(hours=1)
    found = cache.find(ITEM)
    assert (found.source, len(found.history.checks)) == (Source.NONE, 1)


def test_present_check_and_its_repeats_are_no_earlier_ones(cache: FindingCache, time: Time) -> None:
    cache.note(ITEM, check_at(time, 0))
    time.now += timedelta(seconds=119)
    cache.note(ITEM, check_at(time, 1))
    assert cache.find(ITEM).history.checks == ()
    time.now += timedelta(hours=1)
    assert [check.check_id for check in cache.find(ITEM).history.checks] == ["own-0"]


def test_own_checks_of_another_serial_or_older_than_a_week_are_left_out(cache: FindingCache, time: Time) -> None:
    cache.note(ITEM, check_at(time, 0))
    cache.note(OTHER, check_at(time, 1))
    time.now += timedelta(days=7, seconds=1)
    assert cache.find(ITEM).history.checks == ()


def test_lot_label_has_no_own_checks(cache: FindingCache, time: Time) -> None:
    label = replace(ITEM, serial=None)
    cache.note(label, check_at(time, 0))
    time.now += timedelta(hours=1)
    assert cache.find(label) == NOTHING_FOUND


def test_cache_outlives_the_process(path: Path, time: Time) -> None:
    first = FindingCache(path, time)
    first.put(ITEM, FULL)
    first.close()
    second = FindingCache(path, time)
    assert second.find(ITEM).lot == FULL.lot
    second.close()


@pytest.mark.parametrize("content", [b"no database at all" * 100, b"SQLite format 3\x00" + b"\xff" * 4096])
def test_damaged_file_is_made_anew_with_a_line_in_the_log(
    path: Path, time: Time, content: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    path.write_bytes(content)
    cache = FindingCache(path, time)
    assert "damaged" in caplog.text
    cache.put(ITEM, FULL)
    assert cache.find(ITEM).lot == FULL.lot
    cache.close()
    assert path.read_bytes()[:15] == b"SQLite format 3"


def test_file_damaged_while_open_is_made_anew(
    cache: FindingCache, path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    for number in range(50):
        cache.put(replace(ITEM, lot=f"L{number}"), FULL)
    other = sqlite3.connect(path)
    other.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    other.close()
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * (path.stat().st_size - 4096))
    for number in range(50):
        cache.find(replace(ITEM, lot=f"L{number}"))
    cache.put(ITEM, FULL)
    assert cache.find(ITEM).lot == FULL.lot
    assert "damaged" in caplog.text


def test_row_that_is_not_understood_is_thrown_away(cache: FindingCache, path: Path) -> None:
    cache.put(OTHER, FULL)
    with sqlite3.connect(path) as other:
        other.execute("UPDATE findings SET finding = '{\"source\": 7}'")
    other.close()
    assert cache.find(OTHER) == NOTHING_FOUND


def test_file_of_another_format_is_made_anew(path: Path, time: Time) -> None:
    with sqlite3.connect(path) as other:
        other.execute("PRAGMA user_version = 99")
        other.execute("CREATE TABLE findings (something)")
    other.close()
    cache = FindingCache(path, time)
    cache.put(ITEM, FULL)
    assert cache.find(ITEM).lot == FULL.lot
    cache.close()


def test_folder_that_cannot_be_written_leaves_the_cache_in_memory(
    tmp_path: Path, time: Time, caplog: pytest.LogCaptureFixture
) -> None:
    cache = FindingCache(tmp_path / "missing" / "cache.db", time)
    cache.put(ITEM, FULL)
    assert cache.find(ITEM).lot == FULL.lot
    assert "in memory" in caplog.text
    cache.close()


def test_file_that_became_read_only_is_read_and_not_written(
    cache: FindingCache, caplog: pytest.LogCaptureFixture
) -> None:
    cache.put(ITEM, FULL)
    cache._database.conn.execute("PRAGMA query_only = ON")
    with caplog.at_level(logging.WARNING):
        cache.put(ITEM, replace(FULL, recalls=()))
    assert cache.find(ITEM).recalls == FULL.recalls
    assert "cannot be used" in caplog.text


def test_oldest_rows_go_first(cache: FindingCache, time: Time, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache_module, "MAX_ROWS", 4)
    monkeypatch.setattr(cache_module, "PRUNE_EVERY", 6)
    for number in range(6):
        cache.put(Identity(gtin=f"{number:014}"), FULL)
        time.now += timedelta(minutes=1)
    assert [cache.find(Identity(gtin=f"{n:014}")).source for n in (0, 1, 2, 5)] == [
        Source.NONE,
        Source.NONE,
        Source.CACHE,
        Source.CACHE,
    ]
