"""What people do with a kiosk that is there: name and place it, shut it out, let it in. Each checks the right.

Functions of the API and of the console alike.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Connection
from starlette.exceptions import HTTPException

from kiosk.central.kiosks.levels import touch_settings
from kiosk.central.kiosks.units import change_kiosk, is_market, market_of, row_of
from kiosk.central.people.changes import Deed, Row
from kiosk.central.people.door import demand
from kiosk.central.people.rights import Caller, Right
from kiosk.central.problems import wrong_field
from kiosk.central.registry.belonging import subject_of_market

Name = Annotated[str, Field(max_length=120, pattern=r"^[^\x00-\x1f\x7f]*$")]
MarketId = Annotated[str, Field(pattern=r"^[A-Za-z0-9._-]{1,64}$")]


class KioskPlace(BaseModel):
    """What a board calls a kiosk, and where it stands."""

    model_config = ConfigDict(extra="forbid")

    name: Name = Field(min_length=1)
    market_id: MarketId
    area: Name = ""
    position: Name = ""


class Denial(BaseModel):
    """Why a kiosk is shut out."""

    model_config = ConfigDict(extra="forbid")

    reason: str = Field(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")


def demanded_kiosk(connection: Connection, caller: Caller, right: Right, kiosk_id: str) -> Row:
    """Return the row of a kiosk on which `caller` has `right`.

    Raises a 403 for who has it not, a 404 for who may see that there is none.
    """
    row = row_of(connection, kiosk_id)
    demand(caller, right, subject_of_market(connection, "" if row is None else market_of(row)))
    if row is None:
        raise HTTPException(HTTPStatus.NOT_FOUND, "There is no such kiosk.")
    return row


def demanded_market(connection: Connection, caller: Caller, right: Right, market_id: str) -> None:
    """Raise a 403 unless `caller` has `right` on kiosks of the market; a 404 for who may see that there is none."""
    is_there = is_market(connection, market_id)
    demand(caller, right, subject_of_market(connection, market_id if is_there else ""))
    if not is_there:
        raise HTTPException(HTTPStatus.NOT_FOUND, "There is no such market.")


def set_place(connection: Connection, deed: Deed, kiosk_id: str, wanted: KioskPlace) -> None:
    """Name a kiosk and say where it stands; in another market only by who may change kiosks there too."""
    demanded_kiosk(connection, deed.caller, deed.right, kiosk_id)
    demand(deed.caller, deed.right, subject_of_market(connection, wanted.market_id))
    if not is_market(connection, wanted.market_id):
        raise wrong_field("body.market_id", "there is no such market.")
    change_kiosk(connection, deed, kiosk_id, wanted.model_dump())
    touch_settings(connection, deed, kiosk_id)


def deny_kiosk(connection: Connection, deed: Deed, kiosk_id: str, why: Denial) -> None:
    """Put a kiosk on the deny list: its next request is refused."""
    demanded_kiosk(connection, deed.caller, deed.right, kiosk_id)
    change_kiosk(connection, deed, kiosk_id, {"denied_at": deed.at, "denied_because": why.reason})


def allow_kiosk(connection: Connection, deed: Deed, kiosk_id: str) -> None:
    """Take a kiosk from the deny list."""
    demanded_kiosk(connection, deed.caller, deed.right, kiosk_id)
    change_kiosk(connection, deed, kiosk_id, {"denied_at": None, "denied_because": ""})
