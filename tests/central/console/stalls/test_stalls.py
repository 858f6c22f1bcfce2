"""Stalls: whose they are, what is announced for a day, and what their market's kiosks are told of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine, event, insert, select, update
from starlette.testclient import TestClient

from kiosk.central.epcis.tables import event_ids, movements
from kiosk.central.people.rights import Right, Role
from kiosk.central.people.tables import changes
from kiosk.central.people.users import OPERATOR
from kiosk.central.registry.tables import lots, stalls
from kiosk.central.stalls.announcing import KIND, MOST_LOTS, offered
from kiosk.central.stalls.reached import demanded_stall
from kiosk.central.stalls.tables import stall_lots
from kiosk.moment import hanoi_day
from tests.central.console.browsing import Visitor
from tests.central.kiosks.paired import NOW, Unit, pair
from tests.central.registry_folder import GTIN, LOT

Enter = Callable[..., Visitor]
TODAY = hanoi_day(NOW)
S1 = "/console/stalls/S1"
KEEPER = {"role": Role.PRODUCER, "establishment_id": "E2"}


@pytest.fixture(autouse=True)
def _stalls(engine: Engine) -> None:
    """Two stalls at two markets: E2 trades at S1, E1 at S2."""
    empty = {"name_en": "", "groups": [], "folded": ""}
    rows = [
        {"id": "S1", "market_id": "M1", "name": "Quầy A04", "establishment_id": "E2", **empty},
        {"id": "S2", "market_id": "M2", "name": "Quầy B07", "establishment_id": "E1", **empty},
    ]
    with engine.begin() as connection:
        connection.execute(insert(stalls), rows)


def announced(engine: Engine) -> list[tuple[str, str]]:
    with engine.connect() as connection:
        return [(row.stall_id, row.lot) for row in connection.execute(select(stall_lots).order_by(stall_lots.c.lot))]


def move(engine: Engine, step: str, at: datetime, market_id: str) -> None:
    """Write down that the lot went through a step."""
    event_id = f"{step}-{market_id}"
    said = dict.fromkeys(("place", "place_en", "stated_by", "stated_by_en"), "")
    row = {
        "gtin": GTIN,
        "lot": LOT,
        "event_id": event_id,
        "step": step,
        "market_id": market_id,
        "at": at,
        "serials": [],
    }
    with engine.begin() as connection:
        connection.execute(insert(event_ids).values(event_id=event_id, at=at, digest=""))
        connection.execute(insert(movements).values(**row, **said))


def test_keeper_announces_a_lot_by_its_number_and_takes_it_off(engine: Engine, enter: Enter) -> None:
    keeper = enter(**KEEPER)
    assert keeper.post(f"{S1}/lots", lot=LOT).status_code == 303
    assert keeper.post(f"{S1}/lots", lot=LOT).status_code == 303
    assert announced(engine) == [("S1", LOT)]
    page = keeper.get(S1).text
    assert "Rau muống" in page
    assert "HTX Rau mẫu" in page
    assert keeper.post(f"{S1}/withdraw", chosen=f"{GTIN}/{LOT}").status_code == 303
    assert announced(engine) == []
    with engine.connect() as connection:
        rows = connection.execute(select(changes).where(changes.c.kind == KIND)).all()
    assert sorted((row.right, row.before is None) for row in rows) == [
        ("announce_lots", False),
        ("announce_lots", True),
    ]


def test_kiosks_of_the_market_are_told_today_and_no_other_day(client: TestClient, engine: Engine, enter: Enter) -> None:
    enter(Role.BOARD, market_id="M1").post(f"{S1}/lots", lot=LOT)
    unit = pair(engine, "M1")
    for step, hours, market in (("harvest", 0, "M1"), ("receiving", 3, "M1"), ("market", 2, "M1"), ("market", 1, "M2")):
        move(engine, step, NOW - timedelta(hours=hours), market)
    (told,) = unit.get(client, "/v1/announcements").json()["lots"]
    assert [datetime.fromisoformat(told.pop(name)) for name in ("announced_at", "arrived_at")] == [
        NOW,
        NOW - timedelta(hours=2),
    ]
    assert told == {
        "stall": "Quầy A04",
        "plu": "4089",
        "gtin": GTIN,
        "lot": LOT,
        "product": "Rau muống",
        "product_en": "",
        "producer": "HTX Rau mẫu",
    }
    assert pair(engine, "M2", 2).get(client, "/v1/announcements").json()["lots"] == []
    with engine.begin() as connection:
        connection.execute(update(stall_lots).values(day=TODAY - timedelta(days=1)))
    assert unit.get(client, "/v1/announcements").json()["lots"] == []


def test_each_change_gives_the_kiosks_of_the_market_another_version(
    client: TestClient, engine: Engine, enter: Enter
) -> None:
    board, unit, other = enter(Role.BOARD, market_id="M1"), pair(engine, "M1"), pair(engine, "M2", 2)

    def polled(one: Unit) -> int:
        return int(client.get(f"/v1/versions/{one.id}").json()["versions"]["announcements"])

    assert polled(unit) == 0
    for lot, version in ((LOT, 1), (LOT, 1), ("L2611B", 2)):
        board.post(f"{S1}/lots", lot=lot)
        assert polled(unit) == version
    board.post(f"{S1}/withdraw", chosen=f"{GTIN}/{LOT}")
    assert polled(unit) == unit.get(client, "/v1/announcements").json()["version"] == 3
    assert polled(other) == 0


@pytest.mark.one_database
def test_nobody_announces_at_another_stall(engine: Engine, enter: Enter) -> None:
    for other in (enter(Role.PRODUCER, establishment_id="E1"), enter(Role.BOARD, market_id="M2")):
        assert other.post(f"{S1}/lots", lot=LOT).status_code == 403
        assert other.post(f"{S1}/again").status_code == 403
        assert other.post(f"{S1}/withdraw", chosen=f"{GTIN}/{LOT}").status_code == 403
        assert "Quầy A04" not in other.get("/console/stalls").text
    assert enter(Role.SUPERVISOR).post(f"{S1}/lots", lot=LOT).status_code == 403
    assert announced(engine) == []


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("form", "field"), [({"lot": "NONE"}, "lot"), ({"lot": ""}, "lot"), ({"chosen": "x"}, "chosen")]
)
def test_lot_that_cannot_be_announced_is_told_at_its_field(
    engine: Engine, enter: Enter, form: dict[str, str], field: str
) -> None:
    keeper = enter(**KEEPER)
    with engine.begin() as connection:
        old = {"day": TODAY - timedelta(days=1), "user_id": "u", "at": NOW}
        connection.execute(insert(stall_lots), {"stall_id": "S1", "gtin": GTIN, "lot": "L2611B", **old})
    answer = keeper.post(f"{S1}/lots", **form)
    assert (answer.status_code, f'id="e-{field}"' in answer.text) == (422, True)


@pytest.mark.one_database
def test_what_was_sold_yesterday_is_offered_and_announced_again_at_a_touch(engine: Engine, enter: Enter) -> None:
    old = {"stall_id": "S1", "gtin": GTIN, "day": TODAY - timedelta(days=1), "user_id": "u", "at": NOW}
    with engine.begin() as connection:
        connection.execute(insert(stall_lots), [{**old, "lot": LOT}, {**old, "lot": "L2611B"}])
    keeper = enter(**KEEPER)
    page = keeper.get(S1).text
    assert f'<option value="{GTIN}/{LOT}">' in page
    assert f'action="{S1}/again"' in page
    assert keeper.post(f"{S1}/again").status_code == 303
    page = keeper.get(S1).text
    assert f'<option value="{GTIN}/{LOT}">' not in page
    assert f'action="{S1}/again"' not in page
    assert len(announced(engine)) == 4


@pytest.mark.one_database
def test_what_is_offered_is_found_without_reading_every_lot(engine: Engine) -> None:
    asked: list[tuple[str, tuple[object, ...]]] = []
    with engine.connect() as connection:
        place = demanded_stall(connection, OPERATOR, Right.ANNOUNCE_LOTS, "S1")
        event.listen(connection, "before_cursor_execute", lambda *given: asked.append(given[2:4]))
        offered(connection, place, TODAY)
        ((statement, values),) = asked
        steps = [row.detail for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)]
    assert [step for step in steps if step.startswith("SCAN lots")] == []


@pytest.mark.one_database
def test_number_that_several_products_have_is_asked_back(engine: Engine, enter: Enter) -> None:
    with engine.begin() as connection:
        row = dict(connection.execute(select(lots).where(lots.c.lot == LOT)).mappings().one())
        connection.execute(insert(lots), {**row, "gtin": "09521234543220"})
    keeper = enter(**KEEPER)
    answer = keeper.post(f"{S1}/lots", lot=LOT)
    assert answer.status_code == 422
    assert f'value="09521234543220/{LOT}"' in answer.text
    assert keeper.post(f"{S1}/lots", chosen=f"09521234543220/{LOT}").status_code == 303
    assert announced(engine) == [("S1", LOT)]


@pytest.mark.one_database
def test_stall_announces_so_many_and_no_more(engine: Engine, enter: Enter) -> None:
    with engine.begin() as connection:
        row = dict(connection.execute(select(lots).where(lots.c.lot == LOT)).mappings().one())
        many = [{**row, "lot": f"X{number}"} for number in range(MOST_LOTS)]
        connection.execute(insert(lots), many)
        old = {"stall_id": "S1", "gtin": GTIN, "day": TODAY, "user_id": "u", "at": NOW}
        connection.execute(insert(stall_lots), [{**old, "lot": each["lot"]} for each in many])
    assert enter(**KEEPER).post(f"{S1}/lots", lot=LOT).status_code == 422


@pytest.mark.one_database
def test_list_counts_and_filters(enter: Enter) -> None:
    someone = enter(Role.ADMINISTRATOR)
    someone.post(f"{S1}/lots", lot=LOT)
    assert "1 trong 2 quầy" in someone.get("/console/stalls").text
    assert "0 trong 1 quầy" in someone.get("/console/stalls?market=M2").text
    found = someone.get("/console/stalls?text=dong goi").text
    assert "Quầy A04" in found
    assert "Quầy B07" not in found
