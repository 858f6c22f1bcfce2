"""A unit's own checks of serials: what rule R3 counts while the centre cannot be asked.

Lives in the cache's file and goes with it: the journal is what lasts.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlite_utils import Database

from kiosk.codes.code import Identity
from kiosk.records.history import SAME_CHECK, Check

KEPT = timedelta(days=7)
"""Rule R3 counts over seven days."""

_TABLE = "own_checks"


def make_table(database: Database) -> None:
    """Make the table where it is missing."""
    columns = {"check_id": str, "gtin": str, "serial": str, "at": str, "market_id": str, "is_clock_trusted": int}
    database.table(_TABLE).create(columns, pk="check_id", if_not_exists=True)
    database.table(_TABLE).create_index(["gtin", "serial", "at"], if_not_exists=True)


def earlier_checks(database: Database, identity: Identity, now: datetime) -> tuple[Check, ...]:
    """Return this unit's checks of the serial in the last seven days, newest last, without the present one."""
    sql = f"SELECT * FROM {_TABLE} WHERE gtin = ? AND serial = ? AND at > ? AND at < ? ORDER BY at"  # noqa: S608  # a constant
    rows = database.query(sql, [identity.gtin, identity.serial, _text(now - KEPT), _text(now - SAME_CHECK)])
    return tuple(
        Check(
            check_id=row["check_id"],
            at=datetime.fromisoformat(row["at"]),
            market_id=row["market_id"],
            is_clock_trusted=bool(row["is_clock_trusted"]),
        )
        for row in rows
    )


def note_check(database: Database, identity: Identity, check: Check) -> None:
    """Keep `check` unless it repeats one within 120 s, and drop what is older than seven days."""
    repeats = f"SELECT 1 FROM {_TABLE} WHERE gtin = ? AND serial = ? AND at BETWEEN ? AND ?"  # noqa: S608  # a constant
    span = [_text(check.at - SAME_CHECK), _text(check.at)]
    if list(database.query(repeats, [identity.gtin, identity.serial, *span])):
        return
    row = {
        "check_id": check.check_id,
        "gtin": identity.gtin,
        "serial": identity.serial,
        "at": _text(check.at),
        "market_id": check.market_id,
        "is_clock_trusted": int(check.is_clock_trusted),
    }
    database.table(_TABLE).upsert(row, pk="check_id")
    database.execute(f"DELETE FROM {_TABLE} WHERE at < ?", [_text(check.at - KEPT)])  # noqa: S608  # a constant


def _text(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds")
