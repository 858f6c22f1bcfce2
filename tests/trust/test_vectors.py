"""The published vectors of seals, checked by our verifier and by a second one."""

from __future__ import annotations

import json
from base64 import b64decode, urlsafe_b64decode
from pathlib import Path
from typing import Any

import nacl.exceptions
import nacl.signing
import pytest

from kiosk.codes.classify import classify
from kiosk.codes.code import Link
from kiosk.codes.payload import Payload
from kiosk.trust.read import trust_list_from_json
from kiosk.trust.seal import SealState, check_seal

FILE = Path(__file__).with_name("seal-vectors.json")
DOCUMENT: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
VECTORS: list[dict[str, str]] = DOCUMENT["vectors"]
TRUST = trust_list_from_json(json.dumps(DOCUMENT["trust"]), FILE.name)
NAMES = [vector["name"] for vector in VECTORS]
SIGNED = [vector for vector in VECTORS if vector["seal"] in ("valid", "invalid", "out_of_scope", "revoked_key")]


def test_the_vectors_cover_every_state() -> None:
    assert {vector["seal"] for vector in VECTORS} == {state.value for state in SealState}


@pytest.mark.parametrize("vector", VECTORS, ids=NAMES)
def test_a_published_vector_gives_its_state(vector: dict[str, str]) -> None:
    code = classify(Payload(vector["payload"].encode(), "]Q1"), TRUST.hosts, ())
    assert check_seal(code, TRUST).state == SealState(vector["seal"])


@pytest.mark.parametrize("vector", SIGNED, ids=[vector["name"] for vector in SIGNED])
def test_a_second_verifier_agrees_on_every_signature(vector: dict[str, str]) -> None:
    """PyNaCl, with a message built here by hand from the specification's sentence."""
    code = classify(Payload(vector["payload"].encode(), "]Q1"), TRUST.hosts, ())
    assert isinstance(code, Link)
    assert code.seal_text is not None
    content = urlsafe_b64decode(code.seal_text + "==")
    parts = [f"{digits}{value}".encode() + b"\x1d" for digits, value in sorted(code.elements)]
    message = b"TRACE-SEAL-1\x00" + content[:3] + b"".join(parts)
    verified = [is_verified(b64decode(key["public"]), message, content[3:]) for key in keys_of(content)]
    assert any(verified) == (vector["seal"] != "invalid")


def keys_of(content: bytes) -> list[dict[str, str]]:
    key_id = int.from_bytes(content[:3], "big") & 0xFFFFF
    return [key for key in DOCUMENT["trust"]["keys"] if key["kid"] == key_id]


def is_verified(public: bytes, message: bytes, signature: bytes) -> bool:
    try:
        nacl.signing.VerifyKey(public).verify(message, signature)
    except nacl.exceptions.BadSignatureError:
        return False
    return True
