"""One row created or changed by a request, or the answer why not."""

from __future__ import annotations

from http import HTTPStatus

from fastapi import HTTPException
from pydantic import JsonValue, ValidationError
from sqlalchemy import Connection

from kiosk.central.conditional import must_match
from kiosk.central.people.changes import Deed
from kiosk.central.problems import BODY, NotValid, not_valid, wrong_field
from kiosk.central.registry.plan import Plan, RowFault, plan_rows
from kiosk.central.registry.row_kinds import RowKind, Values
from kiosk.central.registry.rows import GivenRow
from kiosk.central.registry.rows_found import lock_row, row_of
from kiosk.central.registry.shown import tag_of
from kiosk.central.registry.write import write_changes
from kiosk.messages.http import FieldError

MAX_FIELDS = 50

SENTENCES = {
    "no_such": "there is no such row",
    "double": "the same key stands twice",
    "fixed": "this is given once and never changed",
    "code_taken": "this code is, or was, another establishment's; codes are never used twice",
    "gtin_lent": "this is a number of the city that is not lent to this establishment",
    "labels_issued": "labels were issued by it; a department can change it",
}


def create(connection: Connection, kind: RowKind, deed: Deed, given: GivenRow, gtin_range: str) -> Values:
    """Write a new row and return it. Raises 400 with the field, 403, and 409 where its key stands already."""
    plan = plan_rows(connection, kind, (given,), deed.caller, deed.at, gtin_range=gtin_range)
    _refuse_faults(plan)
    if not plan.changes or plan.changes[0].before is not None:
        raise HTTPException(HTTPStatus.CONFLICT, "This row exists already. Change it with PATCH.")
    write_changes(connection, deed, kind, plan.changes)
    return plan.changes[0].after


def change(
    connection: Connection,
    kind: RowKind,
    deed: Deed,
    key: str,
    given: dict[str, JsonValue],
    if_match: str | None,
    gtin_range: str,
) -> Values:
    """Change a row and return it. Raises 400 with the field, 403, 404, 412 where it was changed meanwhile, and 428."""
    lock_row(connection, kind, key)
    row = row_of(connection, kind, deed.caller, kind.right, key)
    must_match(if_match, tag_of(kind, row))
    merged = _merged(kind, row, given)
    plan = plan_rows(connection, kind, (merged,), deed.caller, deed.at, gtin_range=gtin_range)
    _refuse_faults(plan)
    if not plan.changes:
        return row
    write_changes(connection, deed, kind, plan.changes)
    return plan.changes[0].after


def _merged(kind: RowKind, row: Values, given: dict[str, JsonValue]) -> GivenRow:
    if len(given) > MAX_FIELDS:
        raise wrong_field(BODY, f"A change names {MAX_FIELDS} fields at most.")
    fixed = [
        _told(RowFault(0, name, "fixed", str(given[name])))
        for name in kind.key
        if name in given and str(given[name]) != str(row[name])
    ]
    standing = {name: row[name] for name in kind.row.model_fields}
    try:
        merged = kind.row.model_validate({**standing, **given})
    except ValidationError as fault:
        raise NotValid([*fixed, *not_valid(fault, BODY).errors]) from fault
    if fixed:
        raise NotValid(fixed)
    return merged


def _refuse_faults(plan: Plan) -> None:
    """Raise 403 where a right is missing, 400 with every fault that was found."""
    if any(fault.code == "no_right" for fault in plan.faults):
        raise HTTPException(HTTPStatus.FORBIDDEN, "This token has no right to that.")
    if plan.faults:
        raise NotValid([_told(fault) for fault in plan.faults])


def _told(fault: RowFault) -> FieldError:
    field = f"{BODY}.{fault.field}" if fault.field else BODY
    return FieldError(field=field, detail=f"{SENTENCES[fault.code]}: {fault.given!r}.")
