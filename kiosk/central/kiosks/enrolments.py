"""Pairings under way: made by a unit, found by eight letters, decided by a person, fetched by the unit."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from kiosk.central.kiosks.tables import enrolments
from kiosk.central.people.changes import new_id
from kiosk.messages.enrolment import USER_CODE_LENGTH, USER_CODE_LETTERS, EnrolmentFault, EnrolmentRequest, Hardware

HOLDS_FOR = timedelta(minutes=15)
INTERVAL_S = 5
SLOWER_BY_S = 5
"""RFC 8628, section 3.5: who asks too often waits this much longer from then on."""
MAX_WAITING = 1000
"""Pairings that may wait at once, from anybody: no stranger fills the database."""
DEVICE_CODE_BYTES = 32


class EnrolmentState(StrEnum):
    """How far a pairing came."""

    WAITING = "waiting"
    PAIRED = "paired"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Enrolment:
    """A pairing under way."""

    id: str
    user_code: str
    public_key: str
    hardware: Hardware
    state: EnrolmentState
    kiosk_id: str | None
    interval_s: int
    asked_at: datetime | None
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Begun:
    """A new pairing, and the secret by which its unit asks."""

    device_code: str
    user_code: str


def begin_enrolment(connection: Connection, request: EnrolmentRequest, now: datetime) -> Begun | None:
    """Store a new pairing in place of the same key's earlier one; None where too many wait."""
    outdated = (enrolments.c.expires_at <= now) | (enrolments.c.public_key == request.public_key)
    connection.execute(delete(enrolments).where(outdated))
    if connection.execute(select(func.count()).select_from(enrolments)).scalar_one() >= MAX_WAITING:
        return None
    begun = Begun(secrets.token_urlsafe(DEVICE_CODE_BYTES), _new_user_code(connection))
    connection.execute(
        insert(enrolments),
        {
            "id": new_id(now),
            "device_digest": _digest_of(begun.device_code),
            "user_code": begun.user_code,
            "public_key": request.public_key,
            "hardware": request.hardware.model_dump(),
            "state": EnrolmentState.WAITING.value,
            "kiosk_id": None,
            "interval_s": INTERVAL_S,
            "asked_at": None,
            "created_at": now,
            "expires_at": now + HOLDS_FOR,
        },
    )
    return begun


def enrolment_of_code(connection: Connection, user_code: str, now: datetime) -> Enrolment | None:
    """Return the waiting pairing whose unit shows these letters; None where none does, or no longer."""
    query = select(enrolments).where(
        enrolments.c.user_code == user_code,
        enrolments.c.expires_at > now,
        enrolments.c.state == EnrolmentState.WAITING.value,
    )
    row = connection.execute(query.with_for_update()).first()
    return None if row is None else _enrolment_of(row)


def decide(connection: Connection, enrolment: Enrolment, state: EnrolmentState, kiosk_id: str | None = None) -> None:
    """Store how a person decided."""
    connection.execute(
        update(enrolments).where(enrolments.c.id == enrolment.id).values(state=state.value, kiosk_id=kiosk_id)
    )


@dataclass(frozen=True, slots=True)
class Asked:
    """What a unit that asks is told: which kiosk it is, or why it is none."""

    kiosk_id: str = ""
    fault: EnrolmentFault | None = None
    interval_s: int = INTERVAL_S


def ask_enrolment(connection: Connection, device_code: str, now: datetime) -> Asked:
    """Return how far the pairing of `device_code` is, and note that it was asked for.

    A pairing that is done can be fetched again until its letters end: the answer may get lost.
    """
    found = select(enrolments).where(enrolments.c.device_digest == _digest_of(device_code)).with_for_update()
    row = connection.execute(found).first()
    if row is None:
        return Asked(fault=EnrolmentFault.UNKNOWN)
    enrolment = _enrolment_of(row)
    if enrolment.state is EnrolmentState.REFUSED:
        return Asked(fault=EnrolmentFault.DENIED)
    if enrolment.expires_at <= now:
        return Asked(fault=EnrolmentFault.EXPIRED)
    if enrolment.state is EnrolmentState.PAIRED and enrolment.kiosk_id is not None:
        return Asked(kiosk_id=enrolment.kiosk_id)
    is_early = enrolment.asked_at is not None and now - enrolment.asked_at < timedelta(seconds=enrolment.interval_s - 1)
    interval_s = enrolment.interval_s + (SLOWER_BY_S if is_early else 0)
    connection.execute(
        update(enrolments).where(enrolments.c.id == enrolment.id).values(asked_at=now, interval_s=interval_s)
    )
    return Asked(fault=EnrolmentFault.SLOW_DOWN if is_early else EnrolmentFault.PENDING, interval_s=interval_s)


def _enrolment_of(row: Row[tuple[object, ...]]) -> Enrolment:
    return Enrolment(
        id=row.id,
        user_code=row.user_code,
        public_key=row.public_key,
        hardware=Hardware.model_validate(row.hardware),
        state=EnrolmentState(row.state),
        kiosk_id=row.kiosk_id,
        interval_s=row.interval_s,
        asked_at=row.asked_at,
        expires_at=row.expires_at,
    )


def _new_user_code(connection: Connection) -> str:
    while True:
        code = "".join(secrets.choice(USER_CODE_LETTERS) for _ in range(USER_CODE_LENGTH))
        if connection.execute(select(enrolments.c.id).where(enrolments.c.user_code == code)).first() is None:
            return code


def _digest_of(device_code: str) -> str:
    return sha256(device_code.encode("utf-8", "surrogatepass")).hexdigest()
