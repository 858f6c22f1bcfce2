"""Recall drills: everything that a recall goes through, and no label is stopped.

Two people decide it as they decide a recall; it is published as one, so that every kiosk fetches the newest registry
at once and says that it has it. In the registry itself nothing stands of it: no screen can turn red by a drill.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from http import HTTPStatus
from typing import Final

from fastapi import HTTPException
from sqlalchemy import Connection, select

from kiosk.central.people.changes import Deed, new_id, record_change
from kiosk.central.people.door import demand
from kiosk.central.people.proposals import Document, Kind, State, propose
from kiosk.central.people.rights import EVERYTHING, Right, Subject
from kiosk.central.people.tables import changes, proposals
from kiosk.central.registry.rows import GivenRow
from kiosk.central.registry.rules import Paragraph

KIND = "recall_drills"
DRILL = "recall_drill"
APART: Final = timedelta(hours=1)
"""Each lets every kiosk of the city fetch what is published."""


class GivenDrill(GivenRow):
    """A drill, and what it is held for."""

    occasion: Paragraph


def propose_drill(connection: Connection, deed: Deed, given: GivenDrill) -> tuple[str, str]:
    """Store the proposal of a drill; return its id and that of the drill. Raises 403; 409 as `_demand_calm`."""
    demand(deed.caller, deed.right)
    waiting = select(proposals.c.id).where(proposals.c.kind == DRILL, proposals.c.state == State.WAITING.value)
    if connection.execute(waiting.limit(1)).first() is not None:
        raise HTTPException(HTTPStatus.CONFLICT, "Another drill waits for its second person.")
    _demand_calm(connection, deed)
    document = {"id": new_id(deed.at), **given.model_dump(mode="json")}
    return propose(connection, deed, DRILL, document), str(document["id"])


def drill_kinds() -> Mapping[str, Kind]:
    """Return what the proposals of drills need: who approves, and what is done then."""
    return {DRILL: Kind(Right.APPROVE_RECALL, _of_the_city, _begin)}


def _of_the_city(_connection: Connection, _document: Document) -> Subject:
    return EVERYTHING


def _begin(connection: Connection, deed: Deed, document: Document) -> None:
    _demand_calm(connection, deed)
    given = GivenDrill.model_validate({name: value for name, value in document.items() if name != "id"})
    record_change(connection, deed, KIND, str(document["id"]), None, given.model_dump())


def _demand_calm(connection: Connection, deed: Deed) -> None:
    """Raise a 409 where the last drill began less than APART ago."""
    lately = select(changes.c.id).where(changes.c.kind == KIND, changes.c.at > deed.at - APART)
    if connection.execute(lately.limit(1)).first() is not None:
        raise HTTPException(HTTPStatus.CONFLICT, "A drill began less than an hour ago.")
