"""One recall or one published decision: how it stands, its way to the kiosks, the other side's reply, its end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Path, Response
from pydantic import BaseModel
from sqlalchemy import Connection

from kiosk.central.console.conflicts import VERSION_FIELD, Conflict, conflict_of, version_of
from kiosk.central.console.console import Console
from kiosk.central.console.decisions.history import Step, history_of, proposals_of
from kiosk.central.console.decisions.kinds import DECISIONS_PATH, RECALLS, VIOLATIONS, What
from kiosk.central.console.decisions.standing import card_of, row_of, state_of_row
from kiosk.central.console.decisions.travel import Travel, travel_of
from kiosk.central.console.devices.places import told_conflict
from kiosk.central.console.page import Page, SomePage
from kiosk.central.console.typed import NO_FAULTS, Faults, Typed, read_form
from kiosk.central.pages.published_view import NoticeView
from kiosk.central.people.proposals import Proposal, State
from kiosk.central.people.rights import Right
from kiosk.central.registry.belonging import subject_of
from kiosk.central.registry.decisions import GivenEnd, GivenReply
from kiosk.central.registry.recalls import may_on_recall, propose_end, reply_to_recall
from kiosk.central.registry.rules import OptionalParagraph
from kiosk.central.registry.violations import propose_violation_end, reply_to_violation

OwnId = Annotated[str, Path(max_length=64, pattern=r"^[A-Za-z0-9._-]+$")]
_REPLY = ("reply", "reply_en")


class Reply(BaseModel):
    """What the other side says; nothing takes it back."""

    reply: OptionalParagraph = ""
    reply_en: OptionalParagraph = ""


@dataclass(frozen=True, slots=True)
class OneView:
    """What stands. `ending`: the proposal to end it that waits, None where none does."""

    what: What
    path: str
    card: NoticeView
    state: str
    history: Sequence[Step]
    travel: Travel | None
    ending: Proposal | None
    may_end: bool
    may_reply: bool
    typed: Typed
    version: str
    conflict: Conflict | None = None
    faults: Faults = field(default_factory=dict)


def one_routes(console: Console) -> APIRouter:
    """Return the routes of one recall and of one published decision."""
    routes = APIRouter()

    @routes.get(RECALLS.path + "/{recall_id}")
    def recall(page: SomePage, recall_id: OwnId) -> Response:
        """Show a recall."""
        return _answer(console, page, RECALLS, recall_id)

    @routes.post(RECALLS.path + "/{recall_id}/end")
    def end_recall(page: SomePage, recall_id: OwnId) -> Response:
        """Propose to end a recall."""
        return _end(console, page, RECALLS, recall_id)

    @routes.post(RECALLS.path + "/{recall_id}/reply")
    def reply_recall(page: SomePage, recall_id: OwnId) -> Response:
        """Publish what the other side says to a recall."""
        return _reply(console, page, RECALLS, recall_id)

    @routes.get(VIOLATIONS.path + "/{violation_id}")
    def violation(page: SomePage, violation_id: OwnId) -> Response:
        """Show a published decision."""
        return _answer(console, page, VIOLATIONS, violation_id)

    @routes.post(VIOLATIONS.path + "/{violation_id}/end")
    def end_violation(page: SomePage, violation_id: OwnId) -> Response:
        """Propose to end a decision before its time."""
        return _end(console, page, VIOLATIONS, violation_id)

    @routes.post(VIOLATIONS.path + "/{violation_id}/reply")
    def reply_violation(page: SomePage, violation_id: OwnId) -> Response:
        """Publish what the other side says to a decision."""
        return _reply(console, page, VIOLATIONS, violation_id)

    return routes


def _end(console: Console, page: Page, what: What, key: str) -> Response:
    page.demand(what.propose)
    read = read_form(GivenEnd, page.typed, page.words)
    if not isinstance(read, GivenEnd):
        return _answer(console, page, what, key, faults=read)
    act = propose_end if what is RECALLS else propose_violation_end
    with console.service.primary.begin() as connection:
        proposal_id = act(connection, page.deed(what.propose), key, read)
    return console.go(page, f"{DECISIONS_PATH}/proposals/{proposal_id}", told="console.told.proposed")


def _reply(console: Console, page: Page, what: What, key: str) -> Response:
    page.demand(Right.CHANGE_GOODS)
    read = read_form(Reply, page.typed, page.words)
    if not isinstance(read, Reply):
        return _answer(console, page, what, key, faults=read)
    given = GivenReply(reply=read.reply, reply_en=read.reply_en)
    with console.service.primary.begin() as connection:
        conflict = _conflict(connection, page, what, key, given)
        if conflict is None:
            act = reply_to_recall if what is RECALLS else reply_to_violation
            act(connection, page.deed(Right.CHANGE_GOODS), key, given)
    if conflict is not None:
        return _answer(console, page, what, key, conflict=conflict)
    return console.go(page, f"{what.path}/{key}", told="console.told.saved")


def _conflict(connection: Connection, page: Page, what: What, key: str, given: GivenReply) -> Conflict | None:
    standing = _replied(row_of(connection, what, key))
    labels = {name: page.words(f"console.decisions.{name}") for name in _REPLY}
    found = conflict_of(standing, given.model_dump(), page.typed[VERSION_FIELD], labels)
    return told_conflict(connection, found, what.table, key)


def _replied(row: dict[str, object]) -> dict[str, object]:
    return {name: row[name] for name in _REPLY}


def _answer(
    console: Console,
    page: Page,
    what: What,
    key: str,
    *,
    faults: Faults = NO_FAULTS,
    conflict: Conflict | None = None,
) -> Response:
    page.demand(what.see)
    with console.service.primary.connect() as connection:
        view = _view(connection, page, what, key, faults, conflict)
    status = HTTPStatus.CONFLICT if conflict else HTTPStatus.UNPROCESSABLE_ENTITY if faults else HTTPStatus.OK
    return console.answer(page, "decisions/one.html", view, status=status)


def _view(
    connection: Connection, page: Page, what: What, key: str, faults: Faults, conflict: Conflict | None
) -> OneView:
    row = row_of(connection, what, key)
    state = state_of_row(what, row, page.now)
    standing = _replied(row)
    found = proposals_of(connection, what, key)
    is_typed = bool(faults or conflict)
    return OneView(
        what=what,
        path=f"{what.path}/{key}",
        card=card_of(connection, what, key, page.words, page.now),
        state=state,
        history=history_of(connection, what, key, page.words),
        travel=travel_of(connection, page, what, key),
        ending=next((each for each in found if each.kind == what.end and each.state is State.WAITING), None),
        may_end=_may(connection, page, what, row, what.propose) and state != "ended",
        may_reply=_may(connection, page, what, row, Right.CHANGE_GOODS),
        typed=page.typed if is_typed else Typed(tuple((name, str(value)) for name, value in standing.items())),
        version=version_of(standing),
        conflict=conflict,
        faults=faults,
    )


def _may(connection: Connection, page: Page, what: What, row: dict[str, object], right: Right) -> bool:
    """Return whether the caller has the right on this row: no form is shown that is answered with a 403."""
    if what is VIOLATIONS:
        return page.caller.may(right, subject_of(connection, str(row["establishment_id"])))
    gtins, named = row["gtins"], row["establishment_ids"]
    assert isinstance(gtins, list)
    assert isinstance(named, list)
    return may_on_recall(connection, page.caller, right, gtins, named)
