"""Pages of alerts: the list with its plan, one alert and its form, false verdicts, who sees what."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import Engine, select, update

from kiosk.central.alerts.balance import SETTLED
from kiosk.central.alerts.kinds import Kind
from kiosk.central.alerts.opening import Evidence
from kiosk.central.alerts.tables import alerts, false_verdicts
from kiosk.central.console.alerts.plan import WIDTHS
from kiosk.central.people.rights import Role
from tests.central.alerts.standing import DAY, look, opened, standing
from tests.central.alerts.test_balance import sell
from tests.central.conftest import NOW
from tests.central.console.browsing import Visitor
from tests.central.console.test_guards import PAYLOAD, inline_of
from tests.central.console.usage.scanned import RED, Scan, store
from tests.central.kiosks.paired import pair
from tests.central.registry_folder import GTIN, LOT

Enter = Callable[..., Visitor]
ALERTS = "/console/alerts"
CLOSED = {"state": "closed", "deadline": "2026-11-24", "cause": "copy_confirmed", "note": "Tịch thu"}


def version_in(page: str) -> str:
    found = re.search(r'name="version" value="(\w+)"', page)
    assert found is not None
    return found[1]


def test_list_shows_what_stands_with_its_places(engine: Engine, enter: Enter) -> None:
    opened(engine, markets=("M1", "M2"), gtin="09521234543213", serial="S1")
    old = opened(engine, subject="old", gtin="09521234543220")
    with engine.begin() as connection:
        connection.execute(update(alerts).where(alerts.c.id == old).values(state="closed", closed_at=NOW))
    text = enter(Role.SUPERVISOR).get(ALERTS).text
    assert "Tem bị sao chép: Rau muống" in text
    assert "Cải ngọt" not in text
    assert "Từ 23/11/2026 09:00" in text
    assert text.count('class="spot"') == 2 * len(WIDTHS)
    assert text.count('class="river"') == len(WIDTHS)
    assert "<strong>1</strong> <span>Chưa ai nhận</span>" in text
    assert "Cải ngọt" in enter(Role.SUPERVISOR).get(f"{ALERTS}?state=closed").text


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("kind=kiosk_down", {"down"}),
        ("market=M2", {"down"}),
        ("state=late", {"copied"}),
        ("state=in_hand", set()),
        ("owner=me", set()),
        ("state=all&kind=copied&market=M1", {"copied"}),
    ],
)
def test_filters_stand_in_the_address(engine: Engine, enter: Enter, query: str, found: set[str]) -> None:
    ids = {
        "copied": opened(engine, at=NOW - 5 * DAY),
        "down": opened(engine, Kind.KIOSK_DOWN, "k1", markets=("M2",)),
    }
    text = enter(Role.SUPERVISOR).get(f"{ALERTS}?{query}").text
    assert {name for name, id_ in ids.items() if id_ in text} == found


@pytest.mark.one_database
def test_wrong_filter_is_told_at_its_field(enter: Enter) -> None:
    assert 'id="e-kind"' in enter(Role.SUPERVISOR).get(f"{ALERTS}?kind=nonsense").text


@pytest.mark.one_database
def test_list_goes_on_behind_its_last_row(engine: Engine, enter: Enter) -> None:
    ids = [opened(engine, subject=f"s{number}", at=NOW - timedelta(minutes=number)) for number in range(53)]
    someone = enter(Role.SUPERVISOR)
    first = someone.get(ALERTS).text
    behind = re.search(r'href="(/console/alerts\?after=[^"]+)"', first)
    assert behind is not None
    second = someone.get(behind[1]).text
    shown = [{id_ for id_ in ids if f'href="{ALERTS}/{id_}"' in text} for text in (first, second)]
    assert shown == [set(ids[:50]), set(ids[50:])]


def test_glance_counts_the_callers_own(engine: Engine, enter: Enter) -> None:
    opened(engine, at=NOW - 5 * DAY)
    opened(engine, Kind.KIOSK_DOWN, "k1", markets=("M2",))
    home = enter(Role.BOARD, market_id="M2").get("/console/").text
    found = re.findall(r'href="/console/alerts\?state=(open|late)">.*?<strong>(\d+)</strong>', home)
    assert found == [("open", "1"), ("late", "0")]


def test_page_shows_evidence_with_links_to_what_the_caller_may_see(engine: Engine, enter: Enter) -> None:
    (scan_id,) = store(engine, "k1", "M1", [Scan(NOW, RED, check_id="c1")])
    unit = pair(engine)
    shown = (Evidence("check", "c1", NOW, "M1", "k1"), Evidence("check", "c2", NOW - DAY, "M2"))
    copied = opened(engine, markets=("M1", "M2"), gtin="09521234543213", evidence=shown)
    down = opened(
        engine, Kind.KIOSK_DOWN, unit.id, kiosk_id=unit.id, evidence=(Evidence("heartbeat", "x", NOW, "M1", unit.id),)
    )
    supervisor = enter(Role.SUPERVISOR).get(f"{ALERTS}/{copied}").text
    assert f'href="/console/usage/scans/{scan_id}"' in supervisor
    assert "Trạm chưa gửi lượt quét này về" in supervisor
    assert 'class="leg"' in supervisor
    technician = enter(Role.TECHNICIAN)
    assert f'href="/console/devices/{unit.id}?span=week"' in technician.get(f"{ALERTS}/{down}").text
    assert technician.get(f"{ALERTS}/{copied}").status_code == 404  # as one that there is not


def test_event_that_shows_it_is_told_with_its_weight_and_leads_to_the_way_of_its_lot(
    engine: Engine, enter: Enter
) -> None:
    sell(engine, 60, NOW)
    look(engine, "balance", NOW + SETTLED)
    (alert,) = standing(engine)
    text = enter(Role.SUPERVISOR).get(f"{ALERTS}/{alert['id']}").text
    assert "Bán · " in text
    assert "60,0\xa0kg" in text
    (way,) = set(re.findall(r'href="(/01/[^"]+)"', text))
    assert way == f"/01/{GTIN}/10/{LOT}"
    assert enter(Role.SUPERVISOR).client.get(way, follow_redirects=True).status_code == 200


def test_somebody_closes_it_with_a_cause_and_its_history_tells(engine: Engine, enter: Enter) -> None:
    alert_id = opened(engine)
    someone = enter(Role.SUPERVISOR, "anh Minh")
    path = f"{ALERTS}/{alert_id}"
    version = version_in(someone.get(path).text)
    done = someone.post(path, **CLOSED, version=version)
    assert (done.status_code, done.headers["Location"]) == (303, path)
    assert [(row["state"], row["cause"], row["note"]) for row in standing(engine)] == [
        ("closed", "copy_confirmed", "Tịch thu")
    ]
    text = someone.get(path).text
    assert "anh Minh" in text
    assert re.search(r"<del>.*Chưa ai nhận</del> → <ins>.*Đã đóng</ins>", text)


def test_of_two_who_change_it_the_second_is_shown_the_difference(engine: Engine, enter: Enter) -> None:
    path = f"{ALERTS}/{opened(engine)}"
    first, second = enter(Role.SUPERVISOR, "chị Lan"), enter(Role.SUPERVISOR)
    version = version_in(second.get(path).text)
    first.post(path, state="in_hand", deadline="2026-11-24", note="Tôi đang ở chợ", version=version)
    answer = second.post(path, **CLOSED, version=version)
    assert answer.status_code == 409
    assert "chị Lan" in answer.text
    assert "<td>Đang xử lý</td><td>Đã đóng</td>" in answer.text
    assert "<td>Tôi đang ở chợ</td><td>Tịch thu</td>" in answer.text
    assert standing(engine)[0]["state"] == "in_hand"
    assert second.post(path, **CLOSED, version=version_in(answer.text)).status_code == 303


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("spoilt", "field"),
    [
        ({"cause": ""}, "cause"),
        ({"deadline": "mai"}, "deadline"),
        ({"state": "?"}, "state"),
        ({"owner_id": "x"}, "owner_id"),
    ],
)
def test_wrong_value_is_told_at_its_field(engine: Engine, enter: Enter, spoilt: dict[str, str], field: str) -> None:
    path = f"{ALERTS}/{opened(engine)}"
    someone = enter(Role.SUPERVISOR)
    version = version_in(someone.get(path).text)
    answer = someone.post(path, **{**CLOSED, **spoilt}, version=version)
    assert (answer.status_code, f'id="e-{field}"' in answer.text) == (422, True)
    assert "Tịch thu" in answer.text


@pytest.mark.one_database
def test_day_that_was_not_changed_keeps_its_hour(engine: Engine, enter: Enter) -> None:
    path = f"{ALERTS}/{opened(engine)}"
    someone = enter(Role.SUPERVISOR)
    taken = {"state": "in_hand", "version": version_in(someone.get(path).text)}
    someone.post(path, **taken, deadline="2026-11-24")
    assert standing(engine)[0]["deadline"] == NOW + DAY
    someone.post(path, **taken | {"version": version_in(someone.get(path).text)}, deadline="2026-11-26")
    assert standing(engine)[0]["deadline"].isoformat() == "2026-11-26T16:59:00+00:00"


@pytest.mark.one_database
def test_board_is_shown_and_changes_its_own_alone(engine: Engine, enter: Enter) -> None:
    path = f"{ALERTS}/{opened(engine, markets=('M1',))}"
    assert enter(Role.BOARD, market_id="M2").get(path).status_code == 403
    assert enter(Role.BOARD, market_id="M2").post(path, **CLOSED).status_code == 403
    assert enter(Role.BOARD, market_id="M1").get(path).status_code == 200


@pytest.mark.one_database
def test_what_others_wrote_is_text(engine: Engine, enter: Enter) -> None:
    alert_id = opened(
        engine, serial="<b>", lot="<i>", details={"place": PAYLOAD}, evidence=(Evidence("event", PAYLOAD, NOW),)
    )
    with engine.begin() as connection:
        connection.execute(update(alerts).values(note=PAYLOAD))
    someone = enter(Role.ADMINISTRATOR, PAYLOAD)
    for path in (ALERTS, f"{ALERTS}/{alert_id}", f"{ALERTS}/false", f"{ALERTS}/mail"):
        answer = someone.get(path)
        assert (answer.status_code, "<img" in answer.text, inline_of(answer)) == (200, False, []), path


def test_staff_find_a_red_false_and_it_stands_against_the_budget(engine: Engine, enter: Enter) -> None:
    red, good = store(engine, "k1", "M1", [Scan(NOW - DAY, RED), Scan(NOW - DAY + timedelta(minutes=1))])
    someone = enter(Role.BOARD, market_id="M1")
    assert "Kết quả này có sai không?" in someone.get(f"/console/usage/scans/{red}").text
    assert "Kết quả này có sai không?" not in someone.get(f"/console/usage/scans/{good}").text
    path = f"{ALERTS}/false/{red}"
    assert enter(Role.BOARD, market_id="M2").post(path, note="sai").status_code == 403
    someone.post(path, note="")
    with engine.connect() as connection:
        assert connection.execute(select(false_verdicts)).first() is None
    assert someone.post(path, note="Đã xem hàng").status_code == 303
    assert someone.post(f"{ALERTS}/false/{good}", note="x").status_code == 409
    assert "Đã xác định là sai" in someone.get(f"/console/usage/scans/{red}").text
    page = someone.get(f"{ALERTS}/false").text
    assert "Đã xem hàng" in page
    assert "30 ngày: 1 lần sai trên 2 lượt quét hàng thật" in page
    assert "Đã xem hàng" not in enter(Role.BOARD, market_id="M2").get(f"{ALERTS}/false?market=M1").text
