"""From a unit's key to a kiosk of a market, and what stands in the way."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from fastapi import FastAPI
from sqlalchemy import Engine, func, select
from starlette.testclient import TestClient

from kiosk.central.app import create_app
from kiosk.central.kiosks.attempts import MAX_WRONG
from kiosk.central.kiosks.enrolments import HOLDS_FOR, INTERVAL_S
from kiosk.central.kiosks.tables import enrolments
from kiosk.central.people.rights import Role
from kiosk.central.people.tables import changes
from kiosk.central.seals.vault import no_vault
from kiosk.central.service import Service, Trusted
from kiosk.messages.enrolment import USER_CODE_LETTERS, fingerprint_of
from kiosk.messages.signing import ENROLMENT_KEY_ID
from tests.central.conftest import People
from tests.central.databases import Spares
from tests.central.kiosks.paired import NOW, Unit, error_of, pair, public_text

HARDWARE = {"machine": "Raspberry Pi 5", "serial": "10000000a1b2c3d4", "memory_mb": 8063}


class Time:
    """The centre's time, which a test moves."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now

    def passes(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


TIME = Time()


@pytest.fixture
def time() -> Time:
    """The one that all applications of these tests go by, set back."""
    TIME.now = NOW
    return TIME


@pytest.fixture
def client(service: Service, time: Time, spares: Spares) -> Iterator[TestClient]:
    with TestClient(spares.app(replace(service, moment=Trusted(time))), follow_redirects=False) as client:
        yield client


class NewUnit:
    """A unit that is being paired."""

    def __init__(self, client: TestClient, time: Time, key: Ed25519PrivateKey | None = None) -> None:
        self.key = key or Ed25519PrivateKey.generate()
        self._client = client
        signer = Unit(ENROLMENT_KEY_ID, self.key)
        body = f'{{"public_key": "{public_text(self.key)}", "hardware": {{"machine": "Raspberry Pi 5"}}}}'.encode()
        headers = signer.headers("POST", "/v1/enrolments", body, time.now) | {"content-type": "application/json"}
        self.answer = client.post("/v1/enrolments", content=body, headers=headers)
        self.offer: dict[str, Any] = self.answer.json()

    def ask(self) -> Any:
        return self._client.post("/v1/enrolments/token", json={"device_code": self.offer["device_code"]})

    def wanted(self, **changed: object) -> dict[str, object]:
        """Return the body by which a board pairs it."""
        place = {"name": "Trạm cửa chính", "market_id": "M1", "area": "Nhà A", "position": "Cửa 1"}
        return {"user_code": self.offer["user_code"], "fingerprint": self.offer["fingerprint"], **place, **changed}

    def is_paired(self, board: dict[str, str]) -> Unit:
        """Pair it, and return the kiosk."""
        assert self._client.post("/registry/kiosks/pair", json=self.wanted(), headers=board).status_code == 201
        return Unit(self.ask().json()["device_id"], self.key)


@pytest.fixture
def begin(client: TestClient, time: Time) -> Callable[[], NewUnit]:
    return lambda: NewUnit(client, time)


@pytest.fixture
def board(people: People) -> dict[str, str]:
    return people.add(Role.BOARD, market_id="M1")


def test_unit_that_a_board_pairs_becomes_a_kiosk_of_its_market(
    client: TestClient, begin: Callable[[], NewUnit], board: dict[str, str]
) -> None:
    unit = begin()
    assert unit.answer.status_code == 201
    assert unit.ask().json()["error"] == "authorization_pending"
    seen = client.post("/registry/kiosks/waiting", json={"user_code": unit.offer["user_code"]}, headers=board).json()
    assert seen["fingerprint"] == unit.offer["fingerprint"] == fingerprint_of(unit.key.public_key().public_bytes_raw())
    assert seen["hardware"]["machine"] == "Raspberry Pi 5"
    paired = client.post("/registry/kiosks/pair", json=unit.wanted(), headers=board)
    assert paired.status_code == 201
    told = unit.ask().json()
    assert (told["device_id"], told["market_id"], told["market_name"]) == (paired.json()["id"], "M1", "Chợ Long Biên")
    assert (told["name"], told["area"], told["position"]) == ("Trạm cửa chính", "Nhà A", "Cửa 1")
    assert Unit(told["device_id"], unit.key).get(client, "/v1/settings").json()["name"] == "Trạm cửa chính"


def test_certificate_is_the_kiosks_for_ninety_days_and_signed_by_the_authority(
    begin: Callable[[], NewUnit], board: dict[str, str]
) -> None:
    unit = begin()
    kiosk = unit.is_paired(board)
    told = unit.ask().json()
    certificate = x509.load_pem_x509_certificate(told["certificate"].encode())
    certificate.verify_directly_issued_by(x509.load_pem_x509_certificate(told["centre"]["authority"].encode()))
    assert certificate.subject.rfc4514_string() == f"CN={kiosk.id}"
    assert certificate.public_key() == unit.key.public_key()
    assert certificate.not_valid_after_utc == NOW + timedelta(days=90)


def test_all_certificates_have_one_authority(begin: Callable[[], NewUnit], board: dict[str, str]) -> None:
    first, second = begin(), begin()
    first.is_paired(board)
    second.is_paired(board)
    assert first.ask().json()["centre"]["authority"] == second.ask().json()["centre"]["authority"]


@pytest.mark.one_database
def test_letters_are_eight_consonants_in_two_halves(begin: Callable[[], NewUnit]) -> None:
    code = begin().offer["user_code"]
    assert (len(code), code[4]) == (9, "-")
    assert set(code) <= set(USER_CODE_LETTERS + "-")
    assert not set(USER_CODE_LETTERS) & set("AEIOUY")


@pytest.mark.one_database
def test_letters_may_be_typed_as_people_type(
    client: TestClient, begin: Callable[[], NewUnit], board: dict[str, str]
) -> None:
    typed = f" {begin().offer['user_code'].lower().replace('-', ' ')} "
    assert client.post("/registry/kiosks/waiting", json={"user_code": typed}, headers=board).status_code == 200


def test_unit_that_asks_too_often_is_slowed_down(begin: Callable[[], NewUnit], time: Time) -> None:
    unit = begin()
    assert unit.ask().json()["error"] == "authorization_pending"
    slowed = unit.ask().json()
    assert (slowed["error"], slowed["interval"]) == ("slow_down", INTERVAL_S + 5)
    time.passes(INTERVAL_S + 5)
    assert unit.ask().json()["error"] == "authorization_pending"


def test_letters_end_after_a_quarter_of_an_hour(
    client: TestClient, begin: Callable[[], NewUnit], board: dict[str, str], time: Time
) -> None:
    unit = begin()
    time.passes(HOLDS_FOR.total_seconds())
    assert unit.ask().json()["error"] == "expired_token"
    assert client.post("/registry/kiosks/pair", json=unit.wanted(), headers=board).status_code == 404


def test_refused_unit_is_told_so(client: TestClient, begin: Callable[[], NewUnit], board: dict[str, str]) -> None:
    unit = begin()
    letters = {"user_code": unit.offer["user_code"]}
    assert client.post("/registry/kiosks/refuse", json=letters, headers=board).status_code == 204
    assert unit.ask().json()["error"] == "access_denied"
    assert client.post("/registry/kiosks/pair", json=unit.wanted(), headers=board).status_code == 404


@pytest.mark.one_database
def test_unknown_device_code_is_told_to_begin_again(client: TestClient) -> None:
    answer = client.post("/v1/enrolments/token", json={"device_code": "none"})
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_grant")
    assert answer.headers["content-type"] == "application/problem+json"


def test_key_of_the_wrong_fingerprint_is_not_paired(
    client: TestClient, begin: Callable[[], NewUnit], board: dict[str, str]
) -> None:
    unit, other = begin(), begin()
    wanted = unit.wanted(fingerprint=other.offer["fingerprint"])
    assert client.post("/registry/kiosks/pair", json=wanted, headers=board).status_code == 409
    assert unit.ask().json()["error"] == "authorization_pending"


def test_letters_pair_one_unit_once(client: TestClient, begin: Callable[[], NewUnit], board: dict[str, str]) -> None:
    unit = begin()
    unit.is_paired(board)
    assert client.post("/registry/kiosks/pair", json=unit.wanted(), headers=board).status_code == 404


def test_board_pairs_in_its_own_market_only(
    client: TestClient, begin: Callable[[], NewUnit], board: dict[str, str]
) -> None:
    for market_id in ("M2", "none"):
        wanted = begin().wanted(market_id=market_id)
        assert client.post("/registry/kiosks/pair", json=wanted, headers=board).status_code == 403


def test_market_that_is_none_is_refused_and_leaves_the_letters(
    client: TestClient, begin: Callable[[], NewUnit], people: People
) -> None:
    unit, anybody = begin(), people.add(Role.ADMINISTRATOR)
    assert client.post("/registry/kiosks/pair", json=unit.wanted(market_id="none"), headers=anybody).status_code == 400
    assert client.post("/registry/kiosks/pair", json=unit.wanted(), headers=anybody).status_code == 201


def test_nobody_guesses_letters(client: TestClient, begin: Callable[[], NewUnit], people: People, time: Time) -> None:
    unit, guesser = begin(), people.add(Role.BOARD, market_id="M1")
    letters = {"user_code": unit.offer["user_code"]}
    for _ in range(MAX_WRONG):
        wrong = client.post("/registry/kiosks/waiting", json={"user_code": "BBBBBBBB"}, headers=guesser)
        assert wrong.status_code == 404
    assert client.post("/registry/kiosks/waiting", json=letters, headers=guesser).status_code == 429
    assert client.post("/registry/kiosks/pair", json=unit.wanted(), headers=guesser).status_code == 429
    other = people.add(Role.BOARD, market_id="M1")
    assert client.post("/registry/kiosks/waiting", json=letters, headers=other).status_code == 200
    time.passes(15 * 60)
    fresh = begin()
    again = client.post("/registry/kiosks/waiting", json={"user_code": fresh.offer["user_code"]}, headers=guesser)
    assert again.status_code == 200


@pytest.mark.one_database
def test_pairing_needs_the_key_that_it_brings(client: TestClient, unit: Unit) -> None:
    stranger = Ed25519PrivateKey.generate()
    body = f'{{"public_key": "{public_text(stranger)}"}}'.encode()
    assert error_of(Unit(ENROLMENT_KEY_ID, unit.key).post(client, "/v1/enrolments", body)) == "invalid"
    assert error_of(unit.post(client, "/v1/enrolments", body)) == "invalid"


@pytest.mark.one_database
@pytest.mark.parametrize("key", ["", "A" * 42, "A" * 42 + "B", "!" * 43, "A" * 44])
def test_text_that_is_no_key_is_refused(client: TestClient, key: str) -> None:
    assert client.post("/v1/enrolments", json={"public_key": key}).status_code in {400, 401}


def test_unit_that_begins_again_has_one_pairing(client: TestClient, time: Time, engine: Engine) -> None:
    key = Ed25519PrivateKey.generate()
    first, second = NewUnit(client, time, key), NewUnit(client, time, key)
    assert first.ask().json()["error"] == "invalid_grant"
    assert second.ask().json()["error"] == "authorization_pending"
    with engine.connect() as connection:
        assert connection.execute(select(func.count()).select_from(enrolments)).scalar_one() == 1


def test_no_more_than_a_bound_of_units_wait(
    client: TestClient, begin: Callable[[], NewUnit], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kiosk.central.kiosks.enrolments.MAX_WAITING", 2)
    assert [begin().answer.status_code for _ in range(3)] == [201, 201, 429]


def test_swapped_card_is_the_same_kiosk_with_a_fresh_key(
    client: TestClient, begin: Callable[[], NewUnit], board: dict[str, str], people: People
) -> None:
    lost = begin().is_paired(board)
    technician = people.add(Role.TECHNICIAN)
    client.post(f"/registry/kiosks/{lost.id}/deny", json={"reason": "mất thẻ nhớ"}, headers=technician)
    card = begin()
    wanted = {"user_code": card.offer["user_code"], "fingerprint": card.offer["fingerprint"]}
    assert client.post(f"/registry/kiosks/{lost.id}/replace", json=wanted, headers=technician).status_code == 200
    now = Unit(card.ask().json()["device_id"], card.key)
    assert now.id == lost.id
    assert now.get(client, "/v1/settings").json()["name"] == "Trạm cửa chính"
    assert error_of(lost.get(client, "/v1/settings")) == "invalid"


def test_board_replaces_its_kiosk_unless_it_is_on_the_deny_list(
    client: TestClient, begin: Callable[[], NewUnit], board: dict[str, str], engine: Engine
) -> None:
    kiosks = pair(engine), pair(engine, number=2, denied_at=NOW)
    answers = []
    for kiosk in kiosks:
        card = begin()
        wanted = {"user_code": card.offer["user_code"], "fingerprint": card.offer["fingerprint"]}
        answers.append(client.post(f"/registry/kiosks/{kiosk.id}/replace", json=wanted, headers=board).status_code)
    assert answers == [200, 403]
    assert error_of(kiosks[1].get(client, "/v1/settings")) == "denied"


def test_board_replaces_no_kiosk_of_another_market(
    client: TestClient, begin: Callable[[], NewUnit], board: dict[str, str], engine: Engine
) -> None:
    other, card = pair(engine, "M2"), begin()
    wanted = {"user_code": card.offer["user_code"], "fingerprint": card.offer["fingerprint"]}
    assert client.post(f"/registry/kiosks/{other.id}/replace", json=wanted, headers=board).status_code == 403


def test_key_of_a_kiosk_pairs_no_second_one(
    client: TestClient, begin: Callable[[], NewUnit], board: dict[str, str], time: Time
) -> None:
    kiosk = begin().is_paired(board)
    again = NewUnit(client, time, kiosk.key)
    assert client.post("/registry/kiosks/pair", json=again.wanted(), headers=board).status_code == 409


def test_kiosk_renews_its_certificate_by_itself(
    client: TestClient, begin: Callable[[], NewUnit], board: dict[str, str], time: Time
) -> None:
    kiosk = begin().is_paired(board)
    time.passes(timedelta(days=60).total_seconds())
    body = b"{}"
    headers = kiosk.headers("POST", "/v1/enrolments/renew", body, time.now) | {"content-type": "application/json"}
    answer = client.post("/v1/enrolments/renew", content=body, headers=headers)
    assert answer.status_code == 200, answer.text
    assert datetime.fromisoformat(answer.json()["expires_at"]) == NOW + timedelta(days=150)


def test_renewal_may_bring_a_new_key_which_takes_the_place_of_the_old(
    client: TestClient, begin: Callable[[], NewUnit], board: dict[str, str]
) -> None:
    kiosk, fresh = begin().is_paired(board), Ed25519PrivateKey.generate()
    body = f'{{"public_key": "{public_text(fresh)}"}}'.encode()
    assert kiosk.post(client, "/v1/enrolments/renew", body).status_code == 200
    assert error_of(kiosk.get(client, "/v1/settings")) == "invalid"
    assert Unit(kiosk.id, fresh).get(client, "/v1/settings").status_code == 200


def test_renewal_takes_no_other_kiosks_key(client: TestClient, unit: Unit, engine: Engine) -> None:
    other = pair(engine, number=2)
    body = f'{{"public_key": "{public_text(other.key)}"}}'.encode()
    assert unit.post(client, "/v1/enrolments/renew", body).status_code == 409


def test_denied_kiosk_renews_nothing_until_it_is_allowed(client: TestClient, unit: Unit, people: People) -> None:
    technician = people.add(Role.TECHNICIAN)
    denied = client.post(f"/registry/kiosks/{unit.id}/deny", json={"reason": "bị lấy cắp"}, headers=technician)
    assert denied.json()["denied_because"] == "bị lấy cắp"
    assert error_of(unit.post(client, "/v1/enrolments/renew", b"{}")) == "denied"
    assert error_of(unit.get(client, "/v1/settings")) == "denied"
    client.post(f"/registry/kiosks/{unit.id}/allow", headers=technician)
    assert unit.get(client, "/v1/settings").status_code == 200


def test_centre_without_a_vault_says_so_and_pairs_nothing(
    service: Service, time: Time, board: dict[str, str], engine: Engine
) -> None:
    app: FastAPI = create_app(replace(service, moment=Trusted(time), vault=no_vault()))
    client = TestClient(app, follow_redirects=False)
    unit = NewUnit(client, time)
    answer = client.post("/registry/kiosks/pair", json=unit.wanted(), headers=board)
    assert answer.status_code == 503
    assert answer.json()["number"] == "SEAL-30"
    assert unit.ask().json()["error"] == "authorization_pending"


def test_pairing_denial_and_renewal_stand_in_the_audit(
    client: TestClient, begin: Callable[[], NewUnit], board: dict[str, str], people: People, engine: Engine
) -> None:
    kiosk = begin().is_paired(board)
    kiosk.post(client, "/v1/enrolments/renew", b"{}")
    client.post(f"/registry/kiosks/{kiosk.id}/deny", json={"reason": "x"}, headers=people.add(Role.TECHNICIAN))
    with engine.connect() as connection:
        rows = connection.execute(select(changes).where(changes.c.key == kiosk.id).order_by(changes.c.id)).all()
    by = [(row.user_id.partition("-")[0], row.before is None) for row in rows]
    assert sorted(by) == sorted([("user", True), (kiosk.id.partition("-")[0], False), ("user", False)])
