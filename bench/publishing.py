"""How long a city's registry takes to publish, and what those who ask meanwhile feel of it. On PostgreSQL.

`python -m bench.publishing` prints one line a figure. `measure()` gives the same as values. Takes about two minutes.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine, text

from bench import postgres
from bench.city import NOW, fill, gtin_of
from bench.decode import Figure
from kiosk.central.database import open_database
from kiosk.central.people.changes import Deed
from kiosk.central.people.rights import Right
from kiosk.central.people.users import OPERATOR
from kiosk.central.publishing.publisher import Publisher
from kiosk.central.publishing.store import metadata_file, target_named
from kiosk.central.registry.recalls import RECALL, recall_kinds
from kiosk.central.seals.publishing import publish_first
from kiosk.central.service import service_over
from kiosk.messages.published import INDEX_TARGET
from kiosk.processes.central.serve import SWITCH_S

LOOKS = 200
RECALL_OF = {
    "kind": "mandatory",
    "reason": "Dư lượng",
    "authority": "Chi cục mẫu",
    "document": "12/QĐ",
    "legal_basis": "Luật mẫu",
}


def measure() -> Iterator[Figure]:
    """Yield every figure."""
    sys.setswitchinterval(SWITCH_S)  # as the serving process does
    with tempfile.TemporaryDirectory(prefix="bench-publishing-") as folder, postgres.running() as server:
        server.migrated_template()
        server.execute("CREATE DATABASE publishing TEMPLATE template_migrated")
        engine = open_database(server.url("publishing"))
        try:
            yield from _measured(engine, Path(folder))
        finally:
            engine.dispose()


def _measured(engine: Engine, folder: Path) -> Iterator[Figure]:
    with engine.begin() as connection:
        fill(connection)
        publish_first(connection, NOW, ("trace.example",))
    moments = iter(NOW + timedelta(seconds=10 * number) for number in range(10 * LOOKS))
    service = replace(service_over(engine, lambda: next(moments)), is_demonstration=True)
    publisher = Publisher(service, folder)
    yield Figure("whole registry published for the first time", _seconds(publisher), "s")
    _recall(engine, 1)
    yield Figure("recall published after it was decided", _seconds(publisher), "s", 30)
    looks = [_seconds(publisher) * 1e3 for _ in range(LOOKS)]
    yield Figure("look for something to publish, median", statistics.median(looks), "ms")
    with engine.connect() as connection:
        registry = connection.execute(
            text("SELECT name FROM tuf_metadata WHERE role = 'registry' ORDER BY version DESC LIMIT 1")
        ).scalar_one()
        yield Figure(
            "signed names of the registry's files", len(metadata_file(connection, registry) or b"") / 1e3, "kB"
        )
        yield Figure("index of the registry", len(target_named(connection, INDEX_TARGET) or b"") / 1e3, "kB")
    yield from _beside(engine, publisher)


def _beside(engine: Engine, publisher: Publisher) -> Iterator[Figure]:
    """Yield how long small questions of another thread take, alone and while the registry is published."""
    alone = _questions(engine, 5.0)
    _recall(engine, 2)
    working = threading.Thread(target=publisher.run_once, name="publishing")
    working.start()
    meanwhile: list[float] = []
    while working.is_alive():
        meanwhile += _questions(engine, 0.2)
    working.join()
    for name, times in (("alone", alone), ("while the registry is published", meanwhile)):
        yield Figure(f"small question {name}, median", statistics.median(times), "ms")
        yield Figure(f"small question {name}, p99", statistics.quantiles(times, n=100)[98], "ms")


def _questions(engine: Engine, seconds: float) -> list[float]:
    end, times = time.perf_counter() + seconds, []
    with engine.connect() as connection:
        while time.perf_counter() < end:
            begun = time.perf_counter()
            connection.execute(text("SELECT name FROM products WHERE gtin = :gtin"), {"gtin": gtin_of(7)}).all()
            times.append((time.perf_counter() - begun) * 1e3)
    return times


def _recall(engine: Engine, number: int) -> None:
    at: datetime = NOW
    with engine.begin() as connection:
        deed = Deed(OPERATOR, Right.APPROVE_RECALL, at)
        document = {**RECALL_OF, "id": f"bench-{number}", "gtins": [gtin_of(number)]}
        recall_kinds()[RECALL].apply(connection, deed, document)


def _seconds(publisher: Publisher) -> float:
    begun = time.perf_counter()
    publisher.run_once()
    return time.perf_counter() - begun


if __name__ == "__main__":
    for figure in measure():
        print(figure, flush=True)  # the command's output
