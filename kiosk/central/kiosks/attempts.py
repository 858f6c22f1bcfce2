"""How many letters somebody may try: 20⁸ are not guessed ten at a time."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, func, insert, select

from kiosk.central.kiosks.tables import code_attempts
from kiosk.central.people.changes import new_id

MAX_WRONG = 10
WITHIN = timedelta(minutes=15)


def has_tried_too_often(connection: Connection, user_id: str, now: datetime) -> bool:
    """Return whether `user_id` gave 10 wrong codes in the last 15 minutes."""
    recent = (code_attempts.c.user_id == user_id) & (code_attempts.c.at > now - WITHIN)
    return connection.execute(select(func.count()).where(recent)).scalar_one() >= MAX_WRONG


def note_wrong_code(connection: Connection, user_id: str, now: datetime) -> None:
    """Store one more wrong code, and forget those that count no more."""
    connection.execute(delete(code_attempts).where(code_attempts.c.at <= now - WITHIN))
    connection.execute(insert(code_attempts), {"id": new_id(now), "user_id": user_id, "at": now})
