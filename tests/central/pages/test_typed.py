"""A number typed by hand: never accused of a missing seal, and found in either case."""

from __future__ import annotations

import re
from datetime import datetime
from html import unescape

import pytest
from sqlalchemy import Engine, insert
from starlette.testclient import TestClient

from bench.phone_pages import stories
from kiosk.central.registry.tables import lots
from tests.central.conftest import NOW
from tests.central.pages.conftest import browser_headers

GTIN = "09521234543213"
PAGES = {story.name: story for story in stories()}
ACCUSED = "Tem thiếu chữ ký điện tử"


def banner(phone: TestClient, path: str, language: str = "vi") -> tuple[str, str]:
    """Return the level and all words of the page."""
    html = phone.get(path, headers=browser_headers(language)).text
    level = re.search(r'<section class="banner ([a-z]+)">', html)
    assert level is not None
    return level[1], " ".join(unescape(re.sub("<[^>]+>", " ", html.partition("</style>")[2])).split())


def typed_page(phone: TestClient, lot: str) -> str:
    answer = phone.get("/code", params={"gtin": GTIN, "lot": lot}, headers=browser_headers("vi"))
    return answer.headers["location"]


def register(engine: Engine, *numbers: str) -> None:
    with engine.begin() as connection:
        for number in numbers:
            connection.execute(insert(lots), lot_row(number))


def lot_row(number: str, at: datetime = NOW) -> dict[str, object]:
    return {
        "gtin": GTIN,
        "lot": number,
        "registered_at": at,
        "is_sealed": True,
        "is_serialised": False,
        "earlier_dates": [],
        "destination_market_id": "",
        "note": "",
    }


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("vi", "Con số không mang chữ ký. Quét mã QR trên tem để kiểm tra."),
        ("en", "A number carries no signature. Scan the QR code on the label to check it."),
    ],
)
def test_typed_sealed_lot_is_not_accused(phone: TestClient, language: str, said: str) -> None:
    level, text = banner(phone, typed_page(phone, "L2611A"), language)
    assert level == "caution"
    assert said in text
    assert ACCUSED not in text
    assert "L2611A" in text


@pytest.mark.one_database
def test_what_was_typed_at_a_kiosk_and_taken_along_says_that_no_seal_was_checked_there(phone: TestClient) -> None:
    taken = phone.get(f"/01/{GTIN}/10/L2611A?from=kiosk&typed=1", headers=browser_headers("vi"), follow_redirects=False)
    level, text = banner(phone, taken.headers["location"])
    assert level == "caution"
    assert "Con số không mang chữ ký." in text
    assert "Chữ ký đã được kiểm tra tại trạm" not in text


@pytest.mark.one_database
def test_label_without_its_seal_is_accused_still(phone: TestClient) -> None:
    level, text = banner(phone, typed_page(phone, "L2611A").replace("?typed=1", ""))
    assert level == "caution"
    assert ACCUSED in text


@pytest.mark.one_database
@pytest.mark.parametrize("story", ["forged", "genuine", "lot_unknown"])
def test_mark_changes_nothing_else(phone: TestClient, story: str) -> None:
    path = PAGES[story].path
    marked = path + ("&" if "?" in path else "?") + "typed=1"
    headline = [re.search("<h1>(.*?)</h1>", phone.get(each).text) for each in (path, marked)]
    assert headline[0] is not None
    assert headline[1] is not None
    assert headline[0][1] == headline[1][1]


@pytest.mark.parametrize(
    ("registered", "typed", "meant"),
    [
        (["L2701A"], "l2701a", "L2701A"),
        (["L2701A"], "L2701A", "L2701A"),
        (["L2701A", "l2701A"], "l2701a", "l2701a"),
        (["L2701A", "l2701a"], "l2701a", "l2701a"),
        ([], "l2701a", "l2701a"),
    ],
)
def test_lot_in_the_other_case_is_found_where_it_is_the_only_one(
    client: TestClient, engine: Engine, registered: list[str], typed: str, meant: str
) -> None:
    register(engine, *registered)
    assert typed_page(client, typed) == f"/label/01/{GTIN}/10/{meant}?typed=1"
