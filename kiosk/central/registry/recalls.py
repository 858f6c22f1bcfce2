"""Recalls: published and ended by two people, in force with the approval."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import datetime
from http import HTTPStatus

from fastapi import HTTPException
from pydantic import TypeAdapter
from sqlalchemy import Connection, RowMapping, insert, select, update

from kiosk.central.people.changes import Deed, new_id, record_change
from kiosk.central.people.proposals import Document, Kind, propose
from kiosk.central.people.rights import EVERYTHING, Caller, Right, Subject
from kiosk.central.problems import NotValid, wrong_field
from kiosk.central.registry.belonging import subjects_of
from kiosk.central.registry.decisions import GivenEnd, GivenRecall, GivenReply
from kiosk.central.registry.folded import folded_columns
from kiosk.central.registry.records import PublishedRecall, RecallKind, row_of_record
from kiosk.central.registry.scopes import write_scopes
from kiosk.central.registry.tables import establishments, lots, products, recalls
from kiosk.messages.http import FieldError

KIND = "recalls"
_RECALL = TypeAdapter(PublishedRecall)
RECALL, RECALL_END = "recall", "recall_end"


def propose_recall(connection: Connection, deed: Deed, given: GivenRecall) -> tuple[str, str]:
    """Store the proposal of a recall; return its id and the id that the recall will have.

    Raises 403 where one of the establishments is not within the proposer's right, and 400.
    """
    owners = _owners(connection, given)
    _demand_each(connection, deed, owners)
    _refuse_unknown(connection, given)
    is_authority = any(grant.role.value != "producer" for grant in deed.caller.with_right(Right.PROPOSE_RECALL))
    if given.kind is RecallKind.MANDATORY and not is_authority:
        raise wrong_field("body.kind", "a producer's recall of its own goods is voluntary.")
    if given.kind is RecallKind.VOLUNTARY:
        _demand_lots(connection, given)
    document = {"id": new_id(deed.at), **given.model_dump(mode="json")}
    return propose(connection, deed, RECALL, document), str(document["id"])


def propose_end(connection: Connection, deed: Deed, recall_id: str, given: GivenEnd) -> str:
    """Store the proposal to end a recall and return its id. Raises 403, 404, and 409 where it has ended."""
    recall = recall_of(connection, deed.caller, deed.right, recall_id)
    _demand_each(connection, deed, _owners_of(connection, recall.gtins, recall.establishment_ids))
    _demand_open(recall, deed.at)
    return propose(connection, deed, RECALL_END, {"id": recall_id, **given.model_dump(mode="json")})


def reply_to_recall(connection: Connection, deed: Deed, recall_id: str, given: GivenReply) -> PublishedRecall:
    """Store what the other side says. Raises 403 and 404."""
    recall = recall_of(connection, deed.caller, deed.right, recall_id)
    _demand_each(connection, deed, _owners_of(connection, recall.gtins, recall.establishment_ids))
    _change(connection, deed, recall, given.model_dump())
    return recall_of(connection, deed.caller, deed.right, recall_id)


def may_on_recall(
    connection: Connection, caller: Caller, right: Right, gtins: Iterable[str], named: Iterable[str]
) -> bool:
    """Return whether `caller` has the right on all whose goods a recall takes back."""
    return _covers(connection, caller, right, _owners_of(connection, gtins, named))


def recall_of(connection: Connection, caller: Caller, right: Right, recall_id: str) -> PublishedRecall:
    """Return a recall. Raises a 404, or a 403 for a caller with a right that is limited."""
    row = connection.execute(select(recalls).where(recalls.c.id == recall_id)).mappings().first()
    if row is None:
        is_limited = right is not Right.SEE_REGISTRY and not caller.may(right)
        raise HTTPException(
            HTTPStatus.FORBIDDEN if is_limited else HTTPStatus.NOT_FOUND,
            "This token has no right to that." if is_limited else "There is no such recall.",
        )
    return as_recall(row)


def as_recall(row: RowMapping) -> PublishedRecall:
    """Return the row of a recall as its record."""
    return _RECALL.validate_python({field.name: row[field.name] for field in fields(PublishedRecall)})


def recall_kinds() -> Mapping[str, Kind]:
    """Return what the proposals of recalls need: who approves, and what is done then."""
    return {
        RECALL: Kind(Right.APPROVE_RECALL, _subject_of_given, _publish),
        RECALL_END: Kind(Right.APPROVE_RECALL, _subject_of_standing, _end),
    }


def _publish(connection: Connection, deed: Deed, document: Document) -> None:
    content = {name: value for name, value in document.items() if name != "id"}
    given = GivenRecall.model_validate(content)
    values = given.model_dump()
    recall = PublishedRecall(**{**values, "id": str(document["id"]), "effective_at": given.effective_at or deed.at})
    row = row_of_record(recall)
    connection.execute(insert(recalls), {**row, **folded_columns(recalls, row)})
    write_scopes(connection, (recall,))
    record_change(connection, deed, KIND, recall.id, None, row)


def _end(connection: Connection, deed: Deed, document: Document) -> None:
    recall = recall_of(connection, deed.caller, Right.SEE_REGISTRY, str(document["id"]))
    _demand_open(recall, deed.at)
    reasons = {"ended_reason": document["reason"], "ended_reason_en": document["reason_en"]}
    _change(connection, deed, recall, {"ends_at": deed.at, **reasons})


def _change(connection: Connection, deed: Deed, recall: PublishedRecall, changed: Mapping[str, object]) -> None:
    before = row_of_record(recall)
    connection.execute(update(recalls).where(recalls.c.id == recall.id).values(**changed))
    record_change(connection, deed, KIND, recall.id, before, {**before, **changed})


def _demand_open(recall: PublishedRecall, now: datetime) -> None:
    if recall.ends_at is not None and recall.ends_at <= now:
        raise HTTPException(HTTPStatus.CONFLICT, "This recall has ended already.")


def _refuse_unknown(connection: Connection, given: GivenRecall) -> None:
    """Raise a 400 with every product and establishment that nobody has registered."""
    errors: list[FieldError] = []
    for name, column, values in (
        ("gtins", products.c.gtin, given.gtins),
        ("establishment_ids", establishments.c.id, given.establishment_ids),
    ):
        known = set(connection.execute(select(column).where(column.in_(values))).scalars())
        errors += [
            FieldError(field=f"body.{name}", detail=f"{value!r} is not registered.")
            for value in values
            if value not in known
        ]
    if errors:
        raise NotValid(errors)


def _demand_lots(connection: Connection, given: GivenRecall) -> None:
    """Raise a 400 unless a voluntary recall names lots of one's own that are registered."""
    if not given.lots:
        raise wrong_field("body.lots", "a voluntary recall names its lots.")
    known = set(connection.execute(select(lots.c.lot).where(lots.c.gtin.in_(given.gtins))).scalars())
    unknown = sorted(set(given.lots) - known)
    if unknown:
        what = "is no registered lot of these products"
        raise NotValid([FieldError(field="body.lots", detail=f"{lot!r} {what}.") for lot in unknown])


def _demand_each(connection: Connection, deed: Deed, owners: frozenset[str]) -> None:
    """Raise a 403 unless the right covers every one of `owners`: not only some of them."""
    if not _covers(connection, deed.caller, deed.right, owners):
        raise HTTPException(HTTPStatus.FORBIDDEN, "This token has no right to that.")


def _covers(connection: Connection, caller: Caller, right: Right, owners: frozenset[str]) -> bool:
    if caller.may(right):
        return True
    return bool(owners) and all(caller.may(right, subject) for subject in subjects_of(connection, owners).values())


def _owners(connection: Connection, given: GivenRecall) -> frozenset[str]:
    """Return whose goods are recalled; what is not registered stands for itself, and is nobody's."""
    return _owners_of(connection, given.gtins, given.establishment_ids)


def _owners_of(connection: Connection, gtins: Iterable[str], establishment_ids: Iterable[str]) -> frozenset[str]:
    wanted, named = sorted(set(gtins)), sorted(set(establishment_ids))
    query = select(products.c.gtin, products.c.establishment_id).where(products.c.gtin.in_(wanted))
    by_gtin = {row.gtin: row.establishment_id for row in connection.execute(query)}
    known = set(connection.execute(select(establishments.c.id).where(establishments.c.id.in_(named))).scalars())
    missing = [gtin for gtin in wanted if gtin not in by_gtin] + [name for name in named if name not in known]
    return frozenset(by_gtin.values()) | frozenset(named) | frozenset(missing)


def _subject_of_given(connection: Connection, document: Document) -> Subject:
    given = GivenRecall.model_validate({name: value for name, value in document.items() if name != "id"})
    return _subject(connection, _owners(connection, given))


def _subject_of_standing(connection: Connection, document: Document) -> Subject:
    row = connection.execute(select(recalls).where(recalls.c.id == document["id"])).first()
    return EVERYTHING if row is None else _subject(connection, _owners_of(connection, row.gtins, row.establishment_ids))


def _subject(connection: Connection, owners: frozenset[str]) -> Subject:
    """Return the Subject of one owner; what belongs to several is decided by those who may decide everything."""
    return subjects_of(connection, owners)[next(iter(owners))] if len(owners) == 1 else EVERYTHING
