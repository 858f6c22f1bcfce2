"""No page asks the database more often because there is more in it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from sqlalchemy import Engine

from bench.console import ADDRESSES, Asked, Filled, Statements, people_of
from bench.console_city import fill_few, fill_many
from bench.console_made import Extent
from bench.console_pages import DOOR, PAGES
from kiosk.central.database import open_database, sqlite_url

pytestmark = pytest.mark.one_database

VILLAGE = Extent(scans=600, markets=4, kiosks=60, establishments=8, products=40, stalls=60, share=0.02)
MOST = 60
"""Statements of one page."""
BOUNDED = {"usage-scans", "usage-integrity"}
"""They look into a few hours, or journals, one after another: into no more than fit on a page."""


def asked_by_page(engine: Engine, ids: Mapping[str, str], extent: Extent) -> dict[str, int]:
    """Return how many statements each page asks."""
    filled = Filled("", engine, extent, ids)
    statements = Statements(engine)
    people = people_of(filled)
    numbers = {}
    for name, seen in {**DOOR, **PAGES}.items():
        asked = Asked(filled, seen, people[seen.role])
        statements.number = 0
        asked.taken_ms(0)
        numbers[name] = statements.number
    return numbers


@pytest.mark.long
def test_no_page_asks_more_often_where_there_is_more(tmp_path: Path) -> None:
    engine = open_database(sqlite_url(tmp_path / "console.db"))
    ids = fill_few(engine)
    few = asked_by_page(engine, ids, VILLAGE)
    with engine.begin() as connection:
        fill_many(connection, VILLAGE)
    many = asked_by_page(engine, ids, VILLAGE)
    engine.dispose()
    grown = {name: (few[name], many[name]) for name in few if many[name] > few[name]}
    assert {name: both for name, both in grown.items() if name not in BOUNDED} == {}
    assert {name: number for name, number in many.items() if number > MOST} == {}


def test_every_page_is_measured() -> None:
    assert {**DOOR, **PAGES}.items() <= ADDRESSES.items()
