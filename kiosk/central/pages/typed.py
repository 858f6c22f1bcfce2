"""What a reader types by hand: a number as people write it, a lot in either case, and the mark of its page."""

from __future__ import annotations

from sqlalchemy import Engine, Select, Table, func, select, union

from kiosk.central.registry.tables import code_corrections, lots
from kiosk.codes.classify import classify
from kiosk.codes.code import ShopNumber, TradeItemNumber
from kiosk.codes.digital_link import TYPED_MARK
from kiosk.codes.payload import Payload


def is_typed(query: str) -> bool:
    """Whether the page with this query is about a number that was typed."""
    return TYPED_MARK in query.split("&")


def without_mark(query: str) -> str:
    """Return `query` without the mark; all else as it was printed."""
    return "&".join(piece for piece in query.split("&") if piece != TYPED_MARK)


def typed_gtin(text: str) -> str | None:
    """Return the 14 digits of a GTIN as people type it, with blanks and hyphens or without; None for anything else."""
    code = classify(Payload("".join(text.replace("-", " ").split()).encode()), (), ())
    match code:
        case TradeItemNumber():
            return code.gtin
        case ShopNumber() if len(code.digits) == 13:
            return f"0{code.digits}"
        case _:
            return None


def typed_lot(engine: Engine, gtin: str, text: str) -> str:
    """Return the one known lot of `gtin` that differs from what was typed in case alone; else what was typed.

    A lot is known where it is registered or was printed wrongly and corrected.
    """
    typed = text.strip()
    if not typed:
        return ""
    queries = (_alike(table, gtin, typed) for table in (lots, code_corrections))
    with engine.connect() as connection:
        known: set[str] = {row.lot for row in connection.execute(union(*queries))}
    return known.pop() if len(known) == 1 and typed not in known else typed


def _alike(table: Table, gtin: str, typed: str) -> Select[tuple[str]]:
    return select(table.c.lot).where(table.c.gtin == gtin, func.lower(table.c.lot) == typed.lower())
