"""What needs two people: one proposes, another approves or refuses. Each step is one transaction.

A feature gives a table of kinds: who may approve, on what, and what then happens. The document of a
proposal is the feature's own; it is checked where it is proposed, and again where it is applied.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from http import HTTPStatus

from fastapi import HTTPException
from sqlalchemy import Connection, Select, insert, select, update

from kiosk.central.people.changes import Deed, new_id, record_change
from kiosk.central.people.door import demand
from kiosk.central.people.holdings import are_one_person
from kiosk.central.people.rights import Caller, Right, Subject
from kiosk.central.people.tables import proposals

MAX_REASON = 2000

Document = Mapping[str, object]

_KEY = "proposals"
_APPROVING = (Right.APPROVE_RECALL, Right.APPROVE_VIOLATION, Right.APPROVE_KEY)


class State(StrEnum):
    """How far a proposal came. Only a waiting one moves."""

    WAITING = "waiting"
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposal and what became of it."""

    id: str
    kind: str
    document: dict[str, object]
    proposed_by: str
    proposed_at: datetime
    state: State
    decided_by: str | None
    decided_at: datetime | None
    reason: str
    about: str
    """The id of what is decided; "" where the document names none."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of proposal: by which right it is approved, on what, and what is done then.

    `apply` runs in the transaction of the approval; what it raises leaves the proposal waiting.
    Its deed is the approver's, by `approve`. `drop` undoes, where it is refused or withdrawn, what was done at once.
    """

    approve: Right
    subject: Callable[[Connection, Document], Subject]
    apply: Callable[[Connection, Deed, Document], None]
    drop: Callable[[Connection, Deed, Document], None] | None = None


Kinds = Mapping[str, Kind]
"""Every kind by its name, which stands in the row."""


def propose(connection: Connection, deed: Deed, kind: str, document: Document) -> str:
    """Store a proposal and return its id. The caller has checked the proposer's right and the document."""
    row: dict[str, object] = {
        "id": new_id(deed.at),
        "kind": kind,
        "document": dict(document),
        "proposed_by": deed.caller.user_id,
        "proposed_at": deed.at,
        "state": State.WAITING.value,
        "decided_by": None,
        "decided_at": None,
        "reason": "",
        "about": str(document.get("id", "")),
    }
    connection.execute(insert(proposals), row)
    record_change(connection, deed, _KEY, str(row["id"]), None, row)
    return str(row["id"])


def approve(connection: Connection, kinds: Kinds, caller: Caller, proposal_id: str, now: datetime) -> None:
    """Approve a proposal of somebody else and do what it says, or change nothing.

    Raises 403 where the right is missing or the proposal is the caller's own, 404, and 409 where
    it waits no more.
    """
    kind, proposal = _to_decide(connection, kinds, caller, proposal_id)
    deed = Deed(caller, kind.approve, now)
    _move(connection, deed, proposal, State.APPROVED, "")
    kind.apply(connection, deed, proposal.document)


def refuse(connection: Connection, kinds: Kinds, caller: Caller, proposal_id: str, now: datetime, reason: str) -> None:
    """Refuse a proposal of somebody else. Raises as `approve` does."""
    kind, proposal = _to_decide(connection, kinds, caller, proposal_id)
    _end(connection, kind, Deed(caller, kind.approve, now), proposal, State.REFUSED, reason)


def withdraw(connection: Connection, kinds: Kinds, caller: Caller, proposal_id: str, now: datetime) -> None:
    """Take back a proposal of one's own. Raises 403 for one of somebody else, 404, and 409 where it waits no more."""
    kind, proposal = proposal_of(connection, kinds, caller, proposal_id)
    if proposal.proposed_by != caller.user_id:
        raise HTTPException(HTTPStatus.FORBIDDEN, "Only who made a proposal may withdraw it.")
    _end(connection, kind, Deed(caller, kind.approve, now), proposal, State.WITHDRAWN)


def proposal_of(connection: Connection, kinds: Kinds, caller: Caller, proposal_id: str) -> tuple[Kind, Proposal]:
    """Return a proposal that `caller` made or may decide, and its kind. Raises 403, and 404 as the door does."""
    found = read_proposals(connection, select(proposals).where(proposals.c.id == proposal_id))
    proposal = found[0] if found else None
    kind = None if proposal is None else kinds.get(proposal.kind)
    if proposal is None or kind is None:
        if not any(caller.may(right) for right in _APPROVING):
            demand(caller, Right.APPROVE_RECALL)
        raise HTTPException(HTTPStatus.NOT_FOUND, "There is no such proposal.")
    if not is_seen_by(connection, kind, caller, proposal):
        demand(caller, kind.approve, kind.subject(connection, proposal.document))
    return kind, proposal


def read_proposals(connection: Connection, query: Select[*tuple[object, ...]]) -> list[Proposal]:
    """Return what a query of whole rows of `proposals` finds."""
    rows = connection.execute(query).mappings()
    return [Proposal(**{**row, "state": State(row["state"])}) for row in rows]


def is_seen_by(connection: Connection, kind: Kind, caller: Caller, proposal: Proposal) -> bool:
    """Return whether `caller` made the proposal or may decide it."""
    if proposal.proposed_by == caller.user_id or caller.may(kind.approve):
        return True
    return bool(caller.with_right(kind.approve)) and caller.may(
        kind.approve, kind.subject(connection, proposal.document)
    )


def _to_decide(connection: Connection, kinds: Kinds, caller: Caller, proposal_id: str) -> tuple[Kind, Proposal]:
    kind, proposal = proposal_of(connection, kinds, caller, proposal_id)
    demand(caller, kind.approve, kind.subject(connection, proposal.document))
    if proposal.proposed_by == caller.user_id:
        raise HTTPException(HTTPStatus.FORBIDDEN, "A second person decides: this proposal is your own.")
    if are_one_person(connection, proposal.proposed_by, caller.user_id):
        raise HTTPException(
            HTTPStatus.FORBIDDEN,
            "A second person decides: one of you has made the other, or a grant, token or set-up link of theirs.",
        )
    return kind, proposal


def _end(connection: Connection, kind: Kind, deed: Deed, proposal: Proposal, state: State, reason: str = "") -> None:
    _move(connection, deed, proposal, state, reason)
    if kind.drop is not None:
        kind.drop(connection, deed, proposal.document)


def _move(connection: Connection, deed: Deed, proposal: Proposal, state: State, reason: str) -> None:
    """Move a waiting proposal to `state`. Of two at once the second finds it decided: the row is the lock."""
    after = {"state": state.value, "decided_by": deed.caller.user_id, "decided_at": deed.at, "reason": reason}
    waiting = update(proposals).where(proposals.c.id == proposal.id, proposals.c.state == State.WAITING.value)
    if connection.execute(waiting.values(after)).rowcount != 1:
        raise HTTPException(HTTPStatus.CONFLICT, "This proposal is decided or withdrawn already.")
    before = {"state": State.WAITING.value}
    record_change(connection, deed, _KEY, proposal.id, before, after)
