"""Who wants which alerts by e-mail: each person for themselves, and the address proves itself by a code."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Final, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from sqlalchemy import Connection, delete, exists, select, update

from kiosk.central.alerts.kinds import Kind
from kiosk.central.alerts.post.letters import Channel, put_letter
from kiosk.central.alerts.tables import alert_wishes, letters
from kiosk.central.database import insert_of
from kiosk.central.kiosks.placing import MarketId
from kiosk.central.people.changes import Deed, record_change
from kiosk.central.problems import wrong_field

CODE_LASTS: Final = timedelta(hours=1)
CODE_LETTERS: Final = "BCDFGHJKLMNPQRSTVWXZ23456789"
CODE_LENGTH: Final = 10
"""28 to the power of ten: guessing within the hour is hopeless without any count of tries."""
BETWEEN_CODES: Final = timedelta(minutes=2)
"""Nobody makes the centre flood somebody else's box."""
_ADDRESS: Final = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
    r"(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)+"
)


_AUDITED: Final = {"language", "kinds", "market_id"}
"""Whose address it is, is nobody's affair but theirs."""


def _address(text: str) -> str:
    if not _ADDRESS.fullmatch(text) or ".." in text or text.startswith(".") or ".@" in text:
        message = "it is no e-mail address"
        raise ValueError(message)
    return text


class Wish(BaseModel):
    """What somebody wants to be told. No kinds: all that they may see. No market: all of theirs."""

    model_config = ConfigDict(extra="forbid")

    address: Annotated[str, Field(max_length=254), AfterValidator(_address)]
    language: Literal["vi", "en"] = "vi"
    kinds: list[Kind] = Field(default_factory=list, max_length=len(Kind))
    market_id: MarketId | Literal[""] = ""


@dataclass(frozen=True, slots=True)
class Held:
    """A wish as it stands."""

    wish: Wish
    is_confirmed: bool


def wish_of(connection: Connection, user_id: str) -> Held | None:
    """Return what somebody wants to be told; None for nothing."""
    row = connection.execute(select(alert_wishes).where(alert_wishes.c.user_id == user_id)).first()
    if row is None:
        return None
    wish = Wish(address=row.address, language=row.language, kinds=row.kinds, market_id=row.market_id)
    return Held(wish, row.confirmed_at is not None)


def put_wish(connection: Connection, deed: Deed, wish: Wish) -> bool:
    """Store what the doer wants to be told; return whether a code was sent to a new address first.

    Raises a 400 where a code was sent a moment ago.
    """
    user_id = deed.caller.user_id
    held = connection.execute(select(alert_wishes).where(alert_wishes.c.user_id == user_id).with_for_update()).first()
    is_known = held is not None and held.address == wish.address and held.confirmed_at is not None
    values: dict[str, object] = {**wish.model_dump(mode="json")}
    if not is_known:
        code = "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))
        _refuse_flood(connection, user_id, deed.at)
        _forget(connection, user_id, deed.at, but=wish.address)
        put_letter(connection, Channel.MAIL, user_id, wish.address, {"code": code, "language": wish.language}, deed.at)
        values |= {"code_digest": _digest(code), "code_until": deed.at + CODE_LASTS, "confirmed_at": None}
    before = None if held is None else {name: getattr(held, name) for name in _AUDITED}
    if held is None:
        connection.execute(insert_of(connection, alert_wishes).values(user_id=user_id, **values))
    else:
        connection.execute(update(alert_wishes).where(alert_wishes.c.user_id == user_id).values(values))
    after = wish.model_dump(mode="json", include=_AUDITED) | {"is_new_address": not is_known}
    record_change(connection, deed, alert_wishes.name, user_id, before, after)
    return not is_known


def confirm_wish(connection: Connection, deed: Deed, code: str) -> bool:
    """Let letters go to the address whose code was typed; return whether it was the right one, in its time."""
    own = alert_wishes.c.user_id == deed.caller.user_id
    row = connection.execute(select(alert_wishes).where(own).with_for_update()).first()
    typed = _digest("".join(code.upper().split()))
    if row is None or row.code_until < deed.at or not hmac.compare_digest(typed, row.code_digest):
        return False
    connection.execute(update(alert_wishes).where(own).values(confirmed_at=deed.at, code_digest=""))
    return True


def drop_wish(connection: Connection, deed: Deed) -> None:
    """Write to the doer no more; what waits is not sent, and where it was sent stands nowhere."""
    user_id = deed.caller.user_id
    held = wish_of(connection, user_id)
    if held is None:
        return
    connection.execute(delete(alert_wishes).where(alert_wishes.c.user_id == user_id))
    _forget(connection, user_id, deed.at)
    before = held.wish.model_dump(mode="json", include=_AUDITED)
    record_change(connection, deed, alert_wishes.name, user_id, before, None)


def _forget(connection: Connection, user_id: str, now: datetime, but: str = "") -> None:
    """Let letters of a user to other addresses than `but` wait no more, and forget where they went."""
    gone = (letters.c.user_id == user_id) & (letters.c.address != but)
    connection.execute(update(letters).where(gone, letters.c.ended_at.is_(None)).values(ended_at=now, outcome="void"))
    connection.execute(update(letters).where(gone).values(address=""))


def _refuse_flood(connection: Connection, user_id: str, now: datetime) -> None:
    lately = exists().where(letters.c.user_id == user_id, letters.c.created_at > now - BETWEEN_CODES)
    if connection.execute(select(lately)).scalar():
        raise wrong_field("body.address", "a letter to you is under way: try again in two minutes.")


def _digest(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()
