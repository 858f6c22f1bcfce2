"""A list as one parameter of plain SQL: the statement stays the same however long it is."""

from __future__ import annotations

import json
from collections.abc import Sequence


def as_list(dialect: str, values: Sequence[str] | Sequence[int]) -> object:
    """Return `values` as a parameter: an array on PostgreSQL, JSON on SQLite."""
    return json.dumps(list(values)) if dialect == "sqlite" else list(values)


def among(dialect: str, name: str) -> str:
    """Return the SQL of "is one of the list in the parameter `name`"."""
    if dialect == "sqlite":
        return f"IN (SELECT value FROM json_each(:{name}))"  # noqa: S608  # the parameter's name, not its value
    return f"= ANY(:{name})"
