"""How much may come in, by path; how much at once."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from fastapi import FastAPI, Request
from starlette.testclient import TestClient

from kiosk.central.limits import MAX_BODY_BYTES, BodyLimit, Crowd, max_body_bytes
from kiosk.central.people.rights import Role
from kiosk.central.problems import answer_problems
from tests.central.conftest import People


@pytest.fixture
def client() -> TestClient:
    app = FastAPI()
    answer_problems(app)

    @app.post("/{path:path}")
    async def count(request: Request) -> int:
        return len(await request.body())

    app.add_middleware(BodyLimit)
    return TestClient(app)


@pytest.mark.parametrize(
    ("path", "most"),
    [
        ("/people/users", 1_000_000),
        ("/registry/lots", 1_000_000),
        ("/registry/imports", 20_000_000),
        ("/registry/imports/lots", 20_000_000),
        ("/v1/journal", 8_000_000),
    ],
)
def test_each_path_has_its_limit(client: TestClient, path: str, most: int) -> None:
    assert max_body_bytes(path) == most
    assert client.post(path, content=b"x" * most).json() == most
    answer = client.post(path, content=b"x" * (most + 1))
    assert (answer.status_code, str(most) in answer.json()["detail"]) == (413, True)


def test_body_that_promises_nothing_is_counted(client: TestClient) -> None:
    pieces = [b"x" * 100_000] * 11
    assert client.post("/people/users", content=iter(pieces[:10])).json() == MAX_BODY_BYTES
    assert client.post("/people/users", content=iter(pieces)).status_code == 413


def test_too_many_headers_are_refused(client: TestClient) -> None:
    assert client.post("/x", headers={"A": "x" * 30_000}).status_code == 200
    assert client.post("/x", headers={"A": "x" * 32_000}).status_code == 431


def test_what_comes_while_too_many_are_under_way_is_asked_to_come_again() -> None:
    app = FastAPI()
    entered, go_on = threading.Event(), threading.Event()

    @app.get("/")
    def slow() -> str:
        entered.set()
        assert go_on.wait(10)
        return "done"

    app.add_middleware(Crowd, max_under_way=1)
    with TestClient(app) as client, ThreadPoolExecutor(1) as pool:
        first = pool.submit(client.get, "/")
        assert entered.wait(10)
        refused = client.get("/")
        go_on.set()
        assert first.result(10).status_code == 200
        assert client.get("/").status_code == 200
    assert (refused.status_code, refused.headers["retry-after"]) == (503, "1")
    assert refused.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("path", ["/people/changes?key=a%00b", "/registry/products/a%00b", "/v1/records?plu=%00"])
def test_character_that_cannot_be_stored_is_the_asking_sides_fault(app: FastAPI, people: People, path: str) -> None:
    answer = TestClient(app).get(path, headers=people.add(Role.ADMINISTRATOR))
    assert answer.status_code in {400, 404}, answer.text
