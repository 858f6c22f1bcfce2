"""Who may state what by POST /epcis/capture: nobody ends, or states, what is another's."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Engine, update
from starlette.testclient import TestClient

from kiosk.central.people.rights import Role
from kiosk.central.registry.tables import establishments
from tests.central.conftest import People
from tests.central.epcis.captured import DECLARED, Capture, origin, outcomes
from tests.central.epcis.stories import (
    FARM,
    HARVEST,
    ITEM,
    LOAD,
    MARKET,
    PACKER,
    PACKING,
    RECEIVING,
    SHIPPING,
    STOCKING,
    event,
    event_id,
    without,
)

RIVAL_GOODS = [{"epcClass": "https://id.gs1.org/01/09521234543237/10/A"}]
RIVAL_SERIAL = ["https://id.gs1.org/01/09521234543237/10/A/21/7K2M9Q4T"]
RIVAL_SALE = without(
    event(50, "12:00", bizStep="retail_selling", bizLocation=FARM, epcList=RIVAL_SERIAL), "quantityList"
)
CAME = event(51, "11:00", bizStep="receiving", bizLocation=FARM, quantityList=RIVAL_GOODS)
WAS_SENT = event(
    52,
    "10:00",
    bizStep="shipping",
    readPoint=PACKER,
    quantityList=RIVAL_GOODS,
    destinationList=[{"type": "location", "destination": FARM["id"]}],
)


@pytest.mark.parametrize(
    "ending",
    [
        RIVAL_SALE,
        {**RIVAL_SALE, "bizStep": "decommissioning"},
        {**RIVAL_SALE, "bizStep": "other", "action": "DELETE"},
        {**without(RIVAL_SALE, "epcList"), "quantityList": RIVAL_GOODS},
        {**RIVAL_SALE, "epcList": [LOAD]},
    ],
    ids=["sale", "decommissioning", "DELETE", "lot", "load"],
)
def test_nobody_ends_a_rivals_goods_that_never_came(
    capture: Capture, people: People, client: TestClient, ending: object
) -> None:
    rival = people.add(Role.PRODUCER, establishment_id="E1")
    job = capture(ending, headers=rival)
    assert outcomes(job) == ["refused"]
    assert job["events"][0]["faults"][0]["field"] == "bizLocation"
    assert outcomes(capture(ending)) == ["stored"]


@pytest.mark.parametrize("came", [CAME, WAS_SENT], ids=["received", "sent there"])
@pytest.mark.parametrize("is_at_once", [True, False], ids=["in one document", "one by one"])
def test_goods_that_came_are_sold_where_they_came_to(
    capture: Capture, people: People, came: dict[str, Any], is_at_once: bool
) -> None:
    # The one who received states it; the one who sent states the sending.
    everything = people.add(Role.DEPARTMENT)
    shop = people.add(Role.PRODUCER, establishment_id="E1")
    if is_at_once and came is CAME:
        assert outcomes(capture(RIVAL_SALE, CAME, headers=shop)) == ["stored"] * 2
    else:
        capture(came, headers=everything)
        assert outcomes(capture(RIVAL_SALE, headers=shop)) == ["stored"]


@pytest.mark.one_database
@pytest.mark.parametrize(
    "came",
    [
        {**CAME, "eventTime": "2026-11-20T13:00:00+07:00"},
        {**CAME, "bizLocation": MARKET},
        {**CAME, "errorDeclaration": DECLARED["errorDeclaration"]},
        {**WAS_SENT, "readPoint": FARM, "destinationList": SHIPPING["destinationList"]},
    ],
    ids=["later", "elsewhere", "declared wrong", "sent away"],
)
def test_goods_that_did_not_come_before_are_not_sold(capture: Capture, people: People, came: object) -> None:
    capture(came)
    assert outcomes(capture(RIVAL_SALE, headers=people.add(Role.PRODUCER, establishment_id="E1"))) == ["refused"]


@pytest.mark.one_database
def test_owner_ends_what_is_theirs(capture: Capture, people: People) -> None:
    sale = {**RIVAL_SALE, "epcList": [f"{ITEM}/21/7K2M9Q4T"]}
    assert outcomes(capture(sale, headers=people.add(Role.PRODUCER, establishment_id="E1"))) == ["stored"]


FOREIGN = [
    ({**HARVEST, "bizLocation": PACKER}, "bizLocation"),
    ({**HARVEST, "readPoint": PACKER}, "bizLocation"),
    (without({**HARVEST, "readPoint": {"id": "https://trace.example/place/elsewhere"}}, "bizLocation"), "bizLocation"),
    ({**RECEIVING}, "bizLocation"),
    (
        event(11, "12:00", bizStep="shipping", sourceList=[{"type": "owning_party", "source": PACKER["id"]}]),
        "sourceList",
    ),
    (
        {**HARVEST, "quantityList": [{"epcClass": "https://id.gs1.org/01/09521234543237/10/A"}]},
        "made",
    ),
]


@pytest.mark.one_database
@pytest.mark.parametrize(("foreign", "field"), FOREIGN)
def test_producer_states_nothing_of_others(capture: Capture, people: People, foreign: object, field: str) -> None:
    producer = people.add(Role.PRODUCER, establishment_id="E1")
    job = capture(foreign, headers=producer)
    assert outcomes(job) == ["refused"]
    assert [fault["field"] for fault in job["events"][0]["faults"]] == [field]


@pytest.mark.one_database
def test_producer_states_what_happens_at_home(capture: Capture, people: People) -> None:
    producer = people.add(Role.PRODUCER, establishment_id="E1")
    assert outcomes(capture(HARVEST, PACKING, SHIPPING, headers=producer)) == ["stored"] * 3
    on_the_way = event(
        12, "23:45", bizStep="transporting", sourceList=[{"type": "possessing_party", "source": FARM["id"]}]
    )
    assert outcomes(capture(on_the_way, headers=producer)) == ["stored"]


@pytest.mark.one_database
def test_board_states_what_happens_at_its_market(capture: Capture, people: People) -> None:
    board = people.add(Role.BOARD, market_id="M1")
    assert outcomes(capture(RECEIVING, STOCKING, headers=board)) == ["stored"] * 2
    assert outcomes(capture(SHIPPING, headers=board)) == ["refused"]


def test_department_of_a_unit_states_what_happens_in_it(capture: Capture, people: People, engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(update(establishments).where(establishments.c.id == "E1").values(unit_id="ward"))
    ward = people.add(Role.DEPARTMENT, unit_id="ward")
    assert outcomes(capture(HARVEST, headers=ward)) == ["stored"]
    assert outcomes(capture(RECEIVING, headers=ward)) == ["refused"]


@pytest.mark.one_database
def test_only_who_may_state_anything_is_believed_about_who_states_it(
    capture: Capture, people: People, client: TestClient
) -> None:
    boast = {"trace:statedBy": "Chi cục mẫu", "trace:step": "market", "trace:market": "M1", "trace:place": "Quầy sạch"}
    producer = people.add(Role.PRODUCER, establishment_id="E1")
    capture({**PACKING, **boast, "eventID": event_id(31)}, headers=producer)
    assert ("packing", "Xã Phúc Thịnh, Hà Nội", "HTX Rau mẫu", "") in origin(client)
    capture({**PACKING, **boast, "eventID": event_id(32)})
    assert ("market", "Quầy sạch", "Chi cục mẫu", "M1") in origin(client)
