"""The table of needed certificates of a new centre: while it is empty, only the eligibility certificate counts."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, func, select

from kiosk.central.people.changes import Deed
from kiosk.central.registry.plan import plan_rows
from kiosk.central.registry.row_kinds import BY_NAME
from kiosk.central.registry.rows import NeededKindsRow
from kiosk.central.registry.tables import needed_kinds
from kiosk.central.registry.write import write_changes
from kiosk.records.registry import NeededKinds


def count_needed(connection: Connection) -> int:
    """Return how many rows the table has."""
    return int(connection.execute(select(func.count()).select_from(needed_kinds)).scalar_one())


def fill_needed(connection: Connection, deed: Deed, usual: Sequence[NeededKinds]) -> bool:
    """Write `usual`, if the table is empty, and record it. Return whether it was."""
    if count_needed(connection):
        return False
    rows = [
        NeededKindsRow(
            position=position, group=row.group, any_of=row.any_of, first_day=row.first_day, last_day=row.last_day
        )
        for position, row in enumerate(usual, start=1)
    ]
    kind = BY_NAME["needed_kinds"]
    plan = plan_rows(connection, kind, rows, deed.caller, deed.at)
    assert not plan.faults, "the shipped table"
    write_changes(connection, deed, kind, plan.changes)
    return True
