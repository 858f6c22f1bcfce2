"""Browser, console, sync and screen, all real: a kiosk is paired and set at the console, and its screen shows it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Page
from PySide6.QtGui import QGuiApplication
from sqlalchemy import Engine

from bench.console_pages import window
from bench.phone_pages import browser
from kiosk.central.console.access.sessions import open_session
from kiosk.central.people.rights import Grant, Role
from kiosk.clock import FixedClock
from kiosk.journal.event import Stand
from kiosk.messages.enrolment import EnrolmentOffer, Hardware, shown_code
from kiosk.messages.local import CameraReport, CameraState
from kiosk.processes.screen.setup import ScreenSetup
from kiosk.screen.views import View
from kiosk.sync.enrol import Enrolment
from kiosk.sync.identity import Identity, Papers, new_key, write_identity
from kiosk.verdicts.gather import Place
from tests.central.console.browsing import add_person
from tests.central.kiosks.paired import NOW
from tests.screen.part import Kiosk
from tests.screen.scene import ASSETS, AT
from tests.sync.paired import centre_over, served
from tests.sync.test_process import sync

PATIENCE_S = 30.0


@contextmanager
def board_at(url: str, engine: Engine) -> Iterator[Page]:
    """Give a browser in which the board of M1 is signed in."""
    user_id = add_person(engine, "board", Grant(Role.BOARD, market_id="M1"))
    with engine.begin() as connection:
        token = open_session(connection, user_id, NOW)
    with browser() as started, window(started, "vi") as (context, page):
        context.add_cookies([{"name": "session", "value": token, "url": url}])
        yield page


def pair_in(page: Page, url: str, offer: EnrolmentOffer) -> None:
    """Type the letters, compare, name and place the kiosk."""
    page.goto(f"{url}/console/devices")
    page.get_by_role("link", name="Thêm trạm").click()
    page.get_by_label("Tám chữ cái").fill(shown_code(offer.user_code).lower())
    page.get_by_role("button", name="Tìm trạm").click()
    assert page.locator(".fours span").all_inner_texts() == offer.fingerprint.split()
    page.get_by_label("Tên trạm").fill("Trạm 7")
    page.get_by_label("Vị trí").fill("Cổng C")
    page.get_by_label("Tôi đã so").check()
    page.get_by_role("button", name="Nhận trạm").click()
    assert "Đã nhận trạm" in page.get_by_role("status").inner_text()


@contextmanager
def kiosk_in(app: QGuiApplication, folder: Path) -> Iterator[Kiosk]:
    """Give the screen of the paired unit whose state lies in `folder`, its sync beside it."""
    setup = ScreenSetup(
        runtime_dir=folder,
        journal_path=folder / "journal.db",
        lists_path=ASSETS / "sample/lists.json",
        kept_lists_path=folder / "lists.good.json",
        assets=ASSETS,
        clock=FixedClock(AT),
        stand=Stand("", "", "0.1.0", is_enrolled=True),
        place=Place("", is_enrolled=True),
        is_headless=True,
    )
    kiosk = Kiosk(app, setup)
    kiosk.sync.close()
    kiosk.camera.say(CameraReport(state=CameraState.WORKING))
    with sync(folder, None):
        yield kiosk
    kiosk.close()


def shown(kiosk: Kiosk, model: str, name: str) -> object:
    return getattr(kiosk.part._window.models, model).property(name)


def wait_until(kiosk: Kiosk, is_so: Callable[[], bool]) -> None:
    """Ask a page now and then until `is_so`: the kiosk tells the centre in its own time."""
    looks_at_s = 0.0

    def holds() -> bool:
        nonlocal looks_at_s
        if time.monotonic() < looks_at_s:
            return False
        is_now = is_so()
        looks_at_s = time.monotonic() + 1
        return is_now

    kiosk.until(holds, PATIENCE_S)


def is_well(page: Page, url: str) -> bool:
    """Ask the list of kiosks anew."""
    page.goto(f"{url}/console/devices")
    return page.locator("a.kiosk", has_text="Trạm 7").locator(".good").count() == 1


def look_at_screen(page: Page, kiosk: Kiosk) -> None:
    """Order a picture of the screen on the kiosk's page, and look at it."""
    page.locator("a.kiosk", has_text="Trạm 7").click()
    page.locator("summary", has_text="Chụp màn hình").click()
    page.get_by_role("button", name="Chụp màn hình").click()
    assert "Đã ra lệnh" in page.locator(".told").inner_text()
    look = page.get_by_role("link", name="Xem Chụp màn hình")

    def is_taken() -> bool:
        page.reload()
        return look.count() == 1

    wait_until(kiosk, is_taken)
    look.click()
    picture = page.get_by_role("img", name="Màn hình của Trạm 7")
    assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") == 1280


def close_market(page: Page, url: str, kiosk: Kiosk) -> None:
    """Set volume and hours of the market, which is closed at the kiosk's time: the screen says so, and is as loud."""
    page.goto(f"{url}/console/devices/settings/markets/M1")
    of_volume = page.get_by_role("group", name="Âm lượng", exact=True)
    of_volume.get_by_label("Đặt riêng ở đây").check()
    page.locator("[name=volume]").fill("35")
    of_hours = page.get_by_role("group", name="Giờ mở cửa")
    of_hours.get_by_label("Đặt riêng ở đây").check()
    page.locator("[name=day-1]").fill("13:00–15:00")
    page.get_by_role("button", name="Lưu").click()
    kiosk.until(lambda: kiosk.view is View.CLOSED, PATIENCE_S)
    assert kiosk.part._around.told.volume(kiosk.setup.clock.now()) == 35


@pytest.mark.timeout(12 * PATIENCE_S)
def test_board_pairs_a_kiosk_and_what_it_sets_stands_on_the_screen(app: QGuiApplication, tmp_path: Path) -> None:
    (tmp_path / "centre").mkdir()
    key = new_key()
    with (
        centre_over(tmp_path / "centre") as (engine, service),
        served(service) as url,
        board_at(url, engine) as page,
        Enrolment(url, key, lambda: NOW) as enrolment,
    ):
        offer = enrolment.begin(Hardware(machine="Raspberry Pi 5"))
        pair_in(page, url, offer)
        enrolled = enrolment.wait(offer, lambda _: None)
        write_identity(tmp_path, Identity(key, Papers(url=url, enrolled=enrolled)))
        with kiosk_in(app, tmp_path) as kiosk:
            kiosk.until(lambda: shown(kiosk, "status", "position") == "Cổng\u00a0C", PATIENCE_S)
            assert shown(kiosk, "screen", "language") == "vi"
            page.get_by_role("link", name="Cài đặt").click()
            of_languages = page.get_by_role("group", name="Ngôn ngữ")
            of_languages.get_by_label("Đặt riêng ở đây").check()
            of_languages.get_by_role("combobox").select_option("en,vi")
            of_pages = page.get_by_role("group", name="Trang hiện lúc chờ", exact=True)
            of_pages.get_by_label("Đặt riêng ở đây").check()
            page.locator("[name=title-0]").fill("Giá rau hôm nay")
            page.locator("[name=title_en-0]").fill("Prices of the day")
            of_pictures = page.get_by_role("group", name="Ảnh màn hình từ xa")
            of_pictures.get_by_label("Đặt riêng ở đây").check()
            of_pictures.get_by_role("combobox").select_option("yes")
            page.get_by_role("button", name="Lưu").click()
            assert "Đã lưu" in page.locator(".told").inner_text()
            kiosk.until(lambda: shown(kiosk, "screen", "language") == "en", PATIENCE_S)
            kiosk.until(lambda: shown(kiosk, "board", "title") == "Prices of the day", PATIENCE_S)
            wait_until(kiosk, lambda: is_well(page, url))
            look_at_screen(page, kiosk)
            close_market(page, url, kiosk)
