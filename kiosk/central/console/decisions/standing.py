"""What stands: the row of a recall or a decision, and its public card."""

from __future__ import annotations

from datetime import date, datetime
from http import HTTPStatus

from sqlalchemy import Connection, select
from starlette.exceptions import HTTPException

from kiosk.central.console.decisions.kinds import RECALLS, What
from kiosk.central.console.decisions.listed import state_of
from kiosk.central.console.decisions.seen import card_of_recall, card_of_violation
from kiosk.central.pages.published import Part
from kiosk.central.pages.published_view import NoticeView
from kiosk.central.registry.tables import recalls, violations
from kiosk.words import Words


def row_of(connection: Connection, what: What, key: str) -> dict[str, object]:
    """Return the row of a recall or a decision by column. Raises a 404: what is decided is public."""
    table = recalls if what is RECALLS else violations
    row = connection.execute(select(table).where(table.c.id == key)).first()
    if row is None:
        raise HTTPException(HTTPStatus.NOT_FOUND, "There is no such decision.")
    return row._asdict()


def state_of_row(what: What, row: dict[str, object], now: datetime) -> str:
    """Return in_force, to_come or ended."""
    names = ("effective_at", "ends_at") if what is RECALLS else ("published_on", "in_force_until")
    begins, ends = (row[name] for name in names)
    assert isinstance(begins, date)
    assert ends is None or isinstance(ends, date)
    return state_of(begins, ends, now)


def card_of(connection: Connection, what: What, key: str, words: Words, now: datetime) -> NoticeView:
    """Return the public card of what stands. Raises a 404."""
    row = row_of(connection, what, key)
    part = Part.ENDED if state_of_row(what, row, now) == "ended" else Part.IN_FORCE
    make = card_of_recall if what is RECALLS else card_of_violation
    return make(connection, row, part, words)
