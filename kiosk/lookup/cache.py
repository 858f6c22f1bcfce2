"""What the centre answered before, kept for when it cannot be asked. Disposable at any time.

A damaged file is thrown away and made anew; on a disk that cannot be written the cache lives in
memory. Nobody who asks it ever sees an error.
"""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError
from sqlite_utils import Database

from kiosk.codes.code import Identity
from kiosk.lookup.own_checks import earlier_checks, make_table, note_check
from kiosk.messages.instant import SoundFinding
from kiosk.records.finding import NOTHING_FOUND, Finding, Issue, Source
from kiosk.records.history import Check, History

NOT_FOUND_KEPT = timedelta(seconds=60)
MAX_ROWS = 20_000
"""About 100 MB. The oldest go first."""
PRUNE_EVERY = 500
"""Rows put between two looks at how many there are."""

AHEAD = timedelta(seconds=60)
"""The centre's clock may be so far ahead of this unit's. A later time makes no record the newer one."""

_TABLE = "findings"
_FORMAT = 2
"""Stands in `user_version`: a file of another format is thrown away."""
_FINDING: TypeAdapter[Finding] = TypeAdapter(SoundFinding)
_IDENTITY = TypeAdapter(Identity)

Result = TypeVar("Result")

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Arrival:
    """When the centre said what is kept, and under which registry of this unit it came.

    `said_at` is None where that time is still to come: then nobody knows when.
    """

    said_at: datetime | None
    registry: str


@dataclass(frozen=True, slots=True)
class _Row:
    finding: Finding
    arrival: Arrival


class FindingCache:
    """The cache in the file at `path`; `now` gives the aware time. One writer, one thread."""

    def __init__(self, path: Path, now: Callable[[], datetime]) -> None:
        self._path = path
        self._now = now
        self._puts = 0
        self._database = self._open()

    def find(self, identity: Identity) -> Finding:
        """Return what the centre last said of `identity`, of source cache with its own `as_of`.

        The record may be that of the lot, learnt from another serial; flags are this serial's
        own, and the checks are this unit's. Of source none where nothing is kept.
        """
        whole, lot = self._read(identity), self._read(_without_serial(identity))
        kept = _merged(None if whole is None else whole.finding, None if lot is None else lot.finding)
        if identity.gtin is None or identity.serial is None:
            return kept
        checks = self._guarded(lambda: earlier_checks(self._database, identity, self._now()))
        return replace(kept, history=replace(kept.history, checks=checks)) if checks else kept

    def arrival(self, identity: Identity) -> Arrival | None:
        """Return how the record came that `find` gives, be it of this serial or of its lot; None where none did."""
        rows = [row for row in (self._read(identity), self._read(_without_serial(identity))) if row is not None]
        return max(rows, key=lambda row: age_key(row.finding)).arrival if rows else None

    def serial_arrival(self, identity: Identity) -> Arrival | None:
        """Return how the centre's last word on this very serial came; None where there is none."""
        row = None if identity.serial is None else self._read(identity)
        return None if row is None else row.arrival

    def put(self, identity: Identity, finding: Finding, registry: str = "") -> None:
        """Keep the centre's answer to `identity`; for its lot too, without what is the serial's own.

        `registry` is the content of this unit's registry at that time, "" where it has none.
        """
        self._write(identity, finding, registry)
        if identity.serial is not None:
            self._write(_without_serial(identity), _of_lot(finding), registry)
        self._puts += 1
        if self._puts % PRUNE_EVERY == 0:
            self._guarded(self._prune)

    def note(self, identity: Identity, check: Check) -> None:
        """Keep this unit's own check of a serial; of anything else there is no history."""
        if identity.gtin is not None and identity.serial is not None:
            self._guarded(lambda: note_check(self._database, identity, check))

    def close(self) -> None:
        """Close the file."""
        self._database.conn.close()

    def _read(self, identity: Identity) -> _Row | None:
        rows = self._guarded(
            lambda: list(
                self._database.query(f"SELECT finding, registry FROM {_TABLE} WHERE identity = ?", [_key(identity)])  # noqa: S608  # a constant
            )
        )
        if not rows:
            return None
        try:
            finding = _FINDING.validate_json(str(rows[0]["finding"]))
        except ValidationError as fault:
            _log.warning("a row of %s is not understood and thrown away: %s", self._path, fault.errors()[0]["msg"])
            self._guarded(lambda: self._database.execute(f"DELETE FROM {_TABLE} WHERE identity = ?", [_key(identity)]))  # noqa: S608  # a constant
            return None
        if not self._is_current(identity, finding):
            return None
        is_ahead = finding.as_of is not None and finding.as_of > self._now() + AHEAD
        return _Row(finding, Arrival(None if is_ahead else finding.as_of, str(rows[0]["registry"])))

    def _is_current(self, identity: Identity, finding: Finding) -> bool:
        if is_known(identity, finding):
            return True
        return finding.as_of is not None and abs(self._now() - finding.as_of) <= NOT_FOUND_KEPT

    def _write(self, identity: Identity, finding: Finding, registry: str) -> None:
        kept = replace(finding, source=Source.CACHE, issue=_kept_issue(finding), history=_kept_history(finding))
        row = {
            "identity": _key(identity),
            "finding": _FINDING.dump_json(kept).decode(),
            "kept_at": self._now().astimezone(UTC).isoformat(timespec="seconds"),
            "registry": registry,
        }
        self._guarded(lambda: self._database.table(_TABLE).upsert(row, pk="identity"))

    def _prune(self) -> None:
        oldest = f"SELECT identity FROM {_TABLE} ORDER BY kept_at DESC LIMIT -1 OFFSET ?"  # noqa: S608  # a constant
        self._database.execute(f"DELETE FROM {_TABLE} WHERE identity IN ({oldest})", [MAX_ROWS])  # noqa: S608  # constants

    def _guarded(self, work: Callable[[], Result]) -> Result | None:
        """Do `work` on the file; None where it failed. A damaged file is made anew."""
        try:
            with self._database.conn:
                return work()
        except sqlite3.OperationalError as fault:
            _log.warning("the cache %s cannot be used now: %s", self._path, fault)
        except sqlite3.DatabaseError as fault:
            _log.warning("the cache %s is damaged (%s) and made anew", self._path, fault)
            self._database.conn.close()
            _remove(self._path)
            self._database = self._open()
        return None

    def _open(self) -> Database:
        for path in (self._path, self._path, None):
            try:
                return _open_file(path)
            except sqlite3.OperationalError as fault:
                _log.warning("the cache %s cannot be opened (%s): kept in memory", self._path, fault)
                return _open_file(None)
            except sqlite3.DatabaseError as fault:
                _log.warning("the cache %s is damaged (%s) and made anew", self._path, fault)
                _remove(self._path)
        return _open_file(None)


def _merged(whole: Finding | None, lot: Finding | None) -> Finding:
    """Return the newer of the two records, with what was said of the serial itself."""
    if whole is None or lot is None:
        return whole or lot or NOTHING_FOUND
    if age_key(lot) <= age_key(whole):
        return whole
    own = tuple(movement for movement in whole.movements if movement.serials)
    return replace(lot, issue=whole.issue, history=whole.history, movements=lot.movements + own)


def is_known(identity: Identity, finding: Finding) -> bool:
    """Return whether `finding` says more of `identity` than "not found"."""
    is_anything = any((finding.product, finding.establishment, finding.movements))
    return bool(finding.recalls) or (is_anything and (identity.lot is None or finding.lot is not None))


def _open_file(path: Path | None) -> Database:
    """Return the cache in `path`, in memory for None. Raises sqlite3.Error; leaves nothing open then."""
    connection = sqlite3.connect(":memory:" if path is None else str(path), timeout=0.2)
    try:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=NORMAL")
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        if version not in (0, _FORMAT):
            raise sqlite3.DatabaseError(f"format {version}, expected {_FORMAT}")
        database = Database(connection)
        database.table(_TABLE).create(
            {"identity": str, "finding": str, "kept_at": str, "registry": str}, pk="identity", if_not_exists=True
        )
        database.table(_TABLE).create_index(["kept_at"], if_not_exists=True)
        make_table(database)
        connection.execute(f"PRAGMA user_version={_FORMAT}")
        connection.commit()
    except sqlite3.Error:
        connection.close()
        raise
    return database


def _remove(path: Path) -> None:
    for ending in ("", "-wal", "-shm"):
        try:
            path.with_name(path.name + ending).unlink(missing_ok=True)
        except OSError as fault:
            _log.warning("the damaged cache cannot be removed: %s", fault)


def _key(identity: Identity) -> str:
    return _IDENTITY.dump_json(identity, exclude_none=True).decode()


def _without_serial(identity: Identity) -> Identity:
    return replace(identity, serial=None)


def _of_lot(finding: Finding) -> Finding:
    """Return the finding without what the centre said of one serial."""
    movements = tuple(movement for movement in finding.movements if not movement.serials)
    return replace(finding, movements=movements, issue=Issue.UNKNOWN, history=History())


def _kept_issue(finding: Finding) -> Issue:
    """Only the centre itself, asked now, may say that it never issued a serial."""
    return Issue.UNKNOWN if finding.issue is Issue.NEVER_ISSUED else finding.issue


def _kept_history(finding: Finding) -> History:
    """Return the flags with their dates. Checks of other kiosks grow old and enter no rule here."""
    return History(flags=finding.history.flags)


def age_key(finding: Finding) -> datetime:
    """Return as of when `finding` is, the beginning of time where it does not say."""
    return finding.as_of or datetime.min.replace(tzinfo=UTC)
