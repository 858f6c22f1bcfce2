"""How fast the centre finds on PostgreSQL among a million lots: over HTTP, one worker, beside the bare things.

`python -m bench.records` prints one line a figure; `measure()` gives the same as values. Takes about two
minutes. The generator of requests has a process of its own; it, the worker and the database share the
machine's cores, as they are: nothing is pinned. Each thing is measured in turn, ROUNDS times, and the
median round counts, so that others at work on the machine hit all alike.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator, Sequence

import psycopg
from sqlalchemy import text

from bench import postgres
from bench.decode import Figure
from bench.loaded import LOTS, Item, items, load
from bench.press import press
from bench.serving import EMPTY, serving
from kiosk.central.database import open_database
from kiosk.processes.demo import own_port

SETTINGS = {
    "fsync": "on",
    "shared_buffers": "1GB",
    "max_wal_size": "4GB",
    "max_connections": "50",
    "random_page_cost": "1.1",
}
ASKED = 20_000
ROUNDS = 3
SECONDS = 4.0
CONNECTIONS = 32
STEADY_PER_S = 400
STEADY_S = 10.0

BARE = """
SELECT s.serial, l.*, p.*, e.* FROM serials AS s
JOIN lots AS l ON l.gtin = s.gtin AND l.lot = s.lot
JOIN products AS p ON p.gtin = s.gtin
JOIN establishments AS e ON e.id = p.establishment_id
WHERE s.gtin = %s AND s.lot = %s AND s.serial = %s
"""
"""What psycopg alone is asked: lot, product and establishment of one serial, by their keys."""


def measure() -> Iterator[Figure]:
    """Yield every figure, measured on a server of its own that is removed after."""
    with postgres.running(SETTINGS) as server:
        server.migrated_template()
        server.execute("CREATE DATABASE records TEMPLATE template_migrated")
        url = server.url("records")
        asked = _loaded(url)
        yield Figure("lots and serials in the database", LOTS / 1e6, "million")
        with own_port() as port, serving(url, port), psycopg.connect(url, autocommit=True) as bare:
            yield from _compared(port, bare, asked)
            yield from _steady(port, asked)
        yield from _sizes(url)


def _loaded(url: str) -> Sequence[Item]:
    engine = open_database(url)
    with engine.begin() as connection:
        load(connection)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE"))
        asked = list(items(connection, ASKED))
    engine.dispose()
    return asked


def _compared(port: int, bare: psycopg.Connection, asked: Sequence[Item]) -> Iterator[Figure]:
    paths = [f"/v1/records/{item.path}" for item in asked]
    things: dict[str, Callable[[], float]] = {
        "bare": lambda: _bare_per_s(bare, asked),
        "empty": lambda: press(port, CONNECTIONS, SECONDS, [EMPTY]).per_second,
        "record": lambda: _all_answered(port, paths),
    }
    rates: dict[str, list[float]] = {name: [] for name in things}
    for _ in range(ROUNDS):
        for name, work in things.items():
            rates[name].append(work())
    per_s = {name: statistics.median(found) for name, found in rates.items()}
    yield Figure("bare psycopg, one connection: a serial's record", per_s["bare"], "a second")
    yield Figure("an empty FastAPI route of the same application", per_s["empty"], "a second")
    yield Figure("look-ups of random serials", per_s["record"], "a second")
    yield Figure("empty routes for one look-up", per_s["empty"] / per_s["record"], "×", 2.0)
    yield Figure("bare reads for one look-up", per_s["bare"] / per_s["record"], "×", 5.0)


def _all_answered(port: int, paths: Sequence[str]) -> float:
    pressed = press(port, CONNECTIONS, SECONDS, paths)
    assert pressed.refused == 0, f"{pressed.refused} look-ups were refused"
    return pressed.per_second


def _bare_per_s(bare: psycopg.Connection, asked: Sequence[Item]) -> float:
    done = 0
    begun = time.perf_counter()
    while (taken := time.perf_counter() - begun) < SECONDS:
        item = asked[done % len(asked)]
        assert bare.execute(BARE, (item.gtin, item.lot, item.serial)).fetchone()
        done += 1
    return done / taken


def _steady(port: int, asked: Sequence[Item]) -> Iterator[Figure]:
    pressed = press(port, CONNECTIONS, STEADY_S, [f"/v1/records/{item.path}" for item in asked], STEADY_PER_S)
    assert pressed.refused == 0, f"{pressed.refused} look-ups were refused"
    yield Figure(f"at {STEADY_PER_S} a second: median", pressed.median_ms, "ms")
    yield Figure(f"at {STEADY_PER_S} a second: p99", pressed.p99_ms, "ms", 20.0)


def _sizes(url: str) -> Iterator[Figure]:
    """Yield what a row costs on disk, with its indexes."""
    engine = open_database(url)
    with engine.connect() as connection:
        for table in ("lots", "serials", "movements"):
            query = text(f"SELECT pg_total_relation_size('{table}') / greatest(count(*), 1) FROM {table}")
            yield Figure(f"a row of {table}, with its indexes", float(connection.execute(query).scalar_one()), "bytes")
    engine.dispose()


if __name__ == "__main__":
    for figure in measure():
        print(figure, flush=True)
