"""Scans are counted once, as they arrive: the same numbers as counted anew from all rows."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from threading import Barrier

import pytest
from sqlalchemy import Connection, Engine, Table, func, select, text

from kiosk.central import migrations
from kiosk.central.journal.count_tables import (
    BUCKETS,
    BY_DAY,
    COUNTED,
    HOURS,
    SUMS,
    usage_goods,
    usage_goods_days,
    usage_group_days,
    usage_kiosk_days,
    usage_market_days,
)
from kiosk.central.journal.read import ReadRow, read_rows
from kiosk.central.journal.recounting import recount_scans
from kiosk.central.journal.sender import Sender
from kiosk.central.journal.store import store_rows
from kiosk.journal.chain import START, Row, link
from kiosk.journal.event import to_json
from kiosk.journal.upload import journal_name, message_of
from kiosk.moment import HANOI, hanoi_day
from kiosk.verdicts.verdict import Headline, Level
from tests.central.conftest import NOW
from tests.journal.events import event_of

Counts = dict[str, list[tuple[object, ...]]]
STEP = timedelta(minutes=7)


def journal_of(count: int, replaced: dict[int, int] | None = None, salt: int = 0) -> list[ReadRow]:
    """A journal of `count` rows, 7 min apart; `replaced`: by the number of a row, which one it replaces."""
    rows: list[Row] = []
    previous = START
    for number in range(1, count + 1):
        event = event_of(at=NOW + number * STEP, number=salt * 1000 + number)
        shown = replace(event.shown, frame_to_paint_ms=20.0 * number)
        event = replace(event, shown=shown, replaces=(replaced or {}).get(number))
        if number % 3 == 0:
            event = replace(event, level=Level.STOP, headline=Headline.RECALLED)
        rows.append(link(previous, number, to_json(event)))
        previous = rows[-1].digest
    read, refused = read_rows(journal_name(rows[0].digest), [message_of(row).model_dump() for row in rows])
    assert refused == []
    return read


def sender_of(rows: Sequence[ReadRow], kiosk: str = "k1", market: str = "M1") -> Sender:
    return Sender(kiosk, market, journal_name(rows[0].row.digest))


def counts(connection: Connection) -> Counts:
    """All rows but those that count nothing any more."""
    return {
        table.name: sorted(
            (tuple(row)[:-1] for row in connection.execute(select(table).where(table.c.scans != 0))), key=str
        )
        for table in COUNTED
    }


def total(connection: Connection) -> int:
    return int(connection.execute(select(func.coalesce(func.sum(usage_market_days.c.scans), 0))).scalar_one())


def test_scan_counts_by_hour_place_verdict_and_goods(engine: Engine) -> None:
    rows = journal_of(9)
    with engine.begin() as connection:
        store_rows(connection, sender_of(rows), rows, NOW)
        hours = connection.execute(select(usage_goods).order_by(usage_goods.c.at, usage_goods.c.level)).all()
        days = connection.execute(select(usage_kiosk_days).order_by(usage_kiosk_days.c.level)).all()
    assert [(row.at, row.market_id, row.level, row.headline, row.scans) for row in hours] == [
        (NOW, "M1", "good", "genuine", 6),
        (NOW, "M1", "stop", "recalled", 2),
        (NOW + timedelta(hours=1), "M1", "stop", "recalled", 1),
    ]
    assert {(row.gtin, row.establishment_id, row.product_group) for row in hours} == {
        ("09521234543213", "E1", "vegetable")
    }
    assert [(row.day, row.kiosk_id, row.level, row.scans, row.h09, row.h10) for row in days] == [
        (hanoi_day(NOW), "k1", "good", 6, 6, 0),
        (hanoi_day(NOW), "k1", "stop", 3, 2, 1),
    ]
    assert max(row.last_at for row in days) == NOW + 9 * STEP
    assert sum(getattr(row, bucket) for row in hours for bucket in BUCKETS) == 9
    assert sum(row.ms_25 for row in hours) == 1
    assert sum(row.ms_200 for row in hours) == 2  # 160, 180


def test_what_is_sent_again_counts_once(engine: Engine) -> None:
    rows = journal_of(6)
    with engine.begin() as connection:
        for sent in (rows[:4], rows[2:], rows):
            store_rows(connection, sender_of(rows), sent, NOW)
        assert total(connection) == 6


def test_row_of_another_kiosk_does_not_count_twice(engine: Engine) -> None:
    rows = journal_of(3)
    with engine.begin() as connection:
        store_rows(connection, sender_of(rows), rows, NOW)
        store_rows(connection, sender_of(rows, "k2", "M2"), rows, NOW)
        assert total(connection) == 3


@pytest.mark.parametrize("order", [(slice(0, 4),), (slice(0, 2), slice(2, 4)), (slice(2, 4), slice(0, 2))])
def test_check_that_a_late_answer_overtook_counts_once_as_it_stood_last(
    engine: Engine, order: tuple[slice, ...]
) -> None:
    rows = journal_of(4, {3: 2})  # row 3 says recalled, and replaces row 2
    with engine.begin() as connection:
        for part in order:
            store_rows(connection, sender_of(rows), rows[part], NOW)
        assert total(connection) == 3
        levels = select(usage_market_days.c.level, func.sum(usage_market_days.c.scans)).group_by(
            usage_market_days.c.level
        )
        assert {row.level: row[1] for row in connection.execute(levels)} == {"good": 2, "stop": 1}


def test_counts_are_those_of_all_rows_whatever_the_order(engine: Engine) -> None:
    chance = random.Random(8)
    with engine.begin() as connection:
        for kiosk in range(4):
            replaced = {number: number - chance.choice((1, 2)) for number in range(4, 60, 7)}
            rows = journal_of(60, replaced, salt=kiosk + 1)
            parts = [rows[begin : begin + 8] for begin in range(0, 60, 6)]
            chance.shuffle(parts)
            for part in parts:
                store_rows(connection, sender_of(rows, f"k{kiosk}", f"M{kiosk % 2}"), part, NOW)
        kept = counts(connection)
        recount_scans(connection)
        assert counts(connection) == kept
        assert total(connection) == 4 * 60 - 4 * len(range(4, 60, 7))


def summed_by_hand(connection: Connection, hourly: Table, daily: Table) -> list[tuple[object, ...]]:
    """The rows of `daily` as they must be: those of `hourly` added up by the day and hour in Hanoi."""
    grain = daily.primary_key.columns.keys()
    sums: dict[tuple[object, ...], Counter[str]] = {}
    last: dict[tuple[object, ...], datetime] = {}
    for row in connection.execute(select(hourly)).mappings():
        hanoi = row["at"].astimezone(HANOI)
        key = tuple(hanoi.date() if name == "day" else row[name] for name in grain)
        counts = sums.setdefault(key, Counter())
        counts.update({name: row[name] for name in SUMS})
        counts[HOURS[hanoi.hour]] += row["scans"]
        last[key] = max(last.get(key, row["last_at"]), row["last_at"])
    return [(*key, *(sums[key][name] for name in (*SUMS, *HOURS)), last[key]) for key in sums]


def rows_of(connection: Connection, table: Table) -> list[tuple[object, ...]]:
    return sorted((tuple(row) for row in connection.execute(select(table))), key=str)


def test_days_are_the_sums_of_their_hours_whatever_arrives_when(engine: Engine) -> None:
    chance = random.Random(29)
    with engine.begin() as connection:
        for kiosk in range(3):
            # 280 rows, 7 min apart, are more than a day: the first midnight in Hanoi is 15 h after NOW
            replaced = {number: number - chance.choice((1, 2)) for number in range(4, 280, 7)}
            rows = journal_of(280, replaced, salt=kiosk + 1)
            parts = [rows[begin : begin + 40] for begin in range(0, 280, 30)]  # some of each part twice
            chance.shuffle(parts)
            for part in parts:
                store_rows(connection, sender_of(rows, f"k{kiosk}", f"M{kiosk % 2}"), part, NOW)
        for daily in (usage_goods_days, usage_group_days, usage_market_days):
            assert rows_of(connection, daily) == sorted(summed_by_hand(connection, usage_goods, daily), key=str)
        summed = [func.sum(usage_kiosk_days.c[name]) for name in (*SUMS, *HOURS)]
        by = [usage_kiosk_days.c[name] for name in ("day", "market_id", "level", "headline")]
        of_kiosks = connection.execute(select(*by, *summed, func.max(usage_kiosk_days.c.last_at)).group_by(*by))
        assert sorted((tuple(row) for row in of_kiosks), key=str) == rows_of(connection, usage_market_days)
        assert len({row.day for row in connection.execute(select(usage_kiosk_days))}) == 2
        assert total(connection) == 3 * (280 - len(range(4, 280, 7)))


def test_days_are_filled_from_the_hours_that_stand(engine: Engine) -> None:
    rows = journal_of(200, {7: 5, 150: 149})
    with engine.begin() as connection:
        store_rows(connection, sender_of(rows), rows, NOW)
        kept = counts(connection)
        migrations.downgrade(connection, "0028")
        migrations.upgrade(connection)
        assert counts(connection) == kept
        assert len({row.day for table in BY_DAY for row in connection.execute(select(table))}) == 2


def test_markets_that_send_at_once_wait_for_each_other_and_lose_no_count(engine: Engine) -> None:
    sent = {f"k{number}": journal_of(24, salt=number) for number in range(6)}
    together = Barrier(len(sent))

    def send(kiosk: str) -> None:
        rows = sent[kiosk]
        together.wait(10)
        for begin in (0, 12, 6):  # backwards by the hour, and some of it again
            with engine.begin() as connection:
                store_rows(connection, sender_of(rows, kiosk), rows[begin : begin + 12], NOW)

    with ThreadPoolExecutor(len(sent)) as threads:
        for done in [threads.submit(send, kiosk) for kiosk in sent]:
            done.result(30)
    with engine.begin() as connection:
        arrived = counts(connection)
        assert total(connection) == 24 * len(sent)
        recount_scans(connection)
        assert counts(connection) == arrived


def test_rows_from_before_are_counted_by_the_migration(engine: Engine) -> None:
    rows = journal_of(12, {7: 5})
    with engine.begin() as connection:
        store_rows(connection, sender_of(rows), rows, NOW)
        kept, asked = counts(connection), columns(connection)
        migrations.downgrade(connection, "0017")
        migrations.upgrade(connection)
        assert columns(connection) == asked
        assert counts(connection) == kept


def columns(connection: Connection) -> list[tuple[object, ...]]:
    query = "SELECT lot, establishment_id, product_group, read_ms, replaces FROM journal ORDER BY id"
    return [tuple(row) for row in connection.execute(text(query))]
