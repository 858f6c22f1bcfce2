"""What is told of a request, and what is not; what every answer bears."""

from __future__ import annotations

import asyncio
import logging
import re

import pytest
from fastapi import Request
from starlette.testclient import TestClient
from starlette.types import Message, Scope

from kiosk.central.app import create_app
from kiosk.central.people.rights import Role
from kiosk.central.service import Service
from tests.central.conftest import People
from tests.central.registry_folder import GTIN

pytestmark = pytest.mark.one_database
LOG = "kiosk.central.requests"


@pytest.fixture
def told(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    caplog.set_level(logging.WARNING, "httpx2")
    caplog.set_level(logging.INFO, "kiosk")
    return caplog


def lines(told: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in told.records if record.name == LOG]


def test_request_is_one_line_with_route_status_and_id(client: TestClient, told: pytest.LogCaptureFixture) -> None:
    answer = client.get(f"/v1/records/01/{GTIN}")
    [line] = lines(told)
    shape = r"method=GET route=/v1/records/\{path:path\} status=200 ms=\d+\.\d request=([0-9a-f]{16})"
    match = re.fullmatch(shape, line)
    assert match is not None, line
    assert answer.headers["x-request-id"] == match[1]


def test_path_and_query_of_a_request_are_not_told(client: TestClient, told: pytest.LogCaptureFixture) -> None:
    client.get(f"/v1/records/01/{GTIN}?secret=7")
    client.get("/nowhere/at/all?secret=7")
    assert "route=(none) status=404" in lines(told)[1]
    assert not re.search(rf"secret|{GTIN}|nowhere", told.text)


def test_token_body_and_address_are_not_told(
    client: TestClient, people: People, told: pytest.LogCaptureFixture
) -> None:
    headers = people.add(Role.ADMINISTRATOR)
    forwarded = {"X-Forwarded-For": "203.0.113.7"}
    client.post("/people/users", headers={**headers, **forwarded}, json={"name": "Nguyễn", "grants": []})
    client.post("/people/users", headers={**headers, **forwarded}, content=b'{"name": "Nguy')
    assert [re.search(r"status=(\d+)", line)[1] for line in lines(told)] == ["201", "400"]  # type: ignore[index]
    secret = headers["Authorization"].removeprefix("Bearer ")
    assert not re.search(rf"Nguy|{re.escape(secret)}|203\.0\.113\.7|testclient", "\n".join(lines(told)))


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics"])
def test_what_machines_ask_every_few_seconds_is_not_told(
    client: TestClient, told: pytest.LogCaptureFixture, path: str
) -> None:
    assert client.get(path).status_code == 200
    assert lines(told) == []


def test_id_of_the_proxy_is_kept(client: TestClient) -> None:
    given = "3f2a9c1be77d4a10"
    assert client.get("/healthz", headers={"X-Request-Id": given}).headers["x-request-id"] == given


@pytest.mark.parametrize("given", ["short", "a" * 65, "a b c d e f", 'x"y=z status=200'])
def test_id_of_another_shape_is_replaced(client: TestClient, given: str) -> None:
    answer = client.get("/healthz", headers={"X-Request-Id": given})
    assert re.fullmatch(r"[0-9a-f]{16}", answer.headers["x-request-id"])


@pytest.mark.parametrize("path", ["/healthz", "/nowhere", "/people/users", f"/v1/records/01/{GTIN}"])
def test_answers_of_the_interface_are_safe_in_a_browser(client: TestClient, path: str) -> None:
    headers = client.get(path, headers={"Accept": "application/json"}).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'"


def test_page_keeps_its_own_policy(client: TestClient) -> None:
    headers = client.get("/", headers={"Accept": "text/html"}).headers
    assert "style-src" in headers["content-security-policy"]
    assert headers.get_list("content-security-policy") == [headers["content-security-policy"]]


def test_what_a_token_showed_is_stored_by_nobody(client: TestClient, people: People) -> None:
    assert client.get("/people/me", headers=people.add(Role.BOARD)).headers["cache-control"] == "no-store"
    assert "cache-control" not in client.get("/healthz").headers


def test_error_that_nobody_expected_is_told_without_its_words(service: Service, told: pytest.LogCaptureFixture) -> None:
    app = create_app(service)

    @app.get("/broken")
    def broken() -> None:
        raise ValueError("what somebody sent")

    answer = TestClient(app).get("/broken")
    assert answer.status_code == 500
    assert "what somebody sent" not in told.text + answer.text
    request_id = answer.headers["x-request-id"]
    assert f"GET request={request_id} failed: ValueError at " in told.text
    assert "route=/broken status=500" in lines(told)[0]


def test_who_leaves_in_the_middle_is_no_fault_of_ours(service: Service, told: pytest.LogCaptureFixture) -> None:
    app = create_app(service)

    @app.post("/slow")
    async def slow(request: Request) -> int:
        return len(await request.body())

    async def receive() -> Message:
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        pytest.fail(f"{message['type']} to nobody")

    scope: Scope = {"type": "http", "method": "POST", "path": "/slow", "headers": [], "query_string": b""}
    asyncio.run(app(scope, receive, send))
    assert [record.levelno for record in told.records] == [logging.INFO]
    assert "route=/slow status=499" in lines(told)[0]
