"""How fast PostgreSQL takes in journals: the batches of the route, beside a bare COPY of the same rows.

`python -m bench.intake` prints one line a figure; `measure()` gives the same as values. The rows are those of
a real inspection with all that was known of the label. Reading and judging uploads is measured apart: workers
do it, of which there may be many, the primary is one.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import psycopg
from psycopg import sql
from sqlalchemy import Engine, text

from bench import postgres
from bench.decode import Figure
from bench.heart import AT
from bench.journals import uploads
from bench.records import SETTINGS
from kiosk.central.database import open_database
from kiosk.central.journal.read import ReadRow, read_rows
from kiosk.central.journal.store import Sender, store_rows
from kiosk.messages.journal import MAX_ROWS, JournalUpload

UNITS = 20
UPLOADS_EACH = 5
WRITERS = 4
"""Connections at once, of the ten that a worker may have: some wait for the disk while others are served.

With two, two cores idle while both wait for their commits: 81 µs of CPU an event, 53 of them the server's.
"""
WANTED = 20_000
"""Events a second that are promised."""

_BARE = (
    "id, at, kiosk_id, market_id, journal, sequence, previous, digest, kind, level, headline, gtin, event, received_at"
)


@dataclass(frozen=True, slots=True)
class Batch:
    """One upload, read."""

    sender: Sender
    rows: Sequence[ReadRow]


def measure() -> Iterator[Figure]:
    """Yield every figure, measured on a server of its own that is removed after."""
    sent = [(unit, upload) for unit in range(UNITS) for upload in uploads(UPLOADS_EACH, MAX_ROWS, unit)]
    begun = time.perf_counter()
    batches = [_read(unit, upload) for unit, upload in sent]
    reading_s = time.perf_counter() - begun
    count = sum(len(batch.rows) for batch in batches)
    chars = sum(len(row.row.event) for batch in batches for row in batch.rows)
    yield Figure("an event, as it is kept: mean", chars / count, "characters")
    yield Figure("reading and judging an upload's row, by a worker", reading_s / count * 1e6, "µs")
    with postgres.running(SETTINGS) as server:
        server.migrated_template()
        url = server.url("template_migrated")
        engine = open_database(url)
        store_rows_once(engine, batches[0])  # the month's partition is made, the statement known
        bare_per_s = count / _taken_s(batches, _copier(url))
        per_s = count / _taken_s(batches, lambda batch: store_rows_once(engine, batch))
        yield Figure("bare COPY, the same rows without keys", bare_per_s, "events a second")
        yield Figure("intake at the database", per_s, "events a second")
        yield Figure(f"time for {WANTED} events", WANTED / per_s, "s", 1.0)
        yield Figure("bare COPY against the intake", bare_per_s / per_s, "×")
        with engine.connect() as connection:
            size = connection.execute(text("SELECT pg_total_relation_size('journal_2026_11')")).scalar_one()
            assert connection.execute(text("SELECT count(*) FROM journal")).scalar_one() == count
        yield Figure("a row of the journal, with its indexes", float(size) / count, "bytes")
        engine.dispose()


def store_rows_once(engine: Engine, batch: Batch) -> None:
    """Store one batch in a transaction of its own, as the route does."""
    with engine.begin() as connection:
        stored = store_rows(connection, batch.sender, batch.rows, AT)
    assert len(stored) == len(batch.rows)


def _read(unit: int, upload: JournalUpload) -> Batch:
    read, refused = read_rows(upload.journal, [row.model_dump() for row in upload.rows])
    assert not refused
    return Batch(Sender(f"kiosk-{unit}", "minh-khai", upload.journal), read)


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
                judged = (read.kind, read.level, read.headline, read.gtin)
                chain = (row.sequence, row.previous, row.digest)
                rows.write_row((row.id, read.at, *of_sender, *chain, *judged, row.event, AT))

    return copy


if __name__ == "__main__":
    for figure in measure():
        print(figure, flush=True)
