"""The quick way holds for what our units send, and never says more than the library."""

from __future__ import annotations

from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.central.kiosks.quick import Held, quickly_verified
from kiosk.central.kiosks.signature import SignatureFaultError, SignedRequest, verified_by_library
from tests.central.kiosks.paired import KIOSK_ID, NOW, Unit

UNIT = Unit(KIOSK_ID.format(1), Ed25519PrivateKey.generate())
CHECK_ID = "019ab000-0000-7000-8000-000000000000"
PATH = "/v1/records/01/09521234543213/10/L%2F1/21/7K2M9Q4T"
BODY = b'{"x": 1}'


def find_key(key_id: str) -> Ed25519PublicKey | None:
    return UNIT.key.public_key() if key_id == UNIT.id else None


def signed(path: str = PATH, body: bytes = b"", **fields: str) -> SignedRequest:
    """Return a request as a unit sends it."""
    method = "POST" if body else "GET"
    headers = {"host": "testserver", **UNIT.headers(method, path, body, NOW, **fields)}
    return SignedRequest(method, "http", path, headers)


GOOD = (
    (signed(), b""),
    (signed(f"{PATH}?a=%C3%A1&b="), b""),
    (signed(check_id=CHECK_ID, clock_trusted="?0"), b""),
    (signed("/v1/journal", BODY), BODY),
)


def quickly(request: SignedRequest, body: bytes) -> Held | None:
    return quickly_verified(request.method, request.target, request.headers, body, find_key)


@pytest.mark.parametrize(("request_", "body"), GOOD)
def test_what_a_unit_sends_holds_both_ways(request_: SignedRequest, body: bytes) -> None:
    held = quickly(request_, body)
    assert held == Held(UNIT.id, int(NOW.timestamp()))
    assert held == verified_by_library(request_, body, find_key, NOW)


def test_form_of_another_client_is_left_to_the_library() -> None:
    request = signed()
    turned = {**request.headers, "signature-input": request.headers["signature-input"].replace('";tag', '" ;tag')}
    assert quickly(replace(request, headers=turned), b"") is None


@pytest.mark.parametrize("host", ["testserver:80", "TestServer", "[::1]:8080"])
def test_host_that_has_another_normal_form_is_left_to_the_library(host: str) -> None:
    request = signed()
    assert quickly(replace(request, headers={**request.headers, "host": host}), b"") is None


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_what_the_library_refuses_never_holds_quickly(data: st.DataObject) -> None:
    request, body = data.draw(st.sampled_from(GOOD))
    name = data.draw(st.sampled_from(["method", "target", "body", *request.headers]))
    change = st.text(st.characters(min_codepoint=9, max_codepoint=255), max_size=12)
    if name == "method":
        request = replace(request, method=data.draw(st.sampled_from(["GET", "POST", "PUT", "get"])))
    elif name == "target":
        request = replace(request, target=spoiled(data, request.target, change))
    elif name == "body":
        body = data.draw(st.sampled_from([b"", BODY, b"{}"]))
    else:
        request = replace(request, headers={**request.headers, name: spoiled(data, request.headers[name], change)})
    held = quickly(request, body)
    try:
        assert held in {None, verified_by_library(request, body, find_key, NOW)}
    except SignatureFaultError:
        assert held is None


def spoiled(data: st.DataObject, text: str, change: st.SearchStrategy[str]) -> str:
    """Return `text` with a piece of it replaced."""
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(len(text), start + 6)))
    return text[:start] + data.draw(change) + text[end:]
