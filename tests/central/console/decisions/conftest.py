"""Two people at the console who decide together, and what they type."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from kiosk.central.people.rights import Role
from tests.central.console.browsing import Visitor
from tests.central.registry_folder import GTIN, LOT

Enter = Callable[..., Visitor]
DECISIONS = "/console/decisions"
RECALL: dict[str, str] = {
    "kind": "mandatory",
    "gtins": GTIN,
    "lots": LOT,
    "reason": "Dư lượng thuốc bảo vệ thực vật",
    "authority": "Chi cục mẫu",
    "document": "31/TB",
    "legal_basis": "Thông tư 17/2021/TT-BNNPTNT",
    "treatment": "destroy",
}
VIOLATION: dict[str, str] = {
    "establishment_id": "E1",
    "summary": "Ghi nhật ký không đầy đủ",
    "authority": "Sở mẫu",
    "document": "32/QĐ",
    "legal_basis": "Nghị định 115/2018/NĐ-CP",
    "published_on": "2026-11-20",
    "in_force_until": "2027-02-20",
}
NOTICE: dict[str, str] = {
    "kind": "ordinary",
    "market_id": "M1",
    "text": "Chợ nghỉ sớm",
    "text_en": "The market closes early",
    "ends_at": "2026-11-23T12:00",
}


@pytest.fixture
def one(enter: Enter) -> Visitor:
    return enter(Role.SUPERVISOR, "chị Lan")


@pytest.fixture
def other(enter: Enter) -> Visitor:
    return enter(Role.DEPARTMENT, "anh Minh")


@pytest.fixture
def board(enter: Enter) -> Visitor:
    return enter(Role.BOARD, "ban chợ", market_id="M1")


@pytest.fixture
def second(enter: Enter) -> Visitor:
    return enter(Role.BOARD, "phó ban", market_id="M1")


def propose(who: Visitor, what: str, typed: dict[str, str]) -> str:
    """Send the form of a kind; return the address of the proposal."""
    answer = who.post(f"{DECISIONS}/{what}/new", **typed)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def approve(who: Visitor, proposal: str) -> str:
    """Approve a proposal; return the address of what stands then."""
    assert who.post(f"{proposal}/approve").status_code == 303
    found = re.search(rf'href="({DECISIONS}/(?!proposals)\w+/[\w-]+)"', who.get(proposal).text)
    assert found is not None
    return found[1]


def decide(one: Visitor, other: Visitor, what: str, typed: dict[str, str]) -> str:
    """Let one propose and the other approve; return the address of what stands then."""
    return approve(other, propose(one, what, typed))
