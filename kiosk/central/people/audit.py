"""What was changed: read from the audit, newest first, as far as the reader's grants reach."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from pydantic import BaseModel, ConfigDict, JsonValue
from sqlalchemy import ColumnElement, Connection, and_, or_, select

from kiosk.central.people.reach import Tie, Ties, within_reach
from kiosk.central.people.rights import Caller, Right
from kiosk.central.people.tables import changes


class Change(BaseModel):
    """One change: who, by which right, when, of what, before and after."""

    model_config = ConfigDict(frozen=True, from_attributes=True)

    id: str
    at: datetime
    user_id: str
    right: str
    kind: str
    key: str
    before: dict[str, JsonValue] | None
    after: dict[str, JsonValue] | None


@dataclass(frozen=True, slots=True)
class WantedChanges:
    """Which changes: of a table, of one key, by one user, from `since` on and before `until`. "" and None: any.

    `before` is the id of the last one of the page before.
    """

    kind: str = ""
    key: str = ""
    user_id: str = ""
    since: datetime | None = None
    until: datetime | None = None
    before: str = ""


def read_changes(connection: Connection, caller: Caller, wanted: WantedChanges, limit: int) -> list[Change]:
    """Return at most `limit` changes that a grant of `caller` covers. The caller has demanded `see_changes`."""
    query = select(changes).where(within_reach(caller, Right.SEE_CHANGES, TIES))
    for column, value in (
        (changes.c.kind, wanted.kind),
        (changes.c.key, wanted.key),
        (changes.c.user_id, wanted.user_id),
    ):
        query = query.where(column == value) if value else query
    query = query if wanted.since is None else query.where(changes.c.at >= wanted.since)
    query = query if wanted.until is None else query.where(changes.c.at < wanted.until)
    query = query.where(changes.c.id < wanted.before) if wanted.before else query
    found = connection.execute(query.order_by(changes.c.id.desc()).limit(limit)).all()
    return [Change.model_validate(row) for row in found]


def _naming(field: str, kind: str) -> Tie:
    """Return the tie of changes of what names its owner in `field`, and of the owner itself, a row of table `kind`."""

    def names(limit: str) -> ColumnElement[bool]:
        return or_(
            changes.c.before[field].as_string() == limit,
            changes.c.after[field].as_string() == limit,
            and_(changes.c.kind == kind, changes.c.key == limit),
        )

    return names


TIES = Ties(
    establishment=_naming("establishment_id", "establishments"),
    market=_naming("market_id", "markets"),
    unit=_naming("unit_id", "units"),
    department=_naming("department", "departments"),
)
