"""Quotas by plot and harvest, over HTTP: lots of one harvest share what the plot gives."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Engine, insert, update
from starlette.testclient import TestClient

from kiosk.central.people.rights import Right, Role
from kiosk.central.registry.tables import lots
from kiosk.central.seals.issuing import Wanted, issue_labels
from kiosk.central.seals.tables import lot_harvests, plots
from kiosk.errors import KioskError
from tests.central.conftest import NOW, People
from tests.central.registry_folder import GTIN, LOT
from tests.central.seals.conftest import BARE_LOT, OPEN_LOT, QUANTITY, VAULT, deed_at

PLOT = {"establishment_id": "E1", "name": "Ruộng 3", "group": "vegetable", "area_m2": 10.0, "yield_kg_m2": 1.0}
"""10 kg, with the tolerance 12 kg: 24 packs of 500 g."""


@pytest.fixture
def department(people: People) -> dict[str, str]:
    return people.add(Role.DEPARTMENT)


@pytest.fixture
def plot(engine: Engine, client: TestClient, department: dict[str, str]) -> str:
    """A plot of E1, and a second lot of 50 packs beside the open one."""
    assert client.put("/registry/plots/P3", json=PLOT, headers=department).status_code == 200
    with engine.begin() as connection:
        connection.execute(update(lots).where(lots.c.lot == BARE_LOT).values(quantity=50))
    return "P3"


def declare(client: TestClient, headers: dict[str, str], lot: str, **declared: Any) -> Any:
    return client.put(f"/registry/lots/{GTIN}/{lot}/harvest", json=declared, headers=headers)


def test_a_harvest_limits_its_lot(client: TestClient, producer: dict[str, str], kid: int) -> None:
    assert declare(client, producer, OPEN_LOT, harvest_kg=4).status_code == 200
    answer = client.post(f"/registry/lots/{GTIN}/{OPEN_LOT}/labels", json={"count": 9}, headers=producer)
    assert answer.json()["number"] == "SEAL-12"
    assert "8 of 8, by its harvest" in answer.json()["detail"]
    answer = client.post(f"/registry/lots/{GTIN}/{OPEN_LOT}/labels", json={"count": 8}, headers=producer)
    assert (answer.status_code, answer.headers["labels-remaining"]) == (200, "0")


def test_lots_of_one_harvest_share_the_plot(client: TestClient, producer: dict[str, str], kid: int, plot: str) -> None:
    for lot in (OPEN_LOT, BARE_LOT):
        declare(client, producer, lot, plot_id=plot, harvest="2026-3")
    client.post(f"/registry/lots/{GTIN}/{OPEN_LOT}/labels", json={"count": 20}, headers=producer)
    answer = client.post(f"/registry/lots/{GTIN}/{BARE_LOT}/labels", json={"count": 5}, headers=producer)
    assert "4 of 24, by its plot" in answer.json()["detail"]
    declare(client, producer, BARE_LOT, plot_id=plot, harvest="2026-4")
    answer = client.post(f"/registry/lots/{GTIN}/{BARE_LOT}/labels", json={"count": 5}, headers=producer)
    assert answer.status_code == 200


def test_requests_at_once_for_two_lots_never_exceed_their_plot(
    engine: Engine, client: TestClient, producer: dict[str, str], kid: int, plot: str
) -> None:
    for lot in (OPEN_LOT, BARE_LOT):
        declare(client, producer, lot, plot_id=plot, harvest="2026-3")
    start, outcomes = threading.Barrier(6), list[int]()

    def ask(lot: str) -> None:
        start.wait()
        try:
            issue_labels(engine, VAULT, deed_at(NOW, Right.SEAL_LABELS), Wanted(GTIN, lot, 7, is_serialised=True), NOW)
            outcomes.append(7)
        except KioskError as fault:
            outcomes.append(0 if fault.number == "SEAL-12" else -1)

    threads = [threading.Thread(target=ask, args=((OPEN_LOT, BARE_LOT)[number % 2],)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == [0, 0, 0, 7, 7, 7]


def test_a_plot_is_the_departments_to_enter(client: TestClient, producer: dict[str, str], plot: str) -> None:
    wider = {**PLOT, "area_m2": 10_000}
    assert client.put(f"/registry/plots/{plot}", json=wider, headers=producer).status_code == 403
    assert client.get("/registry/plots", headers=producer).json() == {"plots": [{"id": plot, **PLOT}], "next": None}


def test_a_corrected_plot_counts_from_then_on(
    client: TestClient, producer: dict[str, str], department: dict[str, str], kid: int, plot: str
) -> None:
    declare(client, producer, OPEN_LOT, plot_id=plot)
    client.put(f"/registry/plots/{plot}", json={**PLOT, "area_m2": 2}, headers=department)
    answer = client.post(f"/registry/lots/{GTIN}/{OPEN_LOT}/labels", json={"count": 5}, headers=producer)
    assert "4 of 4, by its plot" in answer.json()["detail"]


def test_a_plot_of_somebody_else_is_no_origin(
    client: TestClient, producer: dict[str, str], people: People, engine: Engine
) -> None:
    with engine.begin() as connection:
        connection.execute(insert(plots), {"id": "P9", **PLOT, "establishment_id": "E2"})
    assert declare(client, producer, OPEN_LOT, plot_id="P9").status_code == 409
    assert declare(client, producer, OPEN_LOT, plot_id="NONE").status_code == 409
    assert client.get("/registry/plots", headers=producer).json()["plots"] == []


def test_a_declaration_replaces_the_one_before(client: TestClient, producer: dict[str, str], engine: Engine) -> None:
    declare(client, producer, LOT, harvest_kg=4)
    declare(client, producer, LOT, harvest_kg=5)
    with engine.connect() as connection:
        (row,) = connection.execute(lot_harvests.select()).all()
    assert row.harvest_kg == 5


@pytest.mark.one_database
@pytest.mark.parametrize("body", [{"harvest_kg": 0}, {"harvest_kg": -1}, {"harvest_kg": 1e9}, {"harvest": "x" * 33}])
def test_a_declaration_is_bounded(client: TestClient, producer: dict[str, str], body: dict[str, object]) -> None:
    assert declare(client, producer, LOT, **body).status_code == 400


@pytest.mark.parametrize(
    "other",
    [{"harvest": "2026-4"}, {"plot_id": None}, {"harvest_kg": 4000}, {"harvest_kg": None}],
    ids=["harvest", "no plot", "more", "no kilograms"],
)
def test_what_was_declared_of_a_labelled_lot_is_the_departments_to_change(
    client: TestClient,
    producer: dict[str, str],
    department: dict[str, str],
    plot: str,
    seal: Callable[..., list[str]],
    other: dict[str, object],
) -> None:
    declared = {"plot_id": plot, "harvest": "2026-3", "harvest_kg": 4}
    declare(client, producer, OPEN_LOT, **declared)
    seal(1)
    assert declare(client, producer, OPEN_LOT, **declared).status_code == 200
    assert declare(client, producer, OPEN_LOT, **declared | other).status_code == 409
    assert declare(client, department, OPEN_LOT, **declared | other).status_code == 200


def patch(client: TestClient, headers: dict[str, str], path: str, **changed: object) -> int:
    tag = client.get(path, headers=headers).headers["ETag"]
    return client.patch(path, json=changed, headers={**headers, "If-Match": tag}).status_code


@pytest.mark.parametrize(
    ("path", "wished"),
    [
        (f"/registry/lots/{GTIN}/{OPEN_LOT}", {"quantity": QUANTITY + 1}),
        (f"/registry/lots/{GTIN}/{OPEN_LOT}", {"quantity": None}),
        (f"/registry/products/{GTIN}", {"net_weight_g": None}),
        (f"/registry/products/{GTIN}", {"net_weight_g": 1}),
    ],
)
def test_what_limits_issued_labels_is_the_departments_to_change(
    client: TestClient,
    producer: dict[str, str],
    department: dict[str, str],
    seal: Callable[..., list[str]],
    path: str,
    wished: dict[str, object],
) -> None:
    seal(1)
    assert patch(client, producer, path, **wished) == 400
    assert patch(client, department, path, **wished) == 200


def test_a_lot_without_labels_may_grow_and_one_with_labels_may_shrink(
    client: TestClient, producer: dict[str, str], seal: Callable[..., list[str]]
) -> None:
    path = f"/registry/lots/{GTIN}/{OPEN_LOT}"
    assert patch(client, producer, path, quantity=QUANTITY + 10) == 200
    seal(1)
    assert patch(client, producer, path, quantity=QUANTITY) == 200


def test_a_sheet_raises_no_quantity_of_a_labelled_lot(
    client: TestClient, producer: dict[str, str], seal: Callable[..., list[str]]
) -> None:
    seal(1)
    sheet = f"GTIN;Số lô;Số lượng tem\n{GTIN};{OPEN_LOT};{QUANTITY + 1}\n"
    refused = client.post("/registry/imports", files={"files": ("lots.csv", sheet.encode())}, headers=producer)
    assert refused.status_code == 422
    assert "Lô hàng đã được cấp tem" in refused.text
