"""Names as people search for them: "cai ngot" finds "Cải ngọt".

Vietnamese is typed without marks on many keyboards. What is searched is kept beside each row, because
neither database folds the same way by itself.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping

from sqlalchemy import ColumnElement, Table

SEARCHED: Mapping[str, tuple[str, ...]] = {
    "establishments": ("name", "name_en", "place", "city_code"),
    "products": ("name", "name_en", "gtin", "plu"),
    "markets": ("name", "name_en"),
    "stalls": ("name", "name_en"),
    "units": ("name", "name_en"),
    "recalls": ("reason", "reason_en", "document", "authority", "scope"),
    "violations": ("summary", "summary_en", "document", "authority"),
    "notices": ("text", "text_en"),
    "kiosks": ("name", "area", "position"),
}
"""By what a row is found, for each table with a column `folded`."""


def fold(text: str) -> str:
    """Return `text` without marks, capitals and doubled spaces; đ is d."""
    plain = "".join(sign for sign in unicodedata.normalize("NFD", text.casefold()) if not unicodedata.combining(sign))
    return " ".join(plain.replace("đ", "d").split())


def is_found_by(folded: ColumnElement[str], text: str) -> ColumnElement[bool]:
    """Return the condition that a row is found by `text`; `folded` is its column of that name."""
    return folded.contains(fold(text), autoescape=True)


def folded_columns(table: Table, row: Mapping[str, object]) -> dict[str, str]:
    """Return the column that `row` is searched by; none for a table that is not searched so."""
    searched = SEARCHED.get(table.name)
    if searched is None:
        return {}
    return {"folded": fold(" ".join(str(row.get(name) or "") for name in searched))}
