"""The list of scans, newest first, each once; and one scan: what was shown beside what is known now."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import Engine

from kiosk.central.console.usage import rows as rows_module
from kiosk.central.console.usage.asked import Wanted
from kiosk.central.console.usage.rows import ScanRow, all_scans, scan_page
from kiosk.central.people.rights import Caller, Grant, Role
from kiosk.moment import hanoi_day
from tests.central.conftest import NOW
from tests.central.console.browsing import Visitor
from tests.central.console.usage.scanned import RED, Scan, store

Enter = Callable[..., Visitor]
TODAY = hanoi_day(NOW)
SPAN = Wanted(TODAY, TODAY + timedelta(days=5))
EVERYTHING = Caller("u", "supervisor", (Grant(Role.SUPERVISOR),))
BOARD = Caller("u", "board", (Grant(Role.BOARD, market_id="M1"),))


@pytest.fixture
def scanned(engine: Engine) -> list[str]:
    """Ids, oldest first: of k1 every 25 minutes, each tenth red, the second taken over by the third; one of k2."""
    scans = [
        Scan(NOW + timedelta(minutes=25 * number), RED if number % 10 == 9 else Scan(NOW).verdict)
        for number in range(40)
    ]
    scans[2] = Scan(scans[2].at, RED, replaces=2)
    ids = store(engine, "k1", "M1", scans)
    store(engine, "k2", "M2", [Scan(NOW + timedelta(minutes=3))])
    return ids


def whole(engine: Engine, caller: Caller, wanted: Wanted, limit: int) -> list[ScanRow]:
    from dataclasses import replace

    found: list[ScanRow] = []
    with engine.connect() as connection:
        for _ in range(100):
            page = scan_page(connection, caller, wanted, limit)
            found += page.rows
            if not page.next:
                return found
            wanted = replace(wanted, after=page.next)
    raise AssertionError("the pages have no end")


@pytest.mark.parametrize(("limit", "few"), [(1, 4), (7, 4), (50, 4), (7, 1)])
def test_pages_hold_every_scan_once_newest_first(
    engine: Engine, scanned: list[str], limit: int, few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rows_module, "FEW_MARKETS", few)
    found = [row.id for row in whole(engine, EVERYTHING, SPAN, limit)]
    assert found == sorted(found, reverse=True)
    assert len(found) == len(set(found)) == 40
    assert scanned[1] not in found  # row 2, which a late answer overtook
    assert len(whole(engine, BOARD, SPAN, limit)) == 39


def test_rare_verdict_is_found_over_short_pages(
    engine: Engine, scanned: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rows_module, "MAX_HOURS", 2)
    found = whole(engine, EVERYTHING, Wanted(SPAN.since, SPAN.until, level="stop"), 50)
    assert [row.id for row in found] == [scanned[number] for number in (39, 29, 19, 9, 2)]
    goods = Wanted(SPAN.since, SPAN.until, kiosk="k2", gtin="09521234543213")
    assert len(whole(engine, EVERYTHING, goods, 50)) == 1


def test_file_has_the_same_scans_as_the_list(engine: Engine, scanned: list[str]) -> None:
    pieces = list(all_scans(engine.connect, EVERYTHING, SPAN, chunk=2))
    assert max(map(len, pieces)) == 2
    assert [row.id for piece in pieces for row in piece] == [row.id for row in whole(engine, EVERYTHING, SPAN, 50)]


def test_list_leads_to_each_scan_and_on(scanned: list[str], enter: Enter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kiosk.central.console.usage.scans.ROWS", 30)
    someone = enter(Role.BOARD, market_id="M1")
    address = f"/console/usage/scans?since={TODAY}&until={SPAN.until}"
    first = someone.get(address).text
    assert f'href="/console/usage/scans/{scanned[-1]}"' in first
    further = re.search(r'href="(/console/usage/scans\?[^"]*after=[^"]+)"', first)
    assert further is not None
    second = someone.get(further[1].replace("&amp;", "&")).text
    assert f'href="/console/usage/scans/{scanned[0]}"' in second
    assert f'href="/console/usage/scans/{scanned[-1]}"' not in second


def test_one_scan_shows_what_was_shown_beside_what_is_known_now(scanned: list[str], enter: Enter) -> None:
    text = enter(Role.SUPERVISOR).get(f"/console/usage/scans/{scanned[9]}").text
    assert "Người mua đã thấy" in text
    assert "Lô hàng đang bị thu hồi" in text
    assert "Nay hệ thống trả lời khác" in text
    assert scanned[9] not in re.sub(r"<[^>]*>", "", text)
    assert text.count('class="banner') == 2


def test_overtaken_scan_names_the_one_that_replaced_it(scanned: list[str], enter: Enter) -> None:
    someone = enter(Role.SUPERVISOR)
    assert f'href="/console/usage/scans/{scanned[2]}"' in someone.get(f"/console/usage/scans/{scanned[1]}").text
    assert f'href="/console/usage/scans/{scanned[1]}"' in someone.get(f"/console/usage/scans/{scanned[2]}").text


def test_scan_of_another_market_is_not_found(scanned: list[str], enter: Enter) -> None:
    board = enter(Role.BOARD, market_id="M2")
    nobodys = "01936aaa-0000-7000-8000-000000000000"
    answers = [board.get(f"/console/usage/scans/{id_}") for id_ in (scanned[0], nobodys)]
    assert {answer.status_code for answer in answers} == {404}
    assert answers[0].text.replace(scanned[0], nobodys) == answers[1].text
