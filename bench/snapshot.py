"""How large the registry offline is for a city, how long it takes to make, to take over and to look up in.

`python -m bench.snapshot` prints one line a figure. `measure()` gives the same as values. Takes about two minutes.
"""

from __future__ import annotations

import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import TypeVar

import apsw
from sqlalchemy import Connection, delete, insert, select, update

from bench.applying import answers
from bench.city import DAYS, LOTS, NOW, fill, lot_rows
from bench.decode import Figure
from kiosk.central.database import open_database, sqlite_url
from kiosk.central.publishing.changes import BuiltIndex, Since, build_index
from kiosk.central.registry.tables import lots
from kiosk.central.schema import metadata
from kiosk.codes.code import Identity
from kiosk.lookup.apply import apply, mend
from kiosk.lookup.offline import OfflineRecords
from kiosk.lookup.registry_file import FILE_NAME, asked, open_file
from kiosk.messages.published import PublishedIndex
from kiosk.records.content import content_of

ASKED = 10_000
CHANGED = LOTS // 100
HOUR = timedelta(hours=1)

ROUNDS = 3

Result = TypeVar("Result")
Opened = TypeVar("Opened", OfflineRecords, apsw.Connection)


def measure() -> Iterator[Figure]:
    """Yield every figure."""
    with tempfile.TemporaryDirectory(prefix="bench-snapshot-") as name:
        yield from _measured(Path(name))


def _measured(folder: Path) -> Iterator[Figure]:
    engine = open_database(sqlite_url(folder / "central.db"))
    metadata.create_all(engine)
    with engine.begin() as connection:
        fill(connection)
    unit = _Unit(folder)
    with engine.connect() as connection:
        first, made_s = _timed(lambda: build_index(connection, None, folder, NOW))
        yield Figure("registry made of the database", made_s, "s")
        yield from _sizes(first)
        unit.fetch(first)
        yield Figure("snapshot taken over by a unit", unit.take(first.index), "s")
        items = _some(connection)
        yield from unit.look_ups(items)
    with engine.begin() as connection:
        _change(connection)
    with engine.connect() as connection:
        since = Since(first.index, unit.targets.__getitem__, folder)
        second, changed_s = _timed(lambda: build_index(connection, since, folder, NOW + HOUR))
    yield Figure("changes found at the centre", changed_s, "s")
    yield Figure("changes of a day, 1 % of the lots", sum(len(one.content) for one in second.targets) / 1e3, "kB", 100)
    unit.fetch(second)
    yield from answers(unit.state, items, lambda: unit.take(second.index))
    yield Figure("whole registry read, at a start", _timed(lambda: mend(unit.state))[1], "s")
    engine.dispose()


def _sizes(built: BuiltIndex) -> Iterator[Figure]:
    snapshot = built.index.snapshot
    yield Figure("lots in it", snapshot.counts["lots"] / 1e3, "thousand")
    yield Figure("rows in it", sum(snapshot.counts.values()) / 1e3, "thousand")
    yield Figure("snapshot", snapshot.size_bytes / 1e6, "MB", 20)
    yield Figure("snapshot, compressed", sum(len(one.content) for one in built.targets) / 1e6, "MB", 8)


class _Unit:
    """A unit's state, and what it has fetched."""

    def __init__(self, folder: Path) -> None:
        self.state = folder / "unit"
        self.state.mkdir()
        self._files = folder / "fetched"
        self._files.mkdir()
        self.targets: dict[str, bytes] = {}

    def fetch(self, built: BuiltIndex) -> None:
        """Let the unit have the new targets."""
        for target in built.targets:
            self.targets[target.name] = target.content
            (self._files / target.name.replace("/", "_")).write_bytes(target.content)

    def take(self, index: PublishedIndex) -> float:
        """Return how many seconds it takes to apply `index`."""
        return _timed(lambda: apply(self.state, index, lambda name: self._files / name.replace("/", "_"), NOW))[1]

    def look_ups(self, items: Sequence[Identity]) -> Iterator[Figure]:
        """Yield times of look-ups, beside the same rows asked of SQLite and thrown away."""
        found = _shortest(lambda: _closed(OfflineRecords(self.state), lambda records: _times(records.find, items)))
        path = self.state / FILE_NAME
        bare = _shortest(lambda: _closed(open_file(path), lambda file: _times(partial(_ask_bare, file), items)))
        with closing(open_file(path)) as file:
            read, read_s = _timed(lambda: content_of(lambda sql: asked(file, sql)))
        yield Figure("look-up, median", statistics.median(found), "ms")
        yield Figure("look-up, p99", statistics.quantiles(found, n=100)[98], "ms", 1)
        yield Figure("the bare query, p99", statistics.quantiles(bare, n=100)[98], "ms")
        yield Figure(
            "look-up beside the bare query, medians", statistics.median(found) / statistics.median(bare), "×", 2
        )
        yield Figure("content hash", read_s, "s")
        assert read.counts["lots"] == LOTS


_PLACE = "(SELECT establishment_id FROM products WHERE gtin = ?1)"
_SCOPED = (
    "SELECT recall_id FROM recall_scopes WHERE kind = 'any'"
    " UNION ALL SELECT recall_id FROM recall_scopes WHERE kind = 'gtin' AND value = ?2"
)
BARE = (
    "SELECT * FROM corrections WHERE gtin = ?1 AND lot IN ('', ?3)",
    "SELECT * FROM products WHERE gtin = ?1",
    f"SELECT * FROM establishments WHERE id = {_PLACE}",
    "SELECT * FROM lots WHERE gtin = ?1 AND lot = ?3",
    f"SELECT * FROM certificates WHERE establishment_id = {_PLACE}",
    'SELECT * FROM needed_kinds WHERE "group" = (SELECT "group" FROM products WHERE gtin = ?1)',
    f"SELECT * FROM recalls WHERE id IN ({_SCOPED})",
    f"SELECT * FROM violations WHERE establishment_id = {_PLACE}",
    "SELECT * FROM markets WHERE id = (SELECT destination_market_id FROM lots WHERE gtin = ?1 AND lot = ?3)",
    "SELECT * FROM flags WHERE gtin = ?1 AND serial = ?4",
)
"""What a look-up reads, asked of SQLite as it stands: rows that nobody makes anything of."""


def _ask_bare(file: apsw.Connection, item: Identity) -> None:
    values = (int(item.gtin or 0), item.gtin, item.lot, item.serial)
    for sql in BARE:
        file.execute(sql, values[: max(number for number in (1, 2, 3, 4) if f"?{number}" in sql)]).fetchall()


def _some(connection: Connection) -> list[Identity]:
    rows = connection.execute(select(lots.c.gtin, lots.c.lot)).all()
    chosen = random.Random(6).sample(rows, ASKED)  # always the same
    return [Identity(gtin=gtin, lot=lot, serial="7K2M9Q4T") for gtin, lot in chosen]


def _change(connection: Connection) -> None:
    """Change a hundredth of the lots: half are new, half leave circulation or are corrected."""
    chance = random.Random(7)  # always the same
    gone = chance.sample(connection.execute(select(lots.c.gtin, lots.c.lot)).all(), CHANGED // 2)
    for number, (gtin, lot) in enumerate(gone):
        ours = (lots.c.gtin == gtin, lots.c.lot == lot)
        if number % 2:
            connection.execute(delete(lots).where(*ours))
        else:
            connection.execute(update(lots).where(*ours).values(quantity=chance.randrange(4_000)))
    connection.execute(insert(lots), list(lot_rows(chance, CHANGED // 2, NOW.date() - timedelta(days=DAYS))))


def _shortest(measured: Callable[[], list[float]]) -> list[float]:
    """Return the shortest time of each item in ROUNDS, each with files opened anew.

    What others at work on the machine took is not in it.
    """
    return [min(times) for times in zip(*(measured() for _ in range(ROUNDS)), strict=True)]


def _closed(opened: Opened, work: Callable[[Opened], Result]) -> Result:
    with closing(opened):
        return work(opened)


def _times(ask: Callable[[Identity], object], items: Sequence[Identity]) -> list[float]:
    """Return the milliseconds that each took, after a few to warm up."""
    for item in items[:200]:
        ask(item)
    times = []
    for item in items:
        begun = time.perf_counter_ns()
        ask(item)
        times.append((time.perf_counter_ns() - begun) / 1e6)
    return times


def _timed(work: Callable[[], Result]) -> tuple[Result, float]:
    begun = time.perf_counter()
    return work(), time.perf_counter() - begun


if __name__ == "__main__":
    for figure in measure():
        print(figure, flush=True)  # the command's output
