"""How long the console's pages take at the server: many scans on PostgreSQL, fewer on SQLite.

`python -m bench.console` prints one line a page: every page of `bench.console_pages.PAGES`, as whom it is for, and
those that can be asked for more, at changing markets, kiosks and products. `--scans` and `--sqlite-scans` say how many
scans there are (10 million and 100,000 without). `--keep FOLDER` leaves the filled databases in FOLDER, and measures
them again where they stand there already; `--fill` only fills. `--only TEXT` measures the pages whose name has it.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine, event, text

from bench import postgres
from bench.console_city import fill_few, fill_many
from bench.console_made import BATCH_FROM, Extent, kiosk_of
from bench.console_pages import AT, DOOR, PAGES, Seen
from bench.console_pressed import FirstForm
from bench.decode import Figure
from bench.loaded import gtin_of
from bench.records import SETTINGS
from kiosk.central import migrations
from kiosk.central.app import create_app
from kiosk.central.console.access.sessions import open_session
from kiosk.central.database import open_database, sqlite_url
from kiosk.central.journal.count_tables import COUNTED
from kiosk.central.service import service_over
from tests.central.console.browsing import COOKIE, Visitor, visitor

LIMIT_MS = 300.0
ROUNDS = 20
MEDIAN, ASKED_OF = ": median", ": asked of the database"
"""What the report leaves out of a page's figures."""
_FILLING = {"wal_level": "minimal", "max_wal_senders": "0", "fsync": "off", "maintenance_work_mem": "1GB"}
_MEASURING = {**SETTINGS, "synchronous_commit": "off", "work_mem": "32MB", "wal_level": "minimal"}
_SETTINGS = {**_MEASURING, "max_wal_senders": "0"}

Addresses = Mapping[str, Seen]
ASKED: Mapping[str, str] = {
    "usage: a month, all markets": "/console/usage?since=2026-10-25",
    "usage: a week, one market": "/console/usage?market=m{market}",
    "usage: a week, one kiosk": "/console/usage?market=m{market}&kiosk={unit}",
    "usage: a month, one kiosk": "/console/usage?since=2026-10-25&market=m{market}&kiosk={unit}",
    "usage: a month, red": "/console/usage?since=2026-10-25&level=stop",
    "usage: a month, one group": "/console/usage?since=2026-10-25&group=fruit",
    "usage: a month, one product": "/console/usage?since=2026-10-25&gtin={gtin}",
    "usage: a month, the most scanned product": "/console/usage?since=2026-10-25&gtin={top}",
    "usage: a month, one establishment": "/console/usage?since=2026-10-25&establishment=e{establishment}",
    "usage: a month, one lot": "/console/usage?since=2026-10-25&gtin={gtin}&lot=L1",
    "usage: a week, one kiosk and product": "/console/usage?market=m{market}&kiosk={unit}&gtin={top}",
    "scans of a market": "/console/usage/scans?market=m{market}",
    "scans of a kiosk": "/console/usage/scans?market=m{market}&kiosk={unit}",
    "scans, a rare verdict": "/console/usage/scans?since=2026-10-25&headline=forged",
    "scans of a product": "/console/usage/scans?since=2026-10-25&gtin={gtin}",
    "scans of a kiosk and product": "/console/usage/scans?market=m{market}&kiosk={unit}&gtin={gtin}",
    "whole journals of a market": "/console/usage/integrity?market=m{market}",
    "devices of a market": "/console/devices?market=m{market}",
    "devices, silent": "/console/devices?state=silent",
    "devices by name": "/console/devices?text=C%E1%BB%95ng+{kiosk}",
    "devices, one": "/console/devices/{unit}?span=week",
    "devices, one, its settings": "/console/devices/{unit}/settings",
    "devices, settings of a market": "/console/devices/settings/markets/m{market}",
    "alerts of a market": "/console/alerts?market=m{market}",
    "alerts, closed": "/console/alerts?state=closed",
    "alerts, one kind": "/console/alerts?state=all&kind=camera_dirty",
    "alerts, false verdicts of a market": "/console/alerts/false?market=m{market}",
    "stalls of a market": "/console/stalls?market=m{market}",
    "stalls by name": "/console/stalls?text=Qu%E1%BA%A7y+{kiosk}",
    "stalls, one": "/console/stalls/s{kiosk}",
    "stalls, reads of a producer": "/console/stalls/reads?of=e{establishment}",
    "labels by name": "/console/labels?text=rau+{market}",
    "labels, one": "/console/labels/{batch}",
    "decisions, recalls in force": "/console/decisions/recalls?state=in_force",
    "decisions, recalls by a word": "/console/decisions/recalls?text=b%E1%BA%A3o",
    "decisions, a recall": "/console/decisions/recalls/recall-{kiosk}",
    "decisions, a notice": "/console/decisions/notices/notice-{kiosk}",
    "reports of a market": "/console/reports?market=m{market}",
    "reports, all": "/console/reports?state=all",
    "people by name": "/console/people?text=7",
    "audit of a table": "/console/audit?kind=recalls",
    "audit of a person": "/console/audit?user=ng%C6%B0%E1%BB%9Di+7",
}
"""What else pages are asked for, as an administrator. What stands in braces changes from one time to the next."""
ADDRESSES: Addresses = {**DOOR, **PAGES, **{name: Seen(path) for name, path in ASKED.items()}}


@dataclass(frozen=True)
class Filled:
    """A filled database: its engine, how much it holds, and the ids that the addresses of PAGES name."""

    name: str
    engine: Engine
    extent: Extent
    ids: Mapping[str, str]


def measure(scans: int = 10_000_000, sqlite_scans: int = 100_000) -> Iterator[Figure]:
    """Yield the 95th percentile of each page; the databases are kept in KIOSK_BENCH_KEEP, where that is set."""
    folder = os.environ.get("KIOSK_BENCH_KEEP", "")
    for figure in _measured(Path(folder) if folder else None, scans, sqlite_scans):
        if not figure.name.endswith((MEDIAN, ASKED_OF)):
            yield figure


def _measured(keep: Path | None, scans: int, sqlite_scans: int, only: str = "") -> Iterator[Figure]:
    with _folder(keep) as folder:
        yield from fill(folder, scans, sqlite_scans)
        with _on_postgresql(folder) as filled:
            yield from _sizes(filled.engine)
            yield from _beside(filled, only)
        with _on_sqlite(folder) as filled:
            yield from _beside(filled, only)


def _beside(filled: Filled, only: str) -> Iterator[Figure]:
    """Yield the pages' figures, and what else the machine had to do: beside much of it they say little."""
    yield Figure(f"{filled.name}: load of the machine at the beginning", os.getloadavg()[0], "")
    yield from pages(filled, only)
    yield Figure(f"{filled.name}: load of the machine at the end", os.getloadavg()[0], "")


def fill(folder: Path, scans: int, sqlite_scans: int) -> Iterator[Figure]:
    """Fill both databases in `folder`, as far as they are not; yield how long that took."""
    if not (folder / "postgresql.json").exists():
        begun = time.perf_counter()
        with postgres.kept(folder, {**_SETTINGS, **_FILLING}) as server:
            server.execute("DROP DATABASE IF EXISTS console")  # of a filling that was broken off
            server.execute("CREATE DATABASE console")
            _fill(folder, "postgresql", server.url("console"), Extent(scans))
            server.execute("VACUUM ANALYZE", "console")
        yield Figure(f"PostgreSQL: {scans:,} scans and all else made in", time.perf_counter() - begun, "s")
    if not (folder / "sqlite.json").exists():
        begun = time.perf_counter()
        (folder / "console.db").unlink(missing_ok=True)
        _fill(folder, "sqlite", sqlite_url(folder / "console.db"), Extent(sqlite_scans))
        yield Figure(f"SQLite: {sqlite_scans:,} scans and all else made in", time.perf_counter() - begun, "s")


def _fill(folder: Path, name: str, url: str, extent: Extent) -> None:
    engine = open_database(url)
    ids = fill_few(engine)
    with engine.begin() as connection:
        fill_many(connection, extent)
    if name == "sqlite":
        with engine.begin() as connection:
            connection.execute(text("ANALYZE"))
    engine.dispose()
    (folder / f"{name}.json").write_text(json.dumps({"scans": extent.scans, "ids": ids}), "utf-8")


@contextmanager
def _folder(keep: Path | None) -> Iterator[Path]:
    if keep is not None:
        yield keep.resolve()
        return
    with tempfile.TemporaryDirectory(prefix="pg-", ignore_cleanup_errors=True) as made:
        yield Path(made)


@contextmanager
def _on_postgresql(folder: Path) -> Iterator[Filled]:
    with postgres.kept(folder, _SETTINGS) as server:
        engine = open_database(server.url("console"))
        _bring_up(engine)
        yield _filled(folder, "postgresql", "PostgreSQL", engine)
        engine.dispose()


@contextmanager
def _on_sqlite(folder: Path) -> Iterator[Filled]:
    engine = open_database(sqlite_url(folder / "console.db"))
    _bring_up(engine)
    yield _filled(folder, "sqlite", "SQLite", engine)
    engine.dispose()


def _bring_up(engine: Engine) -> None:
    """Bring what was kept to the tables of this release."""
    with engine.begin() as connection:
        migrations.upgrade(connection)


def _filled(folder: Path, kind: str, name: str, engine: Engine) -> Filled:
    told = json.loads((folder / f"{kind}.json").read_text("utf-8"))
    return Filled(f"{name}, {told['scans']:,}", engine, Extent(told["scans"]), told["ids"])


def pages(filled: Filled, only: str = "") -> Iterator[Figure]:
    """Yield the time of every page, and how many statements it asks the database."""
    statements = Statements(filled.engine)
    people = people_of(filled)
    for name, seen in ADDRESSES.items():
        if only not in name:
            continue
        asked = Asked(filled, seen, people[seen.role])
        for turn in range(ROUNDS):
            asked.taken_ms(turn)  # to warm up
        statements.number = 0
        times = sorted(asked.taken_ms(turn) for turn in range(ROUNDS))
        yield Figure(f"{filled.name}: {name}: p95", times[int(0.95 * len(times)) - 1], "ms", LIMIT_MS)
        yield Figure(f"{filled.name}: {name}{MEDIAN}", statistics.median(times), "ms")
        yield Figure(f"{filled.name}: {name}{ASKED_OF}", statements.number / ROUNDS, "statements")


def people_of(filled: Filled) -> Mapping[str, Visitor]:
    """Return who looks at the pages, signed in, by role; "" for who is not."""
    app = create_app(service_over(filled.engine, lambda: AT))
    people = {role: visitor(app) for role in {seen.role for seen in ADDRESSES.values()}}
    for role, someone in people.items():
        if role:
            with filled.engine.begin() as connection:
                token = open_session(connection, filled.ids[role], AT)
            someone.client.cookies.set(COOKIE, token, domain="console.example", path="/")
    return people


class Statements:
    """Counts what an engine is asked."""

    def __init__(self, engine: Engine) -> None:
        self.number = 0
        event.listen(engine, "before_cursor_execute", self._count)

    def _count(self, *_: object) -> None:
        self.number += 1


class Asked:
    """One page, as somebody asks for it."""

    def __init__(self, filled: Filled, seen: Seen, someone: Visitor) -> None:
        self._filled, self._seen, self._someone = filled, seen, someone
        self._form: FirstForm | None = None
        if seen.sent is not None:
            self._form = FirstForm(someone.get(self.path(0)).text)

    def path(self, turn: int) -> str:
        """Return the address of a turn: always other markets, kiosks, products and batches."""
        extent = self._filled.extent
        market = turn * 7 % extent.markets
        number = market + extent.markets * (turn % (extent.kiosks // extent.markets))
        product = extent.products // 8 + turn
        return self._seen.path.format(
            **self._filled.ids,
            market=market,
            kiosk=number,
            unit=kiosk_of(number),
            gtin=gtin_of(product),
            top=gtin_of(turn % 3),
            establishment=product % extent.establishments,
            batch=BATCH_FROM + product,
        )

    def taken_ms(self, turn: int) -> float:
        """Return how long one answer took, in milliseconds."""
        path = self.path(turn)
        begun = time.perf_counter()
        if self._form is None:
            answer = self._someone.get(path)
        else:
            fields = {name: list(values) for name, values in self._form.fields.items()}
            for name, value in (self._seen.sent or {}).items():
                fields.setdefault(name, []).append(value)
            answer = self._someone.client.post(self._form.action or path, data=fields)
        taken = (time.perf_counter() - begun) * 1000
        assert answer.status_code == self._seen.answers, (path, answer.status_code, answer.text[:200])
        return taken


def _sizes(engine: Engine) -> Iterator[Figure]:
    with engine.connect() as connection:
        for table in COUNTED:
            count = connection.execute(text(f"SELECT count(*) FROM {table.name}")).scalar_one()
            size = connection.execute(text(f"SELECT pg_total_relation_size('{table.name}')")).scalar_one()
            yield Figure(f"rows of {table.name}", count / 1e6, "million")
            yield Figure(f"size of {table.name}", size / 1e6, "MB")
        size = connection.execute(text("SELECT pg_database_size(current_database())")).scalar_one()
        yield Figure("size of the database", size / 1e9, "GB")


def main() -> None:
    """Print every figure."""
    arguments = argparse.ArgumentParser(description="Times of the console's pages.")
    arguments.add_argument("--scans", type=int, default=10_000_000)
    arguments.add_argument("--sqlite-scans", type=int, default=100_000)
    arguments.add_argument("--keep", type=Path, metavar="FOLDER", help="Where the filled databases stay.")
    arguments.add_argument("--fill", action="store_true", help="Fill them, and measure nothing.")
    arguments.add_argument("--only", default="", metavar="TEXT", help="Only pages whose name has it.")
    given = arguments.parse_args()
    if given.keep is not None:
        given.keep.mkdir(parents=True, exist_ok=True)
    if given.fill:
        figures = fill(given.keep, given.scans, given.sqlite_scans)
    else:
        figures = _measured(given.keep, given.scans, given.sqlite_scans, given.only)
    for figure in figures:
        print(figure, flush=True)


if __name__ == "__main__":
    main()
