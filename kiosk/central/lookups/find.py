"""What the centre knows of one item, as a Finding."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta
from functools import lru_cache
from typing import TypeVar

from pydantic import TypeAdapter
from sqlalchemy import Connection

from kiosk.central.lookups.statement import Way, statement, way_of
from kiosk.codes.code import Identity
from kiosk.records.finding import Finding, Issue, Source
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

HISTORY_DAYS = 30
"""Older checks enter no rule: flags are 30 days old at most, counts run over 7."""
_NAMES = tuple(field.name for field in fields(Identity))


@dataclass(frozen=True, slots=True)
class KioskCheck:
    """One stored check, with the kiosk that made it."""

    check_id: str
    at: datetime
    market_id: str
    is_clock_trusted: bool
    kiosk_id: str


@dataclass(frozen=True, slots=True)
class Known:
    """What stands in the database for an item: the record, and the checks of its serial, oldest first."""

    finding: Finding
    checks: tuple[KioskCheck, ...]


Record = TypeVar("Record")
KEPT_RECORDS = 2048
"""Records of each type whose JSON text was read before: of thousands of packs, few lots are in a market."""


def _reader(record: type[Record]) -> Callable[[str], Record]:
    """Return what makes a frozen record of its JSON text, once for equal texts."""
    return lru_cache(KEPT_RECORDS)(TypeAdapter(record).validate_json)


_PRODUCT = _reader(Product)
_LOT = _reader(Lot)
_ESTABLISHMENT = _reader(Establishment)
_CERTIFICATE = _reader(Certificate)
_NEEDED = _reader(NeededKinds)
_MOVEMENT = _reader(Movement)
_RECALL = _reader(Recall)
_VIOLATION = _reader(Violation)
_MARKET = _reader(Market)
_FLAG = TypeAdapter(Flag)
_CHECK = TypeAdapter(KioskCheck)


def find(connection: Connection, identity: Identity, market_id: str, now: datetime) -> Known:
    """Return what is known of `identity` at `now`, with the market that asks among the markets.

    Where nothing is known the Finding is empty, of source central: the centre itself says so.
    """
    way = way_of(identity)
    if way is None:
        return Known(Finding(source=Source.CENTRAL, as_of=now), ())
    parts = _read(connection, way, identity, market_id, now)
    return Known(_compose(parts, identity, now), _checks(parts))


def earlier_checks(known: Known, but: str | None) -> tuple[Check, ...]:
    """Return the checks before the present one (`but` is its id), newest last, with their markets' names."""
    names = {market.id: market.name for market in known.finding.markets}
    return tuple(
        Check(
            check_id=check.check_id,
            at=check.at,
            market_id=check.market_id,
            market_name=names.get(check.market_id, ""),
            is_clock_trusted=check.is_clock_trusted,
        )
        for check in known.checks
        if check.check_id != but
    )


def asked(known: Known, but: str | None = None) -> Finding:
    """Return the Finding with its history: what the centre answers to a check with the id `but`."""
    history = History(checks=earlier_checks(known, but), flags=known.finding.history.flags, was_asked=True)
    return replace(known.finding, history=history)


def _read(
    connection: Connection, way: Way, identity: Identity, market_id: str, now: datetime
) -> Mapping[str, list[str]]:
    query = statement(connection.dialect.name, way)
    named = {name: getattr(identity, name) for name in _NAMES}
    values = {**named, "market_id": market_id, "since": now - timedelta(days=HISTORY_DAYS)}
    parts: dict[str, list[str]] = {}
    for part, document in connection.execute(query, values).all():
        parts.setdefault(part, []).append(document)
    return parts


def _compose(parts: Mapping[str, list[str]], identity: Identity, now: datetime) -> Finding:
    product, lot, establishment = parts.get("product"), parts.get("lot"), parts.get("establishment")
    return Finding(
        source=Source.CENTRAL,
        as_of=now,
        product=_PRODUCT(product[0]) if product else None,
        lot=_LOT(lot[0]) if lot else None,
        establishment=_ESTABLISHMENT(establishment[0]) if establishment else None,
        certificates=tuple(_CERTIFICATE(row) for row in parts.get("certificate", ())),
        needed=tuple(_NEEDED(row) for row in parts.get("needed", ())),
        movements=_way_of_goods(parts.get("movement", ()), identity.serial),
        recalls=tuple(_RECALL(row) for row in parts.get("recall", ())),
        violations=tuple(_VIOLATION(row) for row in parts.get("violation", ())),
        markets=tuple(_MARKET(row) for row in parts.get("market", ())),
        issue=Issue(parts["issue"][0]) if "issue" in parts else Issue.UNKNOWN,
        history=History(flags=tuple(_FLAG.validate_json(row) for row in parts.get("flag", ()))),
    )


def _way_of_goods(rows: list[str] | tuple[()], serial: str | None) -> tuple[Movement, ...]:
    """Return the movements of the lot and of this serial, by time; those of other serials are not its way."""
    movements = []
    for row in rows:
        movement = _MOVEMENT(row)
        if serial is None or not movement.serials:
            movements.append(movement)
        elif serial in movement.serials:
            movements.append(replace(movement, serials=(serial,)))
    return tuple(sorted(movements, key=lambda movement: (movement.at, movement.event_id)))


def _checks(parts: Mapping[str, list[str]]) -> tuple[KioskCheck, ...]:
    checks = (_CHECK.validate_json(row) for row in parts.get("check", ()))
    return tuple(sorted(checks, key=lambda check: (check.at, check.check_id)))
