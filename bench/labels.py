"""How fast the centre seals the labels of a lot: drawn, stored, signed, each read back.

`python -m bench.labels` prints one line a figure. `measure()` gives the same as values.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import update

from bench.decode import Figure
from kiosk.central.database import open_database, sqlite_url
from kiosk.central.people.changes import Deed
from kiosk.central.people.rights import Right
from kiosk.central.people.users import OPERATOR
from kiosk.central.registry.tables import lots
from kiosk.central.seals.issuing import Wanted, issue_labels, print_batch
from kiosk.central.seals.vault import no_vault
from kiosk.processes.central.serve import initialise_central

SAMPLE = Path(__file__).parents[1] / "assets" / "sample"
NOW = datetime.fromisoformat("2026-11-23T09:00:00+07:00")
GTIN, LOT = "09521234543213", "L2611A"
LABELS = 10_000
LIMIT_S = 10.0


def measure() -> Iterator[Figure]:
    """Yield the seconds for one batch, the first time and printed again, beside bare signatures."""
    private, message = Ed25519PrivateKey.generate(), bytes(90)
    bare_s = _seconds(lambda: [private.sign(message) for _ in range(LABELS)])
    with tempfile.TemporaryDirectory() as folder:
        url = sqlite_url(Path(folder) / "central.db")
        initialise_central(url, SAMPLE)
        engine = open_database(url)
        with engine.begin() as connection:
            connection.execute(update(lots).values(quantity=10 * LABELS))
        deed, vault = Deed(OPERATOR, Right.SEAL_LABELS, NOW), no_vault()
        wanted = Wanted(GTIN, LOT, LABELS, is_serialised=True)
        batches = []
        issue_s = _seconds(lambda: batches.append(issue_labels(engine, vault, deed, wanted, NOW).batch))
        again_s = _seconds(lambda: print_batch(engine, vault, batches[0], NOW))
        engine.dispose()
    yield Figure(f"{LABELS} bare signatures", bare_s, "s")
    yield Figure(f"{LABELS} labels of a lot, sealed and read back", issue_s, "s", LIMIT_S)
    yield Figure("… printed again", again_s, "s")
    yield Figure("… against bare signatures", issue_s / bare_s, "×")


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


if __name__ == "__main__":
    for one in measure():
        print(one)
