"""What must last: the disk, the databases on it, the journal's chain, and what the centre does not hold yet."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import apsw

from kiosk.doctor.row import Row, absent, failed, ok, warning
from kiosk.doctor.subject import Subject
from kiosk.errors import KioskError
from kiosk.journal.beside import open_beside
from kiosk.journal.event import from_json
from kiosk.journal.room import NUMBER, STOPS_AT, fullness
from kiosk.journal.store import JournalReader
from kiosk.lookup.registry_file import FAULTS, FILE_NAME, checked_content, open_file
from kiosk.moment import Moment
from kiosk.processes.check_unit import CACHE_FILE
from kiosk.processes.journal_check import check_journal
from kiosk.sync.cursor import Cursor
from kiosk.sync.heartbeats import free_mb
from kiosk.sync.kept import FILE_NAME as SYNC_FILE
from kiosk.sync.kept import UNUSABLE, using

FULL = 0.85
LONG_UNSENT = timedelta(days=1)
TOO_LONG_UNSENT = timedelta(days=7)
NO_JOURNAL = "JRN-03"


def store_rows(subject: Subject) -> tuple[Row, ...]:
    """Return the rows of disk, databases, chain and outbox. Nothing is written."""
    return (_disk(subject), *_databases(subject.places.state), _chain(subject), _outbox(subject))


def _disk(subject: Subject) -> Row:
    name, state = "disk", subject.places.state
    if not state.is_dir():
        return (failed if subject.is_enrolled else absent)(
            name, f"there is no state folder {str(state)!r}", "Run the provisioning again."
        )
    full, free = fullness(state), free_mb(state)
    said = f"{full:.0%} full, {free} MB free"
    if full >= STOPS_AT:
        return failed(name, f"{NUMBER}: {said}: the journal takes no rows", "Look with df and du what fills it.")
    return warning(name, said, "Look with df and du what fills it.") if full >= FULL else ok(name, said)


def _databases(state: Path) -> tuple[Row, ...]:
    checks = ((FILE_NAME, _registry_fault), (SYNC_FILE, _sync_fault), (CACHE_FILE, _cache_fault))
    rows = []
    for name, fault_of in checks:
        path = state / name
        if not path.exists():
            rows.append(absent(name, "not there yet"))
        elif fault := fault_of(path):
            remedy = "It is made anew by itself; if it comes again, replace the card."
            rows.append(failed(name, fault, remedy))
        else:
            rows.append(ok(name, f"whole, {path.stat().st_size / 1e6:.1f} MB"))
    return tuple(rows)


def _registry_fault(path: Path) -> str:
    try:
        with closing(open_file(path)) as connection:
            checked_content(connection)
    except FAULTS as fault:
        return f"SNP-06: {fault}"
    return ""


def _sync_fault(path: Path) -> str:
    try:
        with closing(open_beside(path)) as connection:
            found = connection.pragma("quick_check", 1)
    except apsw.Error as fault:
        return f"{UNUSABLE}: {fault}"
    return "" if found == "ok" else f"{UNUSABLE}: {found}"


def _cache_fault(path: Path) -> str:
    """Return what is wrong with the cache, which belongs to the other SQLite library: house rule."""
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            (found,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.Error as fault:
        return str(fault)
    return "" if found == "ok" else str(found)


def _chain(subject: Subject) -> Row:
    name = "journal"
    try:
        is_whole, said = check_journal(subject.journal, subject.places.state)
    except KioskError as fault:
        judged = absent if fault.number == NO_JOURNAL else failed
        return judged(name, f"{fault.number}: {fault.what}", fault.remedy)
    if is_whole:
        return ok(name, said)
    return failed(name, said, "Copy the state folder before anything else, and tell the supervisors.")


def _outbox(subject: Subject) -> Row:
    name = "outbox"
    if not subject.is_enrolled:
        return absent(name, "this machine is no unit: it sends nothing")
    try:
        return _unsent(name, subject)
    except KioskError as fault:
        judged = absent if fault.number == NO_JOURNAL else failed
        return judged(name, f"{fault.number}: {fault.what}", fault.remedy)


def _unsent(name: str, subject: Subject) -> Row:
    """Return how many rows wait, and how long the first has waited. Raises KioskError."""
    with closing(JournalReader(subject.journal)) as reader:
        start, end = reader.start(), reader.end()
        if start is None:
            return ok(name, "nothing to send")
        sent, refused = _sent(subject.places.state / SYNC_FILE, start.name)
        waiting = reader.after(max(sent, start.sequence), 1)
    if not waiting:
        return _refusals(name, refused) or ok(name, "all is sent")
    waited = _waited(waiting[0].text, subject.clock.now())
    count = end.sequence - max(sent, start.sequence)
    said = f"rows that wait: {count}, the first for {waited.total_seconds() / 3600:.0f} h"
    remedy = "Look at the rows network and centre; then run: kiosk sync --once"
    if waited >= TOO_LONG_UNSENT:
        return failed(name, said, remedy)
    return warning(name, said, remedy) if waited >= LONG_UNSENT else _refusals(name, refused) or ok(name, said)


def _refusals(name: str, refused: int) -> Row | None:
    if not refused:
        return None
    return warning(name, f"rows that the centre would not take: {refused}", "Tell the operator of the central service.")


def _waited(text: str, now: Moment) -> timedelta:
    """Return how long a row waits; by a clock that ran back, not at all."""
    return max(now.at - from_json(text).at, timedelta())


def _sent(path: Path, journal: str) -> tuple[int, int]:
    """Return up to which row `journal` was sent, and how many rows were refused. Raises StoreError STO-30."""
    if not path.exists():
        return 0, 0
    with using(), closing(open_beside(path)) as connection:
        if not connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'outbox_refused'").get:
            return 0, 0
        cursor = Cursor(connection)
        return cursor.mark(journal).sequence, cursor.refused(journal)
