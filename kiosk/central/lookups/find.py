"""What the centre knows of one item, as a Finding: for who judges it here."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import lru_cache
from typing import TypeVar

from pydantic import TypeAdapter
from sqlalchemy import Connection

from kiosk.central.lookups.question import question_of
from kiosk.central.lookups.reading import NOTHING, Parts, read
from kiosk.codes.code import Identity
from kiosk.records.finding import Correction, Finding, Issue, Source
from kiosk.records.history import Check, Flag, History
from kiosk.records.registry import (
    Certificate,
    Establishment,
    Lot,
    Market,
    Movement,
    NeededKinds,
    Product,
    Recall,
    Violation,
)

Record = TypeVar("Record")
KEPT_TEXTS = 2048
"""Parts of each kind whose JSON text was read before: of thousands of packs, few lots are in a market."""


def _one(record: type[Record]) -> Callable[[str], Record]:
    """Return what makes a frozen record of its JSON text, once for equal texts."""
    return lru_cache(KEPT_TEXTS)(TypeAdapter(record).validate_json)


def _several(record: type[Record]) -> Callable[[str], tuple[Record, ...]]:
    adapter: TypeAdapter[tuple[Record, ...]] = TypeAdapter(tuple[record, ...])  # type: ignore[valid-type]  # a type made at run time
    return lru_cache(KEPT_TEXTS)(adapter.validate_json)


_PRODUCT = _one(Product)
_LOT = _one(Lot)
_ESTABLISHMENT = _one(Establishment)
_CORRECTION = _one(Correction)
_CERTIFICATES = _several(Certificate)
_NEEDED = _several(NeededKinds)
_MOVEMENTS = _several(Movement)
_RECALLS = _several(Recall)
_VIOLATIONS = _several(Violation)
_MARKETS = _several(Market)
_FLAGS = _several(Flag)
_CHECKS = _several(Check)


def find(connection: Connection, identity: Identity, market_id: str, now: datetime) -> Finding:
    """Return what is known of `identity` at `now`, with the market that asks among the markets.

    Where nothing is known the Finding is empty, of source central: the centre itself says so. A code that
    was corrected is answered with the record that it means. Records no check.
    """
    question = question_of(identity, market_id)
    if question is None:
        return Finding(source=Source.CENTRAL, as_of=now)
    (parts,) = read(connection, [question], now)
    return finding_of(parts, now)


def finding_of(parts: Parts, now: datetime) -> Finding:
    """Return `parts` as the records that they are."""
    return Finding(
        source=Source.CENTRAL,
        as_of=now,
        product=_PRODUCT(parts.product) if parts.product else None,
        lot=_LOT(parts.lot) if parts.lot else None,
        establishment=_ESTABLISHMENT(parts.establishment) if parts.establishment else None,
        certificates=_CERTIFICATES(parts.certificates or NOTHING),
        needed=_NEEDED(parts.needed or NOTHING),
        movements=_MOVEMENTS(parts.movements or NOTHING),
        recalls=_RECALLS(parts.recalls or NOTHING),
        violations=_VIOLATIONS(parts.violations or NOTHING),
        markets=_MARKETS(parts.markets or NOTHING),
        issue=Issue(parts.issue),
        history=History(_CHECKS(parts.checks or NOTHING), _FLAGS(parts.flags or NOTHING), was_asked=True),
        correction=_CORRECTION(parts.correction) if parts.correction else None,
    )
