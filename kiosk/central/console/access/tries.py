"""Lock-out: who was wrong too often waits, longer each time, at whichever process.

A try is counted before it is judged: a hundred at once are not a hundred guesses. Names that nobody
has are counted like those that somebody has.
"""

from __future__ import annotations

import hashlib
import ipaddress
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, select, update

from kiosk.central.console.access.tables import sign_in_tries
from kiosk.central.database import insert_of

FORGOTTEN_AFTER = timedelta(days=1)
FIRST_DELAY = timedelta(seconds=30)
LONGEST_DELAY = timedelta(minutes=15)
_IPV6_NETWORK = 64
"""Bits that one line of a household has of its own."""


@dataclass(frozen=True, slots=True)
class Counted:
    """What is counted by itself. `free`: so many are wrong before anybody waits."""

    key: str
    free: int


def of_name(name: str) -> Counted:
    """Return the counter of a user's name."""
    return Counted(_digest("name", name), free=5)


def of_address(address: str) -> Counted:
    """Return the counter of where a request comes from: a whole market may be behind it."""
    return Counted(_digest("address", _line_of(address)), free=30)


def delay_after(number: int, free: int) -> timedelta:
    """Return how long to wait after the `number`th wrong try: 30 s, doubled each time, 15 min at most."""
    if number < free:
        return timedelta(0)
    return min(FIRST_DELAY * (1 << min(number - free, 10)), LONGEST_DELAY)


def count_try(connection: Connection, counted: Counted, now: datetime) -> timedelta | None:
    """Count one try and return None, or return how long to wait yet.

    Of two at once the second waits for the first: on PostgreSQL at the row, on SQLite for the only writer.
    """
    table = sign_in_tries
    row = {"key": counted.key, "number": 0, "next_at": now, "at": now}
    connection.execute(insert_of(connection, table).values(row).on_conflict_do_nothing())
    held = connection.execute(select(table).where(table.c.key == counted.key).with_for_update()).one()
    next_at: datetime = held.next_at
    if next_at > now:
        return next_at - now
    number = 1 if held.at <= now - FORGOTTEN_AFTER else held.number + 1
    after = {"number": number, "next_at": now + delay_after(number, counted.free), "at": now}
    connection.execute(update(table).where(table.c.key == counted.key).values(after))
    return None


def forgive_name(connection: Connection, counted: Counted) -> None:
    """Forget the wrong tries of a name: its owner has come in."""
    connection.execute(delete(sign_in_tries).where(sign_in_tries.c.key == counted.key))


def uncount(connection: Connection, counted: Counted, now: datetime) -> None:
    """Take back one try of an address. Those before it stay: who has one account must not guess at others' for ever."""
    table = sign_in_tries
    fewer = update(table).where(table.c.key == counted.key, table.c.number > 0)
    connection.execute(fewer.values(number=table.c.number - 1, next_at=now))


def _line_of(address: str) -> str:
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if parsed.version == 4:
        return str(parsed)
    return str(ipaddress.ip_network((parsed, _IPV6_NETWORK), strict=False))


def _digest(kind: str, text: str) -> str:
    return hashlib.sha256(f"{kind}\0{text}".encode("utf-8", "surrogatepass")).hexdigest()
