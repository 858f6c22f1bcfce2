"""Frozen values → what QML reads: dictionaries with camelCase keys, lists, text, numbers."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from enum import Enum

Plain = str | int | float | bool | None | list["Plain"] | dict[str, "Plain"]


def plain(value: object) -> Plain:
    """Return `value` for QML. Raises TypeError for what has no plain form."""
    match value:
        case Enum():
            return str(value.value)
        case None | str() | bool() | int() | float():
            return value
        case tuple() | list():
            return [plain(part) for part in value]
        case _ if is_dataclass(value):
            return {_camel(field.name): plain(getattr(value, field.name)) for field in fields(value)}
        case _:
            raise TypeError(f"no plain form of {type(value).__name__}")


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)
