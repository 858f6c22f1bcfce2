"""`python -m bench.reading`: measure, print, and write the page where one is named."""

from __future__ import annotations

import argparse
import sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from bench.reading.clips import KINDS
from bench.reading.empty import held, waste
from bench.reading.readers import READERS
from bench.reading.report import report, svg, write
from bench.reading.tally import merged, of_kind

FIRST_SEED = 1000
"""Seeds below are for choosing passes; what is reported was never looked at for that."""
CLIPS, EMPTY, LONG = 8, 10_000, 20_000
KIND_NAMES = [kind.name for kind in KINDS]


def main() -> int:
    """Return 1 where a payload was read that nobody printed, or on an empty frame."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--clips", type=int, default=CLIPS, help="clips of each kind")
    asked.add_argument("--empty", type=int, default=EMPTY, help="frames with nothing to read")
    asked.add_argument("--long", type=int, default=LONG, help="frames over which memory is watched")
    asked.add_argument("--seed", type=int, default=FIRST_SEED)
    asked.add_argument("--page", type=Path)
    wanted = asked.parse_args()
    seeds = range(wanted.seed, wanted.seed + wanted.clips)
    with ProcessPoolExecutor(2, get_context("spawn")) as pool:
        memory = pool.submit(held, wanted.long, wanted.seed)
        empties = pool.submit(waste, wanted.empty, wanted.seed)
        tallies = merged(pool.map(of_kind, KIND_NAMES, [seeds] * len(KIND_NAMES)))
        found, kept = empties.result(), memory.result()
    kinds, names = [kind.name for kind in KINDS], [reader.name for reader in READERS]
    figures = report(tallies, found, kept, kinds, names)
    sys.stdout.write(figures + "\n")
    if wanted.page is not None:
        write(wanted.page, figures, svg(tallies, kinds, names))
    ours = READERS[0].name
    return int(any(tally.wrong for (_, name), tally in tallies.items() if name == ours) or bool(found[ours].false))


if __name__ == "__main__":
    sys.exit(main())
