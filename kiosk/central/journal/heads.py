"""Signed heads: the highest of each journal is kept, and what does not fit it is an alarm for supervisors."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import groupby

from sqlalchemy import ColumnElement, Connection, select, text, update

from kiosk.central.database import insert_of
from kiosk.central.journal.sender import Sender
from kiosk.central.journal.tables import journal, journal_alarms, journal_heads, journal_signed_heads
from kiosk.messages.journal_head import JournalHead

GAP = "gap"

_TWICE = text(
    "SELECT sequence FROM journal WHERE kiosk_id = :kiosk_id AND journal = :journal"
    " AND sequence BETWEEN :first AND :last GROUP BY sequence HAVING count(*) > 1"
)
_OTHERWISE = text(
    "SELECT DISTINCT heads.sequence FROM journal_signed_heads AS heads JOIN journal AS rows"
    " ON rows.kiosk_id = heads.kiosk_id AND rows.journal = heads.journal AND rows.sequence = heads.sequence"
    " WHERE heads.kiosk_id = :kiosk_id AND heads.journal = :journal"
    " AND heads.sequence BETWEEN :first AND :last AND rows.digest <> heads.digest"
)


class Alarm(StrEnum):
    """How a kiosk's journal does not fit what was seen of it before."""

    WENT_BACK = "went_back"
    """A later head is lower: rows were cut off the end."""
    FORKED = "forked"
    """Two rows of one number: a former state of the file was put back, and went on otherwise."""
    BEGUN_ANEW = "begun_anew"
    """Another journal began without the row that says why: the file was taken away."""


@dataclass(frozen=True, slots=True)
class Raised:
    """An alarm about row `sequence`, as it was first seen."""

    journal: str
    kind: Alarm
    sequence: int
    seen_at: datetime


def keep_head(connection: Connection, sender: Sender, head: JournalHead, now: datetime) -> None:
    """Keep `head`, whose signature was verified, where it is the highest. Raises an alarm where it does not fit."""
    mine = _mine(sender)
    kept = connection.execute(select(journal_signed_heads).where(*mine).with_for_update()).one_or_none()
    signed = head.model_dump() | {"kiosk_id": sender.kiosk_id, "received_at": now}
    if kept is None:
        connection.execute(insert_of(connection, journal_signed_heads).values(signed).on_conflict_do_nothing())
        return
    if head.sequence > kept.sequence:
        connection.execute(update(journal_signed_heads).where(*mine).values(signed))
    elif head.sequence == kept.sequence and head.digest != kept.digest:
        _raise(connection, sender, Alarm.FORKED, head.sequence, now)
    elif head.sequence < kept.sequence and head.made_at > kept.made_at:
        _raise(connection, sender, Alarm.WENT_BACK, head.sequence, now)


def look_for_alarms(connection: Connection, sender: Sender, numbers: Sequence[int], now: datetime) -> None:
    """Look whether the rows of these numbers, which are stored, fit what stood before."""
    for sequence in _forks(connection, sender, numbers):
        _raise(connection, sender, Alarm.FORKED, sequence, now)
    if 1 in numbers and _is_unexplained(connection, sender):
        _raise(connection, sender, Alarm.BEGUN_ANEW, 1, now)


def raised(connection: Connection, kiosk_id: str) -> Sequence[Raised]:
    """Return every alarm about the kiosk's journals, oldest first."""
    alarms = journal_alarms.c
    found = connection.execute(
        select(journal_alarms).where(alarms.kiosk_id == kiosk_id).order_by(alarms.seen_at, alarms.sequence)
    )
    return [Raised(row.journal, Alarm(row.kind), row.sequence, row.seen_at) for row in found]


def signed_heads(connection: Connection, kiosk_id: str) -> Sequence[JournalHead]:
    """Return the highest signed head of each of the kiosk's journals."""
    heads = journal_signed_heads.c
    columns = (getattr(heads, name) for name in JournalHead.model_fields)
    found = connection.execute(select(*columns).where(heads.kiosk_id == kiosk_id).order_by(heads.journal))
    return [JournalHead.model_validate(dict(row)) for row in found.mappings()]


def _forks(connection: Connection, sender: Sender, numbers: Sequence[int]) -> Iterator[int]:
    """Give the numbers of rows that stand twice, or otherwise than the kept head says."""
    for first, last in _stretches(numbers):
        ours = {"kiosk_id": sender.kiosk_id, "journal": sender.journal, "first": first, "last": last}
        yield from connection.execute(_TWICE, ours).scalars()
        yield from connection.execute(_OTHERWISE, ours).scalars()


def _stretches(numbers: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Give first and last of what follows each other without a gap: a run is one."""
    for _, stretch in groupby(enumerate(sorted(set(numbers))), lambda counted: counted[1] - counted[0]):
        following = [number for _, number in stretch]
        yield following[0], following[-1]


def _is_unexplained(connection: Connection, sender: Sender) -> bool:
    """Return whether this kiosk had another journal before this one, and the first row does not say so."""
    heads, rows = journal_heads.c, journal.c
    others = select(heads.journal).where(heads.kiosk_id == sender.kiosk_id, heads.journal != sender.journal).limit(1)
    kinds = select(rows.kind).where(
        rows.kiosk_id == sender.kiosk_id, rows.journal == sender.journal, rows.sequence == 1
    )
    return bool(connection.execute(others).first()) and GAP not in connection.execute(kinds).scalars().all()


def _mine(sender: Sender) -> tuple[ColumnElement[bool], ...]:
    heads = journal_signed_heads.c
    return heads.kiosk_id == sender.kiosk_id, heads.journal == sender.journal


def _raise(connection: Connection, sender: Sender, kind: Alarm, sequence: int, now: datetime) -> None:
    alarm = {"kiosk_id": sender.kiosk_id, "journal": sender.journal, "kind": kind.value, "sequence": sequence}
    connection.execute(insert_of(connection, journal_alarms).values(alarm | {"seen_at": now}).on_conflict_do_nothing())
