"""Which rows of a list a caller may see: the same rule as `Grant.covers`, as a condition of SQL."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, false, or_, true

from kiosk.central.people.rights import Caller, Grant, Right

Tie = Callable[[str], ColumnElement[bool]]
"""Makes the condition that a row belongs to the establishment, market, unit or department of that id."""


@dataclass(frozen=True, slots=True)
class Ties:
    """How the rows of one list belong to somebody. None: not at all, so that a grant limited by it covers no row."""

    establishment: Tie | None = None
    market: Tie | None = None
    unit: Tie | None = None
    department: Tie | None = None


def equal_to(column: ColumnElement[str]) -> Tie:
    """Return the tie of rows that name what they belong to in `column`."""
    return lambda limit: column == limit


def within_reach(caller: Caller, right: Right, ties: Ties) -> ColumnElement[bool]:
    """Return the condition under which a grant of `caller` gives `right` on a row."""
    held = caller.with_right(right)
    if any(grant.is_unlimited for grant in held):
        return true()
    return or_(false(), *(_covered(grant, ties) for grant in held))


def _covered(grant: Grant, ties: Ties) -> ColumnElement[bool]:
    pairs = (
        (grant.establishment_id, ties.establishment),
        (grant.market_id, ties.market),
        (grant.unit_id, ties.unit),
        (grant.department, ties.department),
    )
    return and_(true(), *((false() if tie is None else tie(limit)) for limit, tie in pairs if limit))
