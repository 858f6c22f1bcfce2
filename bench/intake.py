"""How fast PostgreSQL takes in journals: runs as kiosks send them, beside a bare COPY of the same rows.

`python -m bench.intake` prints one line a figure; `measure()` gives the same as values. The rows are those of
a real inspection with all that was known of the label, in full runs: what a fleet sends after an outage. All
that the route does in its transaction is measured but the signed head, one row a run. Reading and judging
runs is measured apart: workers do it, of which there may be many, the primary is one.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import psycopg
from psycopg import sql
from sqlalchemy import Engine, text

from bench import postgres
from bench.decode import Figure
from bench.heart import AT
from bench.journals import run
from bench.records import SETTINGS
from kiosk.central.database import open_database
from kiosk.central.journal.heads import look_for_alarms
from kiosk.central.journal.read import ReadRow, read_run
from kiosk.central.journal.sender import Sender
from kiosk.central.journal.store import store_rows
from kiosk.central.versions import newest_versions
from kiosk.messages.journal_runs import MAX_RUN_ROWS, JournalRun

UNITS = 40
GOODS, MARKETS = 30, 10
"""Lots that a run is about, and markets that the kiosks stand at: each has counts of its own in every hour."""
WRITERS = 4
"""Connections at once, of the ten that a worker may have: some wait for the disk while others are served."""
WANTED = 20_000
"""Events a second that are promised."""

_BARE = (
    "id, at, kiosk_id, market_id, journal, sequence, previous, digest, kind, level, headline, gtin, lot,"
    " establishment_id, product_group, read_ms, replaces, event, received_at"
)


@dataclass(frozen=True, slots=True)
class Batch:
    """One run, read."""

    sender: Sender
    rows: Sequence[ReadRow]


def measure() -> Iterator[Figure]:
    """Yield every figure, measured on a server of its own that is removed after."""
    sent = [(unit, run(MAX_RUN_ROWS, unit)) for unit in range(UNITS)]
    begun = time.perf_counter()
    batches = [_read(unit, sent_run) for unit, sent_run in sent]
    reading_s = time.perf_counter() - begun
    count = sum(len(batch.rows) for batch in batches)
    chars = sum(len(row.row.event) for batch in batches for row in batch.rows)
    yield Figure("an event, as it is kept: mean", chars / count, "characters")
    yield Figure("reading and judging a run's row, by a worker", reading_s / count * 1e6, "µs")
    with postgres.running(SETTINGS) as server:
        server.migrated_template()
        url = server.url("template_migrated")
        engine = open_database(url)
        _take_in(engine, _read(UNITS, run(MAX_RUN_ROWS, UNITS)))  # makes the month's partition
        bare_per_s = count / _taken_s(batches, _copier(url))
        per_s = count / _taken_s(batches, lambda batch: _take_in(engine, batch))
        yield Figure("bare COPY, the same rows without keys", bare_per_s, "events a second")
        yield Figure("intake at the database", per_s, "events a second")
        yield Figure(f"time for {WANTED} events", WANTED / per_s, "s", 1.0)
        yield Figure("bare COPY against the intake", bare_per_s / per_s, "×")
        with engine.connect() as connection:
            size = connection.execute(text("SELECT pg_total_relation_size('journal_2026_11')")).scalar_one()
            assert connection.execute(text("SELECT count(*) FROM journal")).scalar_one() == count + MAX_RUN_ROWS
        yield Figure("a row of the journal, with its indexes", float(size) / (count + MAX_RUN_ROWS), "bytes")
        engine.dispose()


def _take_in(engine: Engine, batch: Batch) -> None:
    """Take in one run in a transaction of its own, as the route does."""
    with engine.begin() as connection:
        standing = store_rows(connection, batch.sender, batch.rows, AT)
        look_for_alarms(connection, batch.sender, [read.row.sequence for read in batch.rows], AT)
        newest_versions(connection, batch.sender.market_id, batch.sender.kiosk_id)
    assert len(standing) == len(batch.rows)


def _read(unit: int, sent: JournalRun) -> Batch:
    read, refused = read_run(sent)
    assert not refused
    varied = [replace(row, gtin=f"{number % GOODS:014d}", lot=f"L{number % GOODS}") for number, row in enumerate(read)]
    return Batch(Sender(f"kiosk-{unit}", f"market-{unit % MARKETS}", sent.journal), varied)


def _taken_s(batches: Sequence[Batch], store: Callable[[Batch], None]) -> float:
    begun = time.perf_counter()
    with ThreadPoolExecutor(WRITERS) as writers:
        list(writers.map(store, batches))
    return time.perf_counter() - begun


def _copier(url: str) -> Callable[[Batch], None]:
    """Return what copies one batch in a transaction of its own into a table without keys."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE TABLE bare (LIKE journal INCLUDING COMPRESSION)")

    statement = sql.SQL("COPY bare ({}) FROM STDIN").format(sql.SQL(_BARE))

    def copy(batch: Batch) -> None:
        with psycopg.connect(url) as connection, connection.cursor().copy(statement) as rows:
            for read in batch.rows:
                row, sender = read.row, batch.sender
                of_sender = (sender.kiosk_id, sender.market_id, sender.journal)
                judged = (read.kind, read.level, read.headline, read.gtin, read.lot, read.establishment_id)
                further = (read.product_group, read.read_ms, read.replaces)
                chain = (row.sequence, row.previous, row.digest)
                rows.write_row((row.id, read.at, *of_sender, *chain, *judged, *further, row.event, AT))

    return copy


if __name__ == "__main__":
    for figure in measure():
        print(figure, flush=True)
