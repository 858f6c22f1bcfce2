"""Reads from a streaming replica of the primary, as long as it answers and keeps up.

The engine made here connects to the replica. Where that fails, or where the replica is behind by more
than MAX_LAG_S, it connects to the primary instead, says so in the log and in a count, and tries the
replica again after AGAIN_S: whoever reads notices nothing. So what was published is missed for no
longer than MAX_LAG_S, twice that at the worst; a replica that stays behind is not read at all. What is
missing at a replica may still be on its way: who reads a "no" there asks the primary before saying it
(lookups/certain.py).
"""

from __future__ import annotations

import logging
import time
from threading import Lock

from psycopg import OperationalError
from sqlalchemy import Dialect, Engine, event, text
from sqlalchemy.exc import DisconnectionError, SQLAlchemyError
from sqlalchemy.pool import ConnectionPoolEntry

CONNECT_S = 2
AGAIN_S = 10.0
"""How long the primary stands in before the replica is tried again."""
MAX_LAG_S = 5.0

_STANDS_IN_UNTIL = "stands_in_until"
_NEWEST = text("SELECT pg_current_wal_lsn()")

_log = logging.getLogger(__name__)


class Replica:
    """One replica of `primary`: `engine` reads from it, or from the primary in its place."""

    def __init__(
        self, primary: Engine, engine: Engine, *, max_lag_s: float = MAX_LAG_S, again_s: float = AGAIN_S
    ) -> None:
        """`engine` is a new one at the replica's URL, not connected yet. Both are PostgreSQL."""
        self.stood_in = 0
        """How often the primary began to stand in."""
        self._primary = primary
        self._max_lag_s = max_lag_s
        self._again_s = again_s
        self._lock = Lock()
        self._away_until = 0.0
        self._compared_at = time.monotonic()
        self._goal: str | None = None
        """Where the primary was when they were last compared: where the replica must be by now."""
        self._primary_args = primary.dialect.create_connect_args(primary.url)
        self.engine = engine
        event.listen(self.engine, "do_connect", self._connect)
        event.listen(self.engine, "checkout", self._check)

    def _connect(
        self, dialect: Dialect, entry: ConnectionPoolEntry, args: list[object], named: dict[str, object]
    ) -> object:
        """Return a connection to the replica, or to the primary in its place."""
        if time.monotonic() >= self._away_until:
            try:
                connection = dialect.connect(*args, **{"connect_timeout": CONNECT_S, **named})
            except OperationalError as fault:
                self._stand_in(f"does not answer ({' '.join(str(fault).split())[:200]})")
            else:
                if not self._is_behind(connection, time.monotonic()):
                    return connection
                connection.close()
                self._stand_in(f"is more than {self._max_lag_s:g} s behind")
        entry.info[_STANDS_IN_UNTIL] = self._away_until
        primary_args, primary_named = self._primary_args
        return dialect.connect(*primary_args, **primary_named)

    def _check(self, connection: object, entry: ConnectionPoolEntry, _proxy: object) -> None:
        """Let go of a connection whose time is over: of the primary's once the replica may be tried again.

        The pool then makes another, which is right at once: it lets go twice at most for one who waits.
        """
        now = time.monotonic()
        stands_in_until = entry.info.get(_STANDS_IN_UNTIL)
        if stands_in_until is not None:
            if now >= stands_in_until:
                raise DisconnectionError("the replica is tried again")
            return
        if now >= self._away_until and self._is_behind(connection, now):
            self._stand_in(f"is more than {self._max_lag_s:g} s behind")
        if now < self._away_until or self._away_until > time.monotonic():
            raise DisconnectionError("the primary stands in")

    def _is_behind(self, connection: object, now: float) -> bool:
        """Return whether the replica has not yet come to where the primary was `max_lag_s` ago. Asked that often."""
        with self._lock:
            goal = self._goal
            if goal is not None and now - self._compared_at < self._max_lag_s:
                return False
            self._compared_at = now
            self._goal = self._primary_position()
        if goal is None:
            return False
        cursor = connection.cursor()  # type: ignore[attr-defined]  # a connection of psycopg
        try:
            cursor.execute("SELECT coalesce(pg_last_wal_replay_lsn() < %s::pg_lsn, true)", (goal,))
            (is_behind,) = cursor.fetchone()
            connection.rollback()  # type: ignore[attr-defined]
        finally:
            cursor.close()
        return bool(is_behind)

    def _primary_position(self) -> str | None:
        try:
            with self._primary.connect() as connection:
                return str(connection.execute(_NEWEST).scalar_one())
        except SQLAlchemyError:
            return None  # what does not answer is published nowhere newer

    def _stand_in(self, why: str) -> None:
        with self._lock:
            if time.monotonic() < self._away_until:
                return
            self._away_until = time.monotonic() + self._again_s
            self.stood_in += 1
        _log.warning("the replica %s: the primary is read for %g s", why, self._again_s)
