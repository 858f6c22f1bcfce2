"""Signing a request with the unit's key (RFC 9421), at a time that the centre will believe."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus

import httpx
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from http_message_signatures import HTTPMessageSigner, MappingKeyResolver, algorithms

from kiosk.messages.signing import LABEL, TAG, TIME_HEADER, covered

_NEEDED = ("host", "check-id", "clock-trusted")
LATEST_S = 32_503_680_000
"""The year 3000: a centre that says it is later than this is not believed."""


@dataclass(frozen=True, slots=True)
class _Sent:
    method: str
    url: str
    headers: dict[str, str]


class RequestSigner:
    """Signs as `key_id` with the unit's private key."""

    def __init__(self, key_id: str, key: Ed25519PrivateKey) -> None:
        self._key_id = key_id
        keys = MappingKeyResolver(public_keys={}, private_keys={key_id: key})
        self._signer = HTTPMessageSigner(signature_algorithm=algorithms.ED25519, key_resolver=keys)

    def sign(self, method: str, url: str, headers: Mapping[str, str], body: bytes, made_at: datetime) -> dict[str, str]:
        """Return the header fields that a request must bear besides `headers`; all names are lower case.

        `url` is whole and encoded as it is sent; `host` stands in it or in `headers`.
        """
        kept = {name: headers[name] for name in _NEEDED if name in headers}
        sent = _Sent(method, url, dict(kept))
        self._signer.sign(
            sent,
            key_id=self._key_id,
            created=made_at,
            label=LABEL,
            tag=TAG,
            include_alg=False,
            covered_component_ids=covered(kept),
            body=body or None,  # adds its digest, and covers it
        )
        return {name.lower(): value for name, value in sent.headers.items() if name not in headers}


class SigningClock:
    """The time to sign at: this unit's own, until the centre has said a better one.

    A unit that wakes in the past signs at the time that the centre's refusal bore, carried on by the
    monotonic clock. It is used for nothing else: an answer that nobody signed says no time of day.
    """

    def __init__(self, now: Callable[[], datetime], monotonic_s: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._monotonic_s = monotonic_s
        self._ahead_s: float | None = None

    def now(self) -> datetime:
        """Return the time to sign at."""
        if self._ahead_s is None:
            return self._now()
        return datetime.fromtimestamp(self._monotonic_s() + self._ahead_s, UTC)

    def learn(self, said: str) -> bool:
        """Take the centre's time in Unix seconds; return whether it is one."""
        if not (said.isascii() and said.isdigit() and int(said) < LATEST_S):
            return False
        self._ahead_s = int(said) - self._monotonic_s()
        return True


class SignedRequests(httpx.Auth):
    """Signs each request of a client; one that was refused for its time is signed again, once."""

    requires_request_body = True

    def __init__(self, signer: RequestSigner, clock: SigningClock) -> None:
        self._signer = signer
        self._clock = clock

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Send the request signed, and again where the centre says what time it is."""
        self._sign(request)
        response = yield request
        is_for_time = response.status_code == HTTPStatus.UNAUTHORIZED and 'error="clock"' in response.headers.get(
            "www-authenticate", ""
        )
        if is_for_time and self._clock.learn(response.headers.get(TIME_HEADER, "")):
            self._sign(request)
            yield request

    def _sign(self, request: httpx.Request) -> None:
        for name in ("Signature", "Signature-Input", "Content-Digest"):
            request.headers.pop(name, None)
        fields = {name.lower(): value for name, value in request.headers.items()}
        request.headers.update(
            self._signer.sign(request.method, str(request.url), fields, request.content, self._clock.now())
        )
