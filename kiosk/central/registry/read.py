"""Files of a registry folder → records, or one fault that names file, row and field."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError

from kiosk.errors import ListError

REMEDY = "Correct the file and load the folder again: nothing was changed."

Record = TypeVar("Record")


@dataclass(frozen=True, slots=True)
class IssuedSerials:
    """Serials that the centre issued for one lot."""

    gtin: str
    lot: str
    serials: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EarlierCheck:
    """One earlier check of the samples' history. Empty `kiosk_id`: the market's only kiosk."""

    check_id: str
    gtin: str
    serial: str
    at: datetime
    market_id: str
    is_clock_trusted: bool = True
    kiosk_id: str = ""


@dataclass(frozen=True, slots=True)
class RaisedFlag:
    """One flagged serial of the samples' history."""

    gtin: str
    serial: str
    kind: str
    since: datetime


def read_json(path: Path) -> object:
    """Return the JSON value in `path`. Raises ListError where it cannot be read or is no JSON."""
    try:
        content: object = json.loads(path.read_bytes())
    except OSError as fault:
        raise ListError("REG-01", f"{path.name} cannot be read: {fault.strerror}.", "Give the whole folder.") from fault
    except ValueError as fault:
        raise ListError("REG-02", f"{path.name} is no JSON: {fault}.", REMEDY) from fault
    return content


def read_rows(path: Path, record: type[Record]) -> tuple[Record, ...]:
    """Return the records in the JSON list of `path`, in its order. Raises ListError at the first fault."""
    return rows_of(path.name, read_json(path), record)


def rows_of(name: str, content: object, record: type[Record]) -> tuple[Record, ...]:
    """Return the records in the JSON list `content` of the file, or part of a file, called `name`."""
    if not isinstance(content, list):
        raise ListError("REG-02", f"{name} holds no list.", REMEDY)
    adapter = TypeAdapter(record)
    return tuple(_record(adapter, record, name, number, row) for number, row in enumerate(content, start=1))


def fault_at(name: str, number: int, field: str, fault: str) -> ListError:
    """Return the error for one field of one row (counted from 1) of a file."""
    return ListError("REG-03", f"{name}, row {number}, field {field!r}: {fault}.", REMEDY)


def _record(adapter: TypeAdapter[Record], record: type[Record], name: str, number: int, row: object) -> Record:
    if not isinstance(row, Mapping):
        raise ListError("REG-03", f"{name}, row {number}: no object with fields.", REMEDY)
    assert is_dataclass(record)
    unknown = sorted(set(row) - {field.name for field in fields(record)})
    if unknown:
        raise fault_at(name, number, unknown[0], "no such field")
    try:
        value = adapter.validate_python(row)
    except ValidationError as fault:
        first = fault.errors(include_url=False)[0]
        field = ".".join(str(step) for step in first["loc"])
        raise fault_at(name, number, field, _in_words(first["msg"], first["input"], row)) from fault
    for column in fields(record):
        moment = getattr(value, column.name)
        if isinstance(moment, datetime) and moment.tzinfo is None:
            raise fault_at(name, number, column.name, f"{str(moment)!r} lacks its offset, such as +07:00")
    return value


def _in_words(message: str, given: object, row: Mapping[object, object]) -> str:
    """Return the fault in one line; the value only where it is short and not the whole row."""
    shown = repr(given)
    return message if given is row or len(shown) > 60 else f"{message}: {shown}"


def refuse_doubles(name: str, keys: Sequence[tuple[object, ...]], fields_of_key: tuple[str, ...]) -> None:
    """Raise ListError where two rows of a file have the same key."""
    seen: dict[tuple[object, ...], int] = {}
    for number, key in enumerate(keys, start=1):
        if key in seen:
            raise fault_at(name, number, ", ".join(fields_of_key), f"the same as in row {seen[key]}: {key!r}")
        seen[key] = number
