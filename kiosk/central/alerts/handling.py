"""What people do with an alert: take it in hand, give it to somebody, set its deadline, close it with a cause."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Connection, RowMapping, select
from sqlalchemy.exc import IntegrityError

from kiosk.central.alerts.false_verdicts import mark_shown_by
from kiosk.central.alerts.kinds import FALSE_CAUSES, KINDS, OF_THE_CENTRE, Cause, Kind, State
from kiosk.central.alerts.opening import change_row
from kiosk.central.alerts.reading import demanded_alert, may_see, subject_of
from kiosk.central.people.changes import Deed
from kiosk.central.people.rights import RIGHTS, Caller, Grant, Right, Role
from kiosk.central.people.tables import grants, users
from kiosk.central.problems import wrong_field
from kiosk.messages.instant import BoundedInstant

MOST_PEOPLE = 2000
"""Among whom an owner is looked for."""
FIELDS = ("state", "owner_id", "deadline", "cause", "note")
"""What people change; its version is of these."""


class AlertChange(BaseModel):
    """How an alert stands from now on. A cause stands with a closed one, and with no other."""

    model_config = ConfigDict(extra="forbid")

    state: State
    owner_id: Annotated[str, Field(max_length=36, pattern=r"^[A-Za-z0-9_-]*$")] = ""
    deadline: BoundedInstant
    cause: Cause | None = None
    note: Annotated[str, Field(max_length=1000, pattern=r"^[^\x00-\x09\x0b\x0c\x0e-\x1f\x7f]*$")] = ""


def change_alert(connection: Connection, deed: Deed, alert_id: str, wanted: AlertChange) -> RowMapping:
    """Change an alert, and return its row as it was. Raises 403, 404, and a 400 that names the wrong field.

    Who takes it in hand and names nobody has it.
    """
    row = demanded_alert(connection, deed.caller, deed.right, alert_id)
    kind, is_closed = Kind(row["kind"]), wanted.state is State.CLOSED
    if is_closed and wanted.cause not in {*KINDS[kind].causes, *_given(row)}:
        raise wrong_field("body.cause", "a closed alert has a cause, one of its kind's.")
    if not is_closed and wanted.cause is not None:
        raise wrong_field("body.cause", "only a closed alert has a cause.")
    owner_id = wanted.owner_id
    if wanted.state is State.IN_HAND and not owner_id:
        owner_id = deed.caller.user_id
    if owner_id and owner_id not in {row["owner_id"], deed.caller.user_id}:
        _refuse_stranger(connection, row, owner_id)
    values = {
        "state": wanted.state.value,
        "owner_id": owner_id,
        "deadline": wanted.deadline,
        "cause": "" if wanted.cause is None else wanted.cause.value,
        "note": wanted.note,
        "closed_at": (row["closed_at"] or deed.at) if is_closed else None,
        "over_at": None if is_closed else row["over_at"],
    }
    try:
        with connection.begin_nested():
            change_row(connection, deed, row, values)
    except IntegrityError as fault:
        raise wrong_field("body.state", "a newer alert about the same stands: look after that one.") from fault
    if is_closed and wanted.cause in FALSE_CAUSES:
        mark_shown_by(connection, deed, row)
    return row


def state_of(row: RowMapping) -> dict[str, Any]:
    """Return what people change of an alert: its version is of these values."""
    return {name: row[name] for name in FIELDS}


def owners_for(connection: Connection, row: RowMapping) -> Sequence[tuple[str, str]]:
    """Return who may handle an alert, by id and name: whose grants give the right on it."""
    kind, subject = Kind(row["kind"]), subject_of(connection, row)
    people = (one for one in _people(connection) if may_see(one, Right.HANDLE_ALERTS, kind, subject))
    return [(one.user_id, one.name) for one in people]


def names_of(connection: Connection, ids: set[str]) -> dict[str, str]:
    """Return what users are called."""
    query = select(users.c.id, users.c.name).where(users.c.id.in_(ids - {""}))
    return {row.id: row.name for row in connection.execute(query)}


def caller_of_user(connection: Connection, user_id: str) -> Caller | None:
    """Return a user with the grants of now; None for one who is not let in any more."""
    return next(iter(_people(connection, user_id)), None)


def _refuse_stranger(connection: Connection, row: RowMapping, user_id: str) -> None:
    caller = caller_of_user(connection, user_id)
    if caller is None or not may_see(caller, Right.HANDLE_ALERTS, Kind(row["kind"]), subject_of(connection, row)):
        raise wrong_field("body.owner_id", "nobody of this id may handle this alert.")


def _people(connection: Connection, user_id: str = "") -> Sequence[Caller]:
    roles = [role.value for role in RIGHTS[Right.HANDLE_ALERTS]]
    query = select(grants, users.c.name).join(users).where(users.c.is_active, grants.c.role.in_(roles))
    query = query.where(users.c.id == user_id) if user_id else query
    held: dict[tuple[str, str], list[Grant]] = {}
    for row in connection.execute(query.order_by(users.c.name, grants.c.id).limit(MOST_PEOPLE)):
        grant = Grant(Role(row.role), row.establishment_id, row.market_id, row.unit_id, row.department)
        held.setdefault((row.user_id, row.name), []).append(grant)
    return [Caller(user_id, name, tuple(given)) for (user_id, name), given in held.items()]


def _given(row: RowMapping) -> frozenset[Cause]:
    """Return the cause that the centre itself gave, which may stay."""
    return OF_THE_CENTRE & {row["cause"]}
