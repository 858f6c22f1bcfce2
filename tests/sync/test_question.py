"""A question as it reaches the centre: its path, and what is said of who asks."""

from __future__ import annotations

import asyncio
import socket
import threading
from datetime import datetime

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.codes.code import Identity
from kiosk.messages.local import Ask
from kiosk.sync.centre import Centre, CentreFaultError, Fault, target_of
from kiosk.sync.signing import RequestSigner, SignedRequests, SigningClock
from tests.central.running import misbehaving

NOW = datetime.fromisoformat("2026-11-23T09:00:00+07:00")
ITEM = Identity(gtin="09521234543213", lot="L2611A", serial="7K2M9Q4T")
ASK = Ask(
    check_id="01938d6f-0000-7000-8000-000000000001", identity=ITEM, asked_at=NOW, is_clock_trusted=True, is_counted=True
)


@pytest.mark.parametrize(
    ("identity", "path"),
    [
        (ITEM, "/v1/records/01/09521234543213/10/L2611A/21/7K2M9Q4T"),
        (Identity(gtin="09521234543213", lot="A/1%"), "/v1/records/01/09521234543213/10/A%2F1%25"),
        (Identity(gln="9521234000013"), "/v1/records/414/9521234000013"),
        (Identity(sscc="095212340000000013"), "/v1/records/00/095212340000000013"),
        (Identity(plu="4089"), "/v1/records"),
        (Identity(city_code="HNP00417X"), "/v1/records"),
        (Identity(), None),
    ],
)
def test_identity_has_its_path(identity: Identity, path: str | None) -> None:
    target = target_of(identity)
    assert (target and target.path) == path


def request_of(identity: Identity, signs: httpx.Auth | None = None, *, is_counted: bool = True) -> list[str]:
    """Return the lines of the request by which `identity` is asked; the server hangs up on it."""
    requests: list[bytes] = []

    def behave(connection: socket.socket, end: threading.Event) -> None:
        requests.append(connection.recv(65536))

    async def main(url: str) -> None:
        async with Centre(url, "M1", signs) as centre:
            with pytest.raises(CentreFaultError) as fault:
                await centre.ask(ASK.model_copy(update={"identity": identity, "is_counted": is_counted}))
            assert fault.value.fault is Fault.BROKEN_OFF

    with misbehaving(behave) as url:
        asyncio.run(main(url))
    return requests[0].decode().splitlines()


def test_unit_that_was_never_paired_names_a_market_and_no_check() -> None:
    head = request_of(ITEM)
    assert "Market-Id: M1" in head
    assert not any(line.lower().startswith(("check-id", "signature")) for line in head)


def test_paired_unit_signs_a_question_that_counts_for_nothing_and_names_no_check() -> None:
    clock = SigningClock(lambda: NOW)
    signs = SignedRequests(RequestSigner("K1", Ed25519PrivateKey.generate()), clock)
    head = request_of(ITEM, signs, is_counted=False)
    assert not any(line.lower().startswith(("check-id", "market-id")) for line in head)
    assert any(line.startswith("signature-input: ") and '"clock-trusted"' in line for line in head)


def test_paired_unit_signs_its_check_and_names_no_market() -> None:
    clock = SigningClock(lambda: datetime.fromisoformat("2026-11-23T09:00:00+07:00"))
    head = request_of(ITEM, SignedRequests(RequestSigner("K1", Ed25519PrivateKey.generate()), clock))
    assert {"Check-Id: 01938d6f-0000-7000-8000-000000000001", "Clock-Trusted: ?1"} <= set(head)
    signed = next(line for line in head if line.startswith("signature-input: "))
    assert '"check-id" "clock-trusted");created=1795399200;keyid="K1";tag="kiosk"' in signed
    assert not any(line.startswith(("Market-Id", "Kiosk-Id")) for line in head)


def test_encoded_slash_reaches_the_centre_as_it_is() -> None:
    head = request_of(Identity(gtin="09521234543213", lot="A/1%"))
    assert head[0] == "GET /v1/records/01/09521234543213/10/A%2F1%25 HTTP/1.1"
