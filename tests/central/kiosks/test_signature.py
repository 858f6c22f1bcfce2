"""What a signature must cover: a good signed request, with one thing spoiled."""

from __future__ import annotations

from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from starlette.testclient import TestClient

from kiosk.messages.signing import WINDOW
from tests.central.kiosks.paired import NOW, Unit, error_of

PATH = "/test/who"
CHECK_ID = "019ab000-0000-7000-8000-000000000000"

pytestmark = pytest.mark.one_database


def test_query_body_and_fields_are_signed_too(client: TestClient, unit: Unit) -> None:
    path = f"{PATH}?a=%C3%A1&b="
    assert unit.get(client, path, check_id=CHECK_ID, clock_trusted="?0").status_code == 200
    assert unit.post(client, path, b'{"x": 1}').status_code == 200


def test_request_without_a_signature_is_refused(client: TestClient, unit: Unit) -> None:
    assert error_of(client.get(PATH)) == "invalid"


@pytest.mark.parametrize(("signed", "sent_to"), [(PATH, f"{PATH}?market=M2"), (f"{PATH}?market=M2", PATH)])
def test_signature_of_another_address_is_refused(client: TestClient, unit: Unit, signed: str, sent_to: str) -> None:
    assert error_of(client.get(sent_to, headers=unit.headers("GET", signed))) == "invalid"


def test_signature_of_another_method_is_refused(client: TestClient, unit: Unit) -> None:
    assert error_of(client.post(PATH, headers=unit.headers("GET", PATH))) == "invalid"


def test_signature_for_another_host_is_refused(client: TestClient, unit: Unit) -> None:
    headers = unit.headers("GET", PATH) | {"host": "other.example"}
    assert error_of(client.get(PATH, headers=headers)) == "invalid"


def test_changed_body_is_refused(client: TestClient, unit: Unit) -> None:
    signed = unit.headers("POST", PATH, b'{"x": 1}')
    assert error_of(client.post(PATH, content=b'{"x": 2}', headers=signed)) == "invalid"


def test_body_behind_a_request_without_one_is_refused(client: TestClient, unit: Unit) -> None:
    assert error_of(client.post(PATH, content=b"{}", headers=unit.headers("POST", PATH))) == "invalid"


def test_digest_that_is_not_signed_is_refused(client: TestClient, unit: Unit) -> None:
    digest = unit.headers("POST", PATH, b"{}")["content-digest"]
    bare = unit.headers("POST", PATH) | {"content-digest": digest}
    assert error_of(client.post(PATH, content=b"{}", headers=bare)) == "invalid"


@pytest.mark.parametrize("name", ["check-id", "clock-trusted", "signature", "signature-input"])
def test_field_that_was_taken_away_is_missed(client: TestClient, unit: Unit, name: str) -> None:
    headers = unit.headers("GET", PATH, check_id=CHECK_ID, clock_trusted="?0")
    del headers[name]
    assert error_of(client.get(PATH, headers=headers)) == "invalid"


@pytest.mark.parametrize(("name", "value"), [("check-id", CHECK_ID), ("clock-trusted", "?1")])
def test_field_that_was_added_is_seen(client: TestClient, unit: Unit, name: str, value: str) -> None:
    headers = unit.headers("GET", PATH) | {name: value}
    assert error_of(client.get(PATH, headers=headers)) == "invalid"


@pytest.mark.parametrize("off", [WINDOW + timedelta(seconds=1), -WINDOW - timedelta(seconds=1), timedelta(days=-900)])
def test_signature_made_at_another_time_is_refused_for_that_alone(
    client: TestClient, unit: Unit, off: timedelta
) -> None:
    assert error_of(client.get(PATH, headers=unit.headers("GET", PATH, made_at=NOW + off))) == "clock"


def test_signature_of_the_window_holds(client: TestClient, unit: Unit) -> None:
    for off in (WINDOW, -WINDOW):
        assert client.get(PATH, headers=unit.headers("GET", PATH, made_at=NOW + off)).status_code == 200


def test_wrong_key_is_not_told_that_its_time_is_wrong(client: TestClient, unit: Unit) -> None:
    stranger = Unit(unit.id, Ed25519PrivateKey.generate())
    headers = stranger.headers("GET", PATH, made_at=NOW - timedelta(days=1))
    assert error_of(client.get(PATH, headers=headers)) == "invalid"


@pytest.mark.parametrize(
    "spoiled",
    [
        {"signature": "kiosk=:AAAA:"},
        {"signature": "kiosk=1"},
        {"signature": "\u00e9"},
        {"signature-input": "kiosk=()"},
        {"signature-input": 'kiosk=("@method");created=1;keyid="x";tag="kiosk"'},
        {"signature-input": 'kiosk=("@method");created=99999999999999;keyid="x";tag="kiosk"'},
        {"signature-input": 'kiosk=("@method");keyid="x";tag="kiosk"'},
        {"signature-input": "=" * 4000},
        {"host": "a b"},
    ],
)
def test_nonsense_in_a_signature_is_refused(client: TestClient, unit: Unit, spoiled: dict[str, str]) -> None:
    headers = {**unit.headers("GET", PATH), **spoiled}
    raw = {name.encode(): value.encode("latin-1") for name, value in headers.items()}
    assert error_of(client.get(PATH, headers=raw)) == "invalid"


def test_two_signatures_of_ours_are_refused(client: TestClient, unit: Unit) -> None:
    headers = unit.headers("GET", PATH)
    twice = {
        name: f"{headers[name]}, {headers[name].replace('kiosk=', 'again=', 1)}"
        for name in ("signature", "signature-input")
    }
    assert error_of(client.get(PATH, headers={**headers, **twice})) == "invalid"


def test_signature_for_another_purpose_is_none(client: TestClient, unit: Unit) -> None:
    headers = unit.headers("GET", PATH)
    headers["signature-input"] = headers["signature-input"].replace('tag="kiosk"', 'tag="other"')
    assert error_of(client.get(PATH, headers=headers)) == "invalid"
