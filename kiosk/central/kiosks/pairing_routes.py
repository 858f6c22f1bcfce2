"""/registry/kiosks/pairing: a board types the letters, compares the fingerprint, names and places the kiosk."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter
from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from sqlalchemy import Connection
from starlette.exceptions import HTTPException

from kiosk.central.kiosks.attempts import has_tried_too_often, note_wrong_code
from kiosk.central.kiosks.door import public_key_of
from kiosk.central.kiosks.enrolments import Enrolment, EnrolmentState, decide, enrolment_of_code
from kiosk.central.kiosks.units import (
    Place,
    add_kiosk,
    is_denied,
    is_key_taken,
    is_market,
    market_of,
    replace_unit,
    row_of,
)
from kiosk.central.people.changes import Deed, record_change
from kiosk.central.people.door import SomeCaller, demand, demand_somewhere
from kiosk.central.people.rights import EVERYTHING, Caller, Right, Subject
from kiosk.central.problems import errors_of, wrong_field
from kiosk.central.service import Service
from kiosk.messages.enrolment import Hardware, fingerprint_of, shown_code, typed_code

UserCode = Annotated[
    str, Field(max_length=40, description="the eight letters, as somebody types them"), AfterValidator(typed_code)
]
Name = Annotated[str, Field(max_length=120, pattern=r"^[^\x00-\x1f\x7f]*$")]
MarketId = Annotated[str, Field(pattern=r"^[A-Za-z0-9._-]{1,64}$")]
_SAME = 409


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Letters(_Body):
    """The letters that a unit shows."""

    user_code: UserCode


class WaitingUnit(BaseModel):
    """What waits behind eight letters."""

    user_code: str
    fingerprint: str
    """Must be the same as on the unit's screen."""
    hardware: Hardware
    expires_at: datetime


class Pairing(Letters):
    """What a board decides of the unit: `fingerprint` is what it compared with the screen."""

    fingerprint: str = Field(max_length=40)
    name: Name = Field(min_length=1)
    market_id: MarketId
    area: Name = ""
    position: Name = ""


class Replacing(Letters):
    """Another card or machine becomes the kiosk that is named in the path."""

    fingerprint: str = Field(max_length=40)


class PairedUnit(BaseModel):
    """The kiosk that the unit now is."""

    id: str
    name: str
    market_id: str


def pairing_routes(service: Service) -> APIRouter:
    """Return the routes of pairing as people use them."""
    responses = errors_of(400, 401, 403, 404, 409, 429, 503)
    routes = APIRouter(prefix="/registry/kiosks", tags=["pairing"], responses=responses)

    @routes.post("/waiting")
    def look(caller: SomeCaller, letters: Letters) -> WaitingUnit:
        """Return what waits behind the letters: its fingerprint is compared with the unit's screen."""
        enrolment = _waiting(service, caller, letters.user_code)
        return WaitingUnit(
            user_code=shown_code(enrolment.user_code),
            fingerprint=_fingerprint_of(enrolment),
            hardware=enrolment.hardware,
            expires_at=enrolment.expires_at,
        )

    @routes.post("/pair", status_code=HTTPStatus.CREATED)
    def pair(caller: SomeCaller, wanted: Pairing) -> PairedUnit:
        """Make the unit behind the letters a new kiosk of a market. It fetches its certificate by itself."""
        demand(caller, Right.PAIR_KIOSK, Subject(markets=frozenset({wanted.market_id})))
        _waiting(service, caller, wanted.user_code)
        deed = Deed(caller, Right.PAIR_KIOSK, service.now())
        place = Place(wanted.name, wanted.market_id, wanted.area, wanted.position)
        with service.primary.begin() as connection:
            enrolment = _compared(connection, wanted.user_code, wanted.fingerprint, deed.at)
            if not is_market(connection, wanted.market_id):
                raise wrong_field("body.market_id", "there is no such market.")
            kiosk_id = add_kiosk(connection, deed, service.vault, place, enrolment.public_key, enrolment.hardware)
            decide(connection, enrolment, EnrolmentState.PAIRED, kiosk_id)
        return PairedUnit(id=kiosk_id, name=wanted.name, market_id=wanted.market_id)

    @routes.post("/{kiosk_id}/replace")
    def replace(caller: SomeCaller, kiosk_id: str, wanted: Replacing) -> PairedUnit:
        """Make the unit behind the letters this kiosk, with its name, place, settings and history.

        The key of the card before is refused from now on. Who replaces a kiosk on the deny list takes it
        from there, and must be allowed to.
        """
        with service.primary.connect() as connection:
            row = row_of(connection, kiosk_id)
        demand(caller, Right.PAIR_KIOSK, Subject(markets=frozenset({market_of(row)})) if row else EVERYTHING)
        if row is None:
            raise HTTPException(HTTPStatus.NOT_FOUND, "There is no such kiosk.")
        _waiting(service, caller, wanted.user_code)
        deed = Deed(caller, Right.PAIR_KIOSK, service.now())
        with service.primary.begin() as connection:
            if is_denied(connection, kiosk_id):
                demand(caller, Right.DENY_KIOSK, Subject(markets=frozenset({market_of(row)})))
            enrolment = _compared(connection, wanted.user_code, wanted.fingerprint, deed.at)
            replace_unit(connection, deed, service.vault, kiosk_id, enrolment.public_key, enrolment.hardware)
            decide(connection, enrolment, EnrolmentState.PAIRED, kiosk_id)
        return PairedUnit(id=kiosk_id, name=str(row["name"]), market_id=market_of(row))

    @routes.post("/refuse", status_code=HTTPStatus.NO_CONTENT)
    def refuse(caller: SomeCaller, letters: Letters) -> None:
        """Refuse the unit behind the letters: its fingerprint is another, or nobody knows it."""
        enrolment = _waiting(service, caller, letters.user_code)
        deed = Deed(caller, Right.PAIR_KIOSK, service.now())
        with service.primary.begin() as connection:
            decide(connection, enrolment, EnrolmentState.REFUSED)
            record_change(connection, deed, "enrolments", enrolment.id, None, {"refused": _fingerprint_of(enrolment)})

    return routes


def _waiting(service: Service, caller: Caller, user_code: str) -> Enrolment:
    """Return what waits behind the letters, in a transaction of its own: a wrong code is counted.

    Raises a 403 for who pairs no kiosk anywhere, a 404 for letters that nobody shows, and a 429 for
    who gave too many of those.
    """
    demand_somewhere(caller, Right.PAIR_KIOSK)
    now = service.now()
    with service.primary.begin() as connection:
        if has_tried_too_often(connection, caller.user_id, now):
            raise HTTPException(HTTPStatus.TOO_MANY_REQUESTS, "Too many wrong letters: wait a quarter of an hour.")
        enrolment = enrolment_of_code(connection, user_code, now)
        if enrolment is None:
            note_wrong_code(connection, caller.user_id, now)
    if enrolment is None:
        raise HTTPException(HTTPStatus.NOT_FOUND, "No unit shows these letters now: read them again on its screen.")
    return enrolment


def _compared(connection: Connection, user_code: str, fingerprint: str, now: datetime) -> Enrolment:
    """Return the pairing, locked, if its key is the one that was compared and nobody has it yet. Raises a 409."""
    enrolment = enrolment_of_code(connection, user_code, now)
    if enrolment is None or _digits(fingerprint) != _digits(_fingerprint_of(enrolment)):
        raise HTTPException(_SAME, "The fingerprint is not this unit's: do not pair it, and tell a technician.")
    if is_key_taken(connection, enrolment.public_key):
        raise HTTPException(
            _SAME,
            "A kiosk has this key already: let the unit make a new one, and pair it by the letters that it then shows.",
        )
    return enrolment


def _fingerprint_of(enrolment: Enrolment) -> str:
    key = public_key_of(enrolment.public_key)
    assert key is not None, "checked where it came in"
    return fingerprint_of(key.public_bytes_raw())


def _digits(fingerprint: str) -> str:
    return "".join(fingerprint.split()).upper()
