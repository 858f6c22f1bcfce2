"""One proposal: what it says, what is seen of it, and the second person's word."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Path, Response
from pydantic import BaseModel, Field
from sqlalchemy import Connection
from starlette.exceptions import HTTPException

from kiosk.central.console.console import Console
from kiosk.central.console.decisions.history import Step, history_of
from kiosk.central.console.decisions.kinds import DECISIONS_PATH, DRILLS, KINDS, NOTICES, RECALLS, WHAT_OF, What
from kiosk.central.console.decisions.notice_seen import NoticePreview, notice_seen
from kiosk.central.console.decisions.seen import Preview, recall_seen, violation_seen
from kiosk.central.console.decisions.standing import card_of
from kiosk.central.console.page import Page, SomePage
from kiosk.central.console.typed import NO_FAULTS, Faults, read_form
from kiosk.central.kiosks.notice_decisions import ALONE_AGAIN
from kiosk.central.kiosks.notices import notice_of
from kiosk.central.pages.published_view import NoticeView
from kiosk.central.people.holdings import are_one_person
from kiosk.central.people.proposals import MAX_REASON, Proposal, State, approve, proposal_of, refuse, withdraw
from kiosk.central.registry.decisions import GivenRecall, GivenViolation
from kiosk.messages.notices import Notice, NoticeKind

ONE = f"{DECISIONS_PATH}/proposals/{{proposal_id}}"
ProposalId = Annotated[str, Path(pattern=r"^[0-9a-f-]{36}$")]


class Refusal(BaseModel):
    """Why it is refused; who proposed it reads it."""

    reason: str = Field(min_length=1, max_length=MAX_REASON)


@dataclass(frozen=True, slots=True)
class ProposalView:
    """One proposal. `hindrance`: why the caller does not decide it, as a key; "" where they may."""

    proposal: Proposal
    what: What
    title: str
    history: Sequence[Step]
    is_own: bool
    hindrance: str
    seen: Preview | None
    card: NoticeView | None
    notice: NoticePreview | None
    occasion: str
    why: str
    path: str
    alone_until: datetime | None = None
    """Until when an emergency is on the screens by one person's word; None where it is not."""
    held_hours: int = 0
    """So long after one that nobody approved an emergency is not told alone; 0 where that is no matter."""
    is_late: bool = False
    faults: Faults = field(default_factory=dict)

    @property
    def is_waiting(self) -> bool:
        """Whether nobody has decided it."""
        return self.proposal.state is State.WAITING


def proposal_routes(console: Console) -> APIRouter:
    """Return the routes of one proposal."""
    routes = APIRouter()

    @routes.get(ONE)
    def show(page: SomePage, proposal_id: ProposalId) -> Response:
        """Show a proposal."""
        return _answer(console, page, proposal_id)

    @routes.post(ONE + "/approve")
    def agree(page: SomePage, proposal_id: ProposalId) -> Response:
        """Approve what somebody else proposed: it is done with that."""

        def act(connection: Connection) -> None:
            approve(connection, KINDS, page.caller, proposal_id, page.now)

        return _act(console, page, proposal_id, act, "console.told.approved")

    @routes.post(ONE + "/refuse")
    def disagree(page: SomePage, proposal_id: ProposalId) -> Response:
        """Refuse what somebody else proposed."""
        read = read_form(Refusal, page.typed, page.words)
        if not isinstance(read, Refusal):
            return _answer(console, page, proposal_id, faults=read)

        def act(connection: Connection) -> None:
            refuse(connection, KINDS, page.caller, proposal_id, page.now, read.reason)

        return _act(console, page, proposal_id, act, "console.told.proposal_refused")

    @routes.post(ONE + "/withdraw")
    def take_back(page: SomePage, proposal_id: ProposalId) -> Response:
        """Take back a proposal of one's own."""

        def act(connection: Connection) -> None:
            withdraw(connection, KINDS, page.caller, proposal_id, page.now)

        return _act(console, page, proposal_id, act, "console.told.taken_back")

    return routes


def _act(console: Console, page: Page, proposal_id: str, act: Callable[[Connection], None], told: str) -> Response:
    """Do it; where somebody else was faster, show what they have made of it."""
    try:
        with console.service.primary.begin() as connection:
            act(connection)
    except HTTPException as fault:
        if fault.status_code != HTTPStatus.CONFLICT:
            raise
        return _answer(console, page, proposal_id, is_late=True)
    return console.go(page, f"{DECISIONS_PATH}/proposals/{proposal_id}", told=told)


def _answer(
    console: Console, page: Page, proposal_id: str, *, is_late: bool = False, faults: Faults = NO_FAULTS
) -> Response:
    with console.service.primary.connect() as connection:
        view = _view(console, connection, page, proposal_id, is_late=is_late, faults=faults)
    status = HTTPStatus.CONFLICT if is_late else HTTPStatus.UNPROCESSABLE_ENTITY if faults else HTTPStatus.OK
    return console.answer(page, "decisions/proposal.html", view, status=status)


def _view(
    console: Console, connection: Connection, page: Page, proposal_id: str, *, is_late: bool, faults: Faults
) -> ProposalView:
    _, proposal = proposal_of(connection, KINDS, page.caller, proposal_id)
    what, document = WHAT_OF[proposal.kind], dict(proposal.document)
    key = str(document.pop("id"))
    is_begin = proposal.kind == what.begin
    is_decided = proposal.state is State.APPROVED
    told = notice_of(connection, key) if what is NOTICES else None
    is_alone = is_begin and proposal.state is State.WAITING and told is not None and told.ends_at > page.now
    return ProposalView(
        proposal=proposal,
        what=what,
        title=page.words(f"console.decisions.kind.{proposal.kind}"),
        history=history_of(connection, what, key, page.words),
        is_own=proposal.proposed_by == page.caller.user_id,
        hindrance=_hindrance(connection, page, proposal),
        seen=_seen(console, connection, page, what, document) if is_begin else None,
        card=None if is_begin or what in {NOTICES, DRILLS} else card_of(connection, what, key, page.words, page.now),
        notice=_notice(connection, page, proposal) if what is NOTICES else None,
        occasion=str(document.get("occasion", "")),
        why="" if is_begin else str(document.get("reason", "")),
        path=f"{what.path}/{key}" if is_decided or told or not is_begin else "",
        alone_until=told.ends_at if told and is_alone else None,
        held_hours=0 if told else _held_hours(proposal),
        is_late=is_late,
        faults=faults,
    )


def _seen(
    console: Console, connection: Connection, page: Page, what: What, document: dict[str, object]
) -> Preview | None:
    if what in {NOTICES, DRILLS}:
        return None
    if what is RECALLS:
        given = GivenRecall.model_validate(document)
        return recall_seen(console.service, connection, given, page.words, page.now)
    decision = GivenViolation.model_validate(document)
    return violation_seen(console.service, connection, decision, page.words, page.now)


def _notice(connection: Connection, page: Page, proposal: Proposal) -> NoticePreview | None:
    if proposal.kind == NOTICES.begin:
        return notice_seen(connection, Notice.model_validate(proposal.document), page)
    notice = notice_of(connection, str(proposal.document["id"]))
    return None if notice is None else notice_seen(connection, notice, page)


def _held_hours(proposal: Proposal) -> int:
    """Return how long its emergency had to wait for a second person since the last one; 0 for all others."""
    if proposal.kind != NOTICES.begin or proposal.state is not State.WAITING:
        return 0
    notice = Notice.model_validate(proposal.document)
    is_held = notice.kind is NoticeKind.EMERGENCY and notice.starts_at <= proposal.proposed_at
    return int(ALONE_AGAIN.total_seconds() // 3600) if is_held else 0


def _hindrance(connection: Connection, page: Page, proposal: Proposal) -> str:
    kind = KINDS[proposal.kind]
    if not page.caller.may(kind.approve, kind.subject(connection, proposal.document)):
        return "right"
    if proposal.proposed_by == page.caller.user_id:
        return "own"
    return "made" if are_one_person(connection, proposal.proposed_by, page.caller.user_id) else ""
