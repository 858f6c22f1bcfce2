"""A lens that becomes dirty: labels need more pictures until they are read than they did before."""

from __future__ import annotations

import statistics
from contextlib import closing

from kiosk.doctor.row import Row, absent, ok, warning
from kiosk.doctor.subject import Subject
from kiosk.errors import KioskError
from kiosk.journal.event import Inspected, from_json
from kiosk.journal.store import JournalReader

NEWEST = 200
"""Inspections that count as now."""
BEFORE = 1_800
"""Inspections before them that count as usual: some days of a busy market."""
ENOUGH = 50
"""Of each; fewer say nothing."""
WORSE = 1.5
"""So many times the usual number of pictures is a lens to look at…"""
MORE = 2.0
"""… where it is at least so many pictures more."""


def lens_row(subject: Subject) -> Row:
    """Return how the newest inspections were read, against those before."""
    name = "lens"
    try:
        frames = frames_of(subject)
    except KioskError as fault:
        return absent(name, f"the journal cannot tell: {fault.number}")
    now, before = frames[-NEWEST:], frames[:-NEWEST]
    if len(now) < ENOUGH or len(before) < ENOUGH:
        return absent(name, f"{len(frames)} inspections are too few to judge by")
    newest, usual = statistics.fmean(now), statistics.fmean(before)
    said = f"a label takes {newest:.1f} pictures to read, {usual:.1f} before"
    if newest >= usual * WORSE and newest - usual >= MORE:
        return warning(name, said, "Wipe the glass and the lens with a soft dry cloth; look at lamp and focus.")
    return ok(name, said)


def frames_of(subject: Subject) -> list[int]:
    """Return how many pictures each of the newest inspections took, in their order. Raises StoreError."""
    with closing(JournalReader(subject.journal)) as reader:
        after = max(0, reader.end().sequence - NEWEST - BEFORE)
        events = (from_json(row.text) for row in reader.after(after, NEWEST + BEFORE))
        return [event.shown.frames for event in events if isinstance(event, Inspected) and event.replaces is None]
