"""`python -m tests.processes.supervise FOLDER NAME:ROLE:MANNER[:AFTER] …`: the supervisor over fake parts."""

from __future__ import annotations

import logging
import sys
from pathlib import Path

from kiosk.processes.child import Child
from kiosk.processes.together import Together
from kiosk.processes.vigil import Role

PART = Path(__file__).with_name("part.py")


def child(folder: Path, spec: str) -> Child:
    name, role, manner, *after = spec.split(":")
    command = (sys.executable, "-S", "-E", str(PART), manner, str(folder / f"{name}.pids"))
    return Child(name, command, role=Role(role), after=tuple(after))


def main(folder: Path, specs: list[str]) -> None:
    logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stderr)
    runtime = folder / "runtime"
    runtime.mkdir()
    outcome = Together([child(folder, spec) for spec in specs], runtime).run()
    told = "explained" if outcome.is_explained else ""
    failed = ",".join(outcome.failed)
    print(outcome.end, ",".join(outcome.never_ready), outcome.culprit, told, failed, sep="|")  # noqa: T201 - read by the test


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
