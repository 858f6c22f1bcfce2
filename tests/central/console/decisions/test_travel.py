"""Which kiosks have a recall or a drill, and how many minutes it took: as the pages say it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import Engine

from kiosk.central.console.decisions.travel import points_of
from kiosk.central.kiosks.arrivals import Arrival, note_received
from kiosk.central.publishing.held import note_published, unpublished
from tests.central.conftest import NOW
from tests.central.console.browsing import Visitor
from tests.central.console.decisions.conftest import DECISIONS, RECALL, decide
from tests.central.kiosks.paired import Unit, pair

OLD = NOW - timedelta(days=9)
DRILL = {"occasion": "Diễn tập quý 4"}


@pytest.fixture
def units(engine: Engine) -> list[Unit]:
    return [pair(engine, "M1", number, paired_at=OLD) for number in (1, 2, 3)] + [pair(engine, "M2", 4, paired_at=OLD)]


def publish(engine: Engine) -> None:
    with engine.begin() as connection:
        note_published(connection, unpublished(connection), NOW)


def has_it(engine: Engine, unit: Unit, minutes: float) -> None:
    with engine.begin() as connection:
        note_received(connection, unit.id, NOW, NOW + timedelta(minutes=minutes))


def shares(page: str) -> list[str]:
    return re.findall(r'class="share"><strong>([^<]+)</strong>', page)


@pytest.mark.parametrize(("what", "typed"), [("recalls", RECALL), ("drills", DRILL)])
def test_page_says_who_has_it_and_minutes_to_50_95_and_100_of_100(
    engine: Engine, one: Visitor, other: Visitor, units: list[Unit], what: str, typed: dict[str, str]
) -> None:
    standing = decide(one, other, what, typed)
    assert "Đang chờ công bố" in one.get(standing).text
    publish(engine)
    for unit, minutes in zip(units[1:], (0.5, 1.5, 4.0), strict=True):
        has_it(engine, unit, minutes)
    page = one.get(standing).text
    assert shares(page) == ["3 / 4", "1,5", "–", "–"]
    assert page.index("Chưa nhận") < page.index("23/11/2026 09:01")
    has_it(engine, units[0], 7)
    assert shares(one.get(standing).text) == ["4 / 4", "1,5", "7,0", "7,0"]


@pytest.mark.one_database
def test_board_is_told_of_its_own_kiosks(
    engine: Engine, one: Visitor, other: Visitor, board: Visitor, units: list[Unit]
) -> None:
    standing = decide(one, other, "recalls", RECALL)
    publish(engine)
    assert shares(board.get(standing).text)[0] == "0 / 3"
    assert shares(one.get(f"{standing}?market=M2").text)[0] == "0 / 1"


@pytest.mark.one_database
def test_second_drill_within_the_hour_is_told_why_not(engine: Engine, one: Visitor, other: Visitor) -> None:
    decide(one, other, "drills", DRILL)
    again = one.post(f"{DECISIONS}/drills/new", **DRILL)
    assert (again.status_code, "chưa đầy một giờ" in again.text) == (409, True)
    assert one.post(f"{DECISIONS}/drills/new", occasion="").status_code == 422
    assert DRILL["occasion"] in one.get(f"{DECISIONS}/drills").text


def test_line_rises_with_each_kiosk_and_ends_where_the_last_one_had_it() -> None:
    rows = [Arrival(str(number), "M1", NOW + timedelta(minutes=number)) for number in (1, 2)]
    rows += [Arrival("3", "M1", None), Arrival("4", "M1", None)]
    assert points_of(rows, NOW) == "0.0,90.0 300.0,90.0 300.0,67.5 600.0,67.5 600.0,45.0"
    assert points_of(rows[2:], NOW) == ""
