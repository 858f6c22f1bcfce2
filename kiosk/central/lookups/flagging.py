"""Flags that the centre raises by itself: rules R1, R2 and R4 on the checks of a serial.

A kiosk that asks judges the history by itself; the flags are for those that cannot ask.
R3 raises none: a kiosk counts its own checks.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, bindparam, text

from kiosk.central.database import Instant
from kiosk.central.lookups.checks import Asker
from kiosk.central.lookups.find import find
from kiosk.central.lookups.statement import HISTORY_DAYS
from kiosk.codes.code import Identity
from kiosk.records.history import Check, FlagKind
from kiosk.records.registry import Step
from kiosk.verdicts.history import HistoryRule, SerialHistory, judge_history

RAISED_BY: Final[Mapping[HistoryRule, FlagKind]] = {
    HistoryRule.R1: FlagKind.COPY_SUSPECTED,
    HistoryRule.R2: FlagKind.COPIED,
    HistoryRule.R4: FlagKind.REUSED,
}
RENEWED_AFTER: Final = timedelta(days=1)
"""A flag that is raised again takes the later date, once a day: it counts for 30 days from then."""

_IS_WORTH_A_LOOK = text(
    "SELECT EXISTS (SELECT 1 FROM checks WHERE gtin = :gtin AND serial = :serial AND at >= :since"
    " AND market_id <> :market_id)"
    " OR EXISTS (SELECT 1 FROM movements WHERE gtin = :gtin AND lot = :lot AND step = :sale)"
).bindparams(bindparam("since", type_=Instant()))
"""False for nearly every check: seen in one market only, and nothing of its lot was sold by its number."""

_RAISE = text(
    "INSERT INTO flags (gtin, serial, kind, since) VALUES (:gtin, :serial, :kind, :now)"
    " ON CONFLICT (gtin, serial, kind) DO UPDATE SET since = excluded.since WHERE flags.since < :renewed"
).bindparams(bindparam("now", type_=Instant()), bindparam("renewed", type_=Instant()))


def raise_flags(connection: Connection, identity: Identity, asker: Asker, now: datetime) -> None:
    """Flag the serial of `identity` where the check that `asker` has just made shows it, in the caller's transaction.

    A check under an untrusted clock shows nothing. Without a GTIN and a serial there is no history.
    """
    gtin, serial = identity.gtin, identity.serial
    if gtin is None or serial is None or not asker.is_clock_trusted:
        return
    asked = {"gtin": gtin, "serial": serial, "lot": identity.lot or "", "market_id": asker.market_id}
    asked["sale"] = Step.SALE.value
    since = now - timedelta(days=HISTORY_DAYS)
    if not connection.execute(_IS_WORTH_A_LOOK, asked | {"since": since}).scalar_one():
        return
    finding = find(connection, identity, asker.market_id, now)
    present = Check(asker.check_id, now, asker.market_id)
    rules = judge_history(
        SerialHistory(finding.history.checks, now, serial, present, finding.movements, finding.markets)
    )
    for rule in sorted(rules & RAISED_BY.keys()):
        flag = {"gtin": gtin, "serial": serial, "kind": RAISED_BY[rule].value}
        connection.execute(_RAISE, flag | {"now": now, "renewed": now - RENEWED_AFTER})
