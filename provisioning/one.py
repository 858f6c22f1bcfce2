"""One unit, in a process of its own: `many` starts it, and reads one JSON object a line.

pyinfra works by greenlets that change the standard library, which stays in here; a unit that hangs is ended from
outside without a word to the others.
"""

from __future__ import annotations

from gevent import monkey

monkey.patch_all()

import json
import logging
import socket
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from provisioning.errand import Errand, Report
from provisioning.faults import BROKEN, State, UnitFault, filled
from provisioning.reach import Reached, reach
from provisioning.run import Run


def tell(**said: object) -> None:
    """Print one line for `many`."""
    print(json.dumps(said, ensure_ascii=False), file=sys.__stdout__, flush=True)


@contextmanager
def _reached(errand: Errand) -> Iterator[Reached]:
    reached = reach(errand)
    try:
        yield reached
    finally:
        reached.close()


def work(errand: Errand) -> Report:
    """Do the errand and return what came of it. Raises UnitFault."""
    with tempfile.TemporaryDirectory(prefix="kiosk-provision-") as scratch, _reached(errand) as reached:
        return Run(errand, reached, Path(scratch), lambda step: tell(step=step)).report()


def main() -> int:
    """Read an errand from standard input, do it, print the report."""
    logging.getLogger("pyinfra").setLevel(logging.CRITICAL)
    logging.getLogger("paramiko").setLevel(logging.CRITICAL)
    socket.setdefaulttimeout(None)
    errand = Errand.from_json(sys.stdin.read())
    sys.stdout = sys.stderr  # whatever a library prints is no report
    try:
        report = work(errand)
    except UnitFault as stopped:
        report = Report(fault=stopped.fault, state=stopped.state)
    except Exception as fault:
        logging.exception("the set-up failed")
        said = filled(BROKEN.what, said=repr(fault))
        report = Report(fault=type(BROKEN)(BROKEN.number, said, BROKEN.remedy), state=State.UNTOUCHED)
    tell(report=asdict(report))
    return 0


if __name__ == "__main__":
    sys.exit(main())
