"""Tables → TOML. The standard library only reads it."""

from __future__ import annotations

import json
from collections.abc import Mapping

Tables = Mapping[str, Mapping[str, str | int | float | bool]]


def as_toml(tables: Tables) -> str:
    """Return `tables` as TOML, in their order."""
    blocks = (
        "\n".join((f"[{section}]", *(f"{key} = {_value(value)}" for key, value in table.items())))
        for section, table in tables.items()
    )
    return "\n\n".join(blocks) + "\n"


def _value(value: str | float | bool) -> str:  # noqa: FBT001 - a value of the file
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
