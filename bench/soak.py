"""A kiosk that is held a label every 100 ms while its network fails in every way: `python -m bench.soak [SECONDS]`.

Writes docs/soak.md; exit status 1 where memory grows, descriptors leak, or a verdict is late offline.
"""

from __future__ import annotations

import logging
import math
import statistics
import sys
import tempfile
import time
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import cycle
from pathlib import Path

from bench.held import HEADING, Held, Sample, look
from bench.soak_unit import Unit, unit
from kiosk.moment import HANOI
from tests.faults.city import City, city_in
from tests.faults.exchanges import published
from tests.faults.fault import NONE, Kind, fault_of
from tests.faults.proxy import FaultProxy, network

SECONDS = 600
SCAN_EVERY_S = 0.1
FAULTY_S, WELL_S = 14.0, 8.0
SAMPLE_EVERY_S = 2.0
WARMING = (
    "Memory is compared in the second half, the least of its first quarter with the least of its last: by then the"
    " registry was applied, every kind of fault came, and full runs of the journal (600 rows) were packed"
    " and sent. As many follow, so that what each run leaves behind would show. Sync runs with the allocator's settings"
    " of its unit file; why they are there is told in [decision 35](decisions/0035-runs.md)."
)
TOLERATED_S = 0.002
MAX_OFFLINE_MS = 250.0
REPORT = Path(__file__).parents[1] / "docs" / "soak.md"


@dataclass(frozen=True, slots=True)
class Phase:
    """From when the network was so; None: it was well."""

    at_s: float
    kind: Kind | None


@dataclass(frozen=True, slots=True)
class Soaked:
    """What the soak came to. `shown` counts verdicts by how the network was.

    `waits_ms` is how long each label waited until a verdict stood on the display: its own, or that of a
    label that took its place.
    """

    held: dict[str, Held]
    shown: dict[Kind | None, int]
    waits_ms: dict[Kind | None, tuple[float, ...]]

    def p95_ms(self, kind: Kind | None) -> float:
        """Return the 95th percentile of what labels waited in such a network, by the nearest rank."""
        waits = sorted(self.waits_ms.get(kind, ()))
        return waits[-(-len(waits) * 95 // 100) - 1] if waits else math.inf

    @property
    def faults(self) -> list[str]:
        """What is not as promised, in words."""
        told = [fault for part, held in self.held.items() for fault in held.faults(part)]
        offline_ms = self.p95_ms(Kind.DOWN)
        return told + ([f"offline p95 is {offline_ms:.0f} ms"] if offline_ms > MAX_OFFLINE_MS else [])


def soak(seconds: float) -> Soaked:
    """Let a kiosk work for so long, and return what was seen."""
    with (
        tempfile.TemporaryDirectory(prefix="soak-") as folder,
        city_in(Path(folder), datetime.now(UTC)) as city,
        network(city.url) as proxy,
        unit(city, Path(folder) / "kiosk", proxy.url, published(city, Path(folder)).repository.root) as running,
    ):
        held, phases = _work(running, proxy, seconds)
        proxy.spoil(NONE)
        running.turn(1.0)
        return _soaked(held, phases, running, city)


def _soaked(held: dict[str, Held], phases: Sequence[Phase], running: Unit, city: City) -> Soaked:
    scans_s = running.scans_s
    painted_s: dict[int, float] = {}
    for row in (row for row in running.rows() if row.replaces is None):
        took_s = row.shown.frame_to_paint_ms / 1000
        judged_s = city.since_s + (row.at - city.at) / timedelta(seconds=1)  # a little before it was painted
        number = min(bisect_left(scans_s, judged_s - took_s - TOLERATED_S), len(scans_s) - 1)
        painted_s[number] = scans_s[number] + took_s
    shown: Counter[Kind | None] = Counter()
    waits: dict[Kind | None, list[float]] = {}
    stands_s = math.inf
    for number in reversed(range(len(scans_s))):
        stands_s = min(stands_s, painted_s.get(number, math.inf))
        kind = _kind_at(phases, scans_s[number])
        shown[kind] += number in painted_s
        waits.setdefault(kind, []).append((stands_s - scans_s[number]) * 1000)
    return Soaked(held, dict(shown), {kind: tuple(values) for kind, values in waits.items()})


def _work(running: Unit, proxy: FaultProxy, seconds: float) -> tuple[dict[str, Held], list[Phase]]:
    """Scan every 100 ms; return what the processes held, and how the network was."""
    parts = {"screen": running.screen, "sync": running.sync}
    samples: dict[str, list[Sample]] = {part: [] for part in parts}
    phases, coming = [Phase(time.monotonic(), None)], _coming()
    begun_s = scan_s = sample_s = time.monotonic()
    phase_s = begun_s + WELL_S
    while (now_s := time.monotonic()) < begun_s + seconds:
        if now_s >= scan_s:
            scan_s += SCAN_EVERY_S
            running.scan()
        if now_s >= sample_s:
            sample_s += SAMPLE_EVERY_S
            for part, process in parts.items():
                samples[part].append(look(process, now_s - begun_s))
        if now_s >= phase_s:
            kind, seed = next(coming) if phases[-1].kind is None else (None, 0)
            proxy.spoil(NONE if kind is None else fault_of(kind, seed, back_bytes=1500))
            phases.append(Phase(time.monotonic(), kind))
            phase_s += WELL_S if kind is None else FAULTY_S
        running.turn(max(0.001, scan_s - time.monotonic()))
    return {part: Held(tuple(seen)) for part, seen in samples.items()}, phases


def _coming() -> Iterator[tuple[Kind, int]]:
    for seed, kind in enumerate(cycle(Kind)):
        yield kind, seed


def _kind_at(phases: Sequence[Phase], at_s: float) -> Kind | None:
    return [phase for phase in phases if phase.at_s <= at_s or phase is phases[0]][-1].kind


def report(soaked: Soaked, seconds: float) -> str:
    """Return the page that tells what was seen."""
    lines = [
        "# Soak",
        f"Written by `make soak` on {datetime.now(HANOI):%Y-%m-%d}: {seconds:.0f} s with a label every"
        f" {SCAN_EVERY_S * 1000:.0f} ms before real processes of screen and sync, over the failing network of"
        " [decision 39](decisions/0039-fault-proxy.md): each fault for"
        f" {FAULTY_S:.0f} s, then {WELL_S:.0f} s without. A label takes the place of one whose verdict still waits for"
        " the centre. The wait of each ends when a verdict stands: its own, or that of one that took its place.",
        "",
        *HEADING,
        *(held.row(part) for part, held in soaked.held.items()),
    ]
    lines += [
        "",
        WARMING,
        "",
        "| network | labels | verdicts shown | waited: median | p95 |",
        "|---|---:|---:|---:|---:|",
    ]
    for kind, values in sorted(soaked.waits_ms.items(), key=lambda one: str(one[0] or "")):
        name = "well" if kind is None else f"{kind} (under {MAX_OFFLINE_MS:.0f} ms)" if kind is Kind.DOWN else kind
        waited = f"{statistics.median(values):.0f} ms | {soaked.p95_ms(kind):.0f} ms"
        lines.append(f"| {name} | {len(values)} | {soaked.shown.get(kind, 0)} | {waited} |")
    return "\n".join([*lines, "", *(f"Not kept: {fault}." for fault in soaked.faults)]).rstrip() + "\n"


def main(seconds: float) -> int:
    """Soak, print and write what was seen; 1 where it is not as promised."""
    logging.disable(logging.WARNING)
    soaked = soak(seconds)
    text = report(soaked, seconds)
    print(text)
    if seconds >= SECONDS:
        REPORT.write_text(text, "utf-8")
    return 1 if soaked.faults else 0


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]) if len(sys.argv) > 1 else SECONDS))
