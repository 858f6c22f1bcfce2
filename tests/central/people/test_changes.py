"""The audit over HTTP: newest first, filtered, paged, and within what a grant covers."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Engine
from starlette.testclient import TestClient

from kiosk.central.people.changes import Deed, record_change
from kiosk.central.people.rights import Caller, Grant, Right, Role
from tests.central.conftest import NOW, People

CALLER = Caller("u1", "one", (Grant(Role.DEPARTMENT),))
OTHER = Caller("u2", "two", (Grant(Role.DEPARTMENT),))


@pytest.fixture
def filled(engine: Engine) -> None:
    """Four changes, a minute apart, of things of several owners."""
    made = [
        (CALLER, "products", "p1", None, {"establishment_id": "E1"}),
        (CALLER, "stalls", "s1", {"market_id": "M1"}, {"market_id": "M2"}),
        (OTHER, "markets", "M1", None, {"unit_id": "U1"}),
        (OTHER, "reports", "r1", {"department": "D1"}, None),
    ]
    with engine.begin() as connection:
        for minute, (caller, kind, key, before, after) in enumerate(made):
            deed = Deed(caller, Right.CHANGE_GOODS, NOW + timedelta(minutes=minute))
            record_change(connection, deed, kind, key, before, after)


def keys(client: TestClient, who: dict[str, str], **asked: str) -> list[str]:
    answer = client.get("/people/changes", headers=who, params=asked)
    assert answer.status_code == 200, answer.text
    return [one["key"] for one in answer.json()["changes"]]


def test_newest_comes_first(client: TestClient, people: People, filled: None) -> None:
    assert keys(client, people.add(Role.ADMINISTRATOR)) == ["r1", "M1", "s1", "p1"]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"kind": "stalls"}, ["s1"]),
        ({"kind": "stalls", "key": "p1"}, []),
        ({"key": "M1"}, ["M1"]),
        ({"user_id": "u1"}, ["s1", "p1"]),
        ({"since": (NOW + timedelta(minutes=2)).isoformat()}, ["r1", "M1"]),
        ({"until": (NOW + timedelta(minutes=2)).isoformat()}, ["s1", "p1"]),
    ],
    ids=str,
)
def test_filters(client: TestClient, people: People, filled: None, asked: dict[str, str], expected: list[str]) -> None:
    assert keys(client, people.add(Role.ADMINISTRATOR), **asked) == expected


@pytest.mark.parametrize(
    ("limits", "expected"),
    [
        ({"establishment_id": "E1"}, ["p1"]),
        ({"market_id": "M1"}, ["M1", "s1"]),
        ({"market_id": "M2"}, ["s1"]),
        ({"unit_id": "U1"}, ["M1"]),
        ({"department": "D1"}, ["r1"]),
        ({"department": "D1", "market_id": "M1"}, []),
    ],
    ids=str,
)
def test_limited_grant_shows_what_names_its_owner(
    client: TestClient, people: People, filled: None, limits: dict[str, str], expected: list[str]
) -> None:
    assert keys(client, people.add(Role.DEPARTMENT, **limits)) == expected


def test_pages_follow_one_another(client: TestClient, people: People, filled: None) -> None:
    who = people.add(Role.SUPERVISOR)
    found: list[str] = []
    before: str | None = ""
    while before is not None:
        page = client.get("/people/changes", headers=who, params={"limit": "3", "before": before}).json()
        found += [one["key"] for one in page["changes"]]
        before = page["next"]
    assert found == ["r1", "M1", "s1", "p1"]


def test_time_without_offset_is_refused(client: TestClient, people: People) -> None:
    who = people.add(Role.ADMINISTRATOR)
    assert client.get("/people/changes", headers=who, params={"since": "2026-11-23T09:00:00"}).status_code == 400


@pytest.mark.one_database
@pytest.mark.parametrize("at", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "1999-12-31T23:59:59Z"])
@pytest.mark.parametrize("path", ["/people/changes", "/registry/journal"])
def test_time_at_the_ends_of_the_calendar_is_refused(client: TestClient, people: People, path: str, at: str) -> None:
    answer = client.get(path, params={"since": at}, headers=people.add(Role.DEPARTMENT))
    assert answer.status_code == 400
    assert "lies outside the years 2000 to 2199" in answer.json()["detail"]
