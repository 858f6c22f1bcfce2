"""A centre that seals: a registry with lots to label, a list of three weeks ago, a vault, and a key of E1."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, insert
from starlette.testclient import TestClient

from kiosk.central.people.changes import Deed
from kiosk.central.people.rights import Caller, Grant, Right, Role
from kiosk.central.people.tables import users
from kiosk.central.seals.keyring import add_key
from kiosk.central.seals.lending import LentRanges
from kiosk.central.seals.sealed_vault import SealedVault
from kiosk.central.seals.wanted import NewKeyWanted, ScopeDocument
from kiosk.central.service import Service
from tests.central.conftest import NOW, People
from tests.central.registry_folder import GTIN, LISTS, LOTS, PRODUCTS, write_registry

ENCRYPTION_KEY = bytes(range(32))
VAULT = SealedVault((ENCRYPTION_KEY,))
OPEN_LOT, ALIKE_LOT, BARE_LOT, UNSEALED_LOT = "L2611C", "L2611D", "L2611E", "L2611F"
QUANTITY = 50
REGISTERED = "2026-11-20T06:00:00+07:00"
E1_GLN = "9521234000013"
E2_GTIN = "09521234543237"
WANTED = NewKeyWanted(
    establishment_id="E1",
    scope=ScopeDocument(gtins=(GTIN,), glns=(E1_GLN,)),
    not_before=date(2026, 1, 1),
    not_after=date(2027, 1, 1),
)
ADMINISTRATOR = Caller("admin", "admin", (Grant(Role.ADMINISTRATOR),))

LOTS_TO_LABEL = [
    {"gtin": GTIN, "lot": OPEN_LOT, "registered_at": REGISTERED, "quantity": QUANTITY, "use_by": "2026-11-30"},
    {"gtin": GTIN, "lot": ALIKE_LOT, "registered_at": REGISTERED, "is_serialised": False, "best_before": "2027-04-24"},
    {"gtin": GTIN, "lot": BARE_LOT, "registered_at": REGISTERED},
    {"gtin": GTIN, "lot": UNSEALED_LOT, "registered_at": REGISTERED, "quantity": 9, "is_sealed": False},
    {"gtin": E2_GTIN, "lot": "X1", "registered_at": REGISTERED, "quantity": 9},
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    products = [{**PRODUCTS[0], "net_weight_g": 500}, *PRODUCTS[1:]]
    lists = {**LISTS, "issued": "2026-11-01T00:00:00Z"}
    return write_registry(tmp_path / "sample", products=products, lots=[*LOTS, *LOTS_TO_LABEL], lists=lists)


@pytest.fixture
def vault() -> SealedVault:
    return VAULT


@pytest.fixture
def service(service: Service, vault: SealedVault) -> Service:
    return replace(service, vault=vault, lent_ranges=LentRanges(gtins="952199", glns="95219912"))


def deed_at(at: datetime, right: Right = Right.APPROVE_KEY) -> Deed:
    return Deed(ADMINISTRATOR, right, at)


@pytest.fixture
def kid(engine: Engine, service: Service) -> int:
    """The id of a key of E1 whose list was published three days ago."""
    with engine.begin() as connection:
        return add_key(connection, service.vault, deed_at(NOW - timedelta(days=3)), WANTED)


@pytest.fixture
def producer(people: People) -> dict[str, str]:
    """The token of the producer E1."""
    return people.add(Role.PRODUCER, establishment_id="E1")


@pytest.fixture
def seal(client: TestClient, producer: dict[str, str], kid: int) -> Callable[..., list[str]]:
    """Seals so many labels of the open lot, and returns their links."""

    def call(count: int, lot: str = OPEN_LOT, **asked: object) -> list[str]:
        body = {"count": count, **asked}
        answer = client.post(f"/registry/lots/{GTIN}/{lot}/labels", json=body, headers=producer)
        assert answer.status_code == 200, answer.text
        return [json.loads(line)["link"] for line in answer.text.splitlines()]

    return call


def add_user(engine: Engine, user_id: str) -> None:
    with engine.begin() as connection:
        connection.execute(insert(users), {"id": user_id, "name": user_id, "is_active": True, "created_at": NOW})
