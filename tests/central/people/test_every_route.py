"""Every route is tried with every role, and with tokens and sessions that are no longer in force."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from httpx2 import Response
from sqlalchemy import Engine, insert, update
from starlette.testclient import TestClient

from kiosk.central.app import create_app
from kiosk.central.console.access.sessions import WHOLE, csrf_of, open_session
from kiosk.central.console.page import CONSOLE, LOG_IN_PATH
from kiosk.central.database import open_database
from kiosk.central.people.rights import Role
from kiosk.central.people.tables import tokens, users
from kiosk.central.people.tokens import issue_token
from kiosk.central.registry.load import load_registry
from kiosk.central.service import service_over
from tests.central.conftest import DATABASES, NOW, People
from tests.central.databases import Spares
from tests.central.people.table import Door, Row, all_rows
from tests.central.registry_folder import write_registry

ROWS = all_rows()
REFUSED = {401, 403}
FIRST = 10
"""Number of the first user of a role; those whose tokens are not in force come before."""


@dataclass
class Centre:
    """The service, and a token in force for each role; some that are not."""

    app: FastAPI
    client: TestClient
    engine: Engine
    roles: dict[Role, dict[str, str]]
    not_in_force: dict[str, dict[str, str]]

    def ask(self, row: Row, headers: dict[str, str]) -> Response:
        base = "https://testserver" if row.template.startswith(CONSOLE) else ""
        return self.client.request(
            row.method, base + row.path, json=row.json, content=row.content, headers={**row.headers, **headers}
        )

    def visit(self, row: Row, token: str, headers: dict[str, str] | None = None) -> Response:
        """Ask for a page as a browser does, with a session's token, where there is one."""
        sent = {"Sec-Fetch-Site": "same-origin", "Accept": "text/html", **(headers or {})}
        if token:
            sent["Cookie"] = f"__Host-session={token}"
        form = {**row.form, "csrf": csrf_of(token)} if row.method == "POST" else None
        return self.client.request(row.method, f"https://testserver{row.path}", data=form, headers=sent)

    def session(self, role: Role, opened_at: datetime = NOW) -> str:
        """Return the token of a new session: a row may end it."""
        with self.engine.begin() as connection:
            return open_session(connection, f"user-{role}-{FIRST + list(Role).index(role)}", opened_at)


def _spoilt(engine: Engine) -> dict[str, dict[str, str]]:
    """Return the headers of administrators whose tokens are no longer in force, and of nobody's token."""
    people = People(engine)
    made = {name: people.add(Role.ADMINISTRATOR) for name in ("revoked", "deactivated")}
    with engine.begin() as connection:
        connection.execute(update(tokens).where(tokens.c.user_id == "user-administrator-1").values(revoked_at=NOW))
        connection.execute(update(users).where(users.c.id == "user-administrator-2").values(is_active=False))
        connection.execute(insert(users), {"id": "late", "name": "late", "is_active": True, "created_at": NOW})
        late = issue_token(connection, "late", "test", NOW - timedelta(days=2), NOW - timedelta(days=1))
    made["expired"] = {"Authorization": f"Bearer {late.text}"}
    made["unknown"] = {"Authorization": "Bearer kst_nobody"}
    made["of another scheme"] = {"Authorization": "Basic YTpi"}
    return made


@pytest.fixture(scope="module", params=[DATABASES[0], pytest.param(DATABASES[1], marks=pytest.mark.long)])
def centre(
    request: pytest.FixtureRequest, spares: Spares, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Centre]:
    """One service for all rows: what they change is nothing that another row needs."""
    with spares.database(request.param) as url:
        yield from _over(url, tmp_path_factory.mktemp("routes"))


def _over(url: str, folder: Path) -> Iterator[Centre]:
    engine = open_database(url)
    with engine.begin() as connection:
        load_registry(connection, write_registry(folder / "sample"))
    spoilt = _spoilt(engine)
    people = People(engine, first=FIRST)
    app = create_app(service_over(engine, lambda: NOW))
    with TestClient(app, follow_redirects=False) as client:
        yield Centre(app, client, engine, {role: people.add(role) for role in Role}, spoilt)
    engine.dispose()


def test_every_route_stands_in_the_table(centre: Centre) -> None:
    routes = set()
    for route in iter_route_contexts(centre.app.routes):
        assert route.path is not None, route
        routes |= {(method, route.path) for method in set(route.methods or {"ANY"}) - {"HEAD"}}
    rows = [(row.method, row.template) for row in ROWS]
    assert routes - set(rows) == set(), "add a row for it in tests/central/people/table_<feature>.py"
    assert set(rows) - routes == set(), "no such route"
    assert len(rows) == len(set(rows)), "two rows for one route"


@pytest.mark.parametrize("row", [row for row in ROWS if row.door is Door.CONSOLE], ids=str)
def test_the_console_opens_to_whom_the_table_says(centre: Centre, row: Row) -> None:
    got = {role: centre.visit(row, centre.session(role)).status_code for role in Role}
    assert max(got.values()) < 500
    assert {role for role, status in got.items() if status not in REFUSED} == row.roles
    token = centre.roles[Role.ADMINISTRATOR]
    strangers = [
        centre.visit(row, ""),
        centre.visit(row, "of nobody"),
        centre.visit(row, centre.session(Role.ADMINISTRATOR, NOW - WHOLE)),
        centre.visit(row, token["Authorization"].removeprefix("Bearer ")),
        centre.visit(row, "", token),
    ]
    if row.method == "GET":
        assert {answer.headers["Location"].partition("?")[0] for answer in strangers} == {LOG_IN_PATH}
    else:
        assert {answer.status_code for answer in strangers} == {401}


@pytest.mark.parametrize("row", [row for row in ROWS if row.door is not Door.CONSOLE], ids=str)
def test_the_door_opens_to_whom_the_table_says(centre: Centre, row: Row) -> None:
    without = centre.ask(row, {}).status_code
    got = {role: centre.ask(row, headers).status_code for role, headers in centre.roles.items()}
    spoilt = {name: centre.ask(row, headers).status_code for name, headers in centre.not_in_force.items()}
    assert max(without, *got.values(), *spoilt.values()) < 500
    if row.door is Door.PUBLIC:
        assert not REFUSED & {without, *got.values(), *spoilt.values()}
    elif row.door is Door.KIOSK:
        assert {without, *got.values(), *spoilt.values()} == {401}
    else:
        assert {without, *spoilt.values()} == {401}
        assert {role for role, status in got.items() if status not in REFUSED} == row.roles
        assert {status for role, status in got.items() if role not in row.roles} <= {403}
