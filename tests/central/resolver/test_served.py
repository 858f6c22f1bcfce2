"""The resolver as phones and programs meet it: over a socket, among all other routes."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from urllib.parse import urlsplit

import httpx
import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from tests.central.registry_folder import GTIN
from tests.central.resolver.conftest import IN_LOT, PACK, PLACE, PRODUCT, ROOT, linkset_at
from tests.central.running import serving

pytestmark = pytest.mark.one_database

BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


@pytest.fixture
def served(app: FastAPI) -> Iterator[str]:
    with serving(app) as url:
        yield url


def said_to(url: str, request_line: bytes) -> tuple[int, dict[str, str]]:
    """Status and headers of the answer to a request as no library would write it."""
    place = urlsplit(url)
    with socket.create_connection((place.hostname or "", place.port or 0), 5) as connection:
        connection.sendall(request_line + b" HTTP/1.1\r\nHost: trace.example\r\nConnection: close\r\n\r\n")
        answer = b"".join(iter(lambda: connection.recv(65536), b""))
    head = answer.partition(b"\r\n\r\n")[0].decode("latin-1").split("\r\n")
    headers = dict(line.lower().split(": ", 1) for line in head[1:])
    return int(head[0].split()[1]), headers


@pytest.mark.parametrize("path", [PACK, f"{PRODUCT}/10/A%2F1%25", f"{PRODUCT}/10/A+B%20", f"{PACK}?17=261130&s=x%2F"])
def test_path_and_query_are_handed_on_as_sent(served: str, path: str) -> None:
    status, headers = said_to(served, b"GET " + path.encode())
    if "%20" in path:
        assert status == 400, "a blank is none of GS1's 82 characters"
    else:
        assert (status, headers["location"]) == (307, f"/label{path}".lower())


@pytest.mark.parametrize(
    "path",
    [
        b"//evil.example/01/09521234543213/..",
        b"/01/09521234543213/10/../../../evil",
        b"/01/09521234543213\\@evil.example",
        b"/01/09521234543213/10/L%0d%0aLocation:%20https:%2F%2Fevil.example",
        b"/01/09521234543213/10/\xc3\xa9",
        b"/01/09521234543213?x=\xff",
        b"/01/" + b"9" * 5000,
        b"/%30%31/09521234543213%2f..%2f",
        b"https://evil.example/01/0952",
    ],
)
def test_hostile_request_is_refused_and_never_redirected(served: str, path: bytes) -> None:
    status, headers = said_to(served, b"GET " + path)
    assert status in {400, 404, 414}
    assert "location" not in headers
    assert httpx.get(f"{served}{PRODUCT}", trust_env=False).status_code == 307


def test_head_has_the_headers_and_no_body(served: str) -> None:
    answer = httpx.head(f"{served}{PACK}?linkType=linkset", trust_env=False)
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["etag"]


@pytest.mark.parametrize("path", [PRODUCT, IN_LOT, PACK, PLACE])
def test_every_link_that_is_offered_answers(client: TestClient, path: str) -> None:
    for context in linkset_at(client, path):
        for links in context.values():
            for link in links if isinstance(links, list) else ():
                answer = client.get(link["href"].removeprefix(ROOT), headers={"Accept": link.get("type", "text/html")})
                assert answer.status_code == 200, link["href"]
                assert answer.headers["content-type"].partition(";")[0] == link.get("type", "text/html")


@pytest.mark.parametrize(
    ("path", "status"),
    [
        (f"/01/{GTIN[:-1]}4", 400),
        (f"{PRODUCT}/foo", 400),
        (f"{PACK}?linkType=gs1:nosuch", 404),
        ("/foo", 404),
        ("/01", 404),
    ],
)
def test_browser_gets_a_page_that_helps(client: TestClient, path: str, status: int) -> None:
    answer = client.get(path, headers=BROWSER)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "text/html; charset=utf-8")
    assert "<h1" in answer.text


def test_unknown_lot_is_led_to_a_page_that_says_so(client: TestClient) -> None:
    location = client.get(f"{PRODUCT}/10/NONE", headers=BROWSER).headers["location"]
    page = client.get(location, headers={**BROWSER, "Accept-Language": "en"})
    assert page.status_code == 200
    assert "not registered" in page.text or "not in the system" in page.text


def test_links_are_shown_to_a_person_who_asks_for_them(client: TestClient) -> None:
    page = client.get(f"{PACK}?linkType=linkset", headers={**BROWSER, "Accept-Language": "en"})
    assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert f'href="{ROOT}/label{PACK}"' in page.text
    assert "Rau muống, lot L2611A, label number 7K2M9Q4T" in page.text
    assert page.headers["access-control-allow-origin"] == "*"
