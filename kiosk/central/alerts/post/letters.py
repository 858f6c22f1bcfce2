"""The outbox: letters are written in a transaction, tried again with growing delays, and ended.

One letter a person at a time, grouped: what is found while one is under way, or within `PAUSE` after it, waits
for the next. Nobody is written to about an alert twice.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import Connection, Engine, exists, insert, select, update

from kiosk.central.alerts.handling import caller_of_user
from kiosk.central.alerts.kinds import State
from kiosk.central.alerts.reading import AlertView, seen_by, views_of
from kiosk.central.alerts.tables import alert_markets, alert_told, alert_wishes, alerts, letters
from kiosk.central.database import insert_of
from kiosk.central.people.changes import new_id

PAUSE: Final = timedelta(minutes=10)
"""Between two letters to a person."""
NEWS_FOR: Final = timedelta(days=2)
"""What was opened longer ago is no news: nobody who has just subscribed gets a year of it."""
MOST_IN_LETTER: Final = 50
MOST_CALLS: Final = 200
"""Webhook letters of one round."""
DELAYS: Final = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 720))
"""Before each further try; after the last the letter is given up: a day has passed."""
LEASE: Final = timedelta(minutes=5)
"""So long a process has a letter that it sends; after that another may: the first has died."""


class Channel(StrEnum):
    """How a letter goes."""

    MAIL = "mail"
    CALL = "call"


class Outcome(StrEnum):
    """How a letter ended."""

    SENT = "sent"
    GIVEN_UP = "given_up"
    VOID = "void"
    """When it was to be sent there was nothing to say any more, or nobody who may read it."""


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter that is to be sent now."""

    id: str
    channel: Channel
    user_id: str
    address: str
    document: Mapping[str, Any]
    tries: int


def write_letters(connection: Connection, now: datetime) -> int:
    """Write one letter to everybody who wants to be told of alerts that they were not told of; return how many."""
    wishes = alert_wishes.c
    under_way = exists().where(letters.c.user_id == wishes.user_id, letters.c.ended_at.is_(None))
    query = select(alert_wishes).where(wishes.confirmed_at.is_not(None), ~under_way).with_for_update()
    count = 0
    for wish in connection.execute(query).all():
        if wish.letter_at is not None and now - PAUSE < wish.letter_at <= now:
            continue
        found = _news(connection, wish, now)
        if not found:
            continue
        told = [{"alert_id": alert_id, "user_id": wish.user_id, "at": now} for alert_id in found]
        connection.execute(insert_of(connection, alert_told).on_conflict_do_nothing(), told)
        put_letter(connection, Channel.MAIL, wish.user_id, wish.address, {"alerts": found}, now)
        connection.execute(update(alert_wishes).where(wishes.user_id == wish.user_id).values(letter_at=now))
        count += 1
    return count


def write_calls(connection: Connection, now: datetime, *, is_wanted: bool) -> int:
    """Write a letter to the webhook about each alert whose state it was not told; return how many.

    Where there is no webhook, all counts as told: one that is set up later begins with what is new then.
    """
    untold = alerts.c.told_state != alerts.c.state
    if not is_wanted:
        connection.execute(update(alerts).where(untold).values(told_state=alerts.c.state))
        return 0
    query = select(alerts).where(untold).order_by(alerts.c.id).limit(MOST_CALLS).with_for_update()
    rows = connection.execute(query).mappings().all()
    for row, view in zip(rows, views_of(connection, rows), strict=True):
        event = "alert.opened" if not row["told_state"] else f"alert.{row['state']}"
        document = {"event": event, "alert": view.model_dump(mode="json")}
        put_letter(connection, Channel.CALL, "", "", document, now)
        connection.execute(update(alerts).where(alerts.c.id == row["id"]).values(told_state=row["state"]))
    return len(rows)


def put_letter(
    connection: Connection,
    channel: Channel,
    user_id: str,
    address: str,
    document: Mapping[str, object],
    now: datetime,
) -> str:
    """Put a letter into the outbox, due at once; return its id."""
    row = {
        "id": new_id(now),
        "channel": channel.value,
        "user_id": user_id,
        "address": address,
        "document": dict(document),
        "created_at": now,
        "due_at": now,
        "tries": 0,
        "outcome": "",
        "fault": "",
    }
    connection.execute(insert(letters), row)
    return str(row["id"])


def take_letter(engine: Engine, channels: Sequence[Channel], now: datetime) -> Letter | None:
    """Return the letter that has been due for longest; for `LEASE` no other process is given it. None: none is due."""
    rows = letters.c
    is_due = (rows.ended_at.is_(None), rows.due_at <= now, rows.channel.in_([one.value for one in channels]))
    with engine.begin() as connection:
        first = select(rows.id).where(*is_due).order_by(rows.due_at, rows.id).limit(1).scalar_subquery()
        held = update(letters).where(rows.id == first, *is_due).values(due_at=now + LEASE, tries=rows.tries + 1)
        row = connection.execute(held.returning(letters)).first()
    if row is None:
        return None
    return Letter(row.id, Channel(row.channel), row.user_id, row.address, row.document, row.tries)


def end_letter(engine: Engine, letter: Letter, outcome: Outcome, now: datetime) -> None:
    """Note that a letter needs nothing more."""
    document = {} if "code" in letter.document else dict(letter.document)  # a code that was sent is kept nowhere
    values = {"ended_at": now, "outcome": outcome.value, "fault": "", "document": document}
    with engine.begin() as connection:
        connection.execute(update(letters).where(letters.c.id == letter.id).values(values))


def put_back(engine: Engine, letter: Letter, fault: str, now: datetime, *, is_final: bool = False) -> bool:
    """Note why a letter could not be sent; return whether it is tried again, after a delay that grows."""
    values: dict[str, object] = {"fault": fault[:200]}
    is_over = is_final or letter.tries > len(DELAYS)
    if is_over:
        values |= {"ended_at": now, "outcome": Outcome.GIVEN_UP.value}
    else:
        values["due_at"] = now + DELAYS[letter.tries - 1]
    with engine.begin() as connection:
        connection.execute(update(letters).where(letters.c.id == letter.id).values(values))
    return not is_over


def alerts_in(connection: Connection, letter: Letter) -> list[AlertView]:
    """Return what a letter is about, as it stands now: what is closed is left out, and what its reader may not see."""
    caller = caller_of_user(connection, letter.user_id)
    if caller is None:
        return []
    ids = letter.document.get("alerts", [])
    query = select(alerts).where(alerts.c.id.in_(ids), alerts.c.state != State.CLOSED.value, seen_by(caller))
    return views_of(connection, connection.execute(query.order_by(alerts.c.id)).mappings().all())


def last_fault(connection: Connection, user_id: str) -> tuple[str, datetime] | None:
    """Return why the last letter to somebody could not be delivered, and when it was written; None where it was."""
    query = select(letters.c.fault, letters.c.created_at).where(
        letters.c.user_id == user_id, letters.c.outcome != Outcome.VOID.value
    )
    row = connection.execute(query.order_by(letters.c.id.desc()).limit(1)).first()
    return None if row is None or not row.fault else (row.fault, row.created_at)


def _news(connection: Connection, wish: Any, now: datetime) -> list[str]:
    """Return the alerts that somebody wants to be told of, may see, and was not told of; newest last."""
    caller = caller_of_user(connection, wish.user_id)
    if caller is None:
        return []
    was_told = exists().where(alert_told.c.alert_id == alerts.c.id, alert_told.c.user_id == wish.user_id)
    since = max(wish.confirmed_at, now - NEWS_FOR)
    query = select(alerts.c.id).where(
        alerts.c.state != State.CLOSED.value, alerts.c.opened_at >= since, ~was_told, seen_by(caller)
    )
    if wish.kinds:
        query = query.where(alerts.c.kind.in_(wish.kinds))
    if wish.market_id:
        here = select(alert_markets.c.alert_id).where(alert_markets.c.market_id == wish.market_id)
        query = query.where(alerts.c.id.in_(here))
    return list(connection.execute(query.order_by(alerts.c.id).limit(MOST_IN_LETTER)).scalars())
