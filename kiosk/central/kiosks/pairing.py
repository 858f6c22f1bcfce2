"""What a person does with a unit that waits behind eight letters. Each function checks the right itself.

Functions of the API and of the console alike.
"""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from sqlalchemy import Connection
from starlette.exceptions import HTTPException

from kiosk.central.kiosks.attempts import has_tried_too_often, note_wrong_code
from kiosk.central.kiosks.door import public_key_of
from kiosk.central.kiosks.enrolments import Enrolment, EnrolmentState, decide, enrolment_of_code
from kiosk.central.kiosks.placing import MarketId, Name, demanded_kiosk
from kiosk.central.kiosks.units import (
    Place,
    add_kiosk,
    is_denied,
    is_key_taken,
    is_market,
    market_of,
    replace_unit,
)
from kiosk.central.people.changes import Deed, record_change
from kiosk.central.people.door import demand, demand_somewhere
from kiosk.central.people.rights import Caller, Right
from kiosk.central.problems import wrong_field
from kiosk.central.registry.belonging import subject_of_market
from kiosk.central.service import Service
from kiosk.messages.enrolment import Hardware, fingerprint_of, shown_code, typed_code

UserCode = Annotated[
    str, Field(max_length=40, description="the eight letters, as somebody types them"), AfterValidator(typed_code)
]


class UnknownLetters(HTTPException):
    """404: no unit shows these letters now."""

    def __init__(self) -> None:
        super().__init__(HTTPStatus.NOT_FOUND, "No unit shows these letters now: read them again on its screen.")


class TooManyLetters(HTTPException):
    """429: who asks gave too many letters that nobody shows."""

    def __init__(self) -> None:
        super().__init__(HTTPStatus.TOO_MANY_REQUESTS, "Too many wrong letters: wait a quarter of an hour.")


class OtherFingerprint(HTTPException):
    """409: what was compared is not the key of the unit behind the letters."""

    def __init__(self) -> None:
        super().__init__(
            HTTPStatus.CONFLICT, "The fingerprint is not this unit's: do not pair it, and tell a technician."
        )


class KeyTaken(HTTPException):
    """409: another kiosk has the unit's key."""

    def __init__(self) -> None:
        super().__init__(
            HTTPStatus.CONFLICT,
            "A kiosk has this key already: let the unit make a new one, and pair it by the letters that it then shows.",
        )


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


def look_at_unit(service: Service, caller: Caller, letters: Letters) -> WaitingUnit:
    """Return what waits behind the letters. Raises as `pair_unit`."""
    enrolment = _waiting(service, caller, letters.user_code)
    return WaitingUnit(
        user_code=shown_code(enrolment.user_code),
        fingerprint=_fingerprint_of(enrolment),
        hardware=enrolment.hardware,
        expires_at=enrolment.expires_at,
    )


def pair_unit(service: Service, caller: Caller, wanted: Pairing) -> PairedUnit:
    """Make the unit behind the letters a new kiosk.

    Raises 403, UnknownLetters, TooManyLetters, OtherFingerprint, KeyTaken, NotValid for a market that is not
    there, and VaultError.
    """
    with service.primary.connect() as connection:
        demand(caller, Right.PAIR_KIOSK, subject_of_market(connection, wanted.market_id))
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


def replace_kiosk(service: Service, caller: Caller, kiosk_id: str, wanted: Replacing) -> PairedUnit:
    """Make the unit behind the letters this kiosk. Raises as `pair_unit`, and a 404 for a kiosk that is not there.

    Who replaces a kiosk on the deny list takes it from there, and must be allowed to.
    """
    with service.primary.connect() as connection:
        row = demanded_kiosk(connection, caller, Right.PAIR_KIOSK, kiosk_id)
    _waiting(service, caller, wanted.user_code)
    deed = Deed(caller, Right.PAIR_KIOSK, service.now())
    with service.primary.begin() as connection:
        if is_denied(connection, kiosk_id):
            demand(caller, Right.DENY_KIOSK, subject_of_market(connection, market_of(row)))
        enrolment = _compared(connection, wanted.user_code, wanted.fingerprint, deed.at)
        replace_unit(connection, deed, service.vault, kiosk_id, enrolment.public_key, enrolment.hardware)
        decide(connection, enrolment, EnrolmentState.PAIRED, kiosk_id)
    return PairedUnit(id=kiosk_id, name=str(row["name"]), market_id=market_of(row))


def refuse_unit(service: Service, caller: Caller, letters: Letters) -> None:
    """Refuse the unit behind the letters. Raises 403, UnknownLetters, TooManyLetters."""
    enrolment = _waiting(service, caller, letters.user_code)
    deed = Deed(caller, Right.PAIR_KIOSK, service.now())
    with service.primary.begin() as connection:
        decide(connection, enrolment, EnrolmentState.REFUSED)
        record_change(connection, deed, "enrolments", enrolment.id, None, {"refused": _fingerprint_of(enrolment)})


def _waiting(service: Service, caller: Caller, user_code: str) -> Enrolment:
    """Return what waits behind the letters, in a transaction of its own: a wrong code is counted.

    Raises a 403 for who pairs no kiosk anywhere, a 404 for letters that nobody shows, and a 429 for
    who gave too many of those.
    """
    demand_somewhere(caller, Right.PAIR_KIOSK)
    now = service.now()
    with service.primary.begin() as connection:
        if has_tried_too_often(connection, caller.user_id, now):
            raise TooManyLetters
        enrolment = enrolment_of_code(connection, user_code, now)
        if enrolment is None:
            note_wrong_code(connection, caller.user_id, now)
    if enrolment is None:
        raise UnknownLetters
    return enrolment


def _compared(connection: Connection, user_code: str, fingerprint: str, now: datetime) -> Enrolment:
    """Return the pairing, locked, if its key is the one that was compared and nobody has it yet. Raises a 409."""
    enrolment = enrolment_of_code(connection, user_code, now)
    if enrolment is None or _digits(fingerprint) != _digits(_fingerprint_of(enrolment)):
        raise OtherFingerprint
    if is_key_taken(connection, enrolment.public_key):
        raise KeyTaken
    return enrolment


def _fingerprint_of(enrolment: Enrolment) -> str:
    key = public_key_of(enrolment.public_key)
    assert key is not None, "checked where it came in"
    return fingerprint_of(key.public_bytes_raw())


def _digits(fingerprint: str) -> str:
    return "".join(fingerprint.split()).upper()
