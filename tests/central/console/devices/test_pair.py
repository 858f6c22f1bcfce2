"""A kiosk is paired at the console: letters, fingerprint, name and place; what is wrong is told at its field."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Engine, select, update

from kiosk.central.kiosks.attempts import MAX_WRONG
from kiosk.central.kiosks.enrolments import EnrolmentState, begin_enrolment
from kiosk.central.kiosks.tables import enrolments, kiosks
from kiosk.central.people.rights import Role
from kiosk.central.seals.vault import no_vault
from kiosk.central.service import Service
from kiosk.messages.enrolment import EnrolmentRequest, Hardware, fingerprint_of, shown_code
from tests.central.console.browsing import Visitor, signed_in
from tests.central.databases import Spares
from tests.central.kiosks.paired import NOW, pair, public_text

Enter = Callable[..., Visitor]
PAIR = "/console/devices/pair"


@dataclass(frozen=True)
class Waiting:
    """A unit that shows its letters."""

    letters: str
    fingerprint: str
    public_key: str

    def form(self, **changed: str) -> dict[str, str]:
        place = {"name": "Trạm 7", "market_id": "M1", "area": "Nhà A", "position": "Cổng C"}
        return {"user_code": self.letters, "fingerprint": self.fingerprint, "compared": "yes", **place, **changed}


@pytest.fixture
def unit(engine: Engine) -> Waiting:
    key = Ed25519PrivateKey.generate()
    request = EnrolmentRequest(public_key=public_text(key), hardware=Hardware(machine="Raspberry Pi 5"))
    with engine.begin() as connection:
        begun = begin_enrolment(connection, request, NOW)
    assert begun is not None
    shown = fingerprint_of(key.public_key().public_bytes_raw())
    return Waiting(shown_code(begun.user_code), shown, public_text(key))


def paired(engine: Engine) -> list[tuple[str, str]]:
    with engine.connect() as connection:
        return [(row.name, row.public_key) for row in connection.execute(select(kiosks))]


def test_board_pairs_by_the_letters_and_the_fingerprint(engine: Engine, enter: Enter, unit: Waiting) -> None:
    someone = enter(Role.BOARD, market_id="M1")
    looked = someone.post(PAIR, user_code=unit.letters.lower().replace("-", " "))
    assert (looked.status_code, "Raspberry Pi 5" in looked.text) == (200, True)
    assert all(f"<span>{four}</span>" in looked.text for four in unit.fingerprint.split())
    done = someone.post(f"{PAIR}/accept", **unit.form())
    assert paired(engine) == [("Trạm 7", unit.public_key)]
    assert "Cổng C" in someone.get(done.headers["Location"]).text


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("spoilt", "fault"),
    [
        ({"name": ""}, 'id="e-name"'),
        ({"name": "x" * 121}, 'id="e-name"'),
        ({"market_id": ""}, 'id="e-market_id"'),
        ({"position": "a\tb"}, 'id="e-position"'),
        ({"compared": ""}, 'id="e-compared-new"'),
        ({"fingerprint": "0000 1111"}, "không phải của máy này"),
        ({"user_code": "BBBBBBBB"}, 'id="e-user_code"'),
    ],
    ids=str,
)
def test_what_is_wrong_is_told_at_its_field_and_nothing_is_paired(
    engine: Engine, enter: Enter, unit: Waiting, spoilt: dict[str, str], fault: str
) -> None:
    answer = enter(Role.BOARD, market_id="M1").post(f"{PAIR}/accept", **unit.form(**spoilt))
    assert (answer.status_code, fault in answer.text) == (422, True)
    assert paired(engine) == []


@pytest.mark.one_database
def test_market_that_is_not_there_is_told_at_its_field(enter: Enter, engine: Engine, unit: Waiting) -> None:
    answer = enter(Role.TECHNICIAN).post(f"{PAIR}/accept", **unit.form(market_id="M999"))
    assert (answer.status_code, 'id="e-market_id"' in answer.text, paired(engine)) == (422, True, [])


def test_board_pairs_nothing_for_another_market(engine: Engine, enter: Enter, unit: Waiting) -> None:
    answer = enter(Role.BOARD, market_id="M2").post(f"{PAIR}/accept", **unit.form())
    assert (answer.status_code, paired(engine)) == (403, [])


@pytest.mark.one_database
def test_who_guesses_letters_has_to_wait(enter: Enter, unit: Waiting) -> None:
    someone = enter(Role.TECHNICIAN)
    for _ in range(MAX_WRONG):
        assert "Không có trạm nào đang hiện" in someone.post(PAIR, user_code="BBBBBBBB").text
    assert "đợi mười lăm phút" in someone.post(PAIR, user_code=unit.letters).text


def test_new_card_becomes_the_kiosk_that_is_chosen(engine: Engine, enter: Enter, unit: Waiting) -> None:
    old = pair(engine)
    someone = enter(Role.BOARD, market_id="M1")
    without = someone.post(f"{PAIR}/replace", **unit.form())
    assert (without.status_code, 'id="e-kiosk_id"' in without.text) == (422, True)
    done = someone.post(f"{PAIR}/replace", **unit.form(kiosk_id=old.id))
    assert done.headers["Location"] == f"/console/devices/{old.id}"
    assert paired(engine) == [("Trạm 1", unit.public_key)]


@pytest.mark.one_database
def test_kiosk_on_the_deny_list_is_not_let_in_by_a_new_card(engine: Engine, enter: Enter, unit: Waiting) -> None:
    old = pair(engine, denied_at=NOW, denied_because="mất cắp")
    answer = enter(Role.BOARD, market_id="M1").post(f"{PAIR}/replace", **unit.form(kiosk_id=old.id))
    assert answer.status_code == 403
    assert paired(engine) != [("Trạm 1", unit.public_key)]


@pytest.mark.one_database
def test_key_that_another_kiosk_has_is_told(engine: Engine, enter: Enter, unit: Waiting) -> None:
    pair(engine)
    with engine.begin() as connection:
        connection.execute(update(kiosks).values(public_key=unit.public_key))
    assert "kiosk enrol --again" in enter(Role.TECHNICIAN).post(f"{PAIR}/accept", **unit.form()).text


@pytest.mark.one_database
def test_machine_that_nobody_knows_is_refused(engine: Engine, enter: Enter, unit: Waiting) -> None:
    done = enter(Role.BOARD, market_id="M1").post(f"{PAIR}/refuse", user_code=unit.letters)
    assert done.status_code == 303
    with engine.connect() as connection:
        assert connection.execute(select(enrolments.c.state)).scalar_one() == EnrolmentState.REFUSED


@pytest.mark.one_database
def test_centre_without_a_vault_sends_to_its_operator_with_the_number(
    engine: Engine, service: Service, spares: Spares, unit: Waiting
) -> None:
    someone = signed_in(spares.app(replace(service, vault=no_vault())), engine, Role.BOARD, market_id="M1")
    answer = someone.post(f"{PAIR}/accept", **unit.form())
    assert (answer.status_code, "Số lỗi SEAL-30" in answer.text) == (503, True)
    assert "Hãy báo người vận hành" in answer.text
    assert paired(engine) == []
