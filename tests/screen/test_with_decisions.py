"""Browser, console, publishing, sync and screen, all real: two people decide, and a running kiosk's screen shows it.

A shopper of the same kiosk takes a result along, and reports one.
"""

from __future__ import annotations

import csv
import io
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

import httpx
import openpyxl
import pytest
from playwright.sync_api import Browser, Page, Route, expect
from PySide6.QtGui import QGuiApplication
from sqlalchemy import select

from bench.console_pages import window
from bench.phone_pages import browser
from kiosk.central.console.access.sessions import open_session
from kiosk.central.people.rights import Grant, Role
from kiosk.central.reports.tables import reports
from kiosk.clock import FixedClock
from kiosk.journal.event import Stand
from kiosk.journal.report_box import waiting
from kiosk.messages.local import Scanned
from kiosk.processes.screen.setup import ScreenSetup
from kiosk.sync.identity import write_identity
from kiosk.verdicts.gather import Place
from tests.central.console.browsing import add_person
from tests.central.kiosks.paired import KIOSK_ID
from tests.faults.city import GTIN, HOST, LOT, City, city_in, label_of, trust_list_text
from tests.screen.hand import Hand, codes_on
from tests.screen.part import Kiosk
from tests.screen.scene import ASSETS
from tests.sync.test_process import CODE, sync

PATIENCE_S = 40.0
GENUINE, RECALLED = "Mã xác thực đúng, nguồn gốc rõ", "Lô hàng đang bị thu hồi"
DECISIONS = "/console/decisions"

SENDS_AT_ONCE = """
from functools import partial
from kiosk.processes.sync import outbox as of_unit
from kiosk.sync import outbox
outbox.LOOK_EVERY_S = 0.5
of_unit.Outbox = partial(outbox.Outbox, wait_s=0.0)
"""
"""Sync as ever, but that its rows wait for no others: that is hours."""


@dataclass
class Stage:
    """A city, one kiosk of it that runs here, and a browser."""

    city: City
    kiosk: Kiosk
    started: Browser
    packs: int = 0

    @contextmanager
    def seat(self, name: str, grant: Grant) -> Iterator[Page]:
        """Give a window in which somebody new is signed in."""
        user_id = add_person(self.city.engine, name, grant)
        with self.city.engine.begin() as connection:
            token = open_session(connection, user_id, self.city.clock.now().at)
        with window(self.started, "vi") as (context, page):
            context.add_cookies([{"name": "session", "value": token, "url": self.city.url}])
            yield page

    def shows(self, wanted: str) -> None:
        """Hold up packs that nobody has held up yet, until the screen says `wanted` of one.

        On a busy machine the centre's answer may come too late for a pack, which then says so.
        """
        end = time.monotonic() + PATIENCE_S
        while self.kiosk.headline != wanted:
            assert time.monotonic() < end, self.kiosk.headline
            self._hold_up()

    def _hold_up(self) -> None:
        self.packs += 1
        before = len(self.kiosk.rows())
        scanned = Scanned(
            content=label_of(self.packs), symbology="]Q1", frame_ns=time.monotonic_ns(), frames=2, decode_ms=3.0
        )
        self.kiosk.camera.say(scanned)
        self.kiosk.until(lambda: len(self.kiosk.rows()) > before, PATIENCE_S)
        soon = time.monotonic() + 2.0
        self.kiosk.until(lambda: time.monotonic() > soon or self.kiosk.headline in {GENUINE, RECALLED}, PATIENCE_S)

    @contextmanager
    def phone(self) -> Iterator[Page]:
        """Give a phone for which the city's host is its centre, and no other host is there."""

        def answer(route: Route) -> None:
            path = route.request.url.removeprefix(f"https://{HOST}")
            if not path.startswith("/"):
                route.abort()
                return
            got = httpx.get(self.city.url + path, headers=route.request.headers, follow_redirects=True)
            route.fulfill(status=got.status_code, headers={"content-type": got.headers["content-type"]}, body=got.text)

        context = self.started.new_context(viewport={"width": 390, "height": 844}, locale="vi")
        context.route("**/*", answer)
        yield context.new_page()
        context.close()

    def codes(self) -> list[str]:
        """Return what a phone reads on the kiosk's screen."""
        return codes_on(self.kiosk.part._window.picture())

    def emergency(self) -> object:
        """Return the emergency on the screen; "" for none."""
        return self.kiosk.part._window.models.board.property("emergency")


@pytest.fixture(scope="module")
def stage(app: QGuiApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    folder = tmp_path_factory.mktemp("unit")
    (folder / "release.json").write_text(f'{{"trust": {trust_list_text()}, "schemes": []}}', "utf-8")
    with ExitStack() as stack:
        city = stack.enter_context(city_in(tmp_path_factory.mktemp("city")))
        write_identity(folder, city.unit(1))
        setup = ScreenSetup(
            runtime_dir=folder,
            journal_path=folder / "journal.db",
            lists_path=folder / "release.json",
            kept_lists_path=folder / "lists.good.json",
            assets=ASSETS,
            clock=FixedClock(city.at),
            stand=Stand("", "", "0.1.0", is_enrolled=True),
            place=Place("", is_enrolled=True),
            is_headless=True,
        )
        kiosk = Kiosk(app, setup)
        stack.callback(kiosk.close)
        kiosk.sync.close()
        stack.enter_context(sync(folder, None, code=SENDS_AT_ONCE + CODE))
        made = Stage(city, kiosk, stack.enter_context(browser()))
        kiosk.until(lambda: kiosk.part._window.models.status.property("network") == "online", PATIENCE_S)
        yield made


@pytest.mark.timeout(4 * PATIENCE_S)
def test_phone_takes_a_result_along_and_is_told_where_its_seal_was_checked(stage: Stage) -> None:
    stage.shows(GENUINE)
    (link,) = stage.codes()
    assert link.startswith(f"https://{HOST}/01/{GTIN}/10/{LOT}/21/")
    assert "from=kiosk" in link
    assert "s=" not in link
    with stage.phone() as page:
        page.goto(link)
        shown = page.locator("main").inner_text()
    assert "Chữ ký đã kiểm tra tại trạm, không phải ở đây." in shown
    assert "Rau muống" in shown
    assert LOT in shown


@pytest.mark.timeout(4 * PATIENCE_S)
def test_report_of_two_touches_stands_at_the_centre_and_a_phone_follows_it(stage: Stage) -> None:
    stage.shows(GENUINE)
    hand = Hand(stage.kiosk)
    for name in ("report", "reason-label_tampered", "send"):
        hand.touch(name)
    (link,) = stage.codes()
    state = stage.kiosk.setup.journal_path.parent
    (kept,) = waiting(state)
    stage.kiosk.until(lambda: waiting(state) == (), PATIENCE_S)
    with stage.city.engine.connect() as connection:
        row = connection.execute(select(reports)).one()
    assert (row.number, row.reason, row.gtin, row.lot) == (kept.number, "label_tampered", GTIN, LOT)
    assert (row.headline, row.market_id, row.kiosk_id) == ("genuine", "M1", KIOSK_ID.format(1))
    with stage.phone() as page:
        page.goto(link)
        shown = page.locator("main").inner_text()
    assert kept.number in shown
    assert "Đã nhận" in shown


@pytest.mark.timeout(4 * PATIENCE_S)
def test_lot_that_two_people_recall_turns_from_green_to_red(stage: Stage) -> None:
    stage.shows(GENUINE)
    with stage.seat("chị Lan", Grant(Role.SUPERVISOR)) as one, stage.seat("anh Minh", Grant(Role.DEPARTMENT)) as other:
        one.goto(f"{stage.city.url}{DECISIONS}/recalls/new")
        one.get_by_label("Tìm tên, GTIN hoặc PLU").fill("rau muong")
        one.get_by_role("button", name="Tìm").first.click()
        one.locator(f"[name=gtins][value='{GTIN}']").check()
        one.get_by_label("Lô khác").fill(LOT)
        one.get_by_label("Hình thức").select_option("mandatory")
        one.get_by_label("Lý do, như người mua sẽ đọc").first.fill("Dư lượng thuốc bảo vệ thực vật")
        one.get_by_label("Cơ quan hoặc cơ sở quyết định").first.fill("Chi cục mẫu")
        one.get_by_label("Số văn bản").fill("31/TB")
        one.get_by_label("Căn cứ pháp lý").first.fill("Thông tư 17/2021/TT-BNNPTNT")
        one.get_by_role("button", name="Xem người mua thấy gì").click()
        assert RECALLED in one.locator(".banner.stop").inner_text()
        one.get_by_role("button", name="Gửi người thứ hai duyệt").click()
        other.goto(f"{stage.city.url}{DECISIONS}")
        other.get_by_role("link", name="Đề nghị thu hồi").click()
        other.locator("summary", has_text="Duyệt").first.click()
        other.get_by_role("button", name="Duyệt", exact=True).click()
        assert "Đã duyệt" in other.get_by_role("status").inner_text()
    stage.shows(RECALLED)
    with stage.seat("chị Hoa", Grant(Role.SUPERVISOR)) as page:
        find_red_scan(stage, page)
        export_what_is_filtered(page)


def find_red_scan(stage: Stage, page: Page) -> None:
    """Filter the scans by what the screen showed, and open the one that the kiosk has sent; come back to the list."""
    page.goto(f"{stage.city.url}/console/usage/scans")
    page.get_by_label("Kết quả").select_option("stop")
    page.wait_for_url("**level=stop**")
    found = page.locator("#list tbody tr", has_text=RECALLED)

    def is_sent() -> bool:
        page.reload()
        return found.count() > 0

    stage.kiosk.until(is_sent, PATIENCE_S)
    found.first.get_by_role("link").click()
    expect(page.get_by_text(RECALLED)).to_have_count(2)  # then and now
    assert LOT in page.locator("dl.facts").last.inner_text()
    page.go_back()


def export_what_is_filtered(page: Page) -> None:
    """Save the scans of the filter as CSV and XLSX: no green one among them."""
    with page.expect_download() as csv_file:
        page.get_by_role("link", name="CSV").click()
    with page.expect_download() as xlsx_file:
        page.get_by_role("link", name="XLSX").click()
    rows = list(csv.DictReader(csv_file.value.path().read_text("utf-8-sig").splitlines()))
    sheet = openpyxl.load_workbook(io.BytesIO(xlsx_file.value.path().read_bytes())).active
    assert sheet is not None
    assert {(row["verdict"], row["lot"]) for row in rows} == {(RECALLED, LOT)}
    assert sheet.max_row == len(rows) + 1


@pytest.mark.timeout(4 * PATIENCE_S)
def test_emergency_stands_on_the_waiting_screen_and_is_gone_with_its_end(stage: Stage) -> None:
    with (
        stage.seat("ban chợ", Grant(Role.BOARD, market_id="M1")) as one,
        stage.seat("phó ban", Grant(Role.BOARD, market_id="M1")) as other,
    ):
        one.goto(f"{stage.city.url}{DECISIONS}/notices/new")
        one.get_by_label("Thông báo khẩn").check()
        one.get_by_label("Nội dung", exact=True).fill("Có cháy ở nhà B")
        one.get_by_label("Nội dung bằng tiếng Anh").fill("Fire in hall B")
        one.get_by_role("button", name="Gửi thông báo").click()
        stage.kiosk.until(lambda: stage.emergency() == "Có cháy ở nhà B", PATIENCE_S)
        other.goto(f"{stage.city.url}{DECISIONS}")
        other.get_by_role("link", name="Đề nghị thông báo").click()
        other.locator("summary", has_text="Duyệt").first.click()
        other.get_by_role("button", name="Duyệt", exact=True).click()
        other.get_by_role("link", name="Xem thông báo").click()
        other.locator("summary", has_text="Kết thúc trước hạn").click()
        other.get_by_role("button", name="Kết thúc trước hạn").click()
        one.goto(f"{stage.city.url}{DECISIONS}")
        one.get_by_role("link", name="Đề nghị gỡ thông báo").click()
        one.locator("summary", has_text="Duyệt").first.click()
        one.get_by_role("button", name="Duyệt", exact=True).click()
    stage.kiosk.until(lambda: stage.emergency() == "", PATIENCE_S)
