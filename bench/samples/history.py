"""Earlier checks of some serials, and what the centre flagged."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bench.samples import lots
from bench.samples.markets import MINH_KHAI
from bench.samples.numbers import at
from kiosk.records.history import FlagKind
from kiosk.records.registry import Lot


@dataclass(frozen=True, slots=True)
class EarlierCheck:
    """One check of one serial at one kiosk."""

    check_id: str
    gtin: str
    serial: str
    at: datetime
    market_id: str
    is_clock_trusted: bool
    kiosk_id: str


@dataclass(frozen=True, slots=True)
class RaisedFlag:
    """A flagged serial."""

    gtin: str
    serial: str
    kind: FlagKind
    since: datetime


COPIES = (
    (14, "long-bien", at(date(2026, 11, 23), 8, 57)),
    (9, "den-lu", at(date(2026, 11, 23), 7, 20)),
    (6, MINH_KHAI, at(date(2026, 11, 23), 6, 31)),
    (5, "ha-dong", at(date(2026, 11, 22), 17, 5)),
    (4, "van-dinh", at(date(2026, 11, 21), 6, 48)),
    (2, "nghe", at(date(2026, 11, 20), 9, 30)),
)
"""How often the copied label was seen in each market, and when last."""
CROWD = tuple(
    at(date(2026, 11, day), 7 + hour, 20) for day, hour in ((20, 0), (20, 3), (21, 1), (21, 4), (22, 0), (22, 2))
)
"""When one mandarin label was checked in the kiosk's own market."""


def checks() -> tuple[EarlierCheck, ...]:
    """Return all earlier checks, oldest first."""
    return tuple(sorted(_checks(), key=lambda check: (check.at, check.check_id)))


def _checks() -> Iterator[EarlierCheck]:
    for count, market, last in COPIES:
        for index in range(count):
            yield _check(
                lots.COPIED, market, last - index * timedelta(hours=3, minutes=26), f"copied-{market}-{index:02d}"
            )
    for index, when in enumerate(CROWD):
        yield _check(lots.COPY_SUSPECTED, MINH_KHAI, when, f"crowd-{index:02d}")
    yield _check(lots.REUSED, MINH_KHAI, at(date(2026, 11, 19), 8, 4), "reused-00")


def _check(lot: Lot, market: str, when: datetime, check_id: str) -> EarlierCheck:
    return EarlierCheck(check_id, lot.gtin, lots.first_serial(lot), when, market, True, f"{market}-1")


def flags() -> tuple[RaisedFlag, ...]:
    """Return the flags that the centre raised on these serials."""
    rows = (
        (lots.COPIED, FlagKind.COPIED, at(date(2026, 11, 21), 12)),
        (lots.COPY_SUSPECTED, FlagKind.COPY_SUSPECTED, at(date(2026, 11, 22), 9, 30)),
        (lots.REUSED, FlagKind.REUSED, at(date(2026, 11, 21), 10, 15)),
        (lots.WITHDRAWN, FlagKind.WITHDRAWN, at(date(2026, 11, 22), 16)),
    )
    return tuple(RaisedFlag(lot.gtin, lots.first_serial(lot), kind, since) for lot, kind, since in rows)
