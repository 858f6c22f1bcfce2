"""Alerts as people and programs read them: those whose matter one may see, each with what shows it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from itertools import groupby

from pydantic import BaseModel, ConfigDict, JsonValue
from sqlalchemy import ColumnElement, Connection, RowMapping, and_, exists, func, or_, select
from starlette.exceptions import HTTPException

from kiosk.central.alerts.kinds import KINDS, Kind, State
from kiosk.central.alerts.tables import alert_evidence, alert_markets, alerts
from kiosk.central.people.door import demand
from kiosk.central.people.reach import Tie, Ties, equal_to, within_reach
from kiosk.central.people.rights import Caller, Right, Subject
from kiosk.central.registry.belonging import subject_of as subject_of_establishment
from kiosk.central.registry.belonging import subject_of_markets, ties_of_establishment, ties_of_market


def _at_place(tie: Tie | None) -> Tie | None:
    """Return the tie of alerts that concern a market of `tie`."""
    return None if tie is None else lambda limit: _concerns(tie(limit))


def _concerns(market: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(alert_markets.c.alert_id == alerts.c.id, market).correlate(alerts)


_TIES = Ties(
    establishment=equal_to(alerts.c.establishment_id),
    market=_at_place(ties_of_market(alert_markets.c.market_id).market),
    unit=_at_place(ties_of_market(alert_markets.c.market_id).unit),
    department=ties_of_establishment(alerts.c.establishment_id).department,
)


class AlertView(BaseModel):
    """One alert. `details` are the numbers that the sentence about it says; `market_ids` every market it concerns.

    `over_at`: since when it is over by itself while somebody has it in hand.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    kind: Kind
    state: State
    market_ids: tuple[str, ...]
    establishment_id: str
    kiosk_id: str
    gtin: str
    lot: str
    serial: str
    details: dict[str, JsonValue]
    owner_id: str
    deadline: datetime
    cause: str
    note: str
    opened_at: datetime
    seen_at: datetime
    over_at: datetime | None
    closed_at: datetime | None

    def is_late(self, now: datetime) -> bool:
        """Return whether its deadline has passed and it is not closed."""
        return self.state is not State.CLOSED and self.deadline < now


class EvidenceView(BaseModel):
    """What shows an alert: a check, a scan, a heartbeat, an event or a day of reads, by its id."""

    model_config = ConfigDict(frozen=True, from_attributes=True)

    kind: str
    ref: str
    at: datetime
    market_id: str
    kiosk_id: str


@dataclass(frozen=True, slots=True)
class AlertsAsked:
    """Which alerts. What is empty does not choose; `is_standing`: those that are not closed."""

    kind: Kind | None = None
    state: State | None = None
    is_standing: bool = False
    market_id: str = ""
    owner_id: str = ""
    late_at: datetime | None = None
    """Those whose deadline has passed by then."""
    before: str = ""
    """The id of the last one of the page before."""


def seen_by(caller: Caller, right: Right = Right.SEE_ALERTS) -> ColumnElement[bool]:
    """Return the condition under which `caller` has `right` on an alert: never without seeing what it is about."""
    by_right = sorted(KINDS, key=lambda kind: KINDS[kind].right)
    matter = [
        and_(alerts.c.kind.in_([kind.value for kind in kinds]), within_reach(caller, needed, _TIES))
        for needed, kinds in groupby(by_right, lambda kind: KINDS[kind].right)
    ]
    return and_(within_reach(caller, right, _TIES), or_(*matter))


def read_alerts(connection: Connection, caller: Caller, asked: AlertsAsked, limit: int) -> list[AlertView]:
    """Return at most `limit` of the asked alerts that `caller` sees, newest first."""
    query = select(alerts).where(*_chosen(caller, asked)).order_by(alerts.c.id.desc()).limit(limit)
    return views_of(connection, connection.execute(query).mappings().all())


@dataclass(frozen=True, slots=True)
class Counts:
    """How many alerts that are not closed nobody has, somebody has, are late, and are the asker's own."""

    open: int
    in_hand: int
    late: int
    mine: int


def count_alerts(connection: Connection, caller: Caller, now: datetime) -> Counts:
    """Return how many alerts that `caller` sees stand how."""
    rows = alerts.c
    chosen = (rows.state == State.OPEN.value, rows.state == State.IN_HAND.value, rows.deadline < now)
    sums = [func.count().filter(one) for one in (*chosen, rows.owner_id == (caller.user_id or "-"))]
    numbers = connection.execute(select(*sums).where(*_chosen(caller, AlertsAsked(is_standing=True)))).one()
    return Counts(*map(int, numbers))


def count_by_market(connection: Connection, caller: Caller, kind: Kind | None = None) -> Mapping[str, int]:
    """Return how many alerts that are not closed, and that `caller` sees, concern each market."""
    query = select(alert_markets.c.market_id, func.count()).join(alerts, alerts.c.id == alert_markets.c.alert_id)
    query = query.where(*_chosen(caller, AlertsAsked(kind, is_standing=True))).group_by(alert_markets.c.market_id)
    return {str(row[0]): int(row[1]) for row in connection.execute(query)}


def demanded_alert(connection: Connection, caller: Caller, right: Right, alert_id: str) -> RowMapping:
    """Return the row of an alert on which `caller` has `right`, held where the transaction may write it.

    Raises a 403 for who has it not, a 404 for who may see that there is none.
    """
    query = select(alerts).where(alerts.c.id == alert_id, seen_by(caller, right))
    if right is Right.HANDLE_ALERTS:
        query = query.with_for_update()
    row = connection.execute(query).mappings().first()
    if row is None:
        demand(caller, right)
        raise HTTPException(HTTPStatus.NOT_FOUND, "There is no such alert.")
    return row


def subject_of(connection: Connection, row: RowMapping) -> Subject:
    """Return what an alert belongs to: the same rule as `seen_by`, for a list of people and one alert."""
    concerned = select(alert_markets.c.market_id).where(alert_markets.c.alert_id == row["id"])
    places = subject_of_markets(connection, connection.execute(concerned).scalars())
    establishment_id = str(row["establishment_id"])
    of_goods = subject_of_establishment(connection, establishment_id) if establishment_id else Subject()
    return Subject(
        establishments=frozenset({establishment_id} - {""}),
        markets=places.markets,
        units=places.units,
        departments=of_goods.departments,
    )


def may_see(caller: Caller, right: Right, kind: Kind, subject: Subject) -> bool:
    """Return whether `caller` has `right` on an alert of `kind` that belongs to `subject`."""
    return caller.may(right, subject) and caller.may(KINDS[kind].right, subject)


def views_of(connection: Connection, rows: Sequence[RowMapping]) -> list[AlertView]:
    """Return the alerts of `rows` with their markets."""
    named: dict[str, list[str]] = {str(row["id"]): [] for row in rows}
    query = select(alert_markets).where(alert_markets.c.alert_id.in_(named)).order_by(alert_markets.c.market_id)
    for at in connection.execute(query):
        named[at.alert_id].append(at.market_id)
    fields = AlertView.model_fields.keys() - {"market_ids"}
    return [AlertView(market_ids=tuple(named[str(row["id"])]), **{name: row[name] for name in fields}) for row in rows]


def evidence_of(connection: Connection, alert_id: str) -> list[EvidenceView]:
    """Return what shows an alert, oldest first."""
    query = select(alert_evidence).where(alert_evidence.c.alert_id == alert_id)
    rows = connection.execute(query.order_by(alert_evidence.c.at, alert_evidence.c.ref))
    return [EvidenceView.model_validate(row) for row in rows]


def _chosen(caller: Caller, asked: AlertsAsked) -> list[ColumnElement[bool]]:
    chosen = [seen_by(caller)]
    if asked.kind is not None:
        chosen.append(alerts.c.kind == asked.kind.value)
    if asked.state is not None:
        chosen.append(alerts.c.state == asked.state.value)
    if asked.is_standing:
        chosen.append(alerts.c.state.in_([State.OPEN.value, State.IN_HAND.value]))
    if asked.market_id:
        chosen.append(_concerns(alert_markets.c.market_id == asked.market_id))
    if asked.owner_id:
        chosen.append(alerts.c.owner_id == asked.owner_id)
    if asked.late_at is not None:
        chosen += [alerts.c.deadline < asked.late_at, alerts.c.state != State.CLOSED.value]
    if asked.before:
        chosen.append(alerts.c.id < asked.before)
    return chosen
