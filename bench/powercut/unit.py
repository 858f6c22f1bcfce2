"""The journal and its outbox under power cuts: the real code writes, and the real code finds what is left."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from bench.heart import AT, NOW
from bench.journals import genuine
from bench.powercut.recording import Recording, recorded
from kiosk.central.journal.read import read_run
from kiosk.central.journal.unpacking import unpacked
from kiosk.journal.chain import End, Row, verify
from kiosk.journal.event import Inspected, uuid7
from kiosk.journal.pruned import Confirmed, Start
from kiosk.journal.store import FILE_NAME, Journal
from kiosk.messages.http import Versions
from kiosk.messages.journal import MAX_UPLOAD_BYTES
from kiosk.messages.journal_runs import CODING, JournalRun, RunReceipt
from kiosk.messages.local import JournalConfirmed
from kiosk.records.finding import Finding
from kiosk.sync.cursor import Cursor
from kiosk.sync.heads import Heads, read_head
from kiosk.sync.kept import FILE_NAME as SYNC_FILE
from kiosk.sync.kept import open_kept
from kiosk.sync.outbox import Outbox

FILES = (FILE_NAME, SYNC_FILE)
DEVICE = "kiosk-1"
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
CHECKPOINT_PAGES = 16
"""Fewer than in service, so that a short story has many."""


@dataclass(frozen=True, slots=True)
class Written:
    """The screen was told that this row stands."""

    row: End


@dataclass(frozen=True, slots=True)
class Taken:
    """The centre has stored these rows."""

    rows: frozenset[End]


@dataclass(slots=True)
class Centre:
    """What the centre holds: by the id of a row, as its database does. `recording` hears of what is new."""

    rows: dict[str, End] = field(default_factory=dict)
    recording: Recording[Written | Taken] | None = None

    async def upload(self, body: bytes) -> RunReceipt:
        """Store a run."""
        run = JournalRun.model_validate_json(unpacked(body, CODING, MAX_UPLOAD_BYTES))
        read, refused = read_run(run)
        self.rows |= {row.row.id: End(row.row.sequence, row.row.digest) for row in read}
        if self.recording is not None:
            self.recording.promise(Taken(frozenset(self.rows.values())))
        return RunReceipt(first=run.first, last=run.last, refused=tuple(refused), versions=Versions(trust=1))


class Unit:
    """A unit in `folder`, with a `centre`; promises are noted in `recording`, if there is one.

    `synchronous` other than None weakens what the code asks of the disk: then it must fail.
    """

    def __init__(
        self,
        folder: Path,
        centre: Centre,
        recording: Recording[Written | Taken] | None = None,
        synchronous: str | None = None,
    ) -> None:
        self._folder = folder
        self._centre = centre
        self._recording = recording
        self._synchronous = synchronous
        self._held: Confirmed | None = None
        self._number = 0
        self.open()

    def open(self) -> None:
        """Start the processes."""
        self._journal = Journal.open(self._folder / FILE_NAME, NOW)
        self._kept = open_kept(self._folder / SYNC_FILE, NOW)
        for connection in (self._journal._connection, self._kept):  # noqa: SLF001 - the only way to weaken it
            connection.pragma("wal_autocheckpoint", CHECKPOINT_PAGES)
            if self._synchronous is not None:
                connection.pragma("synchronous", self._synchronous)
        heads = Heads(self._kept, KEY, DEVICE, lambda: NOW)
        path = self._folder / FILE_NAME
        self._outbox = Outbox(path, Cursor(self._kept), self._centre, self._hear, lambda: 0.0, heads, wait_s=0.0)

    def close(self) -> None:
        """Stop them."""
        self._journal.close()
        self._kept.close()

    def append(self, *, is_large: bool) -> None:
        """Write a row."""
        self._number += 1
        sequence = self._journal.append(_event(self._number, is_large=is_large))
        if self._recording is not None:
            digest = next(row.digest for row in self._journal.rows() if row.sequence == sequence)
            self._recording.promise(Written(End(sequence, digest)))

    def send(self) -> None:
        """Hand over what waits."""
        asyncio.run(self._outbox.run())

    def prune(self) -> None:
        """Take off what the centre holds."""
        if self._held is not None:
            self._journal.prune(self._held, None, 100, NOW)

    def _hear(self, held: JournalConfirmed) -> None:
        self._held = Confirmed(held.journal, held.sequence, held.digest)


def story(
    folder: Path, chance: random.Random, actions: int, synchronous: str | None = None
) -> Recording[Written | Taken]:
    """Let a unit live in the empty `folder` for so many actions; return what it did to its disk."""
    recording: Recording[Written | Taken] = Recording(folder, {})
    with recorded(recording):
        unit = Unit(folder, Centre(recording=recording), recording, synchronous)
        for _ in range(actions):
            _live(unit, chance)
        unit.close()
    return recording


def go_on(recording: Recording[Written | Taken], taken: frozenset[End]) -> None:
    """Let the unit go on with what is in the recording's folder; what it does is recorded."""
    with recorded(recording):
        unit = Unit(recording.folder, Centre({str(n): row for n, row in enumerate(taken)}, recording), recording)
        for _ in range(2):
            unit.append(is_large=False)
            unit.send()
            unit.prune()
        unit.close()


def _live(unit: Unit, chance: random.Random) -> None:
    action = chance.random()
    if action < 0.75:
        unit.append(is_large=chance.random() < 0.2)
    elif action < 0.87:
        unit.send()
    elif action < 0.95:
        unit.prune()
    else:
        unit.close()
        unit.open()


def faults(folder: Path, written: Mapping[int, str], taken: frozenset[End]) -> list[str]:
    """Start the unit again on what is in `folder`; return what is wrong, nothing where all is well.

    `written` are the rows that the screen was told to stand, `taken` those that the centre has.
    """
    try:
        journal = Journal.open(folder / FILE_NAME, NOW)
    except Exception as fault:  # noqa: BLE001 - whatever it is, the unit does not start
        return [f"the journal does not open: {fault}"]
    try:
        with closing(journal):
            start, rows = journal.start(), tuple(journal.rows())
        return [*_broken(folder, start, rows), *_lost(start, rows, written, taken), *_ahead(folder, start, taken)]
    except Exception as fault:  # noqa: BLE001 - as above
        return [f"it cannot be read: {fault}"]


def _broken(folder: Path, start: Start | None, rows: tuple[Row, ...]) -> list[str]:
    aside = [file.name for file in folder.iterdir() if "damaged" in file.name]
    if start is None:
        return [f"moved aside: {aside}"] if aside else []
    head = read_head(folder / SYNC_FILE, start.name) if (folder / SYNC_FILE).exists() else None
    signed = None if head is None else End(head.sequence, head.digest)
    broken = verify(rows, start.digest, start.sequence + 1, signed)
    return ([f"moved aside: {aside}"] if aside else []) + ([] if broken is None else [f"the chain breaks: {broken}"])


def _lost(start: Start | None, rows: tuple[Row, ...], written: Mapping[int, str], taken: frozenset[End]) -> list[str]:
    there = {row.sequence: row.digest for row in rows}
    pruned = 0 if start is None else start.sequence
    lost = [
        sequence
        for sequence, digest in written.items()
        if there.get(sequence) != digest and not (sequence <= pruned and End(sequence, digest) in taken)
    ]
    return [f"acknowledged rows lost: {lost}"] if lost else []


def _ahead(folder: Path, start: Start | None, taken: frozenset[End]) -> list[str]:
    """Return whether the unit believes that the centre holds what it does not."""
    if start is None:
        return []
    with closing(open_kept(folder / SYNC_FILE, NOW)) as connection:
        mark = Cursor(connection).mark(start.name)
    held = {row.sequence for row in taken}
    missing = [sequence for sequence in range(1, mark.sequence + 1) if sequence not in held]
    return [f"believed to be held, and is not: {missing}"] if missing else []


def faults_of_going_on(folder: Path, written: Mapping[int, str], taken: frozenset[End]) -> list[str]:
    """Let the unit go on in `folder` and send all; return what is wrong at the centre then."""
    centre = Centre({str(number): row for number, row in enumerate(taken)})
    try:
        unit = Unit(folder, centre)
        unit.append(is_large=False)
        unit.send()
        unit.prune()
        unit.append(is_large=True)
        unit.send()
        unit.close()
    except Exception as fault:  # noqa: BLE001 - as above
        return [f"it does not go on: {fault}"]
    held = set(centre.rows.values())
    numbers = [row.sequence for row in held]
    double = sorted({number for number in numbers if numbers.count(number) > 1})
    missing = [sequence for sequence, digest in written.items() if End(sequence, digest) not in held]
    return ([f"doubled at the centre: {double}"] if double else []) + (
        [f"never reached the centre: {missing}"] if missing else []
    )


def _event(number: int, *, is_large: bool) -> Inspected:
    at = AT + timedelta(seconds=number)
    check_id = uuid7(int(at.timestamp() * 1000), number.to_bytes(10))
    event = replace(genuine(), at=at, check_id=check_id)
    return event if is_large else replace(event, finding=Finding())
