"""Many units at once, each in a process of its own; a table of what came of it, and one line for each that failed."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from tempfile import TemporaryFile
from threading import Timer

from provisioning.errand import Errand, Report
from provisioning.faults import BROKEN, TOO_LONG, Fault, State, filled, line
from provisioning.inventory import load_inventory

OF_ONE_UNIT = (sys.executable, "-m", "provisioning.one")
AT_ONCE = 8
LIMIT_MINUTES = 45


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one unit."""

    errand: Errand
    report: Report
    seconds: float

    @property
    def word(self) -> str:
        """The outcome in a word."""
        if self.report.fault is not None:
            return "failed"
        if self.errand.is_dry:
            return "would change" if self.report.count else "nothing to do"
        return "done"

    @property
    def finding(self) -> str:
        """What the table says last of it."""
        fault = self.report.fault
        return f"{fault.number}: {fault.what}" if fault is not None else "; ".join(self.report.notes)


def set_up(
    errands: Iterable[Errand], tell: Callable[[str], None], command: Sequence[str] = OF_ONE_UNIT
) -> list[Outcome]:
    """Do all errands, some at once, each by `command`; return what came of each, in their order."""
    with ThreadPoolExecutor(AT_ONCE, "unit") as pool:
        return list(pool.map(lambda errand: _one(errand, tell, command), errands))


def _one(errand: Errand, tell: Callable[[str], None], command: Sequence[str]) -> Outcome:
    """Run the process of one unit to its end. Never raises for what goes wrong in it."""
    begun = time.monotonic()
    step = ""
    told: object = None
    with (
        TemporaryFile("w+", encoding="utf-8", errors="replace") as words,  # a pipe that nobody reads would fill
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=words, text=True) as process,
    ):
        assert process.stdin is not None
        assert process.stdout is not None
        late = Timer(LIMIT_MINUTES * 60, process.kill)
        late.start()
        with suppress(BrokenPipeError), process.stdin as given:
            given.write(errand.to_json())
        for heard in map(_heard, process.stdout):
            if "step" in heard:
                step = str(heard["step"])
                tell(f"{errand.unit}  {time.monotonic() - begun:4.0f} s  {step} …")
            told = heard.get("report", told)
        is_late = not late.is_alive()
        late.cancel()
        process.wait()
        words.seek(0)
        said = words.read()
    try:
        report = Report.from_told(told)
    except (KeyError, TypeError, ValueError):
        report = _without_report(said, step, is_late=is_late)
    return Outcome(errand, _complete(errand, report), time.monotonic() - begun)


def _heard(line: str) -> dict[str, object]:
    """Return what the process of a unit says in one line; nothing where it is none of ours."""
    try:
        said = json.loads(line)
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}


def _without_report(words: str, step: str, *, is_late: bool) -> Report:
    said = (words.strip().splitlines() or ["no word"])[-1]
    fault = TOO_LONG if is_late else BROKEN
    state = State.PARTLY if step else State.UNTOUCHED
    what = filled(fault.what, said=said, limit=LIMIT_MINUTES)
    return Report(fault=Fault(fault.number, what, fault.remedy), state=state)


def _complete(errand: Errand, report: Report) -> Report:
    """Return the report with what only here is known filled into its remedy."""
    if report.fault is None:
        return report
    unit = load_inventory(errand.inventory_path).units[errand.unit]
    known = {"unit": errand.unit, "inventory": errand.inventory, "address": unit.address}
    fault = Fault(report.fault.number, filled(report.fault.what, **known), filled(report.fault.remedy, **known))
    return Report(report.changes, report.differences, report.notes, fault, report.state)


def table(outcomes: Iterable[Outcome]) -> str:
    """Return the table of results: unit, outcome, changes, seconds, finding."""
    rows = [("unit", "result", "changes", "seconds", "")]
    rows += [(one.errand.unit, one.word, str(one.report.count), f"{one.seconds:.0f}", one.finding) for one in outcomes]
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    return "\n".join(
        "  ".join((*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[4])).rstrip()
        for row in rows
    )


def lines(outcomes: Iterable[Outcome]) -> list[str]:
    """Return one line for each unit that failed: what happened, its state, the command to go on."""
    return [
        line(one.errand.unit, one.report.fault, one.report.state or State.UNKNOWN, _again(one.errand))
        for one in outcomes
        if one.report.fault is not None
    ]


def _again(errand: Errand) -> str:
    more = [f"KEY={errand.key}"] if errand.key else []
    more += ["OFFLINE=1"] if errand.is_offline else []
    more += ["SWITCH=1"] if errand.switch else []
    more += ["DRY=1"] if errand.is_dry else []
    given = [f"INVENTORY={errand.inventory}", f"UNITS={errand.unit}", f"RELEASE={errand.release}", *more]
    return f"make provision {' '.join(given)}"
