"""The condition of lists says of each row what `Grant.covers` says of it."""

from __future__ import annotations

import itertools

import pytest
from sqlalchemy import Column, Connection, MetaData, String, Table, insert, select

from kiosk.central.people.reach import Ties, equal_to, within_reach
from kiosk.central.people.rights import Caller, Grant, Right, Role, Subject

stalls = Table(
    "stalls_of_test", MetaData(), Column("market", String(8)), Column("unit", String(8)), prefixes=["TEMPORARY"]
)
TIES = Ties(market=equal_to(stalls.c.market), unit=equal_to(stalls.c.unit))
ROWS = list(itertools.product(("M1", "M2"), ("U1", "U2")))
LIMITS: list[dict[str, str]] = [
    {},
    {"market_id": "M1"},
    {"unit_id": "U2"},
    {"market_id": "M1", "unit_id": "U2"},
    {"market_id": "M9"},
    {"establishment_id": "E1"},
    {"market_id": "M1", "establishment_id": "E1"},
    {"department": "D1"},
]


@pytest.fixture
def filled(connection: Connection) -> Connection:
    stalls.create(connection)
    connection.execute(insert(stalls), [{"market": market, "unit": unit} for market, unit in ROWS])
    return connection


def seen(connection: Connection, caller: Caller, right: Right) -> list[tuple[str, str]]:
    query = select(stalls.c.market, stalls.c.unit).where(within_reach(caller, right, TIES))
    return sorted((row.market, row.unit) for row in connection.execute(query))


@pytest.mark.parametrize("limits", LIMITS, ids=str)
def test_condition_agrees_with_the_grant(filled: Connection, limits: dict[str, str]) -> None:
    grant = Grant(Role.BOARD, **limits)
    subjects = {row: Subject(markets=frozenset({row[0]}), units=frozenset({row[1]})) for row in ROWS}
    expected = sorted(row for row, subject in subjects.items() if grant.covers(subject))
    assert seen(filled, Caller("u", "u", (grant,)), Right.SEE_REGISTRY) == expected


def test_grants_add_up(filled: Connection) -> None:
    grants = (Grant(Role.BOARD, market_id="M1", unit_id="U1"), Grant(Role.BOARD, market_id="M2", unit_id="U2"))
    assert seen(filled, Caller("u", "u", grants), Right.SEE_REGISTRY) == [("M1", "U1"), ("M2", "U2")]


def test_grant_without_the_right_shows_nothing(filled: Connection) -> None:
    grants = (Grant(Role.TECHNICIAN), Grant(Role.BOARD, market_id="M1", unit_id="U1"))
    assert seen(filled, Caller("u", "u", grants), Right.SEE_JOURNAL) == [("M1", "U1")]
    assert seen(filled, Caller("u", "u", ()), Right.SEE_JOURNAL) == []
