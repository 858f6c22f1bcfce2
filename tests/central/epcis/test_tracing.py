"""Where a lot came from and where it went: through cutting, packing and circles, within bounds."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import Engine
from starlette.testclient import TestClient

from kiosk.central.epcis import tracing
from kiosk.central.epcis.tracing import Direction, trace
from kiosk.central.people.rights import Role
from kiosk.codes.gtin import check_digit
from tests.central.conftest import NOW, People
from tests.central.epcis.stories import FARM, WAY, Event, body, event, event_id, without
from tests.central.registry_folder import GTIN, LOT

OTHER_GTIN = "09521234543220"
Trace = Callable[..., Any]


def lot(name: str, gtin: str = GTIN) -> str:
    return f"https://id.gs1.org/01/{gtin}/10/{name}"


def key(name: str, gtin: str = GTIN) -> str:
    return f"01/{gtin}/10/{name}"


def load(number: int) -> str:
    digits = f"0952{number:013}"
    return f"https://id.gs1.org/00/{digits}{check_digit(digits)}"


def amount(epc_class: str, kilograms: float | None = None) -> Event:
    return (
        {"epcClass": epc_class} if kilograms is None else {"epcClass": epc_class, "quantity": kilograms, "uom": "KGM"}
    )


def making(number: int, time: str, inputs: list[Event], outputs: list[Event], **fields: object) -> Event:
    return {
        "eventID": event_id(number),
        "type": "TransformationEvent",
        "eventTime": f"2026-11-20T{time}:00+07:00",
        "eventTimeZoneOffset": "+07:00",
        "bizLocation": FARM,
        **({"inputQuantityList": inputs} if inputs else {}),
        **({"outputQuantityList": outputs} if outputs else {}),
        **fields,
    }


def packing(number: int, time: str, action: str, parent: str, children: list[Event]) -> Event:
    return {
        "eventID": event_id(number),
        "type": "AggregationEvent",
        "action": action,
        "bizStep": "packing" if action == "ADD" else "unpacking",
        "eventTime": f"2026-11-20T{time}:00+07:00",
        "eventTimeZoneOffset": "+07:00",
        "parentID": parent,
        **({"childQuantityList": children} if children else {}),
        "readPoint": FARM,
    }


def moved(number: int, time: str, sscc: str, step: str = "shipping") -> Event:
    return without(event(number, time, bizStep=step, epcList=[sscc], readPoint=FARM), "quantityList")


@pytest.fixture
def traced(client: TestClient, people: People) -> Trace:
    """Capture events, then trace a path; return the answer."""
    headers = people.add(Role.ADMINISTRATOR)

    def ask(path: str, direction: str = "down", events: tuple[Event, ...] = ()) -> Any:
        if events:
            job = client.post("/epcis/capture", content=body(*events), headers=headers).json()
            assert job["success"], job
        answer = client.get(f"/epcis/trace/{path}?direction={direction}", headers=headers)
        assert answer.status_code == 200, answer.text
        return answer.json()

    return ask


def items(answer: Any) -> dict[str, int]:
    return {one["item"]: one["depth"] for one in answer["items"]}


def numbers(answer: Any) -> list[int]:
    return [int(one["event_id"][-12:]) for one in answer["events"] if "-9000-" in one["event_id"]]


CUTTING = (
    making(1, "06:00", [amount(lot("RAW1"), 50), amount(lot("RAW2"), 30)], [amount(lot("WASHED"), 70)]),
    making(2, "07:00", [amount(lot("WASHED"), 70)], [amount(lot("CUT", OTHER_GTIN), 40), amount(lot("REST"), 25)]),
)


def test_lot_comes_from_all_that_it_was_made_of(traced: Trace) -> None:
    answer = traced(key("CUT", OTHER_GTIN), "up", CUTTING)
    assert items(answer) == {key("CUT", OTHER_GTIN): 0, key("WASHED"): 1, key("RAW1"): 2, key("RAW2"): 2}
    assert numbers(answer) == [1, 2]
    assert (answer["limit"], answer["findings"]) == ("", [])


def test_lot_goes_into_all_that_was_made_of_it(traced: Trace) -> None:
    answer = traced(key("RAW1"), "down", CUTTING)
    assert items(answer) == {key("RAW1"): 0, key("WASHED"): 1, key("CUT", OTHER_GTIN): 2, key("REST"): 2}
    edges = {(one["source"], one["target"]) for one in answer["edges"]}
    assert edges == {
        (key("RAW1"), key("WASHED")),
        (key("WASHED"), key("CUT", OTHER_GTIN)),
        (key("WASHED"), key("REST")),
    }


def test_transformation_told_in_two_events_is_one(traced: Trace) -> None:
    mixed = {"transformationID": "urn:uuid:00000000-0000-4000-a000-000000000001"}
    events = (
        making(1, "06:00", [amount(lot("RAW"), 10)], [], **mixed),
        making(2, "07:00", [], [amount(lot("MIXED"), 9)], **mixed),
    )
    assert key("MIXED") in items(traced(key("RAW"), "down", events))
    assert key("RAW") in items(traced(key("MIXED"), "up"))


def test_circle_ends(traced: Trace) -> None:
    events = (
        making(1, "06:00", [amount(lot("A"))], [amount(lot("B"))]),
        making(2, "07:00", [amount(lot("B"))], [amount(lot("A"))]),
        packing(3, "08:00", "ADD", load(1), [amount(lot("A"))]),
        {**packing(4, "08:10", "ADD", load(2), []), "childEPCs": [load(1)]},
        {**packing(5, "08:20", "ADD", load(1), []), "childEPCs": [load(2)]},
    )
    for direction in Direction:
        answer = traced(key("A"), direction.value, events)
        assert {key("A"), key("B")} < set(items(answer))
        assert answer["limit"] == ""


def test_way_of_a_load_is_the_way_of_what_lay_in_it_and_no_longer(traced: Trace) -> None:
    events = (
        moved(1, "05:00", load(1)),
        packing(2, "06:00", "ADD", load(1), [amount(lot("A")), amount(lot("B"))]),
        moved(3, "07:00", load(1)),
        packing(4, "08:00", "DELETE", load(1), [amount(lot("A"))]),
        moved(5, "09:00", load(1)),
        packing(6, "10:00", "DELETE", load(1), []),
        moved(7, "11:00", load(1)),
    )
    assert numbers(traced(key("A"), "down", events)) == [2, 3, 4]
    assert numbers(traced(key("B"), "down")) == [2, 3, 4, 5, 6]
    assert set(items(traced(key("A"), "down"))) == {key("A"), load(1).partition("org/")[2]}


@pytest.mark.one_database
def test_pallet_in_a_container_goes_with_it(traced: Trace) -> None:
    events = (
        packing(1, "06:00", "ADD", load(1), [amount(lot("A"))]),
        {**packing(2, "07:00", "ADD", load(2), []), "childEPCs": [load(1)]},
        moved(3, "08:00", load(2)),
        {**packing(4, "09:00", "DELETE", load(2), []), "childEPCs": [load(1)]},
        moved(5, "10:00", load(2)),
    )
    assert numbers(traced(key("A"), "down", events)) == [1, 2, 3, 4]


def test_load_that_was_cut_up_leads_to_what_lay_in_it(traced: Trace) -> None:
    used = {**making(2, "07:00", [], [amount(lot("CUT"))]), "inputEPCList": [load(1)]}
    events = (packing(1, "06:00", "ADD", load(1), [amount(lot("A"))]), used)
    assert key("A") in items(traced(key("CUT"), "up", events))
    assert key("CUT") in items(traced(key("A"), "down"))


@pytest.mark.one_database
def test_load_is_traced_by_its_own_number(traced: Trace) -> None:
    answer = traced(load(1).partition("org/")[2], "up", (packing(1, "06:00", "ADD", load(1), [amount(lot("A"))]),))
    assert key("A") in items(answer)


def test_serial_brings_the_way_of_its_lot(traced: Trace) -> None:
    answer = traced(f"01/{GTIN}/10/{LOT}/21/7K2M9Q4T", "up", tuple(WAY))
    assert set(numbers(answer)) == {1, 2, 3, 4, 5}


def test_declared_error_is_left_out(traced: Trace) -> None:
    wrong = {**CUTTING[1], "errorDeclaration": {"declarationTime": "2026-11-22T00:00:00+07:00"}}
    traced(key("RAW1"), "down", CUTTING)
    assert set(items(traced(key("RAW1"), "down", (wrong,)))) == {key("RAW1"), key("WASHED")}


HEAVY = [
    (
        (making(1, "06:00", [amount(lot("RAW"), 10)], [amount(lot("CUT"), 11)]),),
        ("transformation", "", 10.0, 11.0),
    ),
    (
        (
            event(1, "05:00", action="ADD", quantityList=[amount(lot("RAW"), 10)], bizLocation=FARM),
            making(2, "06:00", [amount(lot("RAW"), 7)], [amount(lot("CUT"), 6)]),
            making(3, "07:00", [{"epcClass": lot("RAW"), "quantity": 4000, "uom": "GRM"}], [amount(lot("CUT2"), 3)]),
        ),
        ("lot", key("RAW"), 10.0, 11.0),
    ),
    (
        (
            event(1, "05:00", action="ADD", quantityList=[amount(lot("RAW"), 10)], bizLocation=FARM),
            event(2, "06:00", bizStep="shipping", quantityList=[amount(lot("RAW"), 8)], readPoint=FARM),
            event(3, "06:10", bizStep="shipping", quantityList=[amount(lot("RAW"), 8)], readPoint=FARM),
        ),
        ("place", key("RAW"), 10.0, 16.0),
    ),
]


@pytest.mark.one_database
@pytest.mark.parametrize(("events", "finding"), HEAVY, ids=["transformation", "lot", "place"])
def test_more_out_than_in_is_a_finding(traced: Trace, events: tuple[Event, ...], finding: tuple[object, ...]) -> None:
    found = traced(key("RAW"), "down", events)["findings"]
    assert [tuple(one[name] for name in ("excess", "item", "kilograms_in", "kilograms_out")) for one in found] == [
        finding
    ]


@pytest.mark.one_database
def test_balanced_way_and_way_without_weights_give_no_finding(traced: Trace) -> None:
    assert traced(key(LOT), "up", tuple(WAY))["findings"] == []
    pieces = making(9, "06:00", [{"epcClass": lot("A"), "quantity": 1}], [{"epcClass": lot("B"), "quantity": 9}])
    assert traced(key("A"), "down", (pieces,))["findings"] == []


@pytest.fixture
def chain(engine: Engine, traced: Trace) -> Engine:
    """A lot that became another, thirty times over."""
    events = [making(n, f"{n % 24:02}:00", [amount(lot(f"C{n}"))], [amount(lot(f"C{n + 1}"))]) for n in range(1, 31)]
    traced(key("C1"), "down", tuple(events))
    return engine


@pytest.mark.one_database
def test_depth_is_bounded_and_said(chain: Engine) -> None:
    with chain.connect() as connection:
        found = trace(connection, [key("C1")], Direction.DOWN, lambda: NOW)
    assert found.limit == "depth"
    assert max(found.depths.values()) == tracing.MAX_DEPTH


@pytest.mark.one_database
def test_time_is_bounded_and_said(chain: Engine) -> None:
    times = iter([NOW, *(NOW + timedelta(seconds=4) for _ in range(99))])
    with chain.connect() as connection:
        found = trace(connection, [key("C1")], Direction.DOWN, lambda: next(times))
    assert found.limit == "time"


@pytest.mark.one_database
def test_nodes_and_rows_are_bounded_and_said(chain: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tracing, "MAX_NODES", 5)
    with chain.connect() as connection:
        assert trace(connection, [key("C1")], Direction.DOWN, lambda: NOW).limit == "nodes"
        monkeypatch.setattr(tracing, "MAX_ROWS", 0)
        assert trace(connection, [key("C1")], Direction.DOWN, lambda: NOW).limit == "rows"


@pytest.mark.one_database
@pytest.mark.parametrize("role", [Role.PRODUCER, Role.BOARD, Role.TECHNICIAN])
def test_who_may_not_see_the_whole_way_is_refused(client: TestClient, people: People, role: Role) -> None:
    headers = people.add(role)
    for path in (key(LOT), key("UNKNOWN"), "nonsense"):
        assert client.get(f"/epcis/trace/{path}", headers=headers).status_code == 403


@pytest.mark.one_database
@pytest.mark.parametrize("path", [f"01/{GTIN}", "01/09521234543214/10/A", "414/9521234000013", "nonsense", "01"])
def test_path_that_names_no_lot_is_refused(client: TestClient, people: People, path: str) -> None:
    answer = client.get(f"/epcis/trace/{path}", headers=people.add(Role.SUPERVISOR))
    assert answer.status_code == 400
    assert answer.json()["detail"]


def test_lot_with_a_slash_is_traced_by_its_escaped_path(traced: Trace) -> None:
    events = (event(1, "05:00", action="ADD", quantityList=[amount(lot("A%2F7"), 10)], bizLocation=FARM),)
    assert items(traced(key("A%2F7"), "up", events)) == {key("A/7"): 0}


@pytest.mark.one_database
def test_unknown_lot_has_no_way(traced: Trace) -> None:
    answer = traced(key("NOBODY"), "up")
    assert (answer["events"], answer["edges"]) == ([], [])


def test_sheet_has_a_row_for_each_lot_of_each_event(traced: Trace, client: TestClient, people: People) -> None:
    traced(key(LOT), "up", tuple(WAY))
    headers = people.add(Role.SUPERVISOR)
    answer = client.get(f"/epcis/trace/{key(LOT)}?direction=up&format=xlsx", headers=headers)
    assert answer.headers["Content-Type"].startswith("application/vnd.openxmlformats")
    sheet = load_workbook(io.BytesIO(answer.content)).active
    assert sheet is not None
    heading, *rows = map(list, sheet.iter_rows(values_only=True))
    harvest = next(
        dict(zip(heading, row, strict=True)) for row in rows if row[heading.index("Event ID")] == event_id(1)
    )
    assert harvest["Traceability lot code"] == LOT
    assert (harvest["Product"], harvest["Quantity"], harvest["Unit"]) == ("Rau muống", 40, "KGM")
    assert harvest["Field or plot"] == "Ruộng số 3, Xã Phúc Thịnh"
    assert harvest["Date and time (Hanoi)"] == "2026-11-20 05:30:00"
    assert sheet.auto_filter.ref is not None


@pytest.mark.one_database
def test_sheet_that_was_cut_says_so_at_its_top_and_in_a_header(
    traced: Trace, client: TestClient, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    traced(key(LOT), "up", tuple(WAY))
    headers = people.add(Role.SUPERVISOR)
    path = f"/epcis/trace/{key(LOT)}?direction=up&format=xlsx"
    assert "Trace-Limit" not in client.get(path, headers=headers).headers
    monkeypatch.setattr(tracing, "MAX_ROWS", 2)
    answer = client.get(path, headers=headers)
    assert answer.headers["Trace-Limit"] == "rows"
    sheet = load_workbook(io.BytesIO(answer.content)).active
    assert sheet is not None
    assert "NOT THE WHOLE WAY" in sheet["A1"].value
    assert "rows" in sheet["A1"].value
    assert sheet["A2"].value == "Traceability lot code"
    assert sheet.auto_filter.ref.startswith("A2:")


@pytest.mark.one_database
def test_sheet_takes_no_strangers_text_for_a_formula(traced: Trace, client: TestClient, people: People) -> None:
    boast = event(1, "05:00", action="ADD", quantityList=[amount(lot("%3D1+1"), 10)], bizLocation=FARM)
    traced(key("%3D1+1"), "up", (boast,))
    headers = people.add(Role.SUPERVISOR)
    answer = client.get(f"/epcis/trace/{key('%3D1+1')}?format=xlsx", headers=headers)
    sheet = load_workbook(io.BytesIO(answer.content)).active
    assert sheet is not None
    assert sheet["A2"].value == "'=1+1"
    assert sheet["A2"].data_type == "s"
