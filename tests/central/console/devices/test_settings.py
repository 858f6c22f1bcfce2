"""Settings at the console: set here or inherited, given back, wrong values at their field, two who change the same."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from sqlalchemy import Connection, Engine, select

from kiosk.central.console.devices.settings_form import fields_of, read_settings
from kiosk.central.console.devices.settings_words import closed_days, usual, written
from kiosk.central.console.typed import Typed
from kiosk.central.kiosks.levels import CITY, kiosk_key, level, market_key, put_settings
from kiosk.central.people.changes import Deed
from kiosk.central.people.rights import Caller, Right, Role
from kiosk.central.people.tables import changes
from kiosk.messages.unit_settings import KioskSettings, OpeningHours, QuietHours, WaitingPage
from kiosk.messages.wave import WantedRelease
from kiosk.words import Words
from tests.central.console.browsing import Visitor
from tests.central.kiosks.paired import NOW, Unit, pair

Enter = Callable[..., Visitor]
MARKET = "/console/devices/settings/markets/M1"
DEED = Deed(Caller("u1", "one", ()), Right.CHANGE_KIOSKS, NOW)
VI = Words("vi")
WHOLE = KioskSettings(
    languages=("en", "vi"),
    opening_hours=(
        OpeningHours(weekday=1, opens="03:00", closes="11:00"),
        OpeningHours(weekday=1, opens="15:00", closes="19:00"),
        OpeningHours(weekday=2, opens="03:00", closes="11:00"),
    ),
    volume=0,
    brightness=70,
    quiet=(QuietHours(begins="22:00", ends="05:00", volume=20), QuietHours(begins="05:00", ends="06:00", volume=0)),
    waiting=(WaitingPage(title="Chợ hôm nay", title_en="Today", text="Rau\ncủ"),),
    low_reach=True,
    less_motion=False,
)


@pytest.fixture
def unit(engine: Engine) -> Unit:
    return pair(engine)


def put(engine: Engine, key: str, settings: KioskSettings) -> None:
    with engine.begin() as connection:
        put_settings(connection, DEED, key, settings)


def at(engine: Engine, key: str) -> KioskSettings:
    with engine.connect() as connection:
        return level(connection, key).settings


def version_in(page: str) -> str:
    found = re.search(r'name="version" value="(\w+)"', page)
    assert found is not None
    return found[1]


def test_form_of_what_is_set_gives_the_same_again() -> None:
    typed = Typed(tuple(fields_of(WHOLE).items()))
    assert read_settings(typed, KioskSettings(), VI) == WHOLE
    assert read_settings(Typed(tuple(fields_of(KioskSettings()).items())), WHOLE, VI) == KioskSettings()


def test_form_leaves_the_wanted_release_alone() -> None:
    wanted = WantedRelease(version="0.2.0", percent=10)
    read = read_settings(Typed(), KioskSettings(release=wanted, volume=5), VI)
    assert read == KioskSettings(release=wanted)


@pytest.mark.parametrize("text", ["3:00-11:00", "03.00 – 11.00", "3h00—11h00;"])
def test_hours_are_read_as_people_write_them(text: str) -> None:
    read = read_settings(Typed((("said-opening_hours", "here"), ("day-2", text))), KioskSettings(), VI)
    assert read == KioskSettings(opening_hours=(OpeningHours(weekday=2, opens="03:00", closes="11:00"),))


def test_settings_are_written_in_a_line_each() -> None:
    said = written(WHOLE, VI)
    assert said["opening_hours"] == ("Thứ Hai 03:00–11:00, 15:00–19:00; Thứ Ba 03:00–11:00; Thứ Tư – Chủ Nhật đóng cửa")
    assert (said["languages"], said["volume"], said["waiting"]) == (
        "Tiếng Anh, Tiếng Việt",
        "0\u00a0%",
        "Chợ hôm nay: Rau\ncủ",
    )
    assert said["brightness"] == "70\u00a0%"
    assert said["quiet"] == "22:00–05:00 20\u00a0%, 05:00–06:00 0\u00a0%"
    assert (said["low_reach"], said["less_motion"]) == ("Ở nửa dưới", "Chuyển động như bình thường")
    assert set(written(KioskSettings(), VI).values()) == {""}


def test_every_matter_says_what_a_unit_does_where_nobody_set_it() -> None:
    said = usual(VI)
    assert (said["volume"], said["opening_hours"], said["languages"]) == (
        "60\u00a0%",
        "luôn mở cửa",
        "Tiếng Việt, Tiếng Anh",
    )
    assert all(said.values())


@pytest.mark.parametrize(
    ("open_days", "closed"),
    [({1}, "Thứ Ba – Chủ Nhật"), ({2, 3, 5}, "Thứ Hai, Thứ Năm, Thứ Bảy – Chủ Nhật"), (set(range(1, 8)), "")],
)
def test_days_without_hours_are_named(open_days: set[int], closed: str) -> None:
    assert closed_days(open_days, VI) == closed


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"said-volume": "here", "volume": ""}, "volume"),
        ({"said-volume": "here", "volume": "101"}, "volume"),
        ({"said-volume": "here", "volume": "to"}, "volume"),
        ({"said-brightness": "here", "brightness": "9"}, "brightness"),
        ({"said-brightness": "here"}, "brightness"),
        ({"said-languages": "here", "languages": "fr"}, "languages"),
        ({"said-opening_hours": "here", "day-3": "25:00-26:00"}, "day-3"),
        ({"said-opening_hours": "here", "day-3": "11:00-03:00"}, "day-3"),
        ({"said-opening_hours": "here", "day-3": "sáng"}, "day-3"),
        ({"said-opening_hours": "here", "day-3": "3:00-4:00," * 20}, "day-3"),
        ({"said-opening_hours": "here"}, "day-1"),
        ({"said-quiet": "here"}, "quiet"),
        ({"said-quiet": "here", "quiet": "22:00-05:00"}, "quiet"),
        ({"said-quiet": "here", "quiet": "22:00-05:00 101"}, "quiet"),
        ({"said-quiet": "here", "quiet": "5:00-5:00 20"}, "quiet"),
        ({"said-quiet": "here", "quiet": "5:00-6:00 20, mai"}, "quiet"),
        ({"said-quiet": "here", "quiet": ",".join(["5:00-6:00 20"] * 5)}, "quiet"),
        ({"said-low_reach": "here", "low_reach": "cao"}, "low_reach"),
        ({"said-less_motion": "here"}, "less_motion"),
        ({"said-waiting": "here", "title-1": "Chợ"}, "title_en-1"),
        ({"said-waiting": "here", "title-0": "a", "title_en-0": "b", "text-0": "x" * 601}, "text-0"),
        ({"said-waiting": "here"}, "title-0"),
    ],
    ids=str,
)
def test_wrong_value_is_told_at_its_field_and_nothing_is_set(
    engine: Engine, enter: Enter, typed: dict[str, str], field: str
) -> None:
    answer = enter(Role.BOARD, market_id="M1").post(MARKET, **typed)
    assert (answer.status_code, f'id="e-{field}"' in answer.text) == (422, True)
    assert at(engine, market_key("M1")) == KioskSettings()


@pytest.mark.one_database
@pytest.mark.parametrize("matter", ["low_reach", "less_motion"])
def test_board_chooses_for_one_kiosk_and_the_page_shows_what_it_chose(
    engine: Engine, enter: Enter, unit: Unit, matter: str
) -> None:
    board, path = enter(Role.BOARD, market_id="M1"), f"/console/devices/{unit.id}/settings"
    version = version_in(board.get(path).text)
    done = board.post(path, version=version, **{f"said-{matter}": "here", matter: "yes"})
    assert (done.status_code, at(engine, kiosk_key(unit.id))) == (303, KioskSettings.model_validate({matter: True}))
    field = re.search(rf'<select[^>]*name="{matter}".*?</select>', board.get(path).text, re.DOTALL)
    assert field is not None
    assert re.search(r'value="yes" selected', field[0])


def test_kiosk_differs_from_its_market_and_gives_it_back(engine: Engine, enter: Enter, unit: Unit) -> None:
    put(engine, CITY, KioskSettings(volume=50, languages=("en",)))
    put(engine, market_key("M1"), KioskSettings(volume=60))
    board, path = enter(Role.BOARD, market_id="M1"), f"/console/devices/{unit.id}/settings"
    page = board.get(path).text
    assert "Theo chợ: <strong>60\xa0%</strong>" in page
    assert "Theo thành phố: <strong>" in page
    done = board.post(path, version=version_in(page), **{"said-volume": "here", "volume": "0"})
    assert (done.status_code, at(engine, kiosk_key(unit.id))) == (303, KioskSettings(volume=0))
    assert "Trạm 1</a>: Âm lượng" in board.get(MARKET).text
    back = board.post(path, version=version_in(board.get(path).text), **{"said-volume": "wider", "volume": "0"})
    assert (back.status_code, at(engine, kiosk_key(unit.id))) == (303, KioskSettings())
    assert "Trạm 1</a>: Âm lượng" not in board.get(MARKET).text


def test_of_two_who_set_the_same_the_second_is_shown_the_difference(engine: Engine, enter: Enter) -> None:
    first, second = enter(Role.BOARD, "chị Lan", market_id="M1"), enter(Role.BOARD, market_id="M1")
    version = version_in(second.get(MARKET).text)
    first.post(MARKET, version=version, **{"said-volume": "here", "volume": "10"})
    answer = second.post(MARKET, version=version, **{"said-volume": "here", "volume": "80"})
    assert (answer.status_code, at(engine, market_key("M1")).volume) == (409, 10)
    assert "chị Lan" in answer.text
    assert "<td>10\xa0%</td><td>80\xa0%</td>" in answer.text
    assert 'value="80"' in answer.text
    again = second.post(MARKET, version=version_in(answer.text), **{"said-volume": "here", "volume": "80"})
    assert (again.status_code, at(engine, market_key("M1")).volume) == (303, 80)


@pytest.mark.one_database
def test_wave_that_was_set_meanwhile_is_no_conflict_and_stays(engine: Engine, enter: Enter) -> None:
    board = enter(Role.BOARD, market_id="M1")
    version = version_in(board.get(MARKET).text)
    wanted = WantedRelease(version="0.2.0", percent=1)
    put(engine, market_key("M1"), KioskSettings(release=wanted))
    assert board.post(MARKET, version=version, **{"said-volume": "here", "volume": "80"}).status_code == 303
    assert at(engine, market_key("M1")) == KioskSettings(release=wanted, volume=80)


def changes_of(connection: Connection, key: str) -> int:
    return len(connection.execute(select(changes.c.id).where(changes.c.key == key)).all())


@pytest.mark.one_database
def test_preview_shows_what_is_typed_and_saves_nothing(engine: Engine, enter: Enter) -> None:
    board = enter(Role.BOARD, market_id="M1")
    typed = {"said-languages": "here", "languages": "en,vi", "said-waiting": "here", "title-0": "Giá hôm nay"}
    shown = board.post(MARKET, preview="yes", **typed, **{"title_en-0": "Prices of the day"})
    assert (shown.status_code, 'class="screen" lang="en"' in shown.text) == (200, True)
    assert "<strong>Prices of the day</strong>" in shown.text
    with engine.connect() as connection:
        assert changes_of(connection, market_key("M1")) == 0


@pytest.mark.one_database
def test_saving_what_stands_makes_no_new_version(engine: Engine, enter: Enter) -> None:
    board = enter(Role.BOARD, market_id="M1")
    assert board.post(MARKET, version=version_in(board.get(MARKET).text)).status_code == 303
    with engine.connect() as connection:
        assert changes_of(connection, market_key("M1")) == 0


@pytest.mark.one_database
def test_board_sets_its_own_market_alone(engine: Engine, enter: Enter, unit: Unit) -> None:
    other = enter(Role.BOARD, market_id="M2")
    assert {other.get(path).status_code for path in (MARKET, f"/console/devices/{unit.id}/settings")} == {403}
    for path in (MARKET, f"/console/devices/{unit.id}/settings", "/console/devices/settings/city"):
        assert other.post(path, **{"said-volume": "here", "volume": "80"}).status_code == 403
    technician = enter(Role.TECHNICIAN).get(MARKET).text
    assert '<fieldset class="card matter" disabled>' in technician


@pytest.mark.one_database
def test_page_names_the_default_that_is_inherited(enter: Enter) -> None:
    page = enter(Role.BOARD, market_id="M1").get(MARKET).text
    assert "Theo mặc định của trạm: <strong>60\xa0%</strong>" in page
    assert page.count("Theo mặc định của trạm: <strong>") == page.count("Theo mặc định của trạm")


@pytest.mark.one_database
@pytest.mark.usefixtures("unit")
def test_hours_of_monday_alone_say_that_the_other_days_are_closed(enter: Enter) -> None:
    board = enter(Role.BOARD, market_id="M1")
    monday = {"said-opening_hours": "here", "day-1": "03:00-11:00"}
    board.post(MARKET, version=version_in(board.get(MARKET).text), **monday)
    page = board.get(MARKET).text
    assert "Ngày không ghi giờ là ngày đóng cửa" in page
    assert "Đóng cửa cả ngày: Thứ Ba – Chủ Nhật" in page
    every_day = {f"day-{day}": "03:00-11:00" for day in range(1, 8)}
    board.post(MARKET, version=version_in(page), **{**monday, **every_day})
    assert "Đóng cửa cả ngày" not in board.get(MARKET).text


@pytest.mark.one_database
def test_market_without_a_kiosk_is_not_told_that_one_gets_it(enter: Enter) -> None:
    board = enter(Role.BOARD, market_id="M1")
    board.post(MARKET, version=version_in(board.get(MARKET).text), **{"said-volume": "here", "volume": "80"})
    page = board.get(MARKET).text
    assert "Ở đây chưa có trạm nào" in page
    assert "nửa phút" not in page


@pytest.mark.one_database
def test_preview_of_low_buttons_has_the_languages_at_its_foot(enter: Enter) -> None:
    board = enter(Role.BOARD, market_id="M1")
    usual_screen = board.get(MARKET).text
    low = board.post(MARKET, preview="yes", **{"said-low_reach": "here", "low_reach": "yes"}).text
    assert usual_screen.index('class="languages"') < usual_screen.index('class="waits"')
    assert low.index('class="languages"') > low.index('class="waits"')
