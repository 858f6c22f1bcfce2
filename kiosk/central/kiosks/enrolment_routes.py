"""/v1/enrolments: a unit asks to be paired, asks whether it is, and renews its certificate."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from starlette.exceptions import HTTPException

from kiosk.central.kiosks.door import PairedKiosk, body_of, kiosk_signature, public_key_of, refusal, signed_kiosk
from kiosk.central.kiosks.enrolments import HOLDS_FOR, INTERVAL_S, Asked, ask_enrolment, begin_enrolment
from kiosk.central.kiosks.signature import SignatureFaultError, as_signed, verify_signature
from kiosk.central.kiosks.units import enrolled, is_key_taken, renew, row_of
from kiosk.central.people.changes import Deed
from kiosk.central.people.rights import Caller, Right
from kiosk.central.problems import PROBLEM_TYPE, errors_of, wrong_field
from kiosk.central.service import Service
from kiosk.messages.enrolment import (
    PATH,
    RENEWAL_PATH,
    TOKEN_PATH,
    Enrolled,
    EnrolmentFault,
    EnrolmentOffer,
    EnrolmentProblem,
    EnrolmentRequest,
    RenewalRequest,
    TokenRequest,
    fingerprint_of,
    shown_code,
)
from kiosk.messages.signing import ENROLMENT_KEY_ID

_SAID = {
    EnrolmentFault.PENDING: "Nobody has typed the letters yet: ask again.",
    EnrolmentFault.SLOW_DOWN: "Too early: wait for the interval between two questions.",
    EnrolmentFault.EXPIRED: "The letters have ended: begin again.",
    EnrolmentFault.DENIED: "The board has refused this unit.",
    EnrolmentFault.UNKNOWN: "There is no such pairing: begin again.",
}


def enrolment_routes(service: Service) -> APIRouter:
    """Return the routes of pairing as a unit uses them."""
    routes = APIRouter(tags=["pairing"], responses=errors_of(400, 401, 409, 429, 503))

    @routes.post(
        PATH,
        response_model=EnrolmentOffer,
        status_code=HTTPStatus.CREATED,
        dependencies=[Depends(kiosk_signature)],
    )
    def begin(request: Request, wanted: EnrolmentRequest, body: Annotated[bytes, Depends(body_of)]) -> EnrolmentOffer:
        """Begin a pairing: the answer has the letters to show, and the secret to ask with.

        Signed with the new key itself, whose `keyid` is `enrolment`.
        """
        public = _proved(request, body, wanted.public_key, service)
        now = service.now()
        with service.primary.begin() as connection:
            begun = begin_enrolment(connection, wanted, now)
        if begun is None:
            raise HTTPException(HTTPStatus.TOO_MANY_REQUESTS, "Too many units wait to be paired: try in 15 minutes.")
        return EnrolmentOffer(
            device_code=begun.device_code,
            user_code=shown_code(begun.user_code),
            fingerprint=fingerprint_of(public),
            interval=INTERVAL_S,
            expires_in=int(HOLDS_FOR.total_seconds()),
            answered_at=now,
        )

    @routes.post(TOKEN_PATH, response_model=Enrolled, responses={400: {"model": EnrolmentProblem}})
    def ask(wanted: TokenRequest) -> Response:
        """Say whether the unit is paired: who it is, or an error of RFC 8628 such as `authorization_pending`."""
        now = service.now()
        with service.primary.begin() as connection:
            asked = ask_enrolment(connection, wanted.device_code, now)
            answer = _refused(asked) if asked.fault else enrolled(connection, service.vault, asked.kiosk_id, now)
        if isinstance(answer, EnrolmentProblem):
            return Response(answer.model_dump_json(), answer.status, media_type=PROBLEM_TYPE)
        return Response(answer.model_dump_json(), media_type="application/json")

    @routes.post(RENEWAL_PATH)
    def renew_certificate(wanted: RenewalRequest, kiosk: Annotated[PairedKiosk, Depends(signed_kiosk)]) -> Enrolled:
        """Give the kiosk a certificate of another 90 days; the request is signed with the key in force."""
        now = service.now()
        with service.primary.begin() as connection:
            row = row_of(connection, kiosk.id)
            assert row is not None, "it signed"
            key = wanted.public_key or str(row["public_key"])
            _must_be_a_key(key)
            if key != row["public_key"] and is_key_taken(connection, key):
                raise HTTPException(HTTPStatus.CONFLICT, "Another kiosk has this key: make a new one.")
            renew(connection, _deed_of(kiosk, service), service.vault, kiosk.id, key)
            return enrolled(connection, service.vault, kiosk.id, now)

    return routes


def _proved(request: Request, body: bytes, public_key: str, service: Service) -> bytes:
    """Return the key's bytes. Raises a 400 where it is none, a 401 where it did not sign the request."""
    _must_be_a_key(public_key)
    key = public_key_of(public_key)
    now = service.now()
    try:
        verify_signature(as_signed(request), body, lambda key_id: key if key_id == ENROLMENT_KEY_ID else None, now)
    except SignatureFaultError as fault:
        raise refusal(fault, now) from fault
    assert key is not None
    return key.public_bytes_raw()


def _must_be_a_key(public_key: str) -> None:
    if public_key_of(public_key) is None:
        raise wrong_field("body.public_key", "give 32 bytes of Ed25519 as base64url.")


def _refused(asked: Asked) -> EnrolmentProblem:
    assert asked.fault is not None
    return EnrolmentProblem(
        title="Not paired",
        status=HTTPStatus.BAD_REQUEST,
        detail=_SAID[asked.fault],
        error=asked.fault,
        interval=asked.interval_s,
    )


def _deed_of(kiosk: PairedKiosk, service: Service) -> Deed:
    """Return the deed of a kiosk that renews its own certificate: the audit names it as the one who did it."""
    return Deed(Caller(kiosk.id, kiosk.name, ()), Right.PAIR_KIOSK, service.now())
