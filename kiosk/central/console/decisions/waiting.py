"""Which proposals wait for the caller: chosen by the database as far as it can tell, before they are counted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final

from sqlalchemy import ColumnElement, Connection, and_, or_, select

from kiosk.central.console.decisions.kinds import KINDS
from kiosk.central.kiosks.notice_decisions import NOTICE, NOTICE_END
from kiosk.central.kiosks.tables import notices
from kiosk.central.people.proposals import Proposal, State, is_seen_by, read_proposals
from kiosk.central.people.reach import within_reach
from kiosk.central.people.rights import Caller
from kiosk.central.people.tables import proposals
from kiosk.central.registry.belonging import ties_of_establishment, ties_of_market
from kiosk.central.registry.tables import violations
from kiosk.central.registry.violations import VIOLATION, VIOLATION_END

MOST_WAITING: Final = 500
_PIECE: Final = 500
_MOST_PIECES: Final = 10


def waiting_for(connection: Connection, caller: Caller) -> Sequence[Proposal]:
    """Return the proposals that wait for a second person, and that the caller made or may decide; oldest first.

    MOST_WAITING at most. Whose goods a recall takes back stands in lists of its document, which the database does
    not look into: to somebody with limits those are judged one by one, and the newest of thousands are left out.
    """
    return list(islice(_seen(connection, caller), MOST_WAITING))


def _seen(connection: Connection, caller: Caller) -> Iterator[Proposal]:
    after = ""
    query = select(proposals).where(proposals.c.state == State.WAITING.value, _may_be_seen(caller))
    query = query.order_by(proposals.c.id).limit(_PIECE)
    for _ in range(_MOST_PIECES):
        rows = read_proposals(connection, query.where(proposals.c.id > after))
        for row in rows:
            if row.kind in _EXACT or is_seen_by(connection, KINDS[row.kind], caller, row):
                yield row
        if len(rows) < _PIECE:
            return
        after = rows[-1].id


def _may_be_seen(caller: Caller) -> ColumnElement[bool]:
    """Return a condition that holds for all that `is_seen_by` does; for the kinds of _EXACT, for no others."""
    own = and_(proposals.c.proposed_by == caller.user_id, proposals.c.kind.in_(KINDS))
    conditions = [own]
    for name, kind in KINDS.items():
        is_kind = proposals.c.kind == name
        if caller.may(kind.approve):
            conditions.append(is_kind)
        elif caller.with_right(kind.approve):
            conditions.append(and_(is_kind, _EXACT[name](caller)) if name in _EXACT else is_kind)
    return or_(*conditions)


def _named(field: str) -> ColumnElement[str]:
    named: ColumnElement[str] = proposals.c.document[field].as_string()
    return named


def _of_notice(caller: Caller) -> ColumnElement[bool]:
    return within_reach(caller, KINDS[NOTICE].approve, ties_of_market(_named("market_id")))


def _of_notice_end(caller: Caller) -> ColumnElement[bool]:
    mine = within_reach(caller, KINDS[NOTICE_END].approve, ties_of_market(notices.c.market_id))
    return _named("id").in_(select(notices.c.id).where(mine))


def _of_violation(caller: Caller) -> ColumnElement[bool]:
    ties = ties_of_establishment(_named("establishment_id"))
    return within_reach(caller, KINDS[VIOLATION].approve, ties)


def _of_violation_end(caller: Caller) -> ColumnElement[bool]:
    ties = ties_of_establishment(violations.c.establishment_id)
    mine = within_reach(caller, KINDS[VIOLATION_END].approve, ties)
    return _named("id").in_(select(violations.c.id).where(mine))


_EXACT: Final = {
    NOTICE: _of_notice,
    NOTICE_END: _of_notice_end,
    VIOLATION: _of_violation,
    VIOLATION_END: _of_violation_end,
}
"""What the database tells of whom a kind of proposal concerns, as the kind's `subject` does."""
