"""How fast the centre finds: in-process, and over HTTP on one worker, beside the bare things.

`python -m bench.lookups` prints one line a figure. `measure()` gives the same as values.
"""

from __future__ import annotations

import base64
import contextlib
import http.client
import itertools
import json
import random
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import func, insert, select

from kiosk.central.database import open_database, sqlite_url
from kiosk.central.kiosks.tables import kiosks
from kiosk.central.lookups.find import find
from kiosk.central.lookups.records import CentralRecords
from kiosk.central.registry.tables import markets
from kiosk.codes.code import Identity
from kiosk.messages.http import CHECK_ID_HEADER
from kiosk.processes.central.serve import initialise_central
from kiosk.processes.demo import own_port
from kiosk.sync.signing import RequestSigner

SAMPLE = Path(__file__).parents[1] / "assets" / "sample"
NOW = datetime.fromisoformat("2026-11-23T09:00:00+07:00")
SERVE = """
import sys
from datetime import datetime
from kiosk.clock import FixedClock
from kiosk.processes.central.serve import run_central
clock = FixedClock(datetime.fromisoformat("2026-11-23T09:00:00+07:00"))
sys.exit(run_central("127.0.0.1", int(sys.argv[1]), sys.argv[2], clock))
"""


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured thing: times in milliseconds, and `ratio` of its median to the bare thing's."""

    name: str
    median_ms: float
    p95_ms: float
    ratio: float | None = None

    def __str__(self) -> str:
        """Return the figure as one line."""
        beside = "" if self.ratio is None else f"  {self.ratio:5.1f} × the bare thing"
        return f"{self.name:44} median {self.median_ms:7.3f} ms  p95 {self.p95_ms:7.3f} ms{beside}"


def timed(name: str, work: Callable[[], object], times: int, bare: Figure | None = None) -> Figure:
    """Return the figure of `work`, done `times` times after a tenth of that to warm up."""
    for _ in range(times // 10):
        work()
    taken_ms = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        taken_ms.append((time.perf_counter() - start) * 1000)
    median = statistics.median(taken_ms)
    return Figure(name, median, statistics.quantiles(taken_ms, n=20)[-1], median / bare.median_ms if bare else None)


def sample_identities() -> list[Identity]:
    """Return every serial issued in the samples."""
    rows = json.loads((SAMPLE / "registry" / "issued_serials.json").read_bytes())
    return [Identity(gtin=row["gtin"], lot=row["lot"], serial=serial) for row in rows for serial in row["serials"]]


def in_process(database: Path, identities: list[Identity]) -> Iterator[Figure]:
    """Measure a find beside a bare query of the lot's row by the standard library."""
    ids = itertools.cycle(identities)
    plain = sqlite3.connect(database)
    query = "SELECT * FROM lots WHERE gtin = ? AND lot = ?"

    def one_row() -> object:
        identity = next(ids)
        return plain.execute(query, (identity.gtin, identity.lot)).fetchone()

    bare = timed("bare sqlite3, the lot's row", one_row, 2000)
    yield bare
    plain.close()
    engine = open_database(sqlite_url(database))
    with engine.connect() as connection:
        yield timed("find, all that is known of an item", lambda: find(connection, next(ids), "", NOW), 1000, bare)
        records = CentralRecords(connection, lambda: NOW)
        yield timed("find, as kiosk check does", lambda: records.find(next(ids)), 2000, bare)
    engine.dispose()


@dataclass(frozen=True, slots=True)
class Unit:
    """A paired kiosk that checks labels."""

    id: str
    key: Ed25519PrivateKey

    def signed(self, port: int, path: str) -> dict[str, str]:
        """Return the header fields of a new check, signed at the samples' time."""
        headers = {CHECK_ID_HEADER.lower(): str(uuid.uuid4())}
        url = f"http://127.0.0.1:{port}{path}"
        return headers | RequestSigner(self.id, self.key).sign("GET", url, headers, b"", NOW)


def paired(database: Path) -> Unit:
    """Return a unit that stands in the database as one of the samples' first market."""
    key = Ed25519PrivateKey.generate()
    public = base64.urlsafe_b64encode(key.public_key().public_bytes_raw()).rstrip(b"=").decode()
    engine = open_database(sqlite_url(database))
    with engine.begin() as connection:
        row = {"id": "bench", "name": "Bench", "public_key": public, "area": "", "position": "", "certificate": ""}
        market_id = connection.scalars(select(func.min(markets.c.id))).one()
        times = {"expires_at": NOW + timedelta(days=60), "paired_at": NOW}
        connection.execute(insert(kiosks).values(**row, **times, market_id=market_id, hardware={}, denied_because=""))
    engine.dispose()
    return Unit("bench", key)


def over_http(database: Path, identities: list[Identity]) -> Iterator[Figure]:
    """Measure a question on a kept connection beside the route that does nothing."""
    ids = random.Random(1)
    unit = paired(database)
    with serving(database) as port, contextlib.closing(http.client.HTTPConnection("127.0.0.1", port)) as line:

        def ask(path: str, headers: dict[str, str]) -> None:
            line.request("GET", path, headers=headers)
            answer = line.getresponse()
            answer.read()
            assert answer.status == 200, answer.status

        def path() -> str:
            identity = ids.choice(identities)
            return f"/v1/records/01/{identity.gtin}/10/{identity.lot}/21/{identity.serial}"

        def check() -> None:
            path_asked = path()
            ask(path_asked, unit.signed(port, path_asked))

        bare = timed("HTTP, the route that does nothing", lambda: ask("/healthz", {}), 500)
        yield bare
        yield timed("HTTP, a record", lambda: ask(path(), {}), 500, bare)
        yield timed("HTTP, a record with its check, signed and made durable", check, 300, bare)


@contextlib.contextmanager
def serving(database: Path) -> Iterator[int]:
    """Run the central service in a process of its own; yield its port."""
    with own_port() as port:
        process = subprocess.Popen([sys.executable, "-c", SERVE, str(port), sqlite_url(database)])
        try:
            for _ in range(200):
                with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 0.1):
                    break
                time.sleep(0.1)
            yield port
        finally:
            process.terminate()
            process.wait(10)


def measure() -> Iterator[Figure]:
    """Yield every figure, measured on the sample registry in a folder that is removed after."""
    identities = sample_identities()
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "central.db"
        initialise_central(sqlite_url(database), SAMPLE)
        yield from in_process(database, identities)
        yield from over_http(database, identities)


if __name__ == "__main__":
    for figure in measure():
        print(figure, flush=True)
