"""The table of needed certificates of a new centre: while it is empty, only the eligibility certificate counts.

What is usual is shipped as data, assets/needed_kinds.json, with the law that each row is read from.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pydantic import ValidationError
from sqlalchemy import Connection, func, select

from kiosk.central.people.changes import Deed
from kiosk.central.registry.plan import plan_rows
from kiosk.central.registry.read import fault_at, read_rows
from kiosk.central.registry.row_kinds import BY_NAME
from kiosk.central.registry.rows import NeededKindsRow
from kiosk.central.registry.tables import needed_kinds
from kiosk.central.registry.write import write_changes
from kiosk.settings import assets_dir

USUAL_FILE = "needed_kinds.json"
_LAW = "legal_basis"


@dataclass(frozen=True, slots=True)
class UsualNeed:
    """A shipped row: which certificates a group of products needs, and which law says so."""

    position: int
    group: str
    any_of: tuple[str, ...]
    first_day: date
    last_day: date | None
    legal_basis: str


def usual_needs(assets: Path | None = None) -> tuple[UsualNeed, ...]:
    """Return the shipped rows in the order of their positions. Raises ListError where the file is spoilt."""
    usual = read_rows((assets or assets_dir()) / USUAL_FILE, UsualNeed)
    for number, need in enumerate(usual, start=1):
        _row(number, need)
    return tuple(sorted(usual, key=lambda need: need.position))


def count_needed(connection: Connection) -> int:
    """Return how many rows the table has."""
    return int(connection.execute(select(func.count()).select_from(needed_kinds)).scalar_one())


def fill_needed(connection: Connection, deed: Deed, usual: Sequence[UsualNeed]) -> bool:
    """Write `usual`, if the table is empty, and record it. Return whether it was. Raises ListError."""
    if count_needed(connection):
        return False
    kind = BY_NAME["needed_kinds"]
    rows = [_row(number, need) for number, need in enumerate(usual, start=1)]
    plan = plan_rows(connection, kind, rows, deed.caller, deed.at)
    for fault in plan.faults:
        raise fault_at(USUAL_FILE, fault.index + 1, fault.field, f"{fault.code}: {fault.given!r}")
    write_changes(connection, deed, kind, plan.changes)
    return True


def _row(number: int, need: UsualNeed) -> NeededKindsRow:
    if not need.legal_basis.strip():
        raise fault_at(USUAL_FILE, number, _LAW, "it names no law")
    try:
        return NeededKindsRow(
            position=need.position,
            group=need.group,
            any_of=need.any_of,
            first_day=need.first_day,
            last_day=need.last_day,
        )
    except ValidationError as fault:
        first = fault.errors(include_url=False)[0]
        raise fault_at(USUAL_FILE, number, ".".join(map(str, first["loc"])), first["msg"]) from fault
