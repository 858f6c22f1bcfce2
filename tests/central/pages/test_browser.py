"""Every page in a real browser: nothing that axe-core finds, no sideways scrolling, large enough to be touched."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page
from sqlalchemy import Engine
from starlette.testclient import TestClient

from bench.phone_pages import HEIGHT, WIDTH, browser, paths, phone
from bench.samples.seals import HOST
from tests.repeated import repeated

pytestmark = pytest.mark.one_database

PAGES = dict(paths())
NARROWEST = 320
ENGLISH = ("genuine", "recalled", "lot_unknown", "recalls", "report_form")
"""In English the longest pages only: the templates are the same."""
SHARP = (
    *("genuine", "not_certified", "recalled", "lot_unknown", "cannot_confirm"),
    *("recalls", "violations", "front", "wrong_number", "no_such_page", "report_form"),
)
"""Each template of a page, and each level of a verdict."""
SIDEWAYS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
SMALL = """() => [...document.querySelectorAll('a, button, input:not([type=hidden]):not([type=radio]), label.choice')]
    .filter(each => !each.classList.contains('skip'))
    .filter(each => { const box = each.getBoundingClientRect(); return box.height < 48 || box.width < 48 })
    .map(each => each.textContent.trim())"""
CUT = """() => [...document.querySelectorAll('main *')]
    .filter(each => each.scrollWidth > each.clientWidth + 1 && getComputedStyle(each).overflow !== 'visible')
    .map(each => each.textContent.trim())"""


@pytest.fixture(scope="module")
def started() -> Iterator[Browser]:
    with browser() as started:
        yield started


@pytest.fixture(scope="module")
def vietnamese(started: Browser, sample: tuple[Engine, TestClient]) -> Iterator[Page]:
    with phone(started, sample[1], "vi") as page:
        yield page


@pytest.fixture(scope="module")
def english(started: Browser, sample: tuple[Engine, TestClient]) -> Iterator[Page]:
    with phone(started, sample[1], "en") as page:
        yield page


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("pages")


def look(page: Page, name: str, pictures: Path) -> None:
    """Open the page `name` and see that nothing is wrong with it at any width."""
    page.set_viewport_size({"width": WIDTH, "height": HEIGHT})
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    answer = page.goto(f"https://{HOST}{PAGES[name]}")
    assert answer is not None
    page.screenshot(path=pictures / f"{name}.png", full_page=True)
    found = Axe().run(page).response["violations"]
    assert [(each["id"], [node["html"] for node in each["nodes"]]) for each in found] == []
    assert page.evaluate(SMALL) == []
    for width in (WIDTH, NARROWEST):
        page.set_viewport_size({"width": width, "height": HEIGHT})
        assert page.evaluate(SIDEWAYS) is False, width
        assert page.evaluate(CUT) == []
    assert [text for text in complaints if "status of 40" not in text] == []


@pytest.mark.parametrize("name", repeated(PAGES, SHARP))
def test_page_is_sound_in_vietnamese(vietnamese: Page, pictures: Path, name: str) -> None:
    look(vietnamese, name, pictures)


@pytest.mark.parametrize("name", repeated(ENGLISH, ENGLISH[:1]))
def test_page_is_sound_in_english(english: Page, pictures: Path, name: str) -> None:
    look(english, name, pictures)


def test_way_is_reached_by_its_button_and_a_suspicion_reported_in_three_touches(vietnamese: Page) -> None:
    page = vietnamese
    page.set_viewport_size({"width": WIDTH, "height": HEIGHT})
    page.goto(f"https://{HOST}{PAGES['genuine']}")
    page.get_by_role("link", name="Đường đi").tap()
    assert page.locator("#way").bounding_box()["y"] < HEIGHT / 2  # type: ignore[index]
    page.get_by_role("link", name="Báo lạ").tap()
    page.get_by_text("Nhiều gói cùng một mã").tap()
    page.get_by_role("button", name="Gửi cho cơ quan quản lý").tap()
    page.locator(".number").wait_for()
    assert page.get_by_role("heading", level=1).inner_text().startswith("BL-2611-")


def test_language_is_switched_and_stays_on_the_way(vietnamese: Page) -> None:
    page = vietnamese
    page.goto(f"https://{HOST}{PAGES['genuine']}")
    page.get_by_role("link", name="English").tap()
    assert page.get_by_role("heading", level=1).inner_text() == "Code verified, origin known"
    page.get_by_role("link", name="Recalls").tap()
    assert page.get_by_role("heading", level=1).inner_text() == "Recalls"
