"""A session: new at each log in, over by time, by hand, and with the rights that it was opened under."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import delete, select

from kiosk.central.console.access.sessions import IDLE, MAX_SESSIONS, WHOLE, csrf_of, open_session
from kiosk.central.console.access.tables import sessions
from kiosk.central.people.rights import Grant, Role
from kiosk.central.people.tables import grants
from kiosk.central.people.users import add_grant
from tests.central.console.browsing import COOKIE, DEED
from tests.central.console.conftest import NAME, PASSWORD, Place


def test_token_is_new_at_log_in_and_the_former_one_opens_nothing(place: Place) -> None:
    someone = place.log_in()
    planted = someone.token
    place.clock.at += timedelta(minutes=1)
    place.log_in(someone)
    assert someone.token != planted
    stranger = place.visitor()
    stranger.client.cookies.set(COOKIE, planted, domain="console.example", path="/")
    assert stranger.get("/console/").status_code == 303


def test_planted_token_is_never_taken_over(place: Place) -> None:
    someone = place.visitor()
    someone.client.cookies.set(COOKIE, "planted-by-somebody-else", domain="console.example", path="/")
    someone.post("/console/log-in", name=NAME, password=PASSWORD, code=place.code())
    thief = place.visitor()
    thief.client.cookies.set(COOKIE, "planted-by-somebody-else", domain="console.example", path="/")
    assert thief.get("/console/").status_code == 303


def test_database_holds_no_token(place: Place) -> None:
    someone = place.log_in()
    with place.engine.connect() as connection:
        kept = connection.execute(select(sessions)).all()
    assert someone.token not in str(kept)
    assert csrf_of(someone.token) not in str(kept)


@pytest.mark.parametrize(("step", "steps"), [(IDLE, 1), (IDLE / 2, int(WHOLE / IDLE) * 2)], ids=["idle", "whole"])
def test_session_is_over_after_a_time(place: Place, step: timedelta, steps: int) -> None:
    someone = place.log_in()
    for _ in range(steps - 1):
        place.clock.at += step
        assert someone.get("/console/").status_code == 200
    place.clock.at += step
    assert someone.get("/console/").status_code == 303


def test_other_rights_end_the_session(place: Place) -> None:
    someone = place.log_in()
    with place.engine.begin() as connection:
        given = add_grant(connection, DEED, place.user_id, Grant(Role.SUPERVISOR))
    assert someone.get("/console/").status_code == 303
    place.clock.at += timedelta(minutes=1)
    place.log_in(someone)
    with place.engine.begin() as connection:
        connection.execute(delete(grants).where(grants.c.id == given))
    assert someone.get("/console/").status_code == 303


def test_log_out_ends_the_session_at_the_service(place: Place) -> None:
    someone = place.log_in()
    token = someone.token
    assert someone.post("/console/log-out").status_code == 303
    someone.client.cookies.set(COOKIE, token, domain="console.example", path="/")
    assert someone.get("/console/").status_code == 303


def test_password_is_changed_by_who_knows_it_and_ends_all_other_sessions(place: Place) -> None:
    someone = place.log_in()
    with place.engine.begin() as connection:
        elsewhere = open_session(connection, place.user_id, place.clock.at)
    new = {"password": "cải ngồng luộc chấm trứng", "again": "cải ngồng luộc chấm trứng"}
    wrong = someone.post("/console/own/password", current_password="wrong", **new)
    assert (wrong.status_code, 'id="e-current_password"' in wrong.text) == (422, True)
    before = someone.token
    assert someone.post("/console/own/password", current_password=PASSWORD, **new).status_code == 303
    assert someone.token != before
    assert someone.get("/console/own").status_code == 200
    other = place.visitor()
    other.client.cookies.set(COOKIE, elsewhere, domain="console.example", path="/")
    assert other.get("/console/").status_code == 303


def test_another_telephone_is_set_up_by_who_has_both(place: Place) -> None:
    someone = place.log_in()
    place.clock.at += timedelta(minutes=1)
    refused = someone.post("/console/own/factor", current_password=PASSWORD, code="000000")
    assert (refused.status_code, 'id="e-code"' in refused.text) == (422, True)
    led = someone.post("/console/own/factor", current_password=PASSWORD, code=place.code())
    assert led.headers["location"].startswith("/console/setup/")


def test_sessions_of_one_user_are_bounded_and_the_others_ended_at_once(place: Place) -> None:
    someone = place.log_in()
    for minute in range(MAX_SESSIONS - 1):
        with place.engine.begin() as connection:
            open_session(connection, place.user_id, place.clock.at + timedelta(milliseconds=minute + 1))
    assert someone.get("/console/own").text.count("<li>") == 1 + MAX_SESSIONS
    assert someone.post("/console/own/sessions").status_code == 303
    with place.engine.connect() as connection:
        assert len(connection.execute(select(sessions)).all()) == 1
