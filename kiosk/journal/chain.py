"""The chain of the journal: each row's digest holds the one before, so that an edit shows. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

START = "0" * 64
"""What stands before the first row."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row as it is stored. `text` is the event's canonical JSON, `previous` the digest of the row before."""

    sequence: int
    text: str
    previous: str
    digest: str


def text_of(stored: object) -> str:
    r"""Return the stored bytes of a text; those that are none as \xNN, which no row has that was written so."""
    return stored.decode("utf-8", "backslashreplace") if isinstance(stored, bytes) else ""


class Fault(StrEnum):
    """How a chain breaks."""

    MISSING = "missing"
    EDITED = "edited"
    UNLINKED = "unlinked"
    """It is whole in itself, but does not follow the row before it."""
    NOT_SIGNED = "not_signed"
    """It is not the row that this unit's key signed."""
    CUT_OFF = "cut_off"
    """A later row was signed: from here on rows were taken off the end."""


@dataclass(frozen=True, slots=True)
class End:
    """Row `sequence`, of this digest."""

    sequence: int
    digest: str


@dataclass(frozen=True, slots=True)
class Break:
    """The first broken link."""

    sequence: int
    fault: Fault


def link(previous: str, sequence: int, text: str) -> Row:
    """Return the row that follows the digest `previous`."""
    return Row(sequence, text, previous, digest_of(previous, sequence, text))


def digest_of(previous: str, sequence: int, text: str) -> str:
    """Return SHA-256 over the canonical JSON of previous digest, sequence and event, as hex digits."""
    whole = f'{{"event":{text},"previous":"{previous}","sequence":{sequence}}}'
    return hashlib.sha256(whole.encode("utf-8", "surrogatepass")).hexdigest()


def verify(rows: Iterable[Row], previous: str = START, first: int = 1, signed: End | None = None) -> Break | None:
    """Return the first broken link of `rows`, in order of their sequence; None where the chain is whole.

    `previous` and `first` say where it begins, `signed` which row somebody has vouched for. Without
    that, rows taken off the end cannot show.
    """
    expected = first
    for row in rows:
        if row.sequence != expected:
            return Break(expected, Fault.MISSING)
        if row.digest != digest_of(row.previous, row.sequence, row.text):
            return Break(row.sequence, Fault.EDITED)
        if row.previous != previous:
            return Break(row.sequence, Fault.UNLINKED)
        if signed is not None and row.sequence == signed.sequence and row.digest != signed.digest:
            return Break(row.sequence, Fault.NOT_SIGNED)
        previous, expected = row.digest, row.sequence + 1
    return Break(expected, Fault.CUT_OFF) if signed is not None and signed.sequence >= expected else None
