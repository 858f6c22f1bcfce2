"""Lots with their way, and when each of their movements was keyed in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from random import Random

from bench.simulate.makers import HOST, Maker, Signer
from bench.simulate.markets import MARKETS
from bench.simulate.scenario import START, Scenario
from kiosk.codes.code import Elements
from kiosk.codes.payload import Payload
from kiosk.moment import hanoi_day
from kiosk.records.registry import Lot, Movement, Product, Step
from kiosk.trust.signing import seal_text
from kiosk.verdicts.history import distance_km

PLACE = {market.id: market for market in MARKETS}


@dataclass(frozen=True, slots=True)
class Stay:
    """The goods lie at a market from `arrived` to `left`."""

    market_id: str
    arrived: datetime
    left: datetime


@dataclass(frozen=True, slots=True)
class Keyed:
    """A movement and when the registry came to know it; None for never."""

    movement: Movement
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Delivery:
    """A lot on its way. `stays` are all markets that it passes, the first of them the one it was sent to."""

    maker: Maker
    signer: Signer
    product: Product
    lot: Lot
    stays: tuple[Stay, ...]
    keyed: tuple[Keyed, ...]
    delay: timedelta

    def payload(self, serial: str) -> Payload:
        """Return the label of one unit, sealed with the maker's key of that day."""
        lot = self.lot
        packed = f"{lot.packed_on or hanoi_day(lot.registered_at):%y%m%d}"
        use_by = f"{lot.use_by:%y%m%d}"
        elements: Elements = (("01", lot.gtin), ("10", lot.lot), ("21", serial), ("13", packed), ("17", use_by))
        seal = seal_text(elements, self.signer.key.kid, self.signer.private)
        link = f"https://{HOST}/01/{lot.gtin}/10/{lot.lot}/21/{serial}?13={packed}&17={use_by}&s={seal}"
        return Payload(link.encode(), "]Q1")

    def is_past_use_by(self, at: datetime) -> bool:
        """Whether the goods are truly past their use-by day at the true instant `at`."""
        return self.lot.use_by is not None and hanoi_day(at) > self.lot.use_by


def deliveries(scenario: Scenario, makers: tuple[Maker, ...], chance: Random) -> Iterator[Delivery]:
    """Return one lot after the other: as many on each day; on the day of a maker's change it delivers."""
    lots = -(-scenario.units // scenario.units_a_lot)
    changes: dict[date, list[Maker]] = {}
    for maker in makers:
        if maker.change is not None:
            changes.setdefault(maker.change.day, []).append(maker)
    for number in range(lots):
        day = (START + timedelta(days=number * scenario.days // lots)).date()
        waiting = changes.get(day)
        maker = waiting.pop() if waiting else chance.choice(makers)
        is_first = maker.change is not None and maker.change.day == day
        yield _delivery(number, maker, day, scenario, chance, is_same_day=is_first)


def _delivery(
    number: int, maker: Maker, day: date, scenario: Scenario, chance: Random, *, is_same_day: bool
) -> Delivery:
    signer, product = maker.seals_with(day)
    midnight = datetime.combine(day, START.timetz()).astimezone(UTC)
    is_same_day = is_same_day or chance.random() < scenario.same_day_share
    harvested = midnight + timedelta(hours=5 if is_same_day else -9)
    packed = midnight + timedelta(hours=10 if is_same_day else 18)
    arrived = midnight + timedelta(hours=chance.uniform(14, 16) if is_same_day else chance.uniform(27, 30))
    keeps = timedelta(days=chance.choice((2, 3, 5, 7)))
    lot = Lot(
        product.gtin,
        f"L{number:06d}",
        registered_at=packed,
        quantity=scenario.units_a_lot,
        harvested_on=hanoi_day(harvested),
        packed_on=day,
        use_by=day + keeps,
    )
    last = midnight + keeps + timedelta(hours=19)
    stays = _stays(arrived, last, scenario, chance)
    is_late, is_never = chance.random() < scenario.late_share, chance.random() < scenario.never_share
    delay = timedelta(hours=chance.uniform(24, 72) if is_late else chance.uniform(0, 2))
    way = _way(number, (harvested, packed), stays)
    known_way = 4 if is_never else len(way)
    keyed = tuple(Keyed(m, m.at + delay if place < known_way else None) for place, m in enumerate(way))
    return Delivery(maker, signer, product, lot, stays, keyed, delay)


def _stays(arrived: datetime, last: datetime, scenario: Scenario, chance: Random) -> tuple[Stay, ...]:
    """Return where the goods lie: at one market for up to two days, or at several, each for half a day or so."""
    order = chance.sample([market.id for market in MARKETS], len(MARKETS))
    if chance.random() >= scenario.resold_share:
        left = min(last, arrived + timedelta(hours=chance.uniform(6, 48)))
        return (Stay(order[0], arrived, max(left, arrived + timedelta(hours=1))),)
    stays: list[Stay] = []
    for market_id in order[: scenario.resold_markets + 1]:
        left = arrived + timedelta(hours=chance.uniform(4, 16))
        if stays and left > last:
            break
        stays.append(Stay(market_id, arrived, left))
        arrived = left + _travel(market_id, order[len(stays) % len(order)], chance)
    return tuple(stays)


def _travel(from_id: str, to_id: str, chance: Random) -> timedelta:
    """Return loading, unloading and a ride at 25 km/h as the crow flies."""
    return timedelta(hours=distance_km(PLACE[from_id], PLACE[to_id]) / 25 + chance.uniform(0.5, 3))


def _way(number: int, made: tuple[datetime, datetime], stays: tuple[Stay, ...]) -> tuple[Movement, ...]:
    """Return harvest, packing, shipping, market; then shipping and receiving for each market after it."""
    harvested, packed = made
    steps = [(Step.HARVEST, harvested, ""), (Step.PACKING, packed, "")]
    for place, stay in enumerate(stays):
        sent = stay.arrived - timedelta(minutes=30)
        steps += [(Step.SHIPPING, sent, ""), (Step.RECEIVING if place else Step.MARKET, stay.arrived, stay.market_id)]
    return tuple(
        Movement(f"{number}-{place}", step, at, "Hà Nội", "Farm", market_id)
        for place, (step, at, market_id) in enumerate(steps)
    )
