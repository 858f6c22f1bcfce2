"""Thirty thousand results one after the other on a kiosk's screen: `python -m bench.results [RESULTS]`.

Each label is held up once the verdict before it is painted. Writes docs/soak-results.md; exit status 1 where memory
grows or descriptors leak.
"""

from __future__ import annotations

import logging
import sys
import tempfile
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

from bench.held import HEADING, Held, Sample, look
from bench.soak_unit import Unit, unit
from kiosk.messages.local import Lit
from kiosk.moment import HANOI
from kiosk.verdicts.verdict import Level
from tests.faults.city import city_in
from tests.faults.exchanges import published

RESULTS = 30_000
SAMPLE_EVERY = 100
PATIENCE_S = 10.0
REPORT = Path(__file__).parents[1] / "docs" / "soak-results.md"


def show(running: Unit) -> Level:
    """Hold up the next label, and return the level that the lamps were told: they are with the first painted frame."""
    running.scan()
    end_s = time.monotonic() + PATIENCE_S
    while time.monotonic() < end_s:
        running.camera.turn()
        for message in running.panel.turn(PATIENCE_S):
            if isinstance(message, Lit) and message.level is not None:
                return message.level
    raise RuntimeError(f"result {len(running.scans_s)} was not painted within {PATIENCE_S:.0f} s")


def shown(number: int) -> tuple[dict[str, Held], Counter[Level], float]:
    """Show so many results; return what the processes held, how many of each level there were, and the seconds."""
    with (
        tempfile.TemporaryDirectory(prefix="soak-") as folder,
        city_in(Path(folder), datetime.now(UTC)) as city,
        unit(city, Path(folder) / "kiosk", city.url, published(city, Path(folder)).repository.root) as running,
    ):
        parts = {"screen": running.screen, "sync": running.sync}
        samples: dict[str, list[Sample]] = {part: [] for part in parts}
        levels: Counter[Level] = Counter()
        begun_s = time.monotonic()
        for count in range(number):
            if count % SAMPLE_EVERY == 0:
                for part, process in parts.items():
                    samples[part].append(look(process, time.monotonic() - begun_s))
            levels[show(running)] += 1
        took_s = time.monotonic() - begun_s
    return {part: Held(tuple(seen)) for part, seen in samples.items()}, levels, took_s


def main(number: int) -> int:
    """Show so many results, print and write what was seen; 1 where it is not as promised."""
    logging.disable(logging.WARNING)
    held, levels, took_s = shown(number)
    faults = [fault for part, one in held.items() for fault in one.faults(part)]
    counted = ", ".join(f"{count:,} {level}" for level, count in sorted(levels.items()))
    lines = [
        "# Results one after the other",
        f"Written by `make soak` on {datetime.now(HANOI):%Y-%m-%d}: {number:,} results in {took_s:.0f} s on the real"
        " processes of screen and sync, with a centre that answers. Each label is held up once the verdict before it is"
        f" painted: {counted}.",
        "",
        *HEADING,
        *(one.row(part) for part, one in held.items()),
        "",
        *(f"Not kept: {fault}." for fault in faults),
    ]
    text = "\n".join(lines).rstrip() + "\n"
    print(text)
    if number >= RESULTS:
        REPORT.write_text(text, "utf-8")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else RESULTS))
