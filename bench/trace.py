"""Tracing one lot among millions: on a real PostgreSQL server, beside the same way asked for by bare SQL.

`python -m bench.trace` prints one line a figure; `measure()` gives the same as values. The size is set by
KIOSK_BENCH_LOTS (a million; ten times as many events). Needs 12 GB of disk, and a quarter
of an hour. The server has 2 GB of buffers, counts with an SSD, and compiles no plans (JIT).
"""

from __future__ import annotations

import json
import os
import random
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import psycopg
from sqlalchemy import Connection, Engine, text

from bench import ways
from bench.decode import Figure
from kiosk.central.database import open_database
from kiosk.central.epcis.items import Role
from kiosk.central.epcis.lists import as_list
from kiosk.central.epcis.steps import amounts_statement, events_statement, places_of, steps_of
from kiosk.central.epcis.trace_routes import answer_of
from kiosk.central.epcis.tracing import Direction, level_statement, trace
from tests.central import postgres

LOTS = int(os.environ.get("KIOSK_BENCH_LOTS", "1000000"))
TRACES = 400
LIMIT_MS = 100.0
SETTINGS = {
    **postgres.QUICK,
    "shared_buffers": "2GB",
    "maintenance_work_mem": "1GB",
    "max_wal_size": "8GB",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "jit": "off",
    "random_page_cost": "1.1",
}
_SIDES = {
    Direction.UP: {Role.OUTPUT: Role.INPUT, Role.PACKED: Role.PACKED_INTO},
    Direction.DOWN: {Role.INPUT: Role.OUTPUT, Role.PACKED: Role.PACKED_INTO},
}
Work = Callable[[str, Direction], object]


def measure() -> Iterator[Figure]:
    """Yield every figure, measured on a server of its own that is removed after."""
    with postgres.running(SETTINGS) as server:
        server.migrated_template()
        with server.database() as url:
            engine = open_database(url)
            begun = time.perf_counter()
            for done in ways.load(engine, LOTS // ways.LOTS_OF_RUN):
                print(f"  … {done}, {time.perf_counter() - begun:.0f} s", file=sys.stderr, flush=True)
            yield Figure("events loaded", LOTS * 10 / 1e6, "million")
            yield Figure("loading, with its indexes", time.perf_counter() - begun, "s")
            yield from _traced(engine, url)
            engine.dispose()


def _traced(engine: Engine, url: str) -> Iterator[Figure]:
    asked = _asked()
    with psycopg.connect(url, autocommit=True) as bare:
        bare_ms = _times(asked, lambda item, direction: _bare(bare, item, direction))
    with engine.connect() as connection:
        ours_ms = _times(asked, lambda item, direction: _ours(connection, item, direction))
        found = [_ours(connection, item, direction) for item, direction in asked[:50]]
        scans = [scan for item, direction in asked[:2] for scan in _scans(connection, item, direction)]
        size = connection.execute(text("SELECT pg_database_size(current_database())")).scalar_one()
    yield Figure("size of the database", size / 1e9, "GB")
    yield Figure("events of one way", statistics.median(len(events) for events in found), "events")
    for name, taken in (("bare psycopg, one recursive statement", bare_ms), ("a trace, as it is answered", ours_ms)):
        yield Figure(f"{name}: median", statistics.median(taken), "ms")
        yield Figure(
            f"{name}: p95", statistics.quantiles(taken, n=20)[-1], "ms", LIMIT_MS if taken is ours_ms else None
        )
    yield Figure("a trace against the bare statement", statistics.median(ours_ms) / statistics.median(bare_ms), "×")
    yield Figure("sequential scans in the plans", len(scans), "", 0)


def _asked() -> list[tuple[str, Direction]]:
    """Return lots at random: retail ones up to the farms, raw ones down to the stalls."""
    chance = random.Random(5)
    runs = LOTS // ways.LOTS_OF_RUN
    ends = {Direction.UP: ways.RETAIL, Direction.DOWN: ways.RAW}
    directions = [list(Direction)[number % 2] for number in range(TRACES)]
    return [(ways.lot_item(chance.randrange(runs), ends[way] + chance.randrange(4)), way) for way in directions]


def _times(asked: list[tuple[str, Direction]], work: Work) -> list[float]:
    """Return how long each took, in milliseconds. Each lot is asked for once, so that nothing of it is warm."""
    taken = []
    for item, direction in asked:
        begun = time.perf_counter()
        work(item, direction)
        taken.append((time.perf_counter() - begun) * 1000)
    return taken


def _ours(connection: Connection, item: str, direction: Direction) -> list[str]:
    """Do what the route does; return the IDs of the events."""
    found = trace(connection, [item], direction, lambda: datetime.now(UTC))  # a bench has no clock of the house
    steps = steps_of(connection, found)
    answer = answer_of(found, steps, places_of(connection, steps))
    assert answer.model_dump_json()
    assert not answer.limit
    return [event.event_id for event in answer.events]


def _bare(connection: psycopg.Connection, item: str, direction: Direction) -> int:
    cases = " ".join(f"WHEN {near.value} THEN {far.value}" for near, far in _SIDES[direction].items())
    statement = (
        "WITH RECURSIVE way(item) AS (SELECT CAST(%(item)s AS varchar) UNION SELECT far.item FROM way"
        " JOIN event_items near ON near.item = way.item AND NOT near.is_wrong"
        f" JOIN event_items far ON far.number = near.number AND far.role = CASE near.role {cases} END)"
        " SELECT e.event_id, e.at, e.type, e.biz_step, e.document FROM events e JOIN"
        " (SELECT DISTINCT number, at FROM way JOIN event_items USING (item)) named USING (number, at) ORDER BY at"
    )
    return len(connection.execute(statement.encode(), {"item": item}).fetchall())


def _scans(connection: Connection, item: str, direction: Direction) -> Iterator[str]:
    """Yield the tables that a plan of one trace would read from end to end."""
    found = trace(connection, [item], direction, lambda: datetime.now(UTC))
    numbers, times = sorted(found.events), list(found.events.values())
    items = [node.item for node in found.depths]
    events = {"numbers": as_list("postgresql", numbers), "first": min(times), "last": max(times)}
    for statement, given in (
        (level_statement("postgresql", direction), {"items": as_list("postgresql", items)}),
        (events_statement("postgresql"), events),
        (amounts_statement("postgresql"), {"numbers": events["numbers"]}),
    ):
        plan = connection.execute(text(f"EXPLAIN (FORMAT JSON) {statement}"), given).scalar_one()
        yield from _sequential(json.loads(plan) if isinstance(plan, str) else plan)


def _sequential(plan: object) -> Iterator[str]:
    if isinstance(plan, list):
        for part in plan:
            yield from _sequential(part)
    elif isinstance(plan, dict):
        if plan.get("Node Type") == "Seq Scan":
            yield str(plan.get("Relation Name"))
        for part in plan.values():
            yield from _sequential(part)


if __name__ == "__main__":
    for figure in measure():
        print(figure, flush=True)
