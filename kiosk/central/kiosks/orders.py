"""Orders as rows: given by people with the right, pulled by the unit they are for, done once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from http import HTTPStatus

from fastapi import HTTPException
from pydantic import BaseModel, ConfigDict
from sqlalchemy import Connection, Row, Select, func, insert, select, update

from kiosk.central.kiosks.levels import next_version, settings_of
from kiosk.central.kiosks.placing import demanded_kiosk
from kiosk.central.kiosks.tables import kiosk_bundles, kiosk_orders, kiosk_pictures
from kiosk.central.kiosks.units import market_of
from kiosk.central.people.changes import Deed, new_id, record_change, record_read
from kiosk.central.people.tables import users
from kiosk.messages.orders import MAX_ORDERS, Finding, Order, OrderKind, OrderResult, Outcome

KIND = "kiosk_orders"
RESTS = timedelta(minutes=5)
"""So long after an order to begin anew no other is given."""
LASTS = timedelta(hours=1)
"""A unit that is switched off in the meantime does not begin anew in the morning, before shoppers."""


class State(StrEnum):
    """Where an order stands."""

    WAITING = "waiting"
    DONE = "done"
    FAILED = "failed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    """No row says so: it waits, and its time is over."""


_STATES = {Outcome.DONE: State.DONE, Outcome.FAILED: State.FAILED, Outcome.REFUSED: State.REFUSED}


class Hindrance(StrEnum):
    """Why an order is not given."""

    DENIED = "denied"
    """The unit is shut out, and asks in vain."""
    NOT_ALLOWED = "not_allowed"
    """Its settings allow no picture of the screen."""
    STANDS = "stands"
    """The same is ordered already, and was not done yet."""
    LATELY = "lately"
    """It began anew just now: systemd takes a part that starts again and again for broken."""


class OrderView(BaseModel):
    """An order and what became of it. `by` is the name of who gave it; a picture is shown at the console alone."""

    model_config = ConfigDict(frozen=True)

    id: str
    kind: OrderKind
    by: str
    given_at: datetime
    state: State
    why: str
    ended_at: datetime | None
    findings: tuple[Finding, ...]
    has_picture: bool
    has_bundle: bool


class GivenOrder(OrderView):
    """The same with the id of who gave it."""

    user_id: str


def may_picture(connection: Connection, market_id: str, kiosk_id: str) -> bool:
    """Return whether the settings of a kiosk allow a picture of its screen; where nobody said so they do not."""
    return settings_of(connection, market_id, kiosk_id).settings.screen_pictures is True


def give_order(connection: Connection, deed: Deed, kiosk_id: str, kind: OrderKind) -> Hindrance | None:
    """Order something of a kiosk, and record it; return what stands in the way, None where it is given."""
    version = next_version(connection, "orders")  # first: who orders at the same time waits here
    row = demanded_kiosk(connection, deed.caller, deed.right, kiosk_id)
    if row["denied_at"] is not None:
        return Hindrance.DENIED
    if kind is OrderKind.PICTURE and not may_picture(connection, market_of(row), kiosk_id):
        return Hindrance.NOT_ALLOWED
    if any(order.kind == kind for order in _standing(connection, kiosk_id, deed.at)):
        return Hindrance.STANDS
    if kind is OrderKind.RESTART and _is_restarted_after(connection, kiosk_id, deed.at - RESTS):
        return Hindrance.LATELY
    order: dict[str, object] = {
        "id": new_id(deed.at),
        "kiosk_id": kiosk_id,
        "kind": kind.value,
        "user_id": deed.caller.user_id,
        "given_at": deed.at,
        "expires_at": deed.at + LASTS,
        "version": version,
        "state": State.WAITING.value,
        "why": "",
        "findings": [],
    }
    connection.execute(insert(kiosk_orders), order)
    told = {name: order[name] for name in ("kiosk_id", "kind", "expires_at")}
    record_change(connection, deed, KIND, str(order["id"]), None, told)
    return None


def withdraw_order(connection: Connection, deed: Deed, kiosk_id: str, order_id: str) -> None:
    """Withdraw an order that waits, and record it; one that has ended stays as it was."""
    demanded_kiosk(connection, deed.caller, deed.right, kiosk_id)
    withdrawn = {"state": State.WITHDRAWN.value, "ended_at": deed.at}
    if _end(connection, kiosk_id, order_id, withdrawn):
        record_change(connection, deed, KIND, order_id, {"state": State.WAITING.value}, withdrawn)


def orders_for(connection: Connection, kiosk_id: str, now: datetime) -> tuple[int, tuple[Order, ...]]:
    """Return the version, and what a unit is to do, the oldest first."""
    newest = select(func.max(kiosk_orders.c.version)).where(kiosk_orders.c.kiosk_id == kiosk_id)
    version = connection.execute(newest).scalar_one() or 0
    found = _standing(connection, kiosk_id, now)
    return version, tuple(Order(id=row.id, kind=row.kind, expires_at=row.expires_at) for row in found)


def take_result(connection: Connection, kiosk_id: str, order_id: str, result: OrderResult, now: datetime) -> bool:
    """Store what became of an order of this kiosk, once; return whether there is such an order."""
    ended: dict[str, object] = {
        "state": _STATES[result.outcome].value,
        "why": result.why.value,
        "ended_at": now,
        "findings": [each.model_dump() for each in result.findings],
    }
    if _end(connection, kiosk_id, order_id, ended):
        kind = connection.execute(select(kiosk_orders.c.kind).where(kiosk_orders.c.id == order_id)).scalar_one()
        taken = {"order_id": order_id, "taken_at": now}
        if result.picture is not None and kind == OrderKind.PICTURE:
            connection.execute(insert(kiosk_pictures), taken | {"picture": result.picture})
        if result.bundle is not None and kind == OrderKind.BUNDLE:
            connection.execute(insert(kiosk_bundles), taken | {"bundle": result.bundle})
        return True
    query = select(kiosk_orders.c.id).where(kiosk_orders.c.id == order_id, kiosk_orders.c.kiosk_id == kiosk_id)
    return connection.execute(query).first() is not None


def read_orders(connection: Connection, kiosk_id: str, now: datetime, limit: int) -> Sequence[GivenOrder]:
    """Return the newest orders of a kiosk, newest first."""
    query = _with_names().where(kiosk_orders.c.kiosk_id == kiosk_id).order_by(kiosk_orders.c.version.desc())
    return [_given(row, now) for row in connection.execute(query.limit(limit))]


def read_order(connection: Connection, kiosk_id: str, order_id: str, now: datetime) -> GivenOrder | None:
    """Return one order of a kiosk; None where there is none."""
    query = _with_names().where(kiosk_orders.c.kiosk_id == kiosk_id, kiosk_orders.c.id == order_id)
    row = connection.execute(query).first()
    return None if row is None else _given(row, now)


def picture_of(connection: Connection, order_id: str) -> bytes | None:
    """Return the picture that an order brought; None where there is none, or none any more."""
    query = select(kiosk_pictures.c.picture).where(kiosk_pictures.c.order_id == order_id)
    found: bytes | None = connection.execute(query).scalar_one_or_none()
    return found


def bundle_of(connection: Connection, kiosk_id: str, order_id: str) -> bytes | None:
    """Return the support file that an order of this kiosk brought; None where there is none, or none any more."""
    query = select(kiosk_bundles.c.bundle).join(kiosk_orders, kiosk_orders.c.id == kiosk_bundles.c.order_id)
    query = query.where(kiosk_orders.c.id == order_id, kiosk_orders.c.kiosk_id == kiosk_id)
    found: bytes | None = connection.execute(query).scalar_one_or_none()
    return found


def loaded_bundle(connection: Connection, deed: Deed, kiosk_id: str, order_id: str) -> bytes:
    """Return the support file to who may tend the kiosk, and record that it was read. Raises 403 and 404."""
    demanded_kiosk(connection, deed.caller, deed.right, kiosk_id)
    found = bundle_of(connection, kiosk_id, order_id)
    if found is None:
        raise HTTPException(HTTPStatus.NOT_FOUND, "There is no such support file, or none any more.")
    record_read(connection, deed, KIND, order_id)
    return found


def saved_as(order_id: str) -> dict[str, str]:
    """Return the header by which a browser saves a support file."""
    return {"Content-Disposition": f'attachment; filename="kiosk-support-{order_id}.tar.gz"'}


def _standing(connection: Connection, kiosk_id: str, now: datetime) -> Sequence[Row[tuple[object, ...]]]:
    stands = (kiosk_orders.c.state == State.WAITING.value, kiosk_orders.c.expires_at > now)
    query = select(kiosk_orders).where(kiosk_orders.c.kiosk_id == kiosk_id, *stands)
    return connection.execute(query.order_by(kiosk_orders.c.version).limit(MAX_ORDERS)).all()


def _is_restarted_after(connection: Connection, kiosk_id: str, at: datetime) -> bool:
    mine = (kiosk_orders.c.kiosk_id == kiosk_id, kiosk_orders.c.kind == OrderKind.RESTART.value)
    done = kiosk_orders.c.state.in_((State.DONE.value, State.FAILED.value))
    query = select(kiosk_orders.c.id).where(*mine, done, kiosk_orders.c.ended_at > at)
    return connection.execute(query.limit(1)).first() is not None


def _end(connection: Connection, kiosk_id: str, order_id: str, values: dict[str, object]) -> bool:
    """Let a waiting order of this kiosk end so; return whether it waited. Of two at once, one does."""
    mine = (kiosk_orders.c.id == order_id, kiosk_orders.c.kiosk_id == kiosk_id)
    waits = kiosk_orders.c.state == State.WAITING.value
    return connection.execute(update(kiosk_orders).where(*mine, waits).values(**values)).rowcount == 1


def _with_names() -> Select[tuple[object, ...]]:
    brought = (kiosk_pictures.c.order_id.label("pictured"), kiosk_bundles.c.order_id.label("bundled"))
    joined = kiosk_orders.outerjoin(users, users.c.id == kiosk_orders.c.user_id)
    for table in (kiosk_pictures, kiosk_bundles):
        joined = joined.outerjoin(table, table.c.order_id == kiosk_orders.c.id)
    return select(*kiosk_orders.c, users.c.name.label("by"), *brought).select_from(joined)


def _given(row: Row[tuple[object, ...]], now: datetime) -> GivenOrder:
    state = State(row.state)
    is_over = state is State.WAITING and row.expires_at <= now
    return GivenOrder(
        id=row.id,
        kind=OrderKind(row.kind),
        user_id=row.user_id,
        by=row.by or row.user_id,
        given_at=row.given_at,
        state=State.EXPIRED if is_over else state,
        why=row.why,
        ended_at=row.ended_at,
        findings=tuple(Finding.model_validate(each) for each in row.findings),
        has_picture=row.pictured is not None,
        has_bundle=row.bundled is not None,
    )
