"""Words with plain spaces, for tests of what is said: which spaces hold is shown in test_names.py."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from typing import TypeVar

from kiosk.wording.names import NO_BREAK

T = TypeVar("T")


def plain(view: T) -> T:
    """Return `view` with a plain space for each that no line is broken at."""
    return _plain(view)  # type: ignore[return-value]  # each kind of value comes back as its own kind


def _plain(value: object) -> object:
    if isinstance(value, str):
        return value.replace(NO_BREAK, " ") if type(value) is str else value
    if isinstance(value, tuple):
        return tuple(_plain(part) for part in value)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{field.name: _plain(getattr(value, field.name)) for field in fields(value)})
    return value
