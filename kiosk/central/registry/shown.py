"""Rows as they leave: their fields, a tag by which a change knows what it changes, and where the next page is."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from typing import Generic, TypeVar

from fastapi import Response
from pydantic import BaseModel, ConfigDict
from pydantic_core import to_json, to_jsonable_python

from kiosk.central.registry.row_kinds import RowKind, Values

Shown = TypeVar("Shown", bound=BaseModel)


class Page(BaseModel, Generic[Shown]):
    """Some rows in the order of their keys."""

    model_config = ConfigDict(frozen=True)

    rows: list[Shown]
    next: str | None
    """What to give as `after` for the next page; none after the last."""


def shown_values(kind: RowKind, row: Values) -> dict[str, object]:
    """Return the columns of `row` that are shown."""
    return {name: to_jsonable_python(row[name]) for name in kind.shown.model_fields}


def tag_of(kind: RowKind, row: Values) -> str:
    """Return the entity tag (RFC 9110, 8.8.3) of `row`: the same as long as nothing in it changes."""
    return f'"{sha256(to_json(shown_values(kind, row))).hexdigest()[:32]}"'


def answer_row(kind: RowKind, row: Values, status: int = 200) -> Response:
    """Return the answer that shows one row, with its tag."""
    headers = {"ETag": tag_of(kind, row)}
    return Response(to_json(shown_values(kind, row)), status, headers, "application/json")


def answer_page(kind: RowKind, rows: Sequence[Values], limit: int) -> Response:
    """Return the answer that shows some rows; a page that is full may have a next one."""
    following = kind.key_text(rows[-1]) if len(rows) == limit else None
    page = {"rows": [shown_values(kind, row) for row in rows], "next": following}
    return Response(to_json(page), media_type="application/json")
