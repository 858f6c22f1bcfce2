"""Users in the console: invited by a link that is shown once, given and taken roles, let in no more."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from fastapi import FastAPI
from sqlalchemy import Engine, select

from kiosk.central.console.access.codes import code_at
from kiosk.central.console.access.credentials import link_of
from kiosk.central.people.holdings import are_one_person
from kiosk.central.people.rights import Grant, Role
from kiosk.central.people.tables import grants, users
from tests.central.conftest import NOW
from tests.central.console.browsing import Visitor, add_person, visitor
from tests.central.console.conftest import PASSWORD

Enter = Callable[..., Visitor]
INVITED = {"name": "Ban quản lý chợ", "role": "board", "market_id": "M1"}


def id_of(engine: Engine, name: str) -> str:
    with engine.connect() as connection:
        return str(connection.execute(select(users.c.id).where(users.c.name == name)).scalar_one())


def test_invited_person_sets_a_password_and_is_in(app: FastAPI, engine: Engine, enter: Enter) -> None:
    shown = enter(Role.ADMINISTRATOR).post("/console/people/new", **INVITED)
    link = re.search(r"https://console\.example(/console/setup/[\w-]+)", shown.text)
    assert (shown.status_code, bool(link)) == (200, True)
    assert link is not None
    with engine.connect() as connection:
        kept = link_of(connection, link[1].rpartition("/")[2], NOW)
    assert kept is not None
    someone = visitor(app)
    typed = {"password": PASSWORD, "again": PASSWORD, "code": code_at(kept.totp, NOW)}
    assert someone.post(link[1], **typed).status_code == 200
    assert "Ban quản lý chợ" in someone.get("/console/").text
    assert someone.get("/console/people").status_code == 403
    assert someone.post(link[1], **typed).status_code == 404


def test_who_made_the_link_is_no_second_person(engine: Engine, enter: Enter) -> None:
    someone = enter(Role.ADMINISTRATOR, "maker of links")
    other = add_person(engine, "of another's making", Grant(Role.DEPARTMENT))
    maker = id_of(engine, "maker of links")
    with engine.connect() as connection:
        assert not are_one_person(connection, maker, other)
    someone.post(f"/console/people/{other}/link")
    with engine.connect() as connection:
        assert are_one_person(connection, maker, other)
        assert are_one_person(connection, other, maker)


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("spoilt", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 121}, "name"),
        ({"role": "king"}, "role"),
        ({"market_id": ""}, "market_id"),
        ({"market_id": "M999"}, "market_id"),
        ({"role": "producer"}, "establishment_id"),
    ],
    ids=str,
)
def test_what_is_wrong_is_named_at_its_field_and_the_rest_stays(
    enter: Enter, spoilt: dict[str, str], field: str
) -> None:
    answer = enter(Role.ADMINISTRATOR).post("/console/people/new", **{**INVITED, "department": "agriculture", **spoilt})
    assert answer.status_code == 422
    assert f'id="e-{field}"' in answer.text
    assert 'value="agriculture"' in answer.text


def test_taken_name_is_told_at_its_field(enter: Enter) -> None:
    someone = enter(Role.ADMINISTRATOR)
    assert someone.post("/console/people/new", **INVITED).status_code == 200
    again = someone.post("/console/people/new", **INVITED)
    assert (again.status_code, 'id="e-name"' in again.text) == (422, True)


def test_role_is_given_and_taken_and_ends_the_sessions(engine: Engine, app: FastAPI, enter: Enter) -> None:
    someone = enter(Role.ADMINISTRATOR)
    other = enter(Role.BOARD, "board of M1", market_id="M1")
    user_id = id_of(engine, "board of M1")
    assert someone.post(f"/console/people/{user_id}/grants", role="technician").status_code == 303
    assert other.get("/console/").status_code == 303
    with engine.connect() as connection:
        held = connection.execute(select(grants.c.id, grants.c.role).where(grants.c.user_id == user_id)).all()
    taken = next(one.id for one in held if one.role == "board")
    assert someone.post(f"/console/people/{user_id}/grants/{taken}/take").status_code == 303
    assert "technician" not in someone.get(f"/console/people/{user_id}/grants/{taken}/take").text


def test_last_administrator_stays(place_less: Visitor, engine: Engine) -> None:
    user_id = id_of(engine, "the only one")
    answer = place_less.post(f"/console/people/{user_id}/deactivate")
    assert answer.status_code == 409
    assert place_less.get("/console/people").status_code == 200


@pytest.fixture
def place_less(enter: Enter, engine: Engine) -> Visitor:
    """The one administrator who can enter."""
    someone = enter(Role.ADMINISTRATOR, "the only one")
    with engine.begin() as connection:
        from kiosk.central.people.tables import credentials

        row = {
            "user_id": id_of(engine, "the only one"),
            "password": "x",
            "totp": "x",
            "last_step": 0,
            "changed_at": NOW,
        }
        connection.execute(credentials.insert(), row)
    return someone


@pytest.mark.one_database
def test_limits_of_a_role_are_told_by_name(engine: Engine, enter: Enter) -> None:
    someone = enter(Role.ADMINISTRATOR)
    board = add_person(
        engine, "ban chợ", Grant(Role.BOARD, market_id="M1"), Grant(Role.PRODUCER, establishment_id="E1")
    )
    for page in ("/console/people", f"/console/people/{board}"):
        shown = someone.get(page).text
        assert "<strong>Ban quản lý chợ</strong> · Chợ Long Biên" in shown
        assert "<strong>Cơ sở sản xuất</strong> · HTX Rau mẫu" in shown
    own = enter(Role.BOARD, market_id="M1").get("/console/own").text
    assert "<strong>Ban quản lý chợ</strong> · Chợ Long Biên" in own


PRODUCER = {"name": "HTX, người bán", "role": "producer"}


def grant_of(engine: Engine, name: str) -> str:
    with engine.connect() as connection:
        query = select(grants.c.establishment_id).join(users, users.c.id == grants.c.user_id)
        return str(connection.execute(query.where(users.c.name == name)).scalar_one())


@pytest.mark.parametrize("typed", ["htx rau mau", "HTX Rau mẫu", "E1"])
def test_producer_is_invited_by_the_name_of_its_establishment(engine: Engine, enter: Enter, typed: str) -> None:
    answer = enter(Role.ADMINISTRATOR).post("/console/people/new", **PRODUCER, establishment_id=typed)
    assert "/console/setup/" in answer.text
    assert grant_of(engine, PRODUCER["name"]) == "E1"


@pytest.mark.parametrize(("typed", "offered"), [("rau", ["E1"]), ("mau", ["E2", "E1"])])
def test_part_of_a_name_gives_no_right_but_a_choice(
    engine: Engine, enter: Enter, typed: str, offered: list[str]
) -> None:
    someone = enter(Role.ADMINISTRATOR)
    answer = someone.post("/console/people/new", **PRODUCER, establishment_id=typed)
    assert (answer.status_code, 'id="e-establishment_id"' in answer.text) == (422, True)
    chosen = re.search(r'<select id="f-establishment_id".*?</select>', answer.text, re.DOTALL)
    assert chosen is not None
    assert re.findall(r'value="(\w+)"', chosen[0]) == offered
    with engine.connect() as connection:
        assert connection.execute(select(users.c.id).where(users.c.name == PRODUCER["name"])).first() is None
    assert someone.post("/console/people/new", **PRODUCER, establishment_id=offered[0]).status_code == 200
    assert grant_of(engine, PRODUCER["name"]) == offered[0]


@pytest.mark.one_database
def test_establishment_that_nothing_is_called_is_told_at_its_field(enter: Enter, engine: Engine) -> None:
    someone = enter(Role.ADMINISTRATOR)
    other = add_person(engine, "another", Grant(Role.DEPARTMENT))
    for path, more in (("/console/people/new", PRODUCER), (f"/console/people/{other}/grants", {"role": "producer"})):
        answer = someone.post(path, **more, establishment_id="không có")
        assert (answer.status_code, 'id="e-establishment_id"' in answer.text) == (422, True)
        assert 'value="không có"' in answer.text
