"""Rows of the registry found by what people call them: with or without marks, or by their own id."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Column, Connection, Table, func, select

from kiosk.central.console.typed import Faults
from kiosk.central.registry.folded import fold, is_found_by
from kiosk.words import Words
from kiosk.words.alphabet import in_order

MOST: Final = 12
"""Rows that one text may mean: of more the text says too little."""
_LOOKED_AT: Final = 200


@dataclass(frozen=True, slots=True)
class Named:
    """What a text means. `is_sure`: it is the id or the whole name of the only one in `rows`, by id and name."""

    rows: Sequence[tuple[str, str]]
    is_sure: bool
    are_more: bool = False

    def fault(self, field: str, words: Words) -> Faults:
        """Return what is wrong at `field` with a text that finds nothing, or too much."""
        if self.are_more:
            return {field: words("console.named.many", most=MOST)}
        return {} if self.rows else {field: words("console.named.none")}


def named(connection: Connection, table: Table, key: Column[str], text: str) -> Named:
    """Return the rows of `table`, which has `name` and `folded`, that `text` means; `key`: the column of their ids.

    An id comes before names, and whole names before parts of them.
    """
    query = select(key, table.c.name)
    by_id = connection.execute(query.where(key == text)).first()
    if by_id is not None:
        return Named([(by_id[0], by_id[1])], is_sure=True)
    # the shortest first: a whole name is among them
    ordered = query.where(is_found_by(table.c.folded, text)).order_by(func.length(table.c.name), key)
    found = connection.execute(ordered.limit(_LOOKED_AT)).all()
    whole = [row for row in found if fold(row[1]) == fold(text)]
    shown = in_order((row[0], row[1]) for row in whole or found)
    return Named(shown[:MOST], is_sure=len(whole) == 1, are_more=len(shown) > MOST)
