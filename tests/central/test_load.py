"""A registry folder into the database: all or nothing, and the fault by name."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest
from sqlalchemy import Engine

from kiosk.central.epcis import tables as epcis
from kiosk.central.lookups.find import find
from kiosk.central.registry import tables
from kiosk.central.registry.load import FILES, load_registry
from kiosk.codes.code import Identity
from kiosk.errors import ListError
from kiosk.records.registry import Movement
from tests.central.conftest import NOW
from tests.central.registry_folder import (
    CERTIFICATES,
    GTIN,
    HISTORY,
    LOT,
    LOTS,
    MOVEMENTS,
    PRODUCTS,
    write_registry,
)

COUNTED = ("establishments", "products", "lots", "serials", "certificates", "needed_kinds", "events", "movements")


def load(engine: Engine, folder: Path) -> None:
    with engine.begin() as connection:
        load_registry(connection, folder)


def counts(engine: Engine) -> dict[str, int]:
    with engine.connect() as connection:
        return {
            name: int(connection.exec_driver_sql(f"SELECT count(*) FROM {name}").scalar_one())
            for name in (*COUNTED, "recalls", "recall_scopes", "checks", "flags", "markets", "lists")
        }


def changed(row: dict[str, object], **values: object) -> list[dict[str, object]]:
    return [{**row, **values}]


def test_every_field_of_a_record_has_its_column() -> None:
    for file in FILES:
        if file.table is not tables.serials:
            assert {field.name for field in fields(file.record)} <= set(file.table.columns.keys()), file.name
    assert {field.name for field in fields(Movement)} <= set(epcis.movements.columns.keys())


def test_same_folder_twice_changes_nothing(engine: Engine, folder: Path) -> None:
    before = counts(engine)
    load(engine, folder)
    assert counts(engine) == before
    assert before["lots"] == 2


def test_corrected_folder_corrects_its_rows(engine: Engine, tmp_path: Path) -> None:
    products = [{**PRODUCTS[0], "name": "Rau muống nước"}, *PRODUCTS[1:]]
    load(engine, write_registry(tmp_path / "corrected", products=products))
    with engine.connect() as connection:
        product = find(connection, Identity(gtin=GTIN), "", NOW).product
    assert product is not None
    assert product.name == "Rau muống nước"


FIRST_EVENT = MOVEMENTS["epcisBody"]["eventList"][0]


def document(*events: object) -> dict[str, object]:
    return {**MOVEMENTS, "epcisBody": {"eventList": list(events)}}


@pytest.mark.parametrize(
    ("stem", "content", "words"),
    [
        ("products", [{**PRODUCTS[0], "net_weight_g": "much"}], ("products.json", "row 1", "'net_weight_g'")),
        ("products", [PRODUCTS[0], {"gtin": "1"}], ("products.json", "row 2", "'name'")),
        ("products", [{**PRODUCTS[0], "colour": "green"}], ("products.json", "row 1", "'colour'", "no such field")),
        ("products", [PRODUCTS[0], PRODUCTS[0]], ("products.json", "row 2", "'gtin'", "row 1")),
        ("products", changed(PRODUCTS[0], establishment_id="E9"), ("products.json", "'establishment_id'", "'E9'")),
        ("products", ["text"], ("products.json", "row 1")),
        ("products", {"gtin": GTIN}, ("products.json", "no list")),
        ("lots", changed(LOTS[0], registered_at="2026-11-20T06:00:00"), ("lots.json", "'registered_at'", "offset")),
        ("lots", changed(LOTS[0], use_by="30/11/2026"), ("lots.json", "row 1", "'use_by'", "30/11/2026")),
        ("lots", changed(LOTS[0], destination_market_id="M9"), ("lots.json", "'destination_market_id'", "'M9'")),
        ("certificates", changed(CERTIFICATES[0], status="asleep"), ("certificates.json", "'status'", "asleep")),
        ("movements", {}, ("movements.jsonld", "eventList")),
        (
            "movements",
            document({**FIRST_EVENT, "eventTime": "yesterday"}),
            ("movements.jsonld", "row 1", "'eventTime'", "yesterday"),
        ),
        ("movements", document(FIRST_EVENT, FIRST_EVENT), ("row 2", "'eventID'")),
        ("movements", document({"eventID": "x"}), ("row 1", "'type'")),
        ("movements", document(7), ("row 1",)),
        ("history", {**HISTORY, "flags": [{**HISTORY["flags"][0], "kind": "odd"}]}, ("history.json", "'kind'", "odd")),
        ("history", [], ("history.json",)),
        ("lists", {"issued": "2026-11-23T00:00:00Z"}, ("lists.json", "'version'")),
    ],
)
def test_broken_file_is_named_with_row_and_field_and_changes_nothing(
    engine: Engine, tmp_path: Path, stem: str, content: object, words: tuple[str, ...]
) -> None:
    before = counts(engine)
    with pytest.raises(ListError) as fault:
        load(engine, write_registry(tmp_path / "broken", **{stem: content}))
    assert all(word in fault.value.what for word in words), fault.value.what
    assert "\n" not in str(fault.value)
    assert counts(engine) == before


def test_file_that_is_missing_or_no_json_is_named(engine: Engine, folder: Path) -> None:
    lots = folder / "registry" / "lots.json"
    lots.write_text("[{", encoding="utf-8")
    with pytest.raises(ListError, match=r"lots\.json is no JSON"):
        load(engine, folder)
    lots.unlink()
    with pytest.raises(ListError, match=r"lots\.json cannot be read"):
        load(engine, folder)


def test_files_that_may_be_missing_are_not_missed(empty: Engine, folder: Path) -> None:
    for name in (
        "registry/recalls.json",
        "registry/issued_serials.json",
        "movements.jsonld",
        "history.json",
        "lists.json",
    ):
        (folder / name).unlink()
    load(empty, folder)
    assert counts(empty)["events"] == 0


def test_declared_error_is_kept_and_not_shown(empty: Engine, tmp_path: Path) -> None:
    event = {**FIRST_EVENT, "errorDeclaration": {"declarationTime": "2026-11-21T00:00:00+07:00"}}
    load(empty, write_registry(tmp_path / "error", movements=document(event)))
    assert (counts(empty)["events"], counts(empty)["movements"]) == (1, 0)


def test_terms_of_ours_say_step_place_and_who(empty: Engine, tmp_path: Path) -> None:
    event = {
        **FIRST_EVENT,
        "trace:step": "slaughter",
        "trace:place": "Lò mổ mẫu",
        "trace:statedBy": "Thú y mẫu",
        "trace:market": "M2",
    }
    load(empty, write_registry(tmp_path / "terms", movements=document(event)))
    with empty.connect() as connection:
        (movement,) = find(connection, Identity(gtin=GTIN, lot=LOT), "", NOW).movements
    assert (movement.step, movement.place, movement.stated_by) == ("slaughter", "Lò mổ mẫu", "Thú y mẫu")
    assert movement.market_id == "M2"


def test_step_that_shoppers_are_not_shown_gives_no_movement(empty: Engine, tmp_path: Path) -> None:
    event = {**FIRST_EVENT, "bizStep": "https://ref.gs1.org/cbv/BizStep-inspecting"}
    load(empty, write_registry(tmp_path / "inspecting", movements=document(event)))
    assert counts(empty)["movements"] == 0
