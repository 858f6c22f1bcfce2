"""Rules R1 to R4 on the history of a serial: how photocopies of a genuine label are caught.

The centre judges them for the flags that it publishes, a kiosk for the history that it was given.
No rule reads the absence of a movement as a fact: movements are keyed in days later.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise

from kiosk.records.history import SAME_CHECK, Check
from kiosk.records.registry import Market, Movement, Step

WINDOW = timedelta(days=7)
JOURNEYS_WINDOW = timedelta(days=30)
"""How long a too fast journey is remembered: as long as a flag counts."""
FASTEST_KM_H = 60.0
MARKETS_FOR_COPIED = 3
CHECKS_FOR_SUSPICION = 6
CROWD_APART = timedelta(minutes=30)
"""Rule R3 counts checks this far apart: children at play and a demonstration are one or two visits, not six."""
AFTER_SALE = timedelta(hours=24)


class HistoryRule(StrEnum):
    """The rules, by the names of docs/specs/verdicts.md."""

    R1 = "R1"
    R2 = "R2"
    R3 = "R3"
    R4 = "R4"


@dataclass(frozen=True, slots=True)
class SerialHistory:
    """All checks of one serial that count, the present one among them, with what is known of its way.

    `at` is the instant of judging; `present` is the check that is made now, None for judging
    afterwards or where it enters no rule.
    """

    checks: tuple[Check, ...]
    at: datetime
    serial: str
    present: Check | None = None
    movements: tuple[Movement, ...] = ()
    markets: tuple[Market, ...] = ()
    is_past_use_by: bool = False


def judge_history(history: SerialHistory) -> frozenset[HistoryRule]:
    """Return the rules that hold. Checks under an untrusted clock enter none of them."""
    checks = distinct_checks([*history.checks, *([history.present] if history.present else [])])
    journeys = fast_journeys([c for c in checks if history.at - c.at <= JOURNEYS_WINDOW], history.markets)
    recent = [check for check in checks if timedelta() <= history.at - check.at <= WINDOW]
    held = {
        HistoryRule.R1: bool(journeys),
        HistoryRule.R2: len(journeys) >= 2 or _is_seen_off_its_way(recent, history.movements),
        HistoryRule.R3: not history.is_past_use_by and _is_crowded(recent),
        HistoryRule.R4: _is_sold(history),
    }
    return frozenset(rule for rule, holds in held.items() if holds)


def distinct_checks(checks: Iterable[Check]) -> tuple[Check, ...]:
    """Return the checks that count, oldest first: repeats within 120 s at one market are the same check."""
    counted: list[Check] = []
    last_at: dict[str, datetime] = {}
    seen: set[str] = set()
    for check in sorted(checks, key=lambda c: c.at):
        before = last_at.get(check.market_id)
        if not check.is_clock_trusted or not check.market_id or check.check_id in seen:
            continue
        seen.add(check.check_id)
        last_at[check.market_id] = check.at
        if before is None or check.at - before > SAME_CHECK:
            counted.append(check)
    return tuple(counted)


def fast_journeys(checks: Sequence[Check], markets: Iterable[Market]) -> frozenset[frozenset[str]]:
    """Return the pairs of markets between which the serial went faster than 60 km/h (rule R1).

    `checks` are oldest first. Markets without a known place are passed over.
    """
    places = {market.id: market for market in markets}
    known = [check for check in checks if check.market_id in places]
    return frozenset(
        frozenset({earlier.market_id, later.market_id})
        for earlier, later in pairwise(known)
        if earlier.market_id != later.market_id
        if distance_km(places[earlier.market_id], places[later.market_id])
        > FASTEST_KM_H * ((later.at - earlier.at) / timedelta(hours=1))
    )


def distance_km(one: Market, other: Market) -> float:
    """Return the great-circle distance between two markets."""
    latitudes = math.radians(one.latitude), math.radians(other.latitude)
    half_latitude = (latitudes[1] - latitudes[0]) / 2
    half_longitude = math.radians(other.longitude - one.longitude) / 2
    chord = (
        math.sin(half_latitude) ** 2 + math.cos(latitudes[0]) * math.cos(latitudes[1]) * math.sin(half_longitude) ** 2
    )
    return 2 * 6371.0 * math.asin(min(1.0, math.sqrt(chord)))


def _is_seen_off_its_way(recent: Sequence[Check], movements: Iterable[Movement]) -> bool:
    way = {movement.market_id for movement in movements if movement.market_id}
    return bool(way) and len({check.market_id for check in recent} - way) >= MARKETS_FOR_COPIED


def _is_crowded(recent: Sequence[Check]) -> bool:
    """Whether one market saw the serial often enough; a check soon after a counted one counts with it."""
    counts: Counter[str] = Counter()
    last_at: dict[str, datetime] = {}
    for check in recent:
        before = last_at.get(check.market_id)
        if before is None or check.at - before >= CROWD_APART:
            counts[check.market_id] += 1
            last_at[check.market_id] = check.at
    return any(count >= CHECKS_FOR_SUSPICION for count in counts.values())


def _is_sold(history: SerialHistory) -> bool:
    if history.present is None or not history.present.is_clock_trusted:
        return False
    return any(
        movement.step is Step.SALE
        and history.serial in movement.serials
        and history.present.at - movement.at > AFTER_SALE
        for movement in history.movements
    )
