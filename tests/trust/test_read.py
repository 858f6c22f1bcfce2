"""Lists from JSON: a good one, one field spoiled."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest

from kiosk.errors import ListError
from kiosk.trust.lists import KeyStatus
from kiosk.trust.read import lists_from_json, trust_list_from_json

KEY: dict[str, Any] = {
    "kid": 1047063,
    "alg": "Ed25519",
    "public": "A6EHv/POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg=",
    "issuer": "HTX Rau mẫu",
    "gln": "9521234000013",
    "gtins": ["09521234543213"],
    "gtin_prefixes": ["9521234"],
    "glns": [],
    "not_before": "2026-01-01",
    "not_after": "2027-01-01",
    "status": "active",
    "status_since": None,
}
TRUST: dict[str, Any] = {"version": 7, "issued": "2026-11-23T00:00:00Z", "hosts": ["Trace.Example"], "keys": [KEY]}
SCHEME: dict[str, Any] = {
    "id": "hn-check",
    "owner": "Thành phố Hà Nội",
    "hosts": ["hn.check.net.vn"],
    "proves": "Cơ sở đã đăng ký mã",
    "proves_not": "Tem là thật",
    "first_day": "2018-01-01",
}


def trust_text(**changes: object) -> str:
    return json.dumps({**TRUST, **changes})


def key_text(**changes: object) -> str:
    return trust_text(keys=[{**KEY, **changes}])


def lists_text(**changes: object) -> str:
    return json.dumps({"trust": TRUST, "schemes": [SCHEME], **changes})


def fault(text: str) -> str:
    with pytest.raises(ListError) as caught:
        trust_list_from_json(text, "trust.json")
    assert caught.value.what.startswith("trust.json: ")
    return caught.value.what


def test_a_good_list_is_read_whole() -> None:
    trust = trust_list_from_json(trust_text(), "trust.json")
    assert (trust.version, trust.hosts) == (7, ("trace.example",))
    assert trust.issued == datetime(2026, 11, 23, tzinfo=UTC)
    key = trust.keys[0]
    assert key.public.hex() == "03a107bff3ce10be1d70dd18e74bc09967e4d6309ba50d5f1ddc8664125531b8"
    assert (key.kid, key.gtins, key.gtin_prefixes) == (0xFFA17, frozenset(("09521234543213",)), ("9521234",))
    assert (key.not_before, key.not_after) == (date(2026, 1, 1), date(2027, 1, 1))
    assert (key.status, key.status_since) == (KeyStatus.ACTIVE, None)


def test_lists_hold_schemes_and_are_not_confirmed_by_being_read() -> None:
    lists = lists_from_json(lists_text(), "lists.json")
    assert lists.confirmed_at is None
    assert [scheme.id for scheme in lists.schemes] == ["hn-check"]
    assert lists.schemes[0].first_day == date(2018, 1, 1)
    assert lists.trust.version == 7


@pytest.mark.parametrize("text", ["", "{", "null", "[]", "\x00", '{"version": 7'])
def test_a_document_that_is_no_list_is_refused(text: str) -> None:
    assert "the document" in fault(text)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("version", -1),
        ("version", "7"),
        ("issued", "2026-11-23T00:00:00"),
        ("issued", "today"),
        ("hosts", []),
        ("hosts", ["trace.example:443"]),
        ("hosts", ["trace.example."]),
        ("hosts", ["tr\u0430ce.example"]),
        ("hosts", [""]),
        ("keys", None),
        ("more", 1),
    ],
)
def test_a_wrong_field_of_the_list_is_named(field: str, value: object) -> None:
    assert f"trust.json: {field}" in fault(trust_text(**{field: value}))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("kid", 0),
        ("kid", 0x100000),
        ("kid", True),
        ("alg", "RSA"),
        ("alg", None),
        ("public", "A6EHv/POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMQ=="),
        ("public", "not base64!"),
        ("issuer", ""),
        ("gln", "952123400001"),
        ("gtins", ["9521234543213"]),
        ("gtins", ["09521234543213\n"]),
        ("gtin_prefixes", [""]),
        ("gtin_prefixes", ["95A"]),
        ("glns", ["٩521234000013"]),
        ("not_before", "2026-13-01"),
        ("status", "lost"),
        ("status_since", "2026-11-01"),
        ("note", "x"),
    ],
)
def test_a_wrong_field_of_a_key_is_named(field: str, value: object) -> None:
    assert f"trust.json: keys.0.{field}" in fault(key_text(**{field: value}))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"not_after": "2025-12-31"}, "not_after 2025-12-31 is before not_before 2026-01-01"),
        ({"status": "compromised"}, "status compromised needs status_since"),
    ],
)
def test_fields_that_disagree_are_said_to(changes: dict[str, object], said: str) -> None:
    assert said in fault(key_text(**changes))


@pytest.mark.parametrize("field", list(KEY))
def test_no_field_of_a_key_may_be_missing(field: str) -> None:
    key = {name: value for name, value in KEY.items() if name != field}
    assert f"keys.0.{field}: Field required" in fault(trust_text(keys=[key]))


def test_a_long_wrong_value_is_shortened_and_more_faults_are_counted() -> None:
    what = fault(key_text(public="A" * 500, status="lost"))
    assert len(what) < 250
    assert "(1 more fault" in what


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"schemes": [SCHEME, SCHEME]}, "id twice"),
        ({"schemes": [{**SCHEME, "path_prefix": "data"}]}, "schemes.0.path_prefix"),
        ({"schemes": [{**SCHEME, "hosts": []}]}, "schemes.0: .*neither hosts nor text_prefixes"),
        ({"schemes": [{**SCHEME, "colour": "red"}]}, "schemes.0.colour"),
        ({"trust": None}, "trust"),
    ],
)
def test_a_wrong_scheme_is_named(changes: dict[str, object], field: str) -> None:
    with pytest.raises(ListError, match=r"LIST-01: lists\.json: .*" + field):
        lists_from_json(lists_text(**changes), "lists.json")
