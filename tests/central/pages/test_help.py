"""A path that leads nowhere, and the front page: never a dead end, never a script."""

from __future__ import annotations

import hashlib
import re
from base64 import b64encode
from html.parser import HTMLParser

import pytest
from starlette.testclient import TestClient

pytestmark = pytest.mark.one_database

CHROMIUM = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
BROWSER = {"Accept": CHROMIUM, "Accept-Language": "vi-VN,vi;q=0.9"}


class Tags(HTMLParser):
    """The names of all tags, and the addresses that they lead to."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.addresses: list[str] = []
        self.attributes: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [name for name, _ in attrs]
        self.addresses += [value or "" for name, value in attrs if name in {"href", "src", "action"}]


def test_browser_gets_a_page_that_says_what_to_do(client: TestClient) -> None:
    answer = client.get("/no/such/path", headers=BROWSER)
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert "Không có trang này" in answer.text
    assert "Quét lại mã QR trên tem." in answer.text
    assert '<html lang="vi">' in answer.text


def test_program_gets_the_problem(client: TestClient) -> None:
    answer = client.get("/no/such/path", headers={"Accept": "application/json"})
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"


def test_page_is_english_for_who_reads_english(client: TestClient) -> None:
    answer = client.get("/no/such/path", headers={**BROWSER, "Accept-Language": "en-GB,en;q=0.9"})
    assert "There is no such page" in answer.text
    assert '<html lang="en">' in answer.text


def test_switch_wins_over_the_browser_and_keeps_the_query(client: TestClient) -> None:
    answer = client.get("/no/such/path?17=261125&s=abc&lang=en", headers=BROWSER)
    assert "There is no such page" in answer.text
    assert 'href="?17=261125&amp;s=abc&amp;lang=vi"' in answer.text
    assert 'href="/recalls?lang=en"' in answer.text


@pytest.mark.parametrize(("status", "said"), [(400, "Mã này không đúng"), (405, "Mã này không đúng")])
def test_every_refusal_has_words(client: TestClient, status: int, said: str) -> None:
    method = "POST" if status == 405 else "GET"
    path = "/v1/records" if status == 400 else "/v1/records/01/09521234543213"
    answer = client.request(method, path, headers=BROWSER)
    assert answer.status_code == status
    assert said in answer.text


def test_wrong_code_can_be_reported(client: TestClient) -> None:
    answer = client.get("/01/09521234543214", headers=BROWSER)
    assert answer.status_code == 400
    assert "Mã này không đúng" in answer.text
    assert 'href="/report"' in answer.text


def test_page_lets_nothing_foreign_in(client: TestClient) -> None:
    answer = client.get("/", headers=BROWSER)
    style = re.search("<style>(.*)</style>", answer.text)
    assert style is not None
    digest = b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; ")
    assert f"style-src 'sha256-{digest}'" in policy
    assert "script-src" not in policy
    assert answer.headers["referrer-policy"] == "no-referrer"
    tags = Tags(answer.text)
    assert not {"script", "iframe", "object", "embed"} & set(tags.tags)
    assert not [name for name in tags.attributes if name.startswith("on") or name == "style"]
    assert [address for address in tags.addresses if not address.startswith(("/", "?", "#"))] == []


def test_front_page_is_small_and_may_be_kept_for_a_minute(client: TestClient) -> None:
    answer = client.get("/", headers=BROWSER)
    assert len(answer.content) < 12_000
    assert answer.headers["cache-control"] == "public, max-age=60"


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ({"gtin": "9521234543213"}, "/label/01/09521234543213?typed=1"),
        ({"gtin": "952-1234543213"}, "/label/01/09521234543213?typed=1"),
        ({"gtin": " 952 1234 543213 ", "lot": " L2611A "}, "/label/01/09521234543213/10/L2611A?typed=1"),
        ({"gtin": "09521234543213", "lot": "A/B"}, "/label/01/09521234543213/10/A%2FB?typed=1"),
        ({"gtin": "9521234543213", "lang": "en"}, "/label/01/09521234543213?typed=1&lang=en"),
    ],
)
def test_typed_number_leads_to_its_page(client: TestClient, typed: dict[str, str], address: str) -> None:
    answer = client.get("/code", params=typed, headers=BROWSER)
    assert answer.status_code == 303
    assert answer.headers["location"] == address


@pytest.mark.parametrize("number", ["9521234543214", "hello", "12", "<script>alert(1)"])
def test_wrong_number_is_told_and_shown_again(client: TestClient, number: str) -> None:
    answer = client.get("/code", params={"gtin": number}, headers=BROWSER)
    assert answer.status_code == 400
    assert "Số này không đúng" in answer.text
    assert "<script" not in answer.text
