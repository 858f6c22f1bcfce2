"""A session that is over loses no typed text, and carries no secret and nobody elsewhere."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from kiosk.central.console.page import own_path
from tests.central.console.conftest import NAME, PASSWORD, Place

pytestmark = pytest.mark.one_database


def test_typed_text_is_carried_through_the_door(place: Place) -> None:
    someone = place.log_in()
    place.clock.at += timedelta(hours=2)
    over = someone.post(
        "/console/people/new", name='Ban quản lý "chợ" <b>', role="supervisor", password="never carried"
    )
    assert over.status_code == 401
    kept = dict(re.findall(r'name="(kept\.[a-z_]+)" value="([^"]*)"', over.text))
    assert kept == {"kept.name": "Ban quản lý &#34;chợ&#34; &lt;b&gt;", "kept.role": "supervisor"}
    assert 'name="then" value="/console/people/new"' in over.text
    entered = someone.post(
        "/console/log-in",
        name=NAME,
        password=PASSWORD,
        code=place.code(),
        then="/console/people/new",
        **{"kept.name": 'Ban quản lý "chợ" <b>', "kept.role": "supervisor"},
    )
    assert entered.status_code == 200
    assert '<form method="post" action="/console/people/new">' in entered.text
    csrf = re.search(r'name="csrf" value="([0-9a-f]{64})"', entered.text)
    assert csrf is not None
    sent = someone.client.post(
        "/console/people/new", data={"csrf": csrf[1], "name": 'Ban quản lý "chợ" <b>', "role": "supervisor"}
    )
    assert sent.status_code == 200
    assert "Ban quản lý &#34;chợ&#34; &lt;b&gt;" in sent.text


def test_form_of_an_old_tab_is_shown_with_its_texts_and_a_token_that_sends_them(place: Place) -> None:
    someone = place.log_in()
    fields = {"name": "Ban quản lý chợ", "role": "supervisor", "password": "never carried", "csrf": "0" * 64}
    old = someone.client.post("/console/people/new", data=fields)
    assert old.status_code == 403
    assert '<form method="post" action="/console/people/new">' in old.text
    kept = dict(re.findall(r'type="hidden" name="([a-z_]+)" value="([^"]*)"', old.text))
    assert set(kept) == {"csrf", "name", "role"}
    assert "Ban quản lý chợ" not in someone.get("/console/people").text
    assert someone.client.post("/console/people/new", data=kept).status_code == 200
    assert "Ban quản lý chợ" in someone.get("/console/people").text


def test_act_of_an_old_tab_that_holds_no_text_is_refused(place: Place) -> None:
    old = place.log_in().client.post("/console/own/sessions", data={"csrf": "0" * 64})
    assert (old.status_code, '<form method="post"' in old.text, "<h1>" in old.text) == (403, False, True)


def test_who_only_looked_is_led_back_to_the_same_filters(place: Place) -> None:
    led = place.visitor().get("/console/audit?kind=users&key=a%26b")
    assert led.headers["location"] == "/console/log-in?then=%2Fconsole%2Faudit%3Fkind%3Dusers%26key%3Da%2526b"
    door = place.visitor().get(led.headers["location"]).text
    then = re.search(r'name="then" value="([^"]*)"', door)
    assert then is not None
    answer = place.visitor().post(
        "/console/log-in", name=NAME, password=PASSWORD, code=place.code(), then=then[1].replace("&amp;", "&")
    )
    assert answer.headers["location"] == "/console/audit?kind=users&key=a%26b"


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/console/",
        "//evil.example/",
        "/\\evil.example",
        "/console//evil.example",
        "/console/\\evil",
        "/console/../label/01",
        "/label/01",
        "javascript:alert(1)",
        "/console/\r\nSet-Cookie: a=b",
        "/console/" + "a" * 3000,
        "",
    ],
)
def test_nobody_is_led_elsewhere(place: Place, elsewhere: str) -> None:
    assert own_path(elsewhere) == "/console/"
    answer = place.visitor().post("/console/log-in", name=NAME, password=PASSWORD, code=place.code(), then=elsewhere)
    assert answer.headers["location"] == "/console/"


def test_piece_that_htmx_asks_for_shows_the_door_of_the_whole_page(place: Place) -> None:
    window = "https://console.example/console/audit?kind=users"
    answer = place.visitor().get("/console/audit?kind=lots", **{"HX-Request": "true", "HX-Current-URL": window})
    assert answer.status_code == 401
    assert 'name="then" value="/console/audit?kind=users"' in answer.text
