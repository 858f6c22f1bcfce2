"""Lots announced at stalls, for a day in Hanoi: told to shoppers who type a number at a kiosk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import Connection, Row, ScalarSelect, Select, and_, delete, func, select, union

from kiosk.central.database import insert_of
from kiosk.central.epcis.tables import movements
from kiosk.central.people.changes import Deed, record_change
from kiosk.central.people.tables import users
from kiosk.central.registry.tables import establishments, lots, products, stalls
from kiosk.central.stalls.reached import StallPlace
from kiosk.central.stalls.tables import announcement_versions, stall_lots
from kiosk.moment import HANOI, hanoi_day
from kiosk.records.registry import Step

KIND = "stall_lots"
MOST_LOTS = 60
"""Lots of one stall on one day: more nobody sells from one."""
MOST_IN_MARKET = 2000
REMEMBERED = timedelta(days=14)
"""What was announced, or registered by the stall's own trader, this lately is offered again."""
OFFERED = 40
ARRIVALS = (Step.RECEIVING.value, Step.MARKET.value)
"""Steps by which goods come to a market."""


class Hindrance(StrEnum):
    """Why a lot is not announced."""

    UNKNOWN = "unknown"
    """No such lot is registered."""
    SEVERAL = "several"
    """Lots of several products have this number."""
    MANY = "many"


@dataclass(frozen=True, slots=True)
class LotName:
    """A lot as people know it."""

    gtin: str
    lot: str
    product: str
    product_en: str
    plu: str
    producer: str


@dataclass(frozen=True, slots=True)
class Announced:
    """A lot that a stall announced, and who did so; `by` is a name."""

    name: LotName
    stall_id: str
    stall: str
    by: str
    at: datetime
    arrived_at: datetime | None = None
    """When it last came to the market that was asked about; None where no movement says so, or none was asked."""


def announce(connection: Connection, deed: Deed, stall: StallPlace, gtin: str, lot: str) -> Hindrance | None:
    """Announce a lot at a stall today, and record it; what was announced already stays as it is."""
    day = hanoi_day(deed.at)
    if connection.execute(select(lots.c.lot).where(lots.c.gtin == gtin, lots.c.lot == lot)).first() is None:
        return Hindrance.UNKNOWN
    held = select(func.count()).where(stall_lots.c.stall_id == stall.id, stall_lots.c.day == day)
    if connection.execute(held).scalar_one() >= MOST_LOTS:
        return Hindrance.MANY
    row = {"stall_id": stall.id, "day": day, "gtin": gtin, "lot": lot, "user_id": deed.caller.user_id, "at": deed.at}
    made = insert_of(connection, stall_lots).values(row).on_conflict_do_nothing().returning(stall_lots.c.lot)
    if connection.execute(made).first() is not None:
        record_change(connection, deed, KIND, _key(stall.id, day, gtin, lot), None, row)
        _changed(connection, stall.market_id)
    return None


def lots_called(connection: Connection, lot: str) -> Sequence[LotName]:
    """Return the lots of this number, of whatever product: a few."""
    query = _named().where(lots.c.lot == lot).order_by(lots.c.registered_at.desc()).limit(OFFERED)
    return [_lot_name(row) for row in connection.execute(query)]


def withdraw(connection: Connection, deed: Deed, stall: StallPlace, gtin: str, lot: str) -> None:
    """Take a lot off a stall today, and record it; one that is not announced is no matter."""
    day = hanoi_day(deed.at)
    mine = (stall_lots.c.stall_id == stall.id, stall_lots.c.day == day)
    gone = connection.execute(delete(stall_lots).where(*mine, stall_lots.c.gtin == gtin, stall_lots.c.lot == lot))
    if gone.rowcount:
        before = {"stall_id": stall.id, "day": day, "gtin": gtin, "lot": lot}
        record_change(connection, deed, KIND, _key(stall.id, day, gtin, lot), before, None)
        _changed(connection, stall.market_id)


def repeat_last(connection: Connection, deed: Deed, stall: StallPlace) -> int:
    """Announce today what the stall announced on its last day before; return how many lots that were."""
    day = last_day(connection, stall.id, hanoi_day(deed.at))
    if day is None:
        return 0
    mine = (stall_lots.c.stall_id == stall.id, stall_lots.c.day == day)
    again = connection.execute(select(stall_lots.c.gtin, stall_lots.c.lot).where(*mine)).all()
    for row in again:
        announce(connection, deed, stall, row.gtin, row.lot)
    return len(again)


def last_day(connection: Connection, stall_id: str, before: date) -> date | None:
    """Return the last day before `before` on which a stall announced anything, lately; None where it did not."""
    mine = (stall_lots.c.stall_id == stall_id, stall_lots.c.day < before, stall_lots.c.day >= before - REMEMBERED)
    found: date | None = connection.execute(select(func.max(stall_lots.c.day)).where(*mine)).scalar_one_or_none()
    return found


def announced_by(connection: Connection, stall_ids: Sequence[str], day: date) -> Mapping[str, Sequence[Announced]]:
    """Return what each of these stalls announced on a day, in the order of the products' names."""
    found: dict[str, list[Announced]] = {stall_id: [] for stall_id in stall_ids}
    query = _announced().where(stall_lots.c.stall_id.in_(stall_ids), stall_lots.c.day == day)
    for row in connection.execute(query.order_by(products.c.name, stall_lots.c.lot)):
        found[row.stall_id].append(_of(row))
    return found


def announced_in(connection: Connection, market_id: str, day: date) -> Sequence[Announced]:
    """Return what all stalls of a market announced on a day: for its kiosks."""
    query = _announced().where(stalls.c.market_id == market_id, stall_lots.c.day == day)
    ordered = query.order_by(products.c.name, stall_lots.c.gtin, stall_lots.c.lot, stalls.c.name)
    with_arrival = ordered.add_columns(_arrived(market_id).label("arrived_at")).limit(MOST_IN_MARKET)
    return [replace(_of(row), arrived_at=row.arrived_at) for row in connection.execute(with_arrival)]


def announcements_version(connection: Connection, market_id: str) -> int:
    """Return the version of what is announced at a market; 0 before anything was."""
    query = select(announcement_versions.c.version).where(announcement_versions.c.market_id == market_id)
    return connection.execute(query).scalar_one_or_none() or 0


def _changed(connection: Connection, market_id: str) -> None:
    """Give what is announced at a market another version: its kiosks fetch it."""
    made = insert_of(connection, announcement_versions).values(market_id=market_id, version=1)
    grown = {"version": announcement_versions.c.version + 1}
    connection.execute(made.on_conflict_do_update(index_elements=["market_id"], set_=grown))


def offered(connection: Connection, stall: StallPlace, day: date) -> Sequence[LotName]:
    """Return lots that the stall may want to announce: those it had lately, and the newest of its own trader's."""
    since = day - REMEMBERED
    of_stall = stall_lots.c.stall_id == stall.id
    own = select(lots.c.gtin, lots.c.lot).join(products, products.c.gtin == lots.c.gtin)
    own = own.where(products.c.establishment_id == stall.establishment_id, lots.c.registered_at >= _begin(since))
    lately = select(stall_lots.c.gtin, stall_lots.c.lot).where(of_stall, stall_lots.c.day >= since)
    found = union(own, lately.where(stall_lots.c.day < day)).subquery("found")  # each by its index: no lot besides
    same = and_(stall_lots.c.gtin == lots.c.gtin, stall_lots.c.lot == lots.c.lot)
    today = select(stall_lots.c.lot).where(of_stall, stall_lots.c.day == day, same).exists()
    query = _named().join(found, and_(found.c.gtin == lots.c.gtin, found.c.lot == lots.c.lot)).where(~today)
    query = query.order_by(lots.c.registered_at.desc(), lots.c.gtin, lots.c.lot)
    return [_lot_name(row) for row in connection.execute(query.limit(OFFERED))]


def _key(stall_id: str, day: date, gtin: str, lot: str) -> str:
    return f"{stall_id}/{day.isoformat()}/{gtin}/{lot}"


def _begin(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=HANOI)


_NAMES = (
    products.c.gtin,
    products.c.name.label("product"),
    products.c.name_en.label("product_en"),
    products.c.plu,
    establishments.c.name.label("producer"),
)


def _named() -> Select[tuple[object, ...]]:
    joined = lots.join(products, products.c.gtin == lots.c.gtin).join(
        establishments, establishments.c.id == products.c.establishment_id
    )
    return select(*_NAMES, lots.c.lot).select_from(joined)


def _announced() -> Select[tuple[object, ...]]:
    joined = (
        stall_lots.join(stalls, stalls.c.id == stall_lots.c.stall_id)
        .join(products, products.c.gtin == stall_lots.c.gtin)
        .join(establishments, establishments.c.id == products.c.establishment_id)
        .outerjoin(users, users.c.id == stall_lots.c.user_id)
    )
    who = (stall_lots.c.user_id, users.c.name.label("by"), stall_lots.c.at)
    columns = (*_NAMES, stall_lots.c.lot, stall_lots.c.stall_id, stalls.c.name.label("stall"), *who)
    return select(*columns).select_from(joined)


def _arrived(market_id: str) -> ScalarSelect[datetime]:
    """Return the query of when a lot last came to a market, by its movements."""
    here = (movements.c.market_id == market_id, movements.c.step.in_(ARRIVALS))
    same = (movements.c.gtin == stall_lots.c.gtin, movements.c.lot == stall_lots.c.lot)
    return select(func.max(movements.c.at)).where(*here, *same).scalar_subquery()


def _lot_name(row: Row[tuple[object, ...]]) -> LotName:
    return LotName(row.gtin, row.lot, row.product, row.product_en, row.plu, row.producer)


def _of(row: Row[tuple[object, ...]]) -> Announced:
    return Announced(_lot_name(row), row.stall_id, row.stall, row.by or row.user_id, row.at)
