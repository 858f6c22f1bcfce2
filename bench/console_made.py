"""What the database itself makes of a city's past: heartbeats of a week, exchanges, labels, announcements.

Markets are m0, m1 and so on, establishments e0, stalls s0, kiosks as `kiosk_of` says; the tables `numbers` (0, 1, …)
and `numbered` (products by number) stand already.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, text

from bench.console_fleet import SAMPLES, beat_of
from kiosk.central.kiosks.heartbeats import ailments_of

LOTS: Final = 5
"""Of a product: each has a batch of labels."""
LABELS: Final = 20
"""In a batch."""
BATCH_FROM: Final = 100_000
"""Number of the first batch."""
KIOSK: Final = "'01936ccc-0000-7000-8000-' || (100000000000 + {})"
"""Id of the kiosk with a number, in SQL."""
KIOSK_LIKE: Final = "01936ccc-%"
_STEADY: Final = 12
"""Of so many kiosks one fares as one of the samples does, the others as the first."""
_YEARLY: Final = {
    "alerts": 20_000,
    "reports": 20_000,
    "recalls": 2_000,
    "violations": 1_000,
    "notices": 4_000,
    "drills": 40,
    "waiting": 200,
    "orders": 6_000,
    "users": 400,
    "changes": 60_000,
    "letters": 20_000,
}
"""Rows of a year; of alerts and reports one in twenty still stands, of decisions one in ten is in force."""


@dataclass(frozen=True, slots=True)
class Extent:
    """How much there is of what; `share` of the rows of a year."""

    scans: int
    markets: int = 50
    kiosks: int = 2_000
    establishments: int = 800
    products: int = 4_000
    stalls: int = 5_000
    share: float = 1.0

    def yearly(self, of: str) -> int:
        """Return how many rows there are of a year."""
        return max(1, round(_YEARLY[of] * self.share))


def kiosk_of(n: int) -> str:
    """Return the id of the kiosk with a number."""
    return f"01936ccc-0000-7000-8000-{100_000_000_000 + n}"


def make_past(connection: Connection, extent: Extent, now: datetime) -> None:
    """Let the database fill itself; `now` is AT of the samples."""
    _add_beats(connection, now)
    sql = _Sql(connection.dialect.name == "sqlite")
    for statements in (_of_kiosks, _of_journals, _of_labels, _of_stalls):
        for statement in statements(sql, extent):
            connection.execute(text(statement))


@dataclass(frozen=True, slots=True)
class _Sql:
    """What the two databases write in different ways, at the time of the samples."""

    is_sqlite: bool

    def ago(self, seconds: str) -> str:
        """Return the instant so many seconds ago."""
        if self.is_sqlite:
            return f"strftime('%Y-%m-%dT%H:%M:%f000+00:00', '2026-11-23 02:00:00', '-' || ({seconds}) || ' seconds')"
        return f"(timestamptz '2026-11-23 02:00:00+00' - interval '1 second' * ({seconds}))"

    def day(self, back: str) -> str:
        """Return the day so many days ago."""
        return f"date('2026-11-23', '-' || ({back}) || ' days')" if self.is_sqlite else f"date '2026-11-23' - ({back})"

    @property
    def told(self) -> str:
        """Return the document of a heartbeat that was made at `at`."""
        if self.is_sqlite:
            return "replace(document, '@', at)"
        return "CAST(replace(document, '@', to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')) AS jsonb)"

    @property
    def true(self) -> str:
        """Return what is true."""
        return "1" if self.is_sqlite else "true"


def _add_beats(connection: Connection, now: datetime) -> None:
    """Store how kiosks fare: what they say, of which a week is made."""
    connection.execute(
        text("CREATE TEMPORARY TABLE beats (n integer, ailments integer, silent_s integer, document text)")
    )
    rows = []
    for n in range(_STEADY * len(SAMPLES)):
        sample = SAMPLES[n // _STEADY] if n % _STEADY == 0 else SAMPLES[0]
        beat = beat_of(sample, now)
        document = beat.model_dump_json().replace(beat.model_dump(mode="json")["made_at"], "@", 1)
        ailing = len(ailments_of(beat, now))
        rows.append({"n": n, "ailments": ailing, "silent": sample.silent.seconds, "document": document})
    connection.execute(text("INSERT INTO beats VALUES (:n, :ailments, :silent, :document)"), rows)


def _of_kiosks(sql: _Sql, extent: Extent) -> Iterator[str]:
    """Give states, a heartbeat every ten minutes of seven days of 14 hours, exchanges of a month, days of reads."""
    told = (
        f"(SELECT {KIOSK.format('kiosk.n')} AS id, ailments, document,"
        f" {sql.ago('silent_s + 86400 * past.n + 600 * step.n')} AS at"
        f" FROM numbers AS kiosk JOIN beats ON beats.n = kiosk.n % {_STEADY * len(SAMPLES)}"
        " JOIN numbers AS past ON past.n < {} JOIN numbers AS step ON step.n < {}"
        f" WHERE kiosk.n < {extent.kiosks}) AS told"
    )
    yield (
        f"INSERT INTO kiosk_states (kiosk_id, at, ailments, document) SELECT id, at, ailments, {sql.told}"
        f" FROM {told.format(1, 1)}"
    )
    yield (
        f"INSERT INTO heartbeats (kiosk_id, made_at, at, document) SELECT id, at, at, {sql.told}"
        f" FROM {told.format(7, 84)}"
    )
    yield (
        "INSERT INTO registry_received (kiosk_id, as_of, at)"
        f" SELECT {KIOSK.format('kiosk.n')}, {sql.ago('28800 * past.n')}, {sql.ago('28800 * past.n - kiosk.n % 600')}"
        f" FROM numbers AS kiosk JOIN numbers AS past ON past.n BETWEEN 1 AND 90 WHERE kiosk.n < {extent.kiosks}"
    )
    yield (
        f"INSERT INTO read_quality (kiosk_id, day, reads, slow) SELECT {KIOSK.format('kiosk.n')}, {sql.day('past.n')},"
        " 200 + (kiosk.n + past.n) % 90, 10 + (kiosk.n * past.n) % 7"
        f" FROM numbers AS kiosk JOIN numbers AS past ON past.n < 120 WHERE kiosk.n < {extent.kiosks}"
    )


def _of_journals(_sql: _Sql, _extent: Extent) -> Iterator[str]:
    """Give signed heads, three rows ahead of what came, and an alarm about every tenth journal."""
    yield (
        "INSERT INTO journal_signed_heads (kiosk_id, journal, sequence, digest, made_at, signature, received_at)"
        " SELECT kiosk_id, journal, sequence + 3, digest, received_at, '', received_at FROM journal_heads"
        f" WHERE kiosk_id LIKE '{KIOSK_LIKE}'"
    )
    yield (
        "INSERT INTO journal_alarms (kiosk_id, journal, kind, sequence, seen_at)"
        " SELECT kiosk_id, journal, 'went_back', sequence, received_at FROM journal_heads"
        f" WHERE kiosk_id LIKE '{KIOSK_LIKE}7'"
    )


def _of_labels(sql: _Sql, extent: Extent) -> Iterator[str]:
    """Give lots, the serials of their labels, and one withdrawn label of each."""
    lots = f"numbered JOIN numbers AS lots_of ON lots_of.n < {LOTS}"
    issue = f"({BATCH_FROM} + lots_of.n * {extent.products} + number)"
    yield (
        "INSERT INTO lots (gtin, lot, registered_at, is_sealed, is_serialised, quantity, earlier_dates,"
        f" destination_market_id, note) SELECT gtin, 'L' || lots_of.n, {sql.ago('86400')}, {sql.true}, {sql.true},"
        f" 500, '[]', '', '' FROM {lots}"
    )
    yield (
        "INSERT INTO serials (gtin, lot, serial, issue)"
        f" SELECT gtin, 'L' || lots_of.n, CAST({issue} * 1000 + pack.n AS varchar), {issue}"
        f" FROM {lots} JOIN numbers AS pack ON pack.n < {LABELS}"
    )
    yield (
        f"INSERT INTO flags (gtin, serial, kind, since) SELECT gtin, serial, 'withdrawn', {sql.ago('3600')}"
        f" FROM serials WHERE issue >= {BATCH_FROM} AND serial LIKE '%007'"
    )


def _of_stalls(sql: _Sql, extent: Extent) -> Iterator[str]:
    """Give stalls, and three lots that each announced on every day of a month."""
    yield (
        "INSERT INTO stalls (id, market_id, name, name_en, establishment_id, groups, folded)"
        f" SELECT 's' || n, 'm' || (n % {extent.markets}), 'Quầy ' || n, 'Stall ' || n,"
        f" 'e' || (n % {extent.establishments}), '[]', 'quay ' || n FROM numbers WHERE n < {extent.stalls}"
    )
    yield (
        "INSERT INTO stall_lots (stall_id, day, gtin, lot, user_id, at)"
        f" SELECT 's' || stall.n, {sql.day('past.n')}, gtin, 'L1', 'operator', {sql.ago('86400 * past.n')}"
        " FROM numbers AS stall JOIN numbers AS past ON past.n < 30 JOIN numbers AS sold ON sold.n < 3"
        f" JOIN numbered ON number = (stall.n * 7 + sold.n) % {extent.products} WHERE stall.n < {extent.stalls}"
    )
