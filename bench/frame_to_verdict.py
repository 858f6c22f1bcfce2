"""From the frame to the painted verdict, with real processes on the shipped clip: asked, and by own data.

`python -m bench.frame_to_verdict` prints one line a figure. `measure()` gives the same as values.
"""

from __future__ import annotations

import math
import os
import statistics
import tempfile
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

from bench.decode import CLIP, Figure
from kiosk.journal.event import Inspected
from kiosk.journal.store import FILE_NAME
from kiosk.processes.demo import children, own_port, told_of_samples, told_to_all
from kiosk.processes.manner import Manner
from kiosk.processes.outcome import rows_of
from kiosk.processes.together import Together
from kiosk.records.finding import Source

SPEED = 2.0
ROUNDS = 3
LIMIT_MS = 150


def play(state: Path, *, has_centre: bool) -> list[Inspected]:
    """Play the clip once through the kiosk without a display; return the rows that it wrote."""
    journal = state / FILE_NAME
    before = len(rows_of(journal)) if journal.exists() else 0
    manner = Manner(
        is_demonstration=has_centre, is_headless=True, is_windowed=False, source=str(CLIP), speed=SPEED, ends=True
    )
    with own_port() as port, tempfile.TemporaryDirectory(prefix="kiosk-bench-") as runtime:
        told = {**told_to_all(manner, Path(runtime), None), **told_of_samples(state, port, os.environ)}
        told["KIOSK_LOG"] = "error"
        if not has_centre:
            told["KIOSK_CENTRAL__URL"] = ""
        Together(children(manner, told, port), Path(runtime)).run()
    return rows_of(journal)[before:]


def p95(values: Sequence[float]) -> float:
    """Return the 95th percentile, by nearest rank."""
    return sorted(values)[math.ceil(0.95 * len(values)) - 1]


def figures(name: str, rounds: Sequence[Sequence[Inspected]], sources: set[Source]) -> Iterator[Figure]:
    """Yield the figures of one way to know: first labels apart, for they find the pages unpainted."""
    rows = [row for rows in rounds for row in rows if row.source in sources]
    times = [row.shown.frame_to_paint_ms for row in rows]
    firsts = [rows[0].shown.frame_to_paint_ms for rows in rounds]
    yield Figure(f"frame to painted verdict, {name}: median of {len(times)}", statistics.median(times), "ms")
    yield Figure(f"frame to painted verdict, {name}: p95", p95(times), "ms", LIMIT_MS)
    yield Figure(f"frame to painted verdict, {name}: first after the start", statistics.median(firsts), "ms")
    decoders = statistics.median(row.shown.decode_ms for row in rows)
    yield Figure(f"… of it in the decoders, {name}: median", decoders, "ms")


def measure() -> Iterator[Figure]:
    """Yield every figure: the cache that the asked rounds fill serves the others."""
    assert threading.active_count() == 1, "children are tied to the thread that starts them"
    with tempfile.TemporaryDirectory(prefix="kiosk-bench-") as folder:
        state = Path(folder)
        asked = [play(state, has_centre=True) for _ in range(ROUNDS)]
        own = [play(state, has_centre=False) for _ in range(ROUNDS)]
    yield from figures("centre asked", asked, {Source.CENTRAL})
    yield from figures("own data", own, {Source.CACHE})


if __name__ == "__main__":
    for one in measure():
        print(one, flush=True)
