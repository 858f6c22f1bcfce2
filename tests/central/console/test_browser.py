"""The console in a real browser: log in with a telephone's code, and every page sound at two widths."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta
from functools import cache

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import delete

from bench.console_pages import DOOR, NARROW, PAGES, SampleConsole, Seen, sample_console, window
from bench.phone_pages import browser
from kiosk.central.console.access.credentials import make_link
from kiosk.central.console.access.tables import sessions
from tests.central.console.browsing import DEED
from tests.central.console.looking import faults_of
from tests.repeated import repeated

pytestmark = pytest.mark.one_database

SHARP = (
    *("home", "devices-pair", "devices-unit", "devices-settings-conflict", "usage", "alerts-one", "labels-one"),
    *("decisions-proposal-recall", "decisions-recall-new-found", "decisions-violation-new-wrong"),
    *("decisions-notice-new-draft", "reports-one-supervisor", "reports-statistics", "audit"),
)
"""A page of each kind: lists, forms, forms that come back, charts, what waits for a second person."""
expect.set_options(timeout=30_000)
PASSWORD = "rau muống xào tỏi 2026"


@pytest.fixture(scope="module")
def console(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SampleConsole]:
    with sample_console(tmp_path_factory.mktemp("console")) as console:
        yield console


@pytest.fixture(scope="module")
def started() -> Iterator[Browser]:
    with browser() as started:
        yield started


@pytest.fixture(scope="module")
def windows(started: Browser, console: SampleConsole) -> Iterator[Callable[[str, str], Page]]:
    """A window a role and language, opened when it is first looked through."""
    with ExitStack() as opened:

        @cache
        def of_role(role: str, language: str) -> Page:
            context, page = opened.enter_context(window(started, language))
            console.enter(context, role)
            return page

        yield of_role


@pytest.fixture(scope="module")
def english(started: Browser, console: SampleConsole) -> Iterator[Page]:
    with window(started, "en") as (context, page):
        console.enter(context, "administrator")
        yield page


@pytest.fixture(scope="module")
def stranger(started: Browser) -> Iterator[Page]:
    with window(started, "vi") as (_, page):
        yield page


@pytest.mark.parametrize("name", repeated(PAGES, SHARP))
def test_page_is_sound_in_vietnamese(console: SampleConsole, windows: Callable[[str, str], Page], name: str) -> None:
    assert faults_of(console, windows(PAGES[name].role, "vi"), PAGES[name]) == []


@pytest.mark.long
@pytest.mark.parametrize("name", PAGES)
def test_page_is_sound_in_english_on_a_telephone(
    console: SampleConsole, windows: Callable[[str, str], Page], name: str
) -> None:
    """Words are longer there, and nothing else differs: axe-core looks in `make screens`."""
    assert faults_of(console, windows(PAGES[name].role, "en"), PAGES[name], ("390",), with_axe=False) == []


@pytest.mark.parametrize("name", DOOR)
def test_door_is_sound(console: SampleConsole, stranger: Page, name: str) -> None:
    assert faults_of(console, stranger, DOOR[name]) == []


def test_somebody_sets_up_logs_out_and_logs_in_with_a_code(console: SampleConsole, started: Browser) -> None:
    with console.engine.begin() as connection:
        path = make_link(connection, DEED, console.people["supervisor"])
    with window(started, "vi", NARROW) as (_, page):
        assert faults_of(console, page, Seen(path)) == []
        page.get_by_label("Mật khẩu mới", exact=True).fill(PASSWORD)
        page.get_by_label("Nhập lại mật khẩu mới").fill(PASSWORD)
        secret = page.locator(".secret").inner_text()
        page.get_by_label("Mã xác nhận").fill(console.code(secret))
        page.get_by_role("button", name="Lưu và đăng nhập").click()
        expect(page.locator(".codes li")).to_have_count(10)
        page.get_by_role("link", name="Tôi đã cất các mã này").click()
        page.get_by_role("link", name="demo-supervisor").click()
        page.get_by_role("button", name="Đăng xuất").click()
        assert page.get_by_role("status").inner_text().strip() == "Đã đăng xuất."
        console.clock.at += timedelta(minutes=1)
        page.goto(console.url("/console/audit?kind=users"))
        page.get_by_label("Tên đăng nhập").fill("demo-supervisor")
        page.get_by_label("Mật khẩu", exact=True).fill(PASSWORD)
        page.get_by_label("Mã xác nhận").fill(console.code(secret))
        page.get_by_role("button", name="Đăng nhập").click()
        assert page.url == console.url("/console/audit?kind=users")


def test_filter_changes_the_list_and_the_address_without_a_new_page(console: SampleConsole, english: Page) -> None:
    page = english
    page.goto(console.url("/console/audit"))
    page.evaluate("document.body.dataset.mark = 'same page'")
    page.get_by_label("Table").fill("grants")
    page.get_by_role("button", name="Filter").click()
    page.wait_for_url("**kind=grants**")
    page.locator("#list td", has_text="grants").first.wait_for()
    assert page.locator("#list td", has_text="users").count() == 0
    assert page.evaluate("document.body.dataset.mark") == "same page"


def test_list_that_is_filtered_after_its_session_shows_the_door(console: SampleConsole, started: Browser) -> None:
    with window(started, "vi") as (context, page):
        console.enter(context, "technician")
        page.goto(console.url("/console/devices"))
        with console.engine.begin() as connection:
            connection.execute(delete(sessions).where(sessions.c.user_id == console.people["technician"]))
        page.get_by_role("button", name="Lọc").click()
        page.get_by_label("Tên đăng nhập").wait_for()


def test_language_is_switched_and_kept(console: SampleConsole, english: Page) -> None:
    page = english
    page.goto(console.url("/console/people"))
    page.get_by_role("link", name="Tiếng Việt").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Người dùng"
    page.goto(console.url("/console/audit"))
    assert page.get_by_role("heading", level=1).inner_text() == "Nhật ký thay đổi"
    page.get_by_role("link", name="English").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Audit log"


def test_question_before_an_act_is_opened_by_the_keyboard(console: SampleConsole, english: Page) -> None:
    page = english
    page.goto(console.url("/console/people/{board}"))
    page.get_by_text("Let in no more", exact=True).first.focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Let in no more").click()
    assert page.get_by_role("status").inner_text().strip() == "Saved."
    assert page.locator(".badge.stop").inner_text().strip() == "Let in no more"


def test_alert_is_found_in_the_list_and_closed_with_its_cause(console: SampleConsole, started: Browser) -> None:
    with window(started, "vi", NARROW) as (context, page):
        console.enter(context, "supervisor")
        page.goto(console.url("/console/alerts"))
        page.get_by_label("Loại").select_option("recalled_seen")
        page.wait_for_url("**kind=recalled_seen**")
        page.get_by_role("link", name="Hàng bị thu hồi").click()
        page.get_by_label("Tình trạng").select_option("closed")
        page.get_by_label("Ghi chú").fill("Đã đưa 6 gói khỏi quầy 12")
        page.get_by_role("button", name="Lưu").click()
        assert "Chọn nguyên nhân khi đóng" in page.locator("#e-cause").inner_text()
        page.get_by_label("Nguyên nhân").select_option(label="Đã đưa hàng khỏi nơi bán")
        page.get_by_role("button", name="Lưu").click()
        assert page.get_by_role("status").inner_text().strip() == "Đã lưu."
        assert page.locator(".badge.good").first.inner_text().strip() == "Đã đóng"
        assert "Đã đưa 6 gói khỏi quầy 12" in page.locator(".history").inner_text()
        page.goto(console.url("/console/alerts?kind=recalled_seen"))
        assert page.locator("#list tbody tr").count() == 0


def test_preview_of_settings_is_what_is_seen_next_and_what_is_wrong_too(
    console: SampleConsole, started: Browser
) -> None:
    with window(started, "vi") as (context, page):
        console.enter(context, "administrator")
        page.goto(console.url("/console/devices/settings/markets/minh-khai"))
        page.locator('[name="said-low_reach"][value="here"]').check()
        page.get_by_label("Đặt mọi nút bấm ở nửa dưới màn hình").select_option("yes")
        page.get_by_role("button", name="Xem thử").click()
        expect(page.locator("#preview .screen .bar.foot")).to_be_in_viewport()
        expect(page.get_by_role("status")).to_be_in_viewport()
        page.locator('[name="said-volume"][value="here"]').check()
        page.locator("#f-volume").fill("to")
        page.get_by_role("button", name="Xem thử").click()
        expect(page.get_by_role("alert")).to_be_in_viewport()


def test_form_of_a_notice_shows_what_follows_from_the_kind_that_is_chosen(
    console: SampleConsole, started: Browser
) -> None:
    with window(started, "vi") as (context, page):
        console.enter(context, "administrator")
        page.goto(console.url("/console/decisions/notices/new"))
        ordinary, emergency = page.locator(".of-ordinary"), page.locator(".of-emergency")
        assert (ordinary.is_visible(), emergency.is_visible()) == (True, True)
        page.get_by_label("Thông báo khẩn").check()
        assert (ordinary.is_visible(), emergency.is_visible()) == (False, True)
        page.get_by_label("Thông báo thường").check()
        assert (ordinary.is_visible(), emergency.is_visible()) == (True, False)
