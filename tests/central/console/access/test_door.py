"""Who gets in: with all three things, once a code, and nobody learns which of them was wrong."""

from __future__ import annotations

import re

import pytest
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from sqlalchemy import func, select, update

from kiosk.central.console.access import passwords
from kiosk.central.console.access.credentials import link_of, make_link
from kiosk.central.console.access.tables import recovery_codes, sign_in_tries
from kiosk.central.people.tables import changes, credentials, users
from tests.central.console.browsing import COOKIE, DEED
from tests.central.console.conftest import NAME, PASSWORD, Place

LOG_IN = "/console/log-in"


def wrongness(text: str) -> str:
    found = re.search(r'role="alert".*?</p>', text, re.DOTALL)
    return found[0] if found else ""


def test_name_password_and_code_open_the_console(place: Place) -> None:
    someone = place.log_in()
    assert NAME in someone.get("/console/").text


@pytest.mark.one_database
@pytest.mark.parametrize(
    "spoilt",
    [{"name": "nobody of that name"}, {"password": PASSWORD + "!"}, {"code": "000000"}, {"code": ""}, {"password": ""}],
    ids=str,
)
def test_whatever_is_wrong_is_answered_alike(place: Place, spoilt: dict[str, str]) -> None:
    someone = place.visitor()
    right = {"name": NAME, "password": PASSWORD, "code": place.code()}
    answer = someone.post(LOG_IN, **{**right, **spoilt})
    assert (answer.status_code, someone.token) == (422, "")
    other = place.visitor().post(LOG_IN, **{**right, "password": "something else than that"})
    assert wrongness(answer.text) == wrongness(other.text) != ""


@pytest.mark.one_database
def test_unknown_name_costs_a_hash_like_a_known_one(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    judged = []
    real = Argon2id.verify_phc_encoded

    def verify(given: bytes, kept: str) -> None:
        judged.append(kept.rpartition("$")[0].rpartition("$")[0])
        real(given, kept)

    monkeypatch.setattr(passwords, "Argon2id", type("Argon2id", (), {"verify_phc_encoded": staticmethod(verify)}))
    for name in (NAME, "nobody of that name"):
        place.visitor().post(LOG_IN, name=name, password="wrong", code="000000")
    assert judged == ["$argon2id$v=19$m=19456,t=2,p=1"] * 2


def test_a_code_opens_once(place: Place) -> None:
    place.log_in()
    again = place.visitor().post(LOG_IN, name=NAME, password=PASSWORD, code=place.code())
    assert again.status_code == 422


def test_an_earlier_code_does_not_open_after_a_later_one(place: Place) -> None:
    earlier = place.code()
    place.clock.at = place.clock.at.replace(second=30)
    place.log_in()
    assert place.visitor().post(LOG_IN, name=NAME, password=PASSWORD, code=earlier).status_code == 422


def test_recovery_code_stands_for_a_code_once_however_it_is_typed(place: Place) -> None:
    with place.engine.begin() as connection:
        path = make_link(connection, DEED, place.user_id)
        link = link_of(connection, path.rpartition("/")[2], place.clock.at)
    assert link is not None
    place.totp = link.totp
    shown = place.visitor().post(path, password=PASSWORD, again=PASSWORD, code=place.code()).text
    codes = re.findall(r"<li>([A-Z2-9-]{19})</li>", shown)
    assert len(set(codes)) == 10
    typed = codes[3].lower().replace("-", " ")
    assert place.visitor().post(LOG_IN, name=NAME, password=PASSWORD, code=typed).status_code == 303
    assert place.visitor().post(LOG_IN, name=NAME, password=PASSWORD, code=typed).status_code == 422
    with place.engine.connect() as connection:
        kept = connection.execute(select(recovery_codes.c.digest)).scalars().all()
    assert not set(kept) & set(codes)


def test_deactivated_user_gets_in_no_more(place: Place) -> None:
    someone = place.log_in()
    with place.engine.begin() as connection:
        connection.execute(update(users).where(users.c.id == place.user_id).values(is_active=False))
    assert someone.get("/console/").status_code == 303
    place.clock.at = place.clock.at.replace(minute=2)
    assert place.visitor().post(LOG_IN, name=NAME, password=PASSWORD, code=place.code()).status_code == 422


def test_a_link_works_once_and_until_it_ends(place: Place) -> None:
    with place.engine.begin() as connection:
        first, second = (make_link(connection, DEED, place.user_id) for _ in range(2))
    someone = place.visitor()
    assert someone.get(first).status_code == 404
    assert someone.get(second).status_code == 200
    place.clock.at = place.clock.at.replace(day=27)
    assert someone.get(second).status_code == 404


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"password": "short", "again": "short"}, "password"),
        ({"password": "a" * 20, "again": "a" * 20}, "password"),
        ({"password": "a" * 201, "again": "a" * 201}, "password"),
        ({"again": "something else"}, "again"),
        ({"code": "000000"}, "code"),
    ],
    ids=str,
)
def test_set_up_names_what_is_wrong_at_its_field(place: Place, typed: dict[str, str], field: str) -> None:
    with place.engine.begin() as connection:
        path = make_link(connection, DEED, place.user_id)
    right = {"password": PASSWORD, "again": PASSWORD, "code": "123456"}
    answer = place.visitor().post(path, **{**right, **typed})
    assert answer.status_code == 422
    assert f'id="e-{field}"' in answer.text


@pytest.mark.one_database
def test_vietnamese_typed_composed_or_apart_is_the_same_password() -> None:
    kept = passwords.hash_password("một câu dài dễ nhớ")
    assert passwords.is_password("một câu dài dễ nhớ", kept)
    assert not passwords.is_password("một câu dài dễ nhơ", kept)


def test_no_secret_is_kept_or_told_in_the_audit(place: Place) -> None:
    someone = place.log_in()
    with place.engine.connect() as connection:
        kept = connection.execute(select(credentials)).one()
        told = str(connection.execute(select(changes.c.after)).all())
        tries = connection.execute(select(func.count()).select_from(sign_in_tries).where(sign_in_tries.c.key == NAME))
        assert tries.scalar_one() == 0
    assert PASSWORD not in str(kept)
    assert kept.password not in told
    assert kept.totp not in told
    assert someone.token not in told
    assert "setup_links" not in someone.get("/console/").text


def test_cookie_is_for_no_script_no_other_site_and_no_plain_line(place: Place) -> None:
    someone = place.visitor()
    answer = someone.post(LOG_IN, name=NAME, password=PASSWORD, code=place.code())
    cookie = next(one for one in answer.headers.get_list("set-cookie") if one.startswith(COOKIE))
    assert {piece.strip().lower() for piece in cookie.split(";")[1:]} == {
        "path=/",
        "httponly",
        "secure",
        "samesite=lax",
    }
