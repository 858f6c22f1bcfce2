"""`make powercut`: `python -m bench.powercut [CUTS [MINUTES]]` cuts the power so often, and writes docs/powercut.md.

It ends after MINUTES whatever was reached, and says what was; exit status 1 where anything was lost.
"""

from __future__ import annotations

import logging
import os
import sys
import time
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from pathlib import Path

from bench.powercut.cuts import Outcome, cut_unit, scratch
from bench.powercut.registry import cut_registry, published

REPORT = Path(__file__).parents[2] / "docs" / "powercut.md"
CUTS = 1_000_000
MINUTES = 40.0
STORIES_AT_ONCE = 20
REGISTRY_SEEDS = 5


PAGE = """# Power cuts
Journal, outbox and registry of a unit write by their real code; an SQLite VFS records what reaches the disk, \
and the power is cut before every step of it, several ways: what was not flushed is kept, lost or torn at 512 bytes, \
each write by itself. Then the real code opens what is left; now and then the power is cut again while it does. \
`make powercut` wrote this page; `make test` does 2,650, `make test-long` 20,000.

| | |
|---|---:|
| cuts | {cuts:,} |
| of them left another disk than the cuts before at that step | {distinct:,} |
| disks on which the unit went on and sent all its rows to the centre | {gone_on:,} |
| stories of a unit | {stories:,} |
| minutes | {minutes:.1f} |
| **faults** | **{faults}** |

A fault is: a file that does not open or is moved aside, a broken chain, a signed row that is gone, a row lost that \
the screen was told to stand, a row that the unit believes to be at the centre and is not, a row that stands there \
twice or never arrives, a registry that is neither the one before nor the new one.

The same with less than the code asks of the disk must fail, and does:

| | cuts | faults |
|---|---:|---|
{weakened}
"""


def tell(first: int) -> Outcome:
    """Tell STORIES_AT_ONCE stories from seed `first` on, and some of the registry; return what they showed."""
    logging.disable(logging.CRITICAL)
    outcome = Outcome()
    for seed in range(first, first + STORIES_AT_ONCE):
        cut_unit(seed, outcome)
    with scratch() as folder:
        what = published(folder)
        for seed in range(first, first + REGISTRY_SEEDS):
            cut_registry(what, seed, outcome)
    return outcome


def main(cuts: int, minutes: float) -> int:
    """Cut `cuts` times, or for `minutes`; return 0 where nothing was lost."""
    begun, outcome, first = time.monotonic(), Outcome(), 0
    workers = os.cpu_count() or 1
    with ProcessPoolExecutor(workers) as pool:
        waiting: set[Future[Outcome]] = set()
        while True:
            is_over = outcome.cuts >= cuts or time.monotonic() - begun > minutes * 60
            while not is_over and len(waiting) < workers:
                waiting.add(pool.submit(tell, first))
                first += STORIES_AT_ONCE
            if not waiting:
                break
            done = next(as_completed(waiting))
            waiting.remove(done)
            outcome.join(done.result())
    weakened = _weakened()
    text = report(outcome, weakened, time.monotonic() - begun, first)
    sys.stdout.write(text)
    REPORT.write_text(text, encoding="utf-8")
    is_kept = not outcome.faults and all(each.faults for each in weakened.values())
    return 0 if is_kept else 1


def _weakened() -> dict[str, Outcome]:
    logging.disable(logging.CRITICAL)
    shown = {}
    for synchronous in ("NORMAL", "OFF"):
        shown[synchronous] = Outcome()
        cut_unit(0, shown[synchronous], synchronous)
    with scratch() as folder:
        shown["a disk that does not flush"] = Outcome()
        cut_registry(published(folder), 0, shown["a disk that does not flush"], is_honest=False)
    return shown


def report(outcome: Outcome, weakened: dict[str, Outcome], took_s: float, stories: int) -> str:
    """Return docs/powercut.md."""
    faults = ", ".join(f"{name} {count}" for name, count in outcome.faults.items()) or "none"
    rows = "\n".join(
        f"| {name} | {each.cuts:,} | {', '.join(f'{fault} {count}' for fault, count in each.faults.items())} |"
        for name, each in weakened.items()
    )
    return PAGE.format(
        cuts=outcome.cuts,
        distinct=outcome.distinct,
        gone_on=outcome.gone_on,
        stories=stories,
        minutes=took_s / 60,
        faults=faults,
        weakened=rows,
    )


if __name__ == "__main__":
    given = sys.argv[1:]
    sys.exit(main(int(given[0]) if given else CUTS, float(given[1]) if len(given) > 1 else MINUTES))
