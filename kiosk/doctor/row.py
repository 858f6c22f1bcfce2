"""What the doctor says: one row a check, as a table, as JSON, and as an exit status. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum

NOT_HERE = "not here: "
"""Begins the finding of what this machine cannot show."""


class State(StrEnum):
    """How a check went."""

    OK = "ok"
    WARNING = "warning"
    """It works; somebody should see to it before it does not."""
    FAILED = "failed"
    ABSENT = "absent"
    """This unit has no such thing, or there was nothing to judge by: no fault."""


@dataclass(frozen=True, slots=True)
class Row:
    """One check: what was looked at, how it is, what was found, and what to do ("" where nothing is)."""

    name: str
    state: State
    finding: str
    remedy: str = ""

    def as_json(self) -> str:
        """Return the row as one line of JSON."""
        return json.dumps(asdict(self), ensure_ascii=False)


def ok(name: str, finding: str) -> Row:
    """Return a row of a check that went well."""
    return Row(name, State.OK, finding)


def warning(name: str, finding: str, remedy: str) -> Row:
    """Return a row of what works, and should be seen to."""
    return Row(name, State.WARNING, finding, remedy)


def failed(name: str, finding: str, remedy: str) -> Row:
    """Return a row of what does not work."""
    return Row(name, State.FAILED, finding, remedy)


def absent(name: str, finding: str, remedy: str = "") -> Row:
    """Return a row of what is not here, or cannot be judged."""
    return Row(name, State.ABSENT, finding, remedy)


def as_table(rows: Sequence[Row]) -> Iterable[str]:
    """Give a line a row, in columns; the remedy stands below what it is for."""
    width = max((len(row.name) for row in rows), default=0)
    for row in rows:
        yield f"{row.name:<{width}}  {row.state.value:<7}  {row.finding}"
        if row.remedy:
            yield f"{'':<{width}}  {'':<7}  → {row.remedy}"


def says_no(rows: Iterable[Row]) -> bool:
    """Return whether a check failed; a warning is no failure."""
    return any(row.state is State.FAILED for row in rows)
