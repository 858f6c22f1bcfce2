"""Pairing as the unit does it (RFC 8628): offer a key, show the letters, ask until somebody has typed them."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from types import TracebackType
from typing import Self, TypeVar

import httpx
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pydantic import BaseModel, ValidationError

from kiosk.errors import CentreError
from kiosk.messages.enrolment import (
    PATH,
    TOKEN_PATH,
    Enrolled,
    EnrolmentFault,
    EnrolmentOffer,
    EnrolmentProblem,
    EnrolmentRequest,
    Hardware,
    TokenRequest,
    fingerprint_of,
    key_text,
)
from kiosk.messages.signing import ENROLMENT_KEY_ID
from kiosk.sync.roots import web_roots
from kiosk.sync.signing import RequestSigner, SignedRequests, SigningClock

TIMEOUT_S = 10.0
LONGEST_INTERVAL_S = 60
MAX_ANSWER_BYTES = 1_000_000

Sleep = Callable[[float], None]
Answer = TypeVar("Answer", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Waited:
    """How a question for the certificate went: enrolled, or not yet and when to ask again."""

    enrolled: Enrolled | None
    interval_s: int


class Enrolment:
    """One pairing of the unit with the key `key` at the centre at `url`. Use as a context."""

    def __init__(self, url: str, key: Ed25519PrivateKey, now: Callable[[], datetime]) -> None:
        self._key = key
        self._client = httpx.Client(
            base_url=url.rstrip("/"),
            timeout=TIMEOUT_S,
            verify=web_roots(),
            trust_env=False,
            follow_redirects=False,
            headers={"Accept": "application/json", "Content-Type": "application/json"},
            auth=SignedRequests(RequestSigner(ENROLMENT_KEY_ID, key), SigningClock(now)),
        )

    def __enter__(self) -> Self:
        """Return the pairing, ready to begin."""
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        """Close the connection."""
        self._client.close()

    def begin(self, hardware: Hardware) -> EnrolmentOffer:
        """Return the letters to show. Raises CentreError CEN-10 to CEN-12."""
        public = self._key.public_key().public_bytes_raw()
        response = self._post(PATH, EnrolmentRequest(public_key=key_text(public), hardware=hardware))
        if response.status_code != HTTPStatus.CREATED:
            raise _refused(response)
        offer = _read(response, EnrolmentOffer)
        if offer.fingerprint != fingerprint_of(public):
            raise _not_understood("it names another key")
        return offer

    def ask(self, offer: EnrolmentOffer, interval_s: int) -> Waited:
        """Ask once whether somebody has paired the unit. Raises CentreError CEN-10 to CEN-14."""
        response = self._post(TOKEN_PATH, TokenRequest(device_code=offer.device_code))
        if response.status_code == HTTPStatus.OK:
            return Waited(_read(response, Enrolled), interval_s)
        try:
            problem = EnrolmentProblem.model_validate_json(response.content)
        except ValidationError:
            raise _refused(response) from None
        if problem.error in {EnrolmentFault.PENDING, EnrolmentFault.SLOW_DOWN}:
            return Waited(None, min(max(problem.interval, interval_s), LONGEST_INTERVAL_S))
        if problem.error is EnrolmentFault.DENIED:
            raise CentreError(
                "CEN-13", "the board has refused this unit.", "Compare the fingerprint with it, then pair again."
            )
        raise CentreError("CEN-14", "the letters have ended before somebody typed them.", "Run the command again.")

    def wait(self, offer: EnrolmentOffer, sleep: Sleep) -> Enrolled:
        """Ask until the unit is paired; `sleep` waits between. Raises CentreError CEN-11 to CEN-14.

        A centre that is out of reach for a while is asked again until the letters have ended.
        """
        interval_s, waited_s = max(offer.interval, 1), 0.0
        while True:
            sleep(interval_s)
            waited_s += interval_s
            try:
                waited = self.ask(offer, interval_s)
            except CentreError as fault:
                if fault.number != "CEN-10" or waited_s >= offer.expires_in:
                    raise
                continue
            if waited.enrolled is not None:
                return waited.enrolled
            interval_s = waited.interval_s

    def _post(self, path: str, body: BaseModel) -> httpx.Response:
        try:
            return self._client.post(path, content=body.model_dump_json())
        except (httpx.HTTPError, httpx.InvalidURL) as fault:
            raise CentreError(
                "CEN-10",
                f"the central service does not answer: {type(fault).__name__}: {fault}.",
                "Check the address and the network, then run the command again.",
            ) from fault


def _read(response: httpx.Response, kind: type[Answer]) -> Answer:
    try:
        return kind.model_validate_json(response.content[:MAX_ANSWER_BYTES])
    except ValidationError as fault:
        raise _not_understood(f"faults in {kind.__name__}: {fault.error_count()}") from fault


def _refused(response: httpx.Response) -> CentreError:
    try:
        detail = str(json.loads(response.content)["detail"])[:300]
    except (ValueError, KeyError, TypeError):
        detail = ""
    return CentreError(
        "CEN-11",
        f"the central service refused with status {response.status_code}. {detail}".strip(),
        "Check that the address is the central service's, then run the command again.",
    )


def _not_understood(why: str) -> CentreError:
    return CentreError(
        "CEN-12",
        f"the answer is not understood: {why}.",
        "Check the address, and that unit and centre have near releases.",
    )
