"""Notices: what the screens of a market tell, proposed with a look at the screen; one notice; its end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from http import HTTPStatus

from fastapi import APIRouter, Response
from sqlalchemy import Connection
from starlette.exceptions import HTTPException

from kiosk.central.console.console import Console
from kiosk.central.console.decisions.forms import ALL_MARKETS, DO, PREVIEW, local, read_notice
from kiosk.central.console.decisions.history import Step, history_of, proposals_of
from kiosk.central.console.decisions.kinds import NOTICES
from kiosk.central.console.decisions.listed import state_of
from kiosk.central.console.decisions.new_routes import proposed
from kiosk.central.console.decisions.notice_seen import NoticePreview, notice_seen
from kiosk.central.console.decisions.one_routes import OwnId
from kiosk.central.console.markets import markets_within
from kiosk.central.console.page import Page, SomePage
from kiosk.central.console.typed import NO_FAULTS, Faults, Typed, faults_of_refusal
from kiosk.central.console.usage.names import Pairs
from kiosk.central.kiosks.notice_decisions import (
    ALONE,
    ALONE_AGAIN,
    LONGEST,
    NewNotice,
    propose_notice,
    propose_notice_end,
)
from kiosk.central.kiosks.notices import notice_of
from kiosk.central.people.door import demand
from kiosk.central.people.proposals import Proposal, State
from kiosk.central.people.rights import EVERYTHING, Right
from kiosk.central.problems import NotValid
from kiosk.central.registry.belonging import subject_of_market
from kiosk.messages.notices import Notice, NoticeKind

USUAL = timedelta(hours=2)
"""How long a notice stands where nobody chooses anything else."""


@dataclass(frozen=True, slots=True)
class NoticeFormView:
    """The form of a notice."""

    typed: Typed
    kinds: Pairs
    markets: Pairs
    usual_end: str
    alone_minutes: int
    longest_hours: int
    again_hours: int
    faults: Faults = field(default_factory=dict)
    seen: NoticePreview | None = None


@dataclass(frozen=True, slots=True)
class NoticeView:
    """One notice. `ending`: the proposal to end it that waits; `waiting`: the one to let it stand to its end."""

    seen: NoticePreview
    state: str
    history: Sequence[Step]
    ending: Proposal | None
    waiting: Proposal | None
    may_end: bool


def notice_routes(console: Console) -> APIRouter:
    """Return the routes of notices."""
    routes = APIRouter()

    @routes.get(NOTICES.path + "/new")
    def new(page: SomePage) -> Response:
        """Show the form of a notice."""
        page.demand(NOTICES.propose)
        return _form(console, page)

    @routes.post(NOTICES.path + "/new")
    def propose_one(page: SomePage) -> Response:
        """Look at a notice, or propose it."""
        page.demand(NOTICES.propose)
        read = read_notice(page.typed, page.words, page.now)
        if not isinstance(read, NewNotice):
            return _form(console, page, faults=read)
        if page.typed[DO] == PREVIEW:
            return _form(console, page, given=read)
        try:
            with console.service.primary.begin() as connection:
                proposal_id, notice_id = propose_notice(connection, page.deed(NOTICES.propose), read)
                is_told = notice_of(connection, notice_id) is not None
        except NotValid as fault:
            return _form(console, page, faults=faults_of_refusal(fault, page.words))
        told = "console.told.notice_alone" if is_told else "console.told.proposed"
        return proposed(console, page, proposal_id, told)

    @routes.get(NOTICES.path + "/{notice_id}")
    def one(page: SomePage, notice_id: OwnId) -> Response:
        """Show a notice."""
        page.demand(NOTICES.see)
        with console.service.primary.connect() as connection:
            view = _view(connection, page, notice_id)
        return console.answer(page, "decisions/notice.html", view)

    @routes.post(NOTICES.path + "/{notice_id}/end")
    def end(page: SomePage, notice_id: OwnId) -> Response:
        """Propose to end a notice before its time."""
        with console.service.primary.begin() as connection:
            proposal_id = propose_notice_end(connection, page.deed(NOTICES.propose), notice_id)
        return proposed(console, page, proposal_id)

    return routes


def _form(console: Console, page: Page, *, faults: Faults = NO_FAULTS, given: NewNotice | None = None) -> Response:
    words = page.words
    with console.service.replica.connect() as connection:
        markets = list(markets_within(connection, page.caller, Right.CHANGE_KIOSKS))
        if page.caller.may(Right.CHANGE_KIOSKS, EVERYTHING):
            markets = [(ALL_MARKETS, words("console.decisions.all_markets")), *markets]
        notice = None if given is None else Notice(id="draft", **given.model_dump())
        view = NoticeFormView(
            typed=page.typed,
            kinds=[(each.value, words(f"console.decisions.notice.{each.value}")) for each in NoticeKind],
            markets=markets,
            usual_end=local(page.now + USUAL),
            alone_minutes=int(ALONE.total_seconds() // 60),
            longest_hours=int(LONGEST[NoticeKind.EMERGENCY].total_seconds() // 3600),
            again_hours=int(ALONE_AGAIN.total_seconds() // 3600),
            faults=faults,
            seen=None if notice is None else notice_seen(connection, notice, page),
        )
    status = HTTPStatus.UNPROCESSABLE_ENTITY if faults else HTTPStatus.OK
    return console.answer(page, "decisions/notice_form.html", view, status=status)


def _view(connection: Connection, page: Page, notice_id: str) -> NoticeView:
    """Return one notice: of all markets for everybody who sees kiosks, else of the caller's. Raises 403 and 404."""
    notice = notice_of(connection, notice_id)
    if notice is None or notice.market_id:
        market_id = "" if notice is None else notice.market_id
        demand(page.caller, Right.SEE_KIOSKS, subject_of_market(connection, market_id))
    if notice is None:
        raise HTTPException(HTTPStatus.NOT_FOUND, "There is no such notice.")
    state = state_of(notice.starts_at, notice.ends_at, page.now)
    waiting = [each for each in proposals_of(connection, NOTICES, notice_id) if each.state is State.WAITING]
    may_change = page.caller.may(Right.CHANGE_KIOSKS, subject_of_market(connection, notice.market_id))
    return NoticeView(
        seen=notice_seen(connection, notice, page),
        state=state,
        history=history_of(connection, NOTICES, notice_id, page.words),
        ending=next((each for each in waiting if each.kind == NOTICES.end), None),
        waiting=next((each for each in waiting if each.kind == NOTICES.begin), None),
        may_end=may_change and state != "ended",
    )
