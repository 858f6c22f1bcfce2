"""Who makes the goods, with which keys, and the trust lists as the centre published them."""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from random import Random

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from bench.simulate.scenario import START, Scenario
from kiosk.records.registry import Certificate, Establishment, NeededKinds, Product
from kiosk.trust.lists import Key, KeyStatus, TrustList

HOST = "trace.example"
NEEDED = NeededKinds("vegetable", ("eligibility", "vietgap"), date(2020, 1, 1))
MADE_H = 8
"""The hour at which a new key or product enters the list, where nobody waits."""


@dataclass(frozen=True, slots=True)
class Signer:
    """A key with its private half. TEST KEYS: their seeds follow from their number."""

    key: Key
    private: Ed25519PrivateKey


@dataclass(frozen=True, slots=True)
class Change:
    """What is new in the trust list on `day`: a key of the maker, or a product for its key."""

    day: date
    published_at: datetime
    signer: Signer
    product: Product


@dataclass(frozen=True, slots=True)
class Maker:
    """An establishment with its product, certificate and key; `change` once within the fortnight, for some."""

    establishment: Establishment
    product: Product
    certificate: Certificate
    signer: Signer
    change: Change | None

    def seals_with(self, day: date) -> tuple[Signer, Product]:
        """Return with which key, and what, it seals on `day`."""
        if self.change is not None and day >= self.change.day:
            return self.change.signer, self.change.product
        return self.signer, self.product


@dataclass(frozen=True, slots=True)
class Published:
    """Every version of the trust list, oldest first."""

    lists: tuple[TrustList, ...]

    def at(self, at: datetime) -> TrustList:
        """Return the newest version at `at`."""
        return self.lists[bisect_right(self.lists, at, key=lambda trust: trust.issued) - 1]


def makers(scenario: Scenario, chance: Random) -> tuple[Maker, ...]:
    """Return all makers: the first share gets a new key, the next as large a new product."""
    changing = round(scenario.makers * scenario.new_key_share)
    return tuple(_maker(number, changing, scenario, chance) for number in range(scenario.makers))


def published(all_makers: tuple[Maker, ...]) -> Published:
    """Return the first list, and a new one for each change."""
    keys = {maker.signer.key.kid: maker.signer.key for maker in all_makers}
    lists = [_trust(1, START.astimezone(UTC) - timedelta(days=30), keys)]
    changes = sorted((m.change for m in all_makers if m.change), key=lambda change: change.published_at)
    for change in changes:
        keys[change.signer.key.kid] = change.signer.key
        lists.append(_trust(len(lists) + 1, change.published_at, keys))
    return Published(tuple(lists))


def _trust(version: int, issued: datetime, keys: dict[int, Key]) -> TrustList:
    return TrustList(version, issued, (HOST,), tuple(keys.values()))


def _maker(number: int, changing: int, scenario: Scenario, chance: Random) -> Maker:
    name, first = f"maker-{number}", date(2026, 1, 1)
    establishment = Establishment(
        name, f"Farm {number}", "Hà Nội", registered_at=START.astimezone(UTC) - timedelta(days=900)
    )
    product = Product(_gtin(2 * number), "Rau muống", "vegetable", name)
    certificate = Certificate(name, "vietgap", name, "Sample body", name, date(2025, 6, 1), date(2027, 5, 31))
    signer = _signer(number + 1, frozenset({product.gtin}), first)
    if number >= 2 * changing:
        return Maker(establishment, product, certificate, signer, None)
    day = (START + timedelta(days=chance.randrange(1, scenario.days))).date()
    noon = datetime.combine(day, START.timetz()) + timedelta(hours=MADE_H)
    published_at = (noon - timedelta(hours=scenario.list_lead_h)).astimezone(UTC)
    if number < changing:
        change = Change(day, published_at, _signer(scenario.makers + number + 1, signer.key.gtins, day), product)
    else:
        added = replace(product, gtin=_gtin(2 * number + 1))
        wider = replace(signer.key, gtins=signer.key.gtins | {added.gtin})
        change = Change(day, published_at, replace(signer, key=wider), added)
    return Maker(establishment, product, certificate, signer, change)


def _signer(kid: int, gtins: frozenset[str], first: date) -> Signer:
    private = Ed25519PrivateKey.from_private_bytes(hashlib.sha256(f"simulated key {kid}".encode()).digest())
    public = private.public_key().public_bytes_raw()
    no_place: frozenset[str] = frozenset()
    days = first, first + timedelta(days=400)
    return Signer(Key(kid, public, f"Farm {kid}", "", gtins, (), no_place, *days, KeyStatus.ACTIVE, None), private)


def _gtin(number: int) -> str:
    digits = f"08937{number:08d}"
    total = sum(int(digit) * (3, 1)[place % 2] for place, digit in enumerate(digits))
    return digits + str(-total % 10)
