"""Markets, their kiosks, when those have no network, and how wrong their clocks are."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random

from bench.samples.markets import MARKETS as ALL_MARKETS
from bench.simulate.scenario import START, Scenario
from kiosk.moment import HANOI, Moment

MARKETS = ALL_MARKETS[:5]
OPENS_H, CLOSES_H = 4, 19
LOOKS_EVERY = timedelta(minutes=15)
"""How often a kiosk with a network fetches newer lists and records."""
LONGEST_OUTAGE_H = 72.0


@dataclass(frozen=True, slots=True)
class Outage:
    """A time without network: what the kiosk knows is as old as `start`. Its clock is `error` ahead."""

    start: datetime
    end: datetime
    error: timedelta
    is_clock_trusted: bool


@dataclass(frozen=True, slots=True)
class Kiosk:
    """One kiosk. `error` is that of its clock while it has a network. Outages are in order, apart."""

    market_id: str
    error: timedelta
    outages: tuple[Outage, ...]

    def outage_at(self, at: datetime) -> Outage | None:
        """Return the outage at the true instant `at`, None where there is a network."""
        position = bisect_right(self.outages, at, key=lambda outage: outage.start)
        outage = self.outages[position - 1] if position else None
        return outage if outage is not None and at < outage.end else None

    def synchronised_at(self, at: datetime) -> datetime:
        """Return when what the kiosk itself knows at `at` was fetched."""
        outage = self.outage_at(at)
        if outage is not None:
            return outage.start
        return at - (at - START.astimezone(UTC)) % LOOKS_EVERY

    def moment(self, at: datetime) -> Moment:
        """Return what the kiosk takes the true instant `at` for. A clock before its floor is not trusted."""
        outage, floor = self.outage_at(at), self.synchronised_at(at)
        if outage is None:
            return Moment(at + self.error, is_trusted=True, floor=min(floor, at + self.error))
        shown = at + outage.error
        return Moment(shown, is_trusted=outage.is_clock_trusted and shown >= floor, floor=floor)


def kiosks(scenario: Scenario, chance: Random) -> dict[str, tuple[Kiosk, ...]]:
    """Return the kiosks of each market."""
    return {
        market.id: tuple(_kiosk(market.id, scenario, chance) for _ in range(scenario.kiosks_a_market))
        for market in MARKETS
    }


def opening_time(chance: Random, first: datetime, last: datetime) -> datetime:
    """Return an instant between two others at which markets are open, where there is one."""
    for _ in range(20):
        at = first + (last - first) * chance.random()
        if OPENS_H <= at.astimezone(HANOI).hour < CLOSES_H:
            return at
    return first


def _kiosk(market_id: str, scenario: Scenario, chance: Random) -> Kiosk:
    is_wrong = chance.random() < scenario.wrong_clock_share
    error_s = chance.uniform(-180, 180) if is_wrong else chance.gauss(0, 0.3)
    is_remote = chance.random() < 0.1
    at, end = START.astimezone(UTC), START.astimezone(UTC) + timedelta(days=scenario.days + 14)
    outages: list[Outage] = []
    while True:
        at += timedelta(days=chance.expovariate(1 / (1.0 if is_remote else 4.0)))
        hours = chance.uniform(12, 72) if is_remote else min(LONGEST_OUTAGE_H, chance.expovariate(1 / 10))
        if at > end:
            return Kiosk(market_id, timedelta(seconds=error_s), tuple(outages))
        outages.append(_outage(at, at + timedelta(hours=hours), chance))
        at = outages[-1].end


def _outage(start: datetime, end: datetime, chance: Random) -> Outage:
    """Return an outage: eight clocks of ten keep time, one has lost it and knows, one is wrong and does not know."""
    kind = chance.random()
    if kind < 0.8:
        return Outage(start, end, timedelta(seconds=chance.gauss(0, 2)), is_clock_trusted=True)
    if kind < 0.9:
        return Outage(start, end, timedelta(hours=chance.uniform(-24, 0)), is_clock_trusted=False)
    minutes = chance.uniform(-5, 5) if kind < 0.98 else chance.uniform(-60, 60)
    return Outage(start, end, timedelta(minutes=minutes), is_clock_trusted=True)
