"""Who scans a label, where and when: people who buy, children, staff, phones, photographs, copies."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from random import Random

from bench.simulate.goods import Delivery, Keyed, Stay
from bench.simulate.markets import MARKETS, opening_time
from bench.simulate.scenario import Scenario
from kiosk.records.registry import Movement, Step


class Kind(StrEnum):
    """Why somebody scans. Photographs and copies are not the genuine label."""

    SHOPPER = "shopper"
    CHILDREN = "children"
    DEMONSTRATION = "demonstration"
    BROUGHT_BACK = "brought back"
    PHONE = "phone"
    PHOTOGRAPH = "photograph"
    COPY = "copy"


GENUINE = frozenset({Kind.SHOPPER, Kind.CHILDREN, Kind.DEMONSTRATION, Kind.BROUGHT_BACK})
"""Scans of the genuine label at a kiosk: what the budget is counted on."""


@dataclass(frozen=True, slots=True)
class Scan:
    """One label held up at the true instant `at`. `market_id` is "" for a phone; `kiosk` counts within a market."""

    at: datetime
    kind: Kind
    market_id: str = ""
    kiosk: int = 0


@dataclass(frozen=True, slots=True)
class Unit:
    """One pack with its serial: every scan of it in order of time, and its sale where that names it."""

    serial: str
    scans: tuple[Scan, ...]
    sale: Keyed | None = None


def genuine_unit(serial: str, delivery: Delivery, scenario: Scenario, chance: Random) -> Unit | None:
    """Return a unit with the scans of its life, None where nobody ever scans it."""
    seldom = {
        Kind.CHILDREN: chance.random() < scenario.bursts_a_unit,
        Kind.DEMONSTRATION: chance.random() < scenario.demonstrations_a_unit,
        Kind.PHOTOGRAPH: chance.random() < scenario.photographs_a_unit,
    }
    is_in_front = chance.random() < 0.1
    checks = poisson(scenario.checks_a_unit * (4 if is_in_front else 2 / 3), chance)
    has_phone = chance.random() < scenario.phones_a_unit
    if not checks and not has_phone and not any(seldom.values()):
        return None
    stays = _life(delivery, chance)
    sold_at = stays[-1].left
    scans = [_scan(chance.choice(stays), Kind.SHOPPER, scenario, chance) for _ in range(checks)]
    if seldom[Kind.CHILDREN]:
        first = _scan(chance.choice(stays), Kind.CHILDREN, scenario, chance)
        scans += _again(first, chance.randint(5, 40), 3, 27, chance)
    if seldom[Kind.DEMONSTRATION]:
        first = _scan(chance.choice(stays), Kind.DEMONSTRATION, scenario, chance)
        scans += _again(first, chance.randint(5, 15), 60, 600, chance)
    if seldom[Kind.PHOTOGRAPH]:
        scans += _photographs(chance.choice(stays), scenario, chance)
    if checks and chance.random() < scenario.brought_back_share * checks:
        later = sold_at + timedelta(hours=chance.uniform(24, 96))
        at = opening_time(chance, later, later + timedelta(hours=12))
        scans.append(Scan(at, Kind.BROUGHT_BACK, stays[-1].market_id, chance.randrange(scenario.kiosks_a_market)))
    if has_phone:
        scans.append(Scan(sold_at + timedelta(hours=chance.uniform(0.5, 72)), Kind.PHONE))
    return Unit(serial, _in_order(scans), _sale(serial, delivery, stays, scenario, chance))


def copied_unit(serial: str, copies: int, rate: float, delivery: Delivery, scenario: Scenario, chance: Random) -> Unit:
    """Return a serial with its genuine unit and `copies` photocopies, each at any market for up to two days."""
    stays = _life(delivery, chance)
    last = max(stay.left for stay in delivery.stays) + timedelta(days=1)
    scans = [_scan(chance.choice(stays), Kind.SHOPPER, scenario, chance) for _ in range(poisson(rate, chance))]
    for _ in range(copies):
        arrived = stays[0].arrived + (last - stays[0].arrived) * chance.random()
        stay = Stay(chance.choice(MARKETS).id, arrived, arrived + timedelta(hours=chance.uniform(6, 48)))
        scans += [_scan(stay, Kind.COPY, scenario, chance) for _ in range(poisson(rate, chance))]
    return Unit(serial, _in_order(scans))


def poisson(mean: float, chance: Random) -> int:
    """Return how often something happens that happens `mean` times on the average (a small number)."""
    limit, product, count = math.exp(-mean), chance.random(), 0
    while product > limit:
        product *= chance.random()
        count += 1
    return count


def _life(delivery: Delivery, chance: Random) -> tuple[Stay, ...]:
    """Return the stays of one unit: sold at any of the markets of its lot, after the ones before."""
    return delivery.stays[: chance.randint(1, len(delivery.stays))]


def _in_order(scans: list[Scan]) -> tuple[Scan, ...]:
    return tuple(sorted(scans, key=lambda scan: scan.at))


def _scan(stay: Stay, kind: Kind, scenario: Scenario, chance: Random) -> Scan:
    at = opening_time(chance, stay.arrived, stay.left)
    return Scan(at, kind, stay.market_id, chance.randrange(scenario.kiosks_a_market))


def _again(first: Scan, times: int, least_s: float, most_s: float, chance: Random) -> list[Scan]:
    scans, at = [], first.at
    for _ in range(times):
        scans.append(Scan(at, first.kind, first.market_id, first.kiosk))
        at += timedelta(seconds=chance.uniform(least_s, most_s))
    return scans


def _photographs(stay: Stay, scenario: Scenario, chance: Random) -> list[Scan]:
    """Return a check of the label, and its photograph at one other market, or two, within two hours."""
    first = _scan(stay, Kind.SHOPPER, scenario, chance)
    others = chance.sample([m.id for m in MARKETS if m.id != stay.market_id], 2 if chance.random() < 0.2 else 1)
    photographs = [
        Scan(first.at + timedelta(minutes=chance.uniform(5, 120)), Kind.PHOTOGRAPH, market_id, 0)
        for market_id in others
    ]
    return [first, *photographs]


def _sale(serial: str, delivery: Delivery, stays: tuple[Stay, ...], scenario: Scenario, chance: Random) -> Keyed | None:
    if chance.random() >= scenario.named_sale_share:
        return None
    last = stays[-1]
    at = last.arrived if chance.random() < scenario.early_sale_share else last.left
    movement = Movement(f"sale-{serial}", Step.SALE, at, "Hà Nội", "Market", last.market_id, (serial,))
    return Keyed(movement, at + delivery.delay)
