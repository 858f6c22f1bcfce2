"""How values of the registry stand in a file: small, and equal for equal values. Both sides use these."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import NoReturn

Stored = str | int | float | None
"""A value as it stands in a file and in a line of changes."""


class Kind(StrEnum):
    """How a value stands in a file: small, and equal for equal values."""

    TEXT = "text"
    DIGITS = "digits"
    """14 digits, as their number."""
    WHOLE = "whole"
    REAL = "real"
    TRUTH = "truth"
    DAY = "day"
    """A day of Hanoi, as days since 1970-01-01."""
    INSTANT = "instant"
    """Microseconds since 1970-01-01T00:00Z."""
    TEXTS = "texts"
    """A JSON list; "" for none."""
    DAYS = "days"
    """A JSON list of days as numbers; "" for none."""

    @property
    def is_text(self) -> bool:
        """Whether SQLite holds it as text, whose empty value is ""."""
        return self in {Kind.TEXT, Kind.TEXTS, Kind.DAYS}


_DAY_ZERO = date(1970, 1, 1).toordinal()
_INSTANT_ZERO = datetime(1970, 1, 1, tzinfo=UTC)
_KEPT = 4096
"""How many days and lists are kept: a registry repeats few of them in many rows."""
_TICK = timedelta(microseconds=1)
to_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def to_stored_by(kind: Kind) -> Callable[[object], Stored]:
    """Return what makes a value of this kind, which is not None, as it stands in a file; it raises ValueError."""
    return _TO_STORED[kind]


def from_stored_by(kind: Kind) -> Callable[[Stored], object]:
    """Return what reads a value of this kind, which is not None; it raises ValueError."""
    return _FROM_STORED[kind]


def to_stored(kind: Kind, value: object) -> Stored:
    """Return a value of a record, or of a row at the centre, as it stands in a file. Raises ValueError."""
    return None if value is None else _TO_STORED[kind](value)


def from_stored(kind: Kind, stored: Stored) -> object:
    """Return a value of a file as records have it: digits as text, days, instants, tuples. Raises ValueError."""
    return None if stored is None else _FROM_STORED[kind](stored)


def _as_text(value: object) -> str:
    return value if isinstance(value, str) else _refuse(value)


def _as_number(value: object) -> int:
    """Return a whole number, of digits too; true and false are 1 and 0."""
    return int(value) if isinstance(value, int | str) else _refuse(value)


def _as_real(value: object) -> float:
    return float(value) if isinstance(value, int | float) else _refuse(value)


def _as_day(value: object) -> int:
    if isinstance(value, str):  # in a list, which stands at the centre as JSON
        return date.fromisoformat(value).toordinal() - _DAY_ZERO
    return value.toordinal() - _DAY_ZERO if isinstance(value, date) else _refuse(value)


def _as_instant(value: object) -> int:
    return (value - _INSTANT_ZERO) // _TICK if isinstance(value, datetime) else _refuse(value)


def _as_texts(value: object) -> str:
    return _joined([_as_text(one) for one in _members(value)])


def _as_days(value: object) -> str:
    return _joined([_as_day(one) for one in _members(value)])


def _joined(members: Sequence[Stored]) -> str:
    return to_json(members) if members else ""


def _members(value: object) -> Sequence[object]:
    return value if isinstance(value, list | tuple) else _refuse(value)


def _unchanged(stored: Stored) -> object:
    return stored


def _digits(stored: Stored) -> str:
    return f"{_as_number(stored):014d}"


@lru_cache(_KEPT)
def _day(stored: object) -> date:
    try:
        return date.fromordinal(_as_number(stored) + _DAY_ZERO)
    except OverflowError as fault:
        raise ValueError(f"{stored!r} is no day") from fault


def _instant(stored: Stored) -> datetime:
    try:
        return _INSTANT_ZERO + _as_number(stored) * _TICK
    except OverflowError as fault:
        raise ValueError(f"{stored!r} is no instant") from fault


@lru_cache(_KEPT)
def _text_list(stored: Stored) -> tuple[str, ...]:
    return tuple(_as_text(one) for one in _list(stored))


@lru_cache(_KEPT)
def _day_list(stored: Stored) -> tuple[date, ...]:
    return tuple(_day(one) for one in _list(stored))


def _list(stored: Stored) -> Sequence[object]:
    if stored == "":
        return ()
    try:
        return _members(json.loads(_as_text(stored)))
    except RecursionError as fault:
        raise ValueError("a list of too many brackets") from fault


def _refuse(value: object) -> NoReturn:
    raise ValueError(f"{value!r} is of another kind")


_TO_STORED: Mapping[Kind, Callable[[object], Stored]] = {
    Kind.TEXT: _as_text,
    Kind.DIGITS: _as_number,
    Kind.WHOLE: _as_number,
    Kind.REAL: _as_real,
    Kind.TRUTH: _as_number,
    Kind.DAY: _as_day,
    Kind.INSTANT: _as_instant,
    Kind.TEXTS: _as_texts,
    Kind.DAYS: _as_days,
}
_FROM_STORED: Mapping[Kind, Callable[[Stored], object]] = {
    Kind.TEXT: _unchanged,
    Kind.DIGITS: _digits,
    Kind.WHOLE: _unchanged,
    Kind.REAL: _unchanged,
    Kind.TRUTH: bool,
    Kind.DAY: _day,
    Kind.INSTANT: _instant,
    Kind.TEXTS: _text_list,
    Kind.DAYS: _day_list,
}
