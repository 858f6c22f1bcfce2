"""A browser without a window: sends forms as browsers do, and keeps its cookies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from fastapi import FastAPI
from httpx2 import Response
from sqlalchemy import Engine, insert
from starlette.testclient import TestClient

from kiosk.central.console.access.sessions import csrf_of, open_session
from kiosk.central.people.changes import Deed, new_id
from kiosk.central.people.rights import Grant, Right, Role
from kiosk.central.people.tables import grants, users
from kiosk.central.people.users import OPERATOR
from tests.central.conftest import NOW

HOST = "https://console.example"
COOKIE = "__Host-session"
FROM_HERE = {"Sec-Fetch-Site": "same-origin", "Origin": HOST, "Accept": "text/html", "Accept-Language": "vi"}
DEED = Deed(OPERATOR, Right.CHANGE_PEOPLE, NOW)


@dataclass
class Visitor:
    """Somebody at the console, signed in or not."""

    client: TestClient

    @property
    def token(self) -> str:
        """The token of the session; "" for none."""
        return self.client.cookies.get(COOKIE) or ""

    def get(self, path: str, **headers: str) -> Response:
        """Open a page."""
        return self.client.get(path, headers=headers)

    def post(self, path: str, **fields: str) -> Response:
        """Send a form of this session."""
        return self.post_with({}, path, **fields)

    def post_with(self, headers: Mapping[str, str], path: str, **fields: str) -> Response:
        """Send a form of this session with other headers than a browser's own."""
        return self.client.post(path, data={"csrf": csrf_of(self.token), **fields}, headers=dict(headers))


def visitor(app: FastAPI) -> Visitor:
    """Return somebody who is not signed in."""
    return Visitor(TestClient(app, base_url=HOST, follow_redirects=False, headers=FROM_HERE))


def add_person(engine: Engine, name: str, *given: Grant) -> str:
    """Store a user without a password, and return the id."""
    user_id = new_id(NOW)
    with engine.begin() as connection:
        connection.execute(insert(users), {"id": user_id, "name": name, "is_active": True, "created_at": NOW})
        for grant in given:
            limits = (grant.establishment_id, grant.market_id, grant.unit_id, grant.department)
            columns = ("establishment_id", "market_id", "unit_id", "department")
            row = {"id": new_id(NOW), "user_id": user_id, "role": grant.role.value}
            connection.execute(insert(grants), {**row, **dict(zip(columns, limits, strict=True))})
    return user_id


def signed_in(app: FastAPI, engine: Engine, role: Role, name: str = "", **limits: str) -> Visitor:
    """Return somebody new with one role, signed in."""
    user_id = add_person(engine, name or f"{role.value} {new_id(NOW)}", Grant(role, **limits))
    with engine.begin() as connection:
        token = open_session(connection, user_id, NOW)
    someone = visitor(app)
    someone.client.cookies.set(COOKIE, token, domain="console.example", path="/")
    return someone
