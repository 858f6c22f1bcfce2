"""Published decisions against establishments: published and ended by two people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from http import HTTPStatus

from fastapi import HTTPException
from pydantic import TypeAdapter
from sqlalchemy import Connection, RowMapping, insert, select, update

from kiosk.central.people.changes import Deed, new_id, record_change
from kiosk.central.people.door import demand
from kiosk.central.people.proposals import Document, Kind, propose
from kiosk.central.people.rights import EVERYTHING, Caller, Right, Subject
from kiosk.central.problems import wrong_field
from kiosk.central.registry.belonging import subject_of
from kiosk.central.registry.decisions import GivenEnd, GivenReply, GivenViolation
from kiosk.central.registry.folded import folded_columns
from kiosk.central.registry.records import PublishedViolation, row_of_record
from kiosk.central.registry.tables import establishments, violations
from kiosk.moment import hanoi_day

KIND = "violations"
VIOLATION, VIOLATION_END = "violation", "violation_end"
_VIOLATION = TypeAdapter(PublishedViolation)


def propose_violation(connection: Connection, deed: Deed, given: GivenViolation) -> tuple[str, str]:
    """Store the proposal of a decision; return its id and the id that the decision will have. Raises 400 and 403."""
    demand(deed.caller, deed.right, subject_of(connection, given.establishment_id))
    own = establishments.c.id == given.establishment_id
    if connection.execute(select(establishments.c.id).where(own)).first() is None:
        raise wrong_field("body.establishment_id", f"{given.establishment_id!r} is not registered.")
    document = {"id": new_id(deed.at), **given.model_dump(mode="json")}
    return propose(connection, deed, VIOLATION, document), str(document["id"])


def propose_violation_end(connection: Connection, deed: Deed, violation_id: str, given: GivenEnd) -> str:
    """Store the proposal to end a decision before its time. Raises 403, 404, and 409 where it has ended."""
    violation = violation_of(connection, deed.caller, deed.right, violation_id)
    demand(deed.caller, deed.right, subject_of(connection, violation.establishment_id))
    _demand_open(violation, hanoi_day(deed.at))
    return propose(connection, deed, VIOLATION_END, {"id": violation_id, **given.model_dump(mode="json")})


def reply_to_violation(connection: Connection, deed: Deed, violation_id: str, given: GivenReply) -> PublishedViolation:
    """Store what the other side says. Raises 403 and 404."""
    violation = violation_of(connection, deed.caller, deed.right, violation_id)
    demand(deed.caller, deed.right, subject_of(connection, violation.establishment_id))
    _change(connection, deed, violation, given.model_dump())
    return violation_of(connection, deed.caller, deed.right, violation_id)


def violation_of(connection: Connection, caller: Caller, right: Right, violation_id: str) -> PublishedViolation:
    """Return a decision. Raises a 404, or a 403 for a caller with a right that is limited."""
    row = connection.execute(select(violations).where(violations.c.id == violation_id)).mappings().first()
    if row is None:
        if right is not Right.SEE_REGISTRY:
            demand(caller, right)
        raise HTTPException(HTTPStatus.NOT_FOUND, "There is no such decision.")
    return as_violation(row)


def as_violation(row: RowMapping) -> PublishedViolation:
    """Return the row of a decision as its record."""
    return _VIOLATION.validate_python({field.name: row[field.name] for field in fields(PublishedViolation)})


def violation_kinds() -> Mapping[str, Kind]:
    """Return what the proposals of decisions need: who approves, and what is done then."""
    return {
        VIOLATION: Kind(Right.APPROVE_VIOLATION, _subject_of_given, _publish),
        VIOLATION_END: Kind(Right.APPROVE_VIOLATION, _subject_of_standing, _end),
    }


def _publish(connection: Connection, deed: Deed, document: Document) -> None:
    given = GivenViolation.model_validate({name: value for name, value in document.items() if name != "id"})
    row = row_of_record(PublishedViolation(**{**given.model_dump(), "id": str(document["id"])}))
    connection.execute(insert(violations), {**row, **folded_columns(violations, row)})
    record_change(connection, deed, KIND, str(document["id"]), None, row)


def _end(connection: Connection, deed: Deed, document: Document) -> None:
    """End it with today: a day in force until its end, as its label says."""
    violation = violation_of(connection, deed.caller, Right.SEE_REGISTRY, str(document["id"]))
    today = hanoi_day(deed.at)
    _demand_open(violation, today)
    changed = {
        "in_force_until": today,
        "ended_on": today,
        "ended_reason": document["reason"],
        "ended_reason_en": document["reason_en"],
    }
    _change(connection, deed, violation, changed)


def _change(connection: Connection, deed: Deed, violation: PublishedViolation, changed: Mapping[str, object]) -> None:
    before = row_of_record(violation)
    connection.execute(update(violations).where(violations.c.id == violation.id).values(**changed))
    record_change(connection, deed, KIND, violation.id, before, {**before, **changed})


def _demand_open(violation: PublishedViolation, today: date) -> None:
    is_past = violation.in_force_until is not None and violation.in_force_until < today
    if is_past or violation.ended_on is not None:
        raise HTTPException(HTTPStatus.CONFLICT, "This decision is in force no more.")


def _subject_of_given(connection: Connection, document: Document) -> Subject:
    return subject_of(connection, str(document["establishment_id"]))


def _subject_of_standing(connection: Connection, document: Document) -> Subject:
    own = violations.c.id == document["id"]
    owner = connection.execute(select(violations.c.establishment_id).where(own)).scalar()
    return EVERYTHING if owner is None else subject_of(connection, owner)
