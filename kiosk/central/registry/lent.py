"""The city's GTINs: only to whom one is lent may register a product by it."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, select

from kiosk.central.registry.belonging import PIECE
from kiosk.central.seals.lending import NumberKind
from kiosk.central.seals.tables import lent_numbers, number_ranges
from kiosk.codes.gtin import check_digit


def strange_gtins(connection: Connection, gtin_range: str, named: Iterable[tuple[str, str]]) -> frozenset[str]:
    """Return the GTINs of `named` (GTIN of 14 digits, establishment) that are the city's and not lent to theirs.

    The city's are those of `gtin_range`, "" for none, and of every range that it ever lent from. A GTIN of
    a case goes with that of the pack inside: it differs in its first digit and the check digit alone.
    """
    lent_from = select(number_ranges.c.prefix).where(number_ranges.c.kind == NumberKind.GTIN.value)
    prefixes = tuple({*connection.execute(lent_from).scalars(), gtin_range} - {""})
    wanted = [(gtin, _of_pack(gtin), owner) for gtin, owner in named if prefixes and gtin[1:].startswith(prefixes)]
    loans: dict[str, str] = {}
    packs = sorted({pack for _, pack, _ in wanted})
    for start in range(0, len(packs), PIECE):
        query = select(lent_numbers.c.number, lent_numbers.c.establishment_id)
        piece = lent_numbers.c.number.in_(packs[start : start + PIECE])
        loans.update(connection.execute(query.where(piece)).all())
    return frozenset(gtin for gtin, pack, owner in wanted if loans.get(pack) != owner)


def _of_pack(gtin: str) -> str:
    body = gtin[1:13]
    return f"0{body}{check_digit(body)}"
