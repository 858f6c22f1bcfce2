"""What is mounted: whether the root that should be read-only is."""

from __future__ import annotations

from kiosk.doctor.row import NOT_HERE, Row, absent, failed, ok
from kiosk.doctor.subject import Subject, text_of

READ_ONLY = "kiosk.ro=1"
"""The word of the kernel's command line that provisioning writes where the root shall be an overlay."""


def mounts(subject: Subject) -> dict[str, str]:
    """Return the kind of file system by its place; what was mounted last counts."""
    lines = (text_of(subject.root / "proc/mounts") or "").splitlines()
    return {place: kind for _, place, kind, *_ in (line.split() for line in lines if line.count(" ") >= 3)}


def root_row(subject: Subject) -> Row:
    """Return the row of the root: one that a run of provisioning left open is written, and wears out in silence."""
    name, kind = "root", mounts(subject).get("/", "unknown")
    if kind == "overlay":
        return ok(name, "an overlay in memory")
    if READ_ONLY in (text_of(subject.root / "proc/cmdline") or "").split():
        return failed(
            name, f"it is {kind} and written, and should be read-only", "Run make provision again: it closes it."
        )
    return absent(name, f"{NOT_HERE}the root is {kind} and written: read_only is false, or this is no unit")
