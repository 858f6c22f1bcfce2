"""Lists of markets stand in the order of a Vietnamese reader's alphabet, on every page that has one."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from sqlalchemy import Engine, insert, update

from kiosk.central.people.rights import Role
from kiosk.central.registry.tables import markets, stalls
from tests.central.console.browsing import Visitor

Enter = Callable[..., Visitor]
NAMES = {"M1": "Chợ Ép", "M2": "Chợ Đồng Xuân", "M3": "Chợ Dịch Vọng"}
PAGES = [
    "/console/usage",
    "/console/usage/integrity",
    "/console/devices",
    "/console/devices/settings",
    "/console/alerts",
    "/console/alerts/false",
    "/console/reports",
    "/console/people/new",
    "/console/decisions/notices/new",
    "/console/stalls",
]

_STALL = {"name_en": "", "establishment_id": "", "groups": [], "folded": "quay"}

pytestmark = pytest.mark.one_database


@pytest.fixture
def renamed(engine: Engine) -> Engine:
    with engine.begin() as connection:
        for number, (id_, name) in enumerate(NAMES.items()):
            connection.execute(update(markets).where(markets.c.id == id_).values(name=name))
            stall = {"id": f"s{number}", "market_id": id_, "name": "Quầy", **_STALL}
            connection.execute(insert(stalls), stall)
    return engine


@pytest.mark.parametrize("page", PAGES)
def test_markets_stand_in_the_order_of_the_alphabet(renamed: Engine, enter: Enter, page: str) -> None:
    text = enter(Role.ADMINISTRATOR).get(page).text
    shown = re.findall(r">(Chợ (?:Ép|Đồng Xuân|Dịch Vọng))<", text)
    assert shown[:3] == ["Chợ Dịch Vọng", "Chợ Đồng Xuân", "Chợ Ép"]
