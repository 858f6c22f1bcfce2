"""The page of a label says what the kiosk says, in words for a phone, small and without a script."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
from sqlalchemy import Engine, select
from starlette.testclient import TestClient

from bench.phone_pages import AT, PageStory, stories
from bench.samples.seals import HOST
from bench.samples.stories import STORIES
from kiosk.central.app import create_app
from kiosk.central.pages.tables import page_views
from kiosk.central.service import Service, service_over
from kiosk.moment import Moment
from kiosk.verdicts.verdict import Headline
from kiosk.words import LANGUAGES, PhoneWords
from tests.central.pages.conftest import browser_headers
from tests.central.pages.test_help import Tags

pytestmark = pytest.mark.one_database

PAGES = {story.name: story for story in stories()}
LABELS = {story.story: story for story in STORIES if story.story in PAGES}
MOST_BYTES = 30_000
OF_A_STATION = ("trạm này", "ô sáng", "tại trạm đã", "this point", "hold up")
"""What only somebody who stands before a scan point can be told."""
NEVER_SAID = ("hàng giả", "chính hãng", "tem thật", "fake", "counterfeit")


def shown(phone: TestClient, story: PageStory, language: str = "vi") -> str:
    """Return the text of the page, tags left out."""
    html = phone.get(story.path, headers=browser_headers(language)).text
    return " ".join(unescape(re.sub("<[^>]+>", " ", html.partition("</style>")[2])).split())


@pytest.mark.parametrize("story", LABELS)
def test_verdict_is_that_of_the_kiosk(phone: TestClient, story: str) -> None:
    html = phone.get(PAGES[story].path, headers=browser_headers("vi")).text
    banner = re.search(r'<section class="banner ([a-z]+)">.*?<h1>(.*?)</h1>', html, re.DOTALL)
    assert banner is not None
    words = PhoneWords("vi")
    assert banner[1] == LABELS[story].level
    assert unescape(banner[2]) == words(f"headline.{LABELS[story].headline}")


def test_every_headline_that_a_phone_can_meet_has_a_page() -> None:
    never = {
        Headline.PRACTICE,  # this centre is a demonstration
        Headline.LOOK_ALIKE,  # its address leads elsewhere
        Headline.OTHER_SCHEME,
        Headline.SHOP_CODE,
        Headline.NOT_PRODUCE,
        Headline.CLOCK_UNSURE,  # this centre's clock is trusted; one that is not has its test below
        Headline.STALE,  # what the centre knows is of now
    }
    met = {label.headline for label in LABELS.values()} | {Headline(name) for name in PAGES if name in set(Headline)}
    assert met == set(Headline) - never


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("story", PAGES)
def test_page_is_small_whole_and_its_own(phone: TestClient, story: str, language: str) -> None:
    answer = phone.get(PAGES[story].path, headers=browser_headers(language))
    assert answer.status_code == (400 if story == "faulty_code" else 200)
    head = sum(len(name) + len(value) + 4 for name, value in answer.headers.items())
    assert len(answer.content) + head <= MOST_BYTES
    tags = Tags(answer.text)
    assert not {"script", "iframe", "link rel=stylesheet"} & set(tags.tags)
    assert [address for address in tags.addresses if not address.startswith(("/", "?", "#"))] == []
    assert answer.headers["cache-control"] == "private, no-store"
    text = shown(phone, PAGES[story], language).lower()
    assert [phrase for phrase in (*OF_A_STATION, *NEVER_SAID) if phrase in text] == []


@pytest.mark.parametrize("story", ["genuine", "unsealed", "forged"])
def test_real_service_says_of_a_practice_label_that_it_is_for_practice(
    sample: tuple[Engine, TestClient], story: str
) -> None:
    real = TestClient(create_app(service_over(sample[0], lambda: AT)), base_url=f"https://{HOST}")
    html = real.get(PAGES[story].path, headers=browser_headers("vi")).text
    assert f"<h1>{PhoneWords('vi')('headline.practice')}</h1>" in unescape(html)


def test_centre_whose_clock_is_not_trusted_says_so(sample: tuple[Engine, TestClient]) -> None:
    doubted = Moment(AT, is_trusted=False, floor=AT - timedelta(days=1))
    service = Service(sample[0], sample[0], lambda: doubted, is_demonstration=True)
    phone = TestClient(create_app(service), base_url=f"https://{HOST}")
    assert f" {PhoneWords('vi')('headline.clock_unsure')} " in shown(phone, PAGES["genuine"])


def test_lot_that_nobody_registered_is_said_to_be_none(phone: TestClient) -> None:
    text = shown(phone, PAGES["lot_unknown"])
    assert "Lô này chưa được đăng ký Lô X9917" in text
    assert "Hệ thống không có lô X9917." in text
    assert "HTX Rau mẫu" in text
    assert "Mã xác thực đúng" not in text


def test_unknown_product_says_nothing_of_the_goods(phone: TestClient) -> None:
    text = shown(phone, PAGES["product_unknown"])
    assert "Chưa có trong hệ thống" in text
    assert "Điều này không nói lên hàng tốt hay xấu." in text


def test_code_to_take_along_says_where_the_seal_was_checked(phone: TestClient) -> None:
    text = shown(phone, PAGES["from_kiosk"], "en")
    assert "The lot is registered The seal was checked at the kiosk, not here." in text
    assert "Code verified" not in text


def test_faulty_code_gets_a_page_that_helps(phone: TestClient) -> None:
    answer = phone.get(PAGES["faulty_code"].path, headers=browser_headers("vi"))
    assert answer.status_code == 400
    assert "Mã này bị lỗi" in answer.text


def test_path_without_a_key_is_not_found(phone: TestClient) -> None:
    answer = phone.get("/label/hello", headers=browser_headers("vi"))
    assert answer.status_code == 404
    assert "Không có trang này" in answer.text


def test_sold_pack_is_told_when(phone: TestClient) -> None:
    text = shown(phone, PAGES["reused"])
    assert "Hàng mang mã này đã bán Theo sổ ghi, hàng này bán lúc 20/11/2026, 10:15." in text
    assert "Nếu bạn đã mua hàng này thì bình thường." in text


def test_way_shows_places_and_hides_who_carried(phone: TestClient) -> None:
    text = shown(phone, PAGES["genuine"])
    way = text.partition("Đường đi của hàng")[2]
    assert "Thu hoạch 22/11 · 05:30 Ruộng số 2, Xã Phúc Thịnh, Hà Nội theo HTX Rau mẫu" in way
    assert "Vận chuyển 22/11 · 23:40 theo bên vận chuyển" in way
    assert "Vận tải mẫu" not in text


def test_recall_says_why_who_and_where_to_return(phone: TestClient) -> None:
    text = shown(phone, PAGES["recalled"])
    for said in ("Phát hiện hàn the", "Sở Nông nghiệp và Môi trường Hà Nội", "128/TB-MẪU", "Nơi nhận trả: Quầy A1"):
        assert said in text


def test_facts_say_who_states_them_and_what_is_missing_is_left_out(phone: TestClient) -> None:
    goods = shown(phone, PAGES["genuine"]).partition("Thông tin về hàng")[2]
    assert goods.startswith(
        " Sản phẩm Rau muống VietGAP, bó 500 g GTIN 09521234543213 Lô L2611A"
        " Nơi làm ra Ruộng số 2, Xã Phúc Thịnh, Hà Nội Thu hoạch 22/11/2026 Đóng gói 22/11/2026"
        " Dùng đến 25/11/2026 theo HTX Rau mẫu"
        " Nơi sản xuất HTX Rau mẫu Địa chỉ Xã Phúc Thịnh, Hà Nội Mã cơ sở HNP00417S GLN 9521234000013"
        " theo sổ đăng ký của thành phố Số của tem FKN0QFV8 theo tem này"
    )
    assert "Dùng tốt nhất trước" not in goods


@pytest.mark.parametrize("story", ["forged", "withdrawn", "copied"])
def test_doubted_label_shows_no_record_of_another(phone: TestClient, story: str) -> None:
    text = shown(phone, PAGES[story])
    assert "Thông tin về hàng" not in text
    assert "Đường đi của hàng" not in text


def test_openings_are_told_of_a_sealed_serial_and_nothing_else_is_kept(
    phone: TestClient, sample: tuple[Engine, TestClient]
) -> None:
    story = PAGES["copy_suspected"]
    before = shown(phone, story)
    again = shown(phone, story)
    number = int(re.search(r"Trang này đã mở (\d+) lần từ 23/11/2026", again)[1])  # type: ignore[index]
    assert number >= 2
    phone.head(story.path)
    phone.get(story.path, headers={**browser_headers("vi"), "Sec-Purpose": "prefetch"})
    assert f"đã mở {number + 1} lần" in shown(phone, story)
    assert "Trạm quét đã kiểm tra 6 lần; lần đầu 20/11/2026, 07:20, Chợ đầu mối Minh Khai." in before
    for unsealed in ("seal_missing", "lot_unknown", "from_kiosk"):
        phone.get(PAGES[unsealed].path)
    with sample[0].connect() as connection:
        rows = connection.execute(select(page_views)).all()
    assert {row.serial for row in rows} <= {
        story.payload.partition("/21/")[2].partition("?")[0] for story in PAGES.values()
    }


def test_a_strangers_text_is_only_ever_shown_escaped(phone: TestClient) -> None:
    hostile = "/label/01/09521234543213/10/%3Cb%3Ehi%3C%2Fb%3E%22"
    answer = phone.get(hostile, headers=browser_headers("vi"))
    assert "<b>hi" not in answer.text
    assert "&lt;b&gt;hi&lt;/b&gt;&#34;" in answer.text


@pytest.mark.parametrize(
    "path", ["01/09521234543213?lang=en&lang=xx", "01/%FF", "01/09521234543213?%3Cscript%3E", "%2e%2e/01/x", "x" * 9000]
)
def test_whatever_is_asked_gets_a_page(phone: TestClient, path: str) -> None:
    answer = phone.get(f"/label/{path}", headers=browser_headers("vi"))
    assert answer.status_code in {200, 400, 404}
    assert "<script" not in answer.text


def test_serials_are_not_for_search_engines(phone: TestClient) -> None:
    assert phone.get(PAGES["genuine"].path).headers["x-robots-tag"] == "noindex"
    assert "x-robots-tag" not in phone.get(PAGES["lot_label"].path).headers


def test_seal_is_read_as_printed_with_the_switch_beside_it(phone: TestClient) -> None:
    answer = phone.get(PAGES["genuine"].path + "&lang=en", headers=browser_headers("vi"))
    assert "Code verified, origin known" in answer.text
    assert f'href="?{PAGES["genuine"].payload.partition("?")[2].replace("&", "&amp;")}&amp;lang=vi"' in answer.text


def test_page_at_another_name_of_the_service_reads_the_label_alike(phone: TestClient) -> None:
    answer = phone.get(PAGES["genuine"].path, headers={**browser_headers("vi"), "Host": "127.0.0.1:8000"})
    assert "Mã xác thực đúng, nguồn gốc rõ" in answer.text


def test_misprinted_lot_leads_to_what_was_meant_and_says_so(phone: TestClient) -> None:
    text = shown(phone, PAGES["corrected"])
    assert "Mã in sai, hồ sơ đã được sửa lại Tem in thừa một chữ A trong số lô." in text
    assert "Lô L2611A" in text
    assert "Lô này chưa được đăng ký" not in text
