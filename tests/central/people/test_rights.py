"""A grant covers what each of its limits names; a right is its role's, and no more."""

from __future__ import annotations

import pytest

from kiosk.central.people.rights import EVERYTHING, NOBODY, RIGHTS, Caller, Grant, Right, Role, Subject

OURS = Subject(
    establishments=frozenset({"E1", "E2"}),
    markets=frozenset({"M1"}),
    units=frozenset({"U1"}),
    departments=frozenset({"D1"}),
)
LIMITS = {"establishment_id": "E1", "market_id": "M1", "unit_id": "U1", "department": "D1"}


def test_every_right_has_its_roles() -> None:
    assert set(RIGHTS) == set(Right)
    assert all(roles for roles in RIGHTS.values())


def test_grant_without_limits_covers_everything() -> None:
    assert Grant(Role.BOARD).covers(EVERYTHING)
    assert Grant(Role.BOARD).covers(OURS)


@pytest.mark.parametrize("limit", LIMITS)
def test_limit_covers_what_it_names(limit: str) -> None:
    assert Grant(Role.BOARD, **{limit: LIMITS[limit]}).covers(OURS)


@pytest.mark.parametrize("limit", LIMITS)
def test_limit_covers_nothing_else_and_not_everything(limit: str) -> None:
    assert not Grant(Role.BOARD, **{limit: "another"}).covers(OURS)
    assert not Grant(Role.BOARD, **{limit: LIMITS[limit]}).covers(EVERYTHING)


@pytest.mark.parametrize("limit", LIMITS)
def test_each_limit_must_hold(limit: str) -> None:
    assert Grant(Role.BOARD, **LIMITS).covers(OURS)
    assert not Grant(Role.BOARD, **{**LIMITS, limit: "another"}).covers(OURS)


def test_limits_of_two_grants_do_not_mix() -> None:
    caller = Caller("u", "u", (Grant(Role.BOARD, market_id="M1"), Grant(Role.DEPARTMENT, market_id="M2")))
    assert caller.may(Right.CHANGE_ESTABLISHMENTS, Subject(markets=frozenset({"M2"})))
    assert not caller.may(Right.CHANGE_ESTABLISHMENTS, Subject(markets=frozenset({"M1"})))


@pytest.mark.parametrize("right", Right)
def test_nobody_has_no_right(right: Right) -> None:
    assert not NOBODY.may(right, OURS)
