"""Rounds: each kind is looked for every now and then, by one process of however many serve."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from sqlalchemy import Connection, Engine, or_, update

from kiosk.central.alerts.balance import look_for_balance
from kiosk.central.alerts.false_verdicts import look_for_false_verdicts
from kiosk.central.alerts.labels import look_for_flags, look_for_lots, look_for_recalled
from kiosk.central.alerts.tables import alert_rounds
from kiosk.central.alerts.units import look_for_blind, look_for_dirty, look_for_down
from kiosk.central.database import insert_of

Look = Callable[[Connection, datetime, str], str]
"""Looks in the round's transaction at a time, from a cursor on; returns the next cursor."""
_NEVER: Final = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Round:
    """What is looked for together, and how often at most."""

    name: str
    every: timedelta
    look: Look


ROUNDS: Final = (
    Round("recalled", timedelta(seconds=30), look_for_recalled),
    Round("flags", timedelta(seconds=30), look_for_flags),
    Round("down", timedelta(minutes=2), look_for_down),
    Round("blind", timedelta(minutes=10), look_for_blind),
    Round("dirty", timedelta(hours=6), look_for_dirty),
    Round("lots", timedelta(minutes=2), look_for_lots),
    Round("balance", timedelta(minutes=5), look_for_balance),
    Round("false", timedelta(hours=1), look_for_false_verdicts),
)


def run_round(engine: Engine, one: Round, now: datetime) -> bool:
    """Look, where nobody has done so within `one.every`; return whether this process did.

    Another process that looks at the same time is waited for. What fails leaves nothing, and is due again.
    """
    with engine.begin() as connection:
        row = {"name": one.name, "done_at": _NEVER, "cursor": ""}
        connection.execute(insert_of(connection, alert_rounds).values(row).on_conflict_do_nothing())
        rounds = alert_rounds.c
        # A clock that was set back must not make a round wait for the old time.
        is_due = or_(rounds.done_at <= now - one.every, rounds.done_at > now + one.every)
        held = update(alert_rounds).where(rounds.name == one.name, is_due).values(done_at=now)
        cursor: str | None = connection.execute(held.returning(rounds.cursor)).scalar()
        if cursor is None:
            return False
        cursor = one.look(connection, now, cursor)
        connection.execute(update(alert_rounds).where(rounds.name == one.name).values(cursor=cursor))
    return True
