"""Who stands at the door, as the database knows it."""

from __future__ import annotations

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Engine
from starlette.testclient import TestClient

from tests.central.kiosks.paired import KIOSK_ID, NOW, Unit, error_of, pair

PATH = "/test/who"


def test_kiosk_is_known_by_its_signature(client: TestClient, unit: Unit) -> None:
    answer = unit.get(client, PATH)
    assert answer.json() == {"id": unit.id, "name": "Trạm 1", "market_id": "M1"}


def test_unknown_kiosk_is_refused_like_a_wrong_key(client: TestClient, unit: Unit) -> None:
    stranger = Unit(unit.id, Ed25519PrivateKey.generate())
    assert error_of(unit.as_other(KIOSK_ID.format(9)).get(client, PATH)) == "invalid"
    assert error_of(stranger.get(client, PATH)) == "invalid"


def test_kiosk_cannot_sign_for_another(client: TestClient, engine: Engine, unit: Unit) -> None:
    other = pair(engine, "M2", 2)
    assert error_of(unit.as_other(other.id).get(client, PATH)) == "invalid"


def test_denied_kiosk_is_refused(client: TestClient, engine: Engine) -> None:
    assert error_of(pair(engine, denied_at=NOW).get(client, PATH)) == "denied"


def test_kiosk_whose_certificate_has_ended_is_refused(client: TestClient, engine: Engine) -> None:
    assert error_of(pair(engine, expires_at=NOW).get(client, PATH)) == "expired"
