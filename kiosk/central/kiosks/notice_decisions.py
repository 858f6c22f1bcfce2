"""Notices by two people: proposed by one, told once another has approved.

A fire does not wait: an emergency is told at once by one person's word, for half an hour at most, and to its end once
a second person has approved. Refused, or taken back, it vanishes at once. One after the other by the same person's
word alone would have no end: within ALONE_AGAIN the next waits for the second person like an ordinary notice.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from http import HTTPStatus
from typing import Final, Self

from fastapi import HTTPException
from pydantic import BaseModel, ConfigDict, Field, model_validator
from sqlalchemy import Connection, select

from kiosk.central.kiosks.notices import add_notice, end_notice, lengthen_notice, notice_of
from kiosk.central.kiosks.tables import notices
from kiosk.central.kiosks.units import is_market
from kiosk.central.people.changes import Deed, new_id
from kiosk.central.people.door import demand
from kiosk.central.people.proposals import Document, Kind, State, propose
from kiosk.central.people.rights import Right, Subject
from kiosk.central.people.tables import proposals, users
from kiosk.central.problems import wrong_field
from kiosk.central.registry.belonging import subject_of_market
from kiosk.messages.instant import BoundedInstant
from kiosk.messages.notices import Notice, NoticeKind
from kiosk.messages.unit_settings import Lines

NOTICE, NOTICE_END = "notice", "notice_end"
LONGEST: Final[Mapping[NoticeKind, timedelta]] = {
    NoticeKind.EMERGENCY: timedelta(days=2),
    NoticeKind.ORDINARY: timedelta(days=366),
}
ALONE: Final = timedelta(minutes=30)
"""So long an emergency stands by one person's word."""
ALONE_AGAIN: Final = timedelta(hours=6)
"""So long after one that nobody approved, the same person's next emergency waits for the second person."""


class NewNotice(BaseModel):
    """A notice to be told. `market_id` "" is for all markets. An emergency ends within two days, others in a year."""

    model_config = ConfigDict(extra="forbid")

    kind: NoticeKind
    market_id: str = Field(default="", pattern=r"^[A-Za-z0-9._-]{0,64}$")
    text: Lines = Field(min_length=1)
    text_en: Lines = Field(min_length=1)
    starts_at: BoundedInstant
    ends_at: BoundedInstant

    @model_validator(mode="after")
    def _ends(self) -> Self:
        if not self.starts_at < self.ends_at <= self.starts_at + LONGEST[self.kind]:
            raise ValueError(
                "ends_at must be later than starts_at, by two days at most in an emergency, else by a year"
            )
        return self


def propose_notice(connection: Connection, deed: Deed, wanted: NewNotice) -> tuple[str, str]:
    """Store the proposal of a notice; return its id and that of the notice. Raises 400 and 403.

    An emergency that has begun is told from now on, for ALONE; within ALONE_AGAIN of one that was told so and that
    nobody approved, it is not.
    """
    demand(deed.caller, deed.right, subject_of_market(connection, wanted.market_id))
    if wanted.ends_at <= deed.at:
        raise wrong_field("body.ends_at", "it has ended already.")
    if wanted.market_id and not is_market(connection, wanted.market_id):
        raise wrong_field("body.market_id", "there is no such market.")
    notice = Notice(id=new_id(deed.at), **wanted.model_dump())
    if wanted.kind is NoticeKind.EMERGENCY and wanted.starts_at <= deed.at and not _was_alone(connection, deed, wanted):
        alone = min(wanted.ends_at, deed.at + ALONE)
        add_notice(connection, deed, notice.model_copy(update={"ends_at": alone}))
    return propose(connection, deed, NOTICE, notice.model_dump(mode="json")), notice.id


def _was_alone(connection: Connection, deed: Deed, wanted: NewNotice) -> bool:
    """Return whether the doer alone has lately told an emergency in that market, or in all, that nobody approved.

    It locks the doer's row: of several at once the second sees the first.
    """
    connection.execute(select(users.c.id).where(users.c.id == deed.caller.user_id).with_for_update())
    told = select(notices.c.id).join(proposals, proposals.c.about == notices.c.id)
    lately = told.where(
        proposals.c.kind == NOTICE,
        proposals.c.state != State.APPROVED.value,
        proposals.c.proposed_by == deed.caller.user_id,
        proposals.c.proposed_at > deed.at - ALONE_AGAIN,
        notices.c.kind == NoticeKind.EMERGENCY.value,
    )
    if wanted.market_id:
        lately = lately.where(notices.c.market_id.in_(("", wanted.market_id)))
    return connection.execute(lately.limit(1)).first() is not None


def propose_notice_end(connection: Connection, deed: Deed, notice_id: str) -> str:
    """Store the proposal to end a notice before its time. Raises 403, 404, and 409 where it has ended."""
    notice = notice_of(connection, notice_id)
    demand(deed.caller, deed.right, subject_of_market(connection, "" if notice is None else notice.market_id))
    if notice is None:
        raise HTTPException(HTTPStatus.NOT_FOUND, "There is no such notice.")
    if notice.ends_at <= deed.at:
        raise HTTPException(HTTPStatus.CONFLICT, "This notice has ended already.")
    return propose(connection, deed, NOTICE_END, {"id": notice_id})


def notice_kinds() -> Mapping[str, Kind]:
    """Return what the proposals of notices need: who approves, what is done then, and what where nobody does."""
    return {
        NOTICE: Kind(Right.CHANGE_KIOSKS, _subject_of_new, _tell, _take_back),
        NOTICE_END: Kind(Right.CHANGE_KIOSKS, _subject_of_standing, _end),
    }


def _subject_of_new(connection: Connection, document: Document) -> Subject:
    return subject_of_market(connection, str(document["market_id"]))


def _subject_of_standing(connection: Connection, document: Document) -> Subject:
    notice = notice_of(connection, str(document["id"]))
    return subject_of_market(connection, "" if notice is None else notice.market_id)


def _tell(connection: Connection, deed: Deed, document: Document) -> None:
    notice = Notice.model_validate(document)
    if notice.ends_at <= deed.at:
        raise HTTPException(HTTPStatus.CONFLICT, "The end of this notice has passed.")
    standing = notice_of(connection, notice.id)
    if standing is None:
        add_notice(connection, deed, notice)
    else:
        lengthen_notice(connection, deed, standing, notice.ends_at)


def _take_back(connection: Connection, deed: Deed, document: Document) -> None:
    standing = notice_of(connection, str(document["id"]))
    if standing is not None:
        end_notice(connection, deed, standing)


def _end(connection: Connection, deed: Deed, document: Document) -> None:
    notice = notice_of(connection, str(document["id"]))
    if notice is None or notice.ends_at <= deed.at:
        raise HTTPException(HTTPStatus.CONFLICT, "This notice has ended already.")
    end_notice(connection, deed, notice)
