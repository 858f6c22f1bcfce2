"""What keeps others out of somebody's session: each guard has a test that fails without it."""

from __future__ import annotations

import re
from collections.abc import Callable
from html.parser import HTMLParser
from importlib.resources import files
from pathlib import Path

import pytest
from fastapi import FastAPI
from httpx2 import Response
from sqlalchemy import Engine, select
from starlette.testclient import TestClient

from kiosk.central.console.access.sessions import csrf_of, open_session
from kiosk.central.people.rights import Grant, Role
from kiosk.central.people.tables import users
from tests.central.conftest import NOW
from tests.central.console.browsing import Visitor, add_person, visitor
from tests.central.console.conftest import NAME, PASSWORD, Place

Enter = Callable[..., Visitor]
PAYLOAD = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"
PAGES = ("/console/", "/console/own", "/console/people", "/console/people/new", "/console/audit")


def made(engine: Engine, name: str) -> bool:
    with engine.connect() as connection:
        return connection.execute(select(users.c.id).where(users.c.name == name)).first() is not None


@pytest.mark.parametrize(
    "sent",
    [
        {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"},
        {"Sec-Fetch-Site": "same-site", "Origin": "https://other.example"},
        {"Sec-Fetch-Site": "", "Origin": "https://evil.example"},
        {"Sec-Fetch-Site": "", "Origin": "null"},
        {"Sec-Fetch-Site": "same-origin", "Origin": "http://console.example"},
    ],
    ids=str,
)
@pytest.mark.one_database
def test_form_of_another_site_is_refused_whatever_it_bears(enter: Enter, engine: Engine, sent: dict[str, str]) -> None:
    someone = enter(Role.ADMINISTRATOR)
    answer = someone.post_with(sent, "/console/people/new", name="made by force", role="supervisor")
    assert (answer.status_code, made(engine, "made by force")) == (403, False)


@pytest.mark.one_database
def test_form_that_says_nothing_of_where_it_comes_from_is_refused(app: FastAPI, engine: Engine, enter: Enter) -> None:
    someone = enter(Role.ADMINISTRATOR)
    for header in ("Sec-Fetch-Site", "Origin"):
        del someone.client.headers[header]
    assert someone.post("/console/people/new", name="made by force", role="supervisor").status_code == 403


@pytest.mark.one_database
@pytest.mark.parametrize("token", ["", "0" * 64, "ß" * 64])
def test_form_without_this_sessions_token_is_refused(enter: Enter, engine: Engine, token: str) -> None:
    someone = enter(Role.ADMINISTRATOR)
    fields = {"csrf": token, "name": "made by force", "role": "supervisor"}
    assert someone.client.post("/console/people/new", data=fields).status_code == 403
    of_another = {**fields, "csrf": csrf_of(enter(Role.ADMINISTRATOR).token)}
    assert someone.client.post("/console/people/new", data=of_another).status_code == 403
    assert not made(engine, "made by force")


@pytest.mark.one_database
def test_log_in_by_force_is_refused(place: Place) -> None:
    someone = place.visitor()
    sent = {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"}
    answer = someone.post_with(sent, "/console/log-in", name=NAME, password=PASSWORD, code=place.code())
    assert (answer.status_code, someone.token) == (403, "")


@pytest.mark.one_database
def test_console_is_not_shown_over_a_plain_line_but_on_this_machine(app: FastAPI) -> None:
    for host, status in (("http://console.example", 426), ("http://127.0.0.1:8080", 200), ("http://localhost", 200)):
        client = TestClient(app, base_url=host, headers={"Accept": "text/html"})
        assert client.get("/console/log-in").status_code == status, host


@pytest.mark.one_database
def test_api_takes_no_session_and_the_console_no_token(app: FastAPI, enter: Enter) -> None:
    someone = enter(Role.ADMINISTRATOR)
    assert someone.client.get("/people/me").status_code == 401
    stranger = visitor(app)
    assert stranger.get("/console/", Authorization=f"Bearer {someone.token}").status_code == 303


@pytest.mark.one_database
@pytest.mark.parametrize("path", [*PAGES, "/console/log-in", "/console/none"])
def test_policy_lets_no_foreign_and_no_inline_thing_in(enter: Enter, path: str) -> None:
    answer = enter(Role.ADMINISTRATOR).get(path)
    policy = dict(rule.strip().partition(" ")[::2] for rule in answer.headers["Content-Security-Policy"].split(";"))
    assert policy.pop("default-src") == "'none'"
    assert (policy.pop("base-uri"), policy.pop("frame-ancestors")) == ("'none'", "'none'")
    assert set(policy.values()) == {"'self'"}
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert inline_of(answer) == []


class _Inline(HTMLParser):
    """Finds what the policy would refuse: scripts and styles in the page, and addresses of other hosts."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if (tag == "script" and "src" not in given) or tag == "style" or "style" in given:
            self.found.append(tag)
        self.found += [name for name in given if name.startswith(("on", "hx-on"))]
        self.found += [value for name, value in given.items() if name in {"src", "href", "action"} and "//" in value]


def inline_of(answer: Response) -> list[str]:
    parser = _Inline()
    parser.feed(answer.text)
    return parser.found


@pytest.mark.one_database
def test_no_template_names_another_host_or_marks_text_as_clean() -> None:
    folder = Path(str(files("kiosk.central.console")))
    for path in sorted([*folder.rglob("*.html"), *folder.rglob("*.css")]):
        text = path.read_text("utf-8")
        assert not re.search(r"(https?:)?//[a-z]", text), path
        assert "|safe" not in text.replace(" ", ""), path
        assert "autoescape" not in text, path


def test_name_with_markup_is_text_on_every_page(app: FastAPI, engine: Engine) -> None:
    user_id = add_person(engine, PAYLOAD, Grant(Role.ADMINISTRATOR))
    with engine.begin() as connection:
        token = open_session(connection, user_id, NOW)
    someone = visitor(app)
    someone.client.cookies.set("__Host-session", token, domain="console.example", path="/")
    someone.post("/console/people/new", name=PAYLOAD + "2", role="supervisor", department=PAYLOAD[:60])
    for path in (*PAGES, f"/console/people/{user_id}"):
        answer = someone.get(path)
        assert answer.status_code == 200
        assert "<script>alert" not in answer.text, path
        assert "<img" not in answer.text, path
        assert inline_of(answer) == [], path
    again = someone.post("/console/people/new", name=PAYLOAD, role=PAYLOAD)
    assert (again.status_code, "<img" in again.text) == (422, False)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", ""),
        ("POST", "/link"),
        ("POST", "/grants"),
        ("POST", "/sessions/end"),
        ("POST", "/deactivate"),
        ("POST", "/activate"),
    ],
)
def test_another_markets_user_is_out_of_reach(enter: Enter, engine: Engine, method: str, path: str) -> None:
    someone = enter(Role.ADMINISTRATOR, market_id="M1")
    own = add_person(engine, "of this market", Grant(Role.BOARD, market_id="M1"))
    other = add_person(engine, "of another", Grant(Role.BOARD, market_id="M2"))
    role = {"role": "board", "market_id": "M1"}
    statuses = []
    for user_id in (own, other):
        address = f"/console/people/{user_id}{path}"
        asked = someone.get(address) if method == "GET" else someone.post(address, **role)
        statuses.append(asked.status_code)
    assert statuses[0] in {200, 303}
    assert statuses[1] == 403


def test_no_one_gives_more_than_their_own(enter: Enter, engine: Engine) -> None:
    someone = enter(Role.ADMINISTRATOR, market_id="M1")
    answer = someone.post("/console/people/new", name="too much", role="administrator")
    assert (answer.status_code, made(engine, "too much")) == (403, False)
