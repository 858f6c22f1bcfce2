"""How far a decision has travelled: which kiosks have it, and when half, 95 % and all of them had it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from kiosk.central.console.decisions.kinds import What
from kiosk.central.console.layout.writing import NONE, number
from kiosk.central.console.page import Page
from kiosk.central.console.usage.names import Pairs, market_names
from kiosk.central.kiosks.arrivals import Arrival, Called, arrivals_of, called, reached
from kiosk.central.people.rights import Right
from kiosk.central.publishing.held import published_as_of

SHOWN = 200
WIDTH, HEIGHT = 600, 90
"""Of the line, in units of its own."""


@dataclass(frozen=True, slots=True)
class Travel:
    """One decision on its way. `as_of` None: it waits to be published, or nobody wrote it down (`is_unknown`)."""

    decided_at: datetime
    as_of: datetime | None
    is_unknown: bool
    rows: Sequence[Arrival]
    shown: Sequence[tuple[Arrival, Called]]
    """The first SHOWN."""
    have: int
    shares: Sequence[tuple[int, str]]
    points: str
    last_minutes: str
    markets: Mapping[str, str]
    choices: Pairs
    market: str

    @property
    def is_under_way(self) -> bool:
        """Whether there is anything to wait for."""
        return not self.is_unknown and (self.as_of is None or self.have < len(self.rows))


def travel_of(connection: Connection, page: Page, what: What, key: str) -> Travel | None:
    """Return how far it is, of the kiosks that the caller sees; None for who sees none, or before it is decided."""
    decided = published_as_of(connection, what.table, key) if page.may(Right.SEE_KIOSKS) else None
    if decided is None:
        return None
    at, as_of = decided
    all_rows = [] if as_of is None else arrivals_of(connection, page.caller, as_of)
    names = market_names(connection, {row.market_id for row in all_rows})
    market = page.query["market"] if page.query["market"] in names else ""
    rows = [row for row in all_rows if market in {"", row.market_id}]
    shares = [(each.percent, _minutes(page, each.minutes)) for each in reached(rows, at)]
    return Travel(
        decided_at=at,
        as_of=as_of,
        is_unknown=as_of is None and not _is_lately(at, page.now),
        rows=rows,
        shown=_named(connection, rows[:SHOWN]),
        have=sum(1 for row in rows if row.at is not None),
        shares=shares,
        points=points_of(rows, at),
        last_minutes=_minutes(page, max((_since(row.at, at) for row in rows if row.at), default=None)),
        markets=names,
        choices=sorted(names.items(), key=lambda each: each[1]),
        market=market,
    )


def _named(connection: Connection, rows: Sequence[Arrival]) -> Sequence[tuple[Arrival, Called]]:
    names = called(connection, [row.kiosk_id for row in rows])
    return [(row, names[row.kiosk_id]) for row in rows]


def points_of(rows: Sequence[Arrival], decided_at: datetime) -> str:
    """Return the line of how many kiosks had it over time, as steps: "" before the first."""
    minutes = sorted(_since(row.at, decided_at) for row in rows if row.at is not None)
    longest = minutes[-1] if minutes else 0
    if longest <= 0:
        return ""
    points, before = [(0.0, float(HEIGHT))], float(HEIGHT)
    for count, each in enumerate(minutes, 1):
        x = WIDTH * each / longest
        points.append((x, before))
        before = HEIGHT - HEIGHT * count / len(rows)
        points.append((x, before))
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in points)


def _since(at: datetime, decided_at: datetime) -> float:
    return max(0.0, (at - decided_at).total_seconds() / 60)


def _minutes(page: Page, minutes: float | None) -> str:
    return NONE if minutes is None else number(page.words, max(0.0, minutes), 1)


def _is_lately(at: datetime, now: datetime) -> bool:
    """Return whether what has no publication is only waiting for one: publishing takes seconds."""
    return (now - at).total_seconds() < 86400
