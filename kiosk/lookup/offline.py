"""The registry of this unit for whoever looks things up: the newest file that can be read, and never an error."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path
from typing import TypeVar

from kiosk.codes.code import Identity
from kiosk.lookup.disk import DISK, Disk
from kiosk.lookup.published import Recalled, Suspended
from kiosk.lookup.registry_file import (
    CONFIRMED_NAME,
    DAMAGES,
    FAULTS,
    FILE_NAME,
    PREVIOUS_NAME,
    Stand,
    current_stand,
    open_file,
    quarantine,
)
from kiosk.lookup.snapshot import Snapshot
from kiosk.records.finding import NOTHING_FOUND, Finding
from kiosk.records.instants import are_reckonable

_Stamp = tuple[object, ...]
Told = TypeVar("Told", Recalled, Suspended)

_log = logging.getLogger(__name__)


class OfflineRecords:
    """The registry in `state_dir`. Opened when it is first asked, and again whenever a new one has taken its place.

    `owns_files`: this process writes them, so that it puts a damaged one aside; another only goes on with the
    one before. Not for several threads.
    """

    def __init__(self, state_dir: Path, disk: Disk = DISK, *, owns_files: bool = False) -> None:
        self._state_dir = state_dir
        self._disk = disk
        self._owns_files = owns_files
        self._watched = (state_dir / FILE_NAME, state_dir / CONFIRMED_NAME)
        self._stamp: _Stamp | None = None
        self._open: Snapshot | None = None
        self._content = ""

    def content(self) -> str:
        """Return the hash of what the registry in use holds, whenever it was confirmed; "" where there is none."""
        self._follow()
        return self._content

    def find(self, identity: Identity) -> Finding:
        """Return what the registry says of `identity`; of source none where there is no registry."""
        self._follow()
        if self._open is None:
            return NOTHING_FOUND
        try:
            return _reckonable(self._open.find(identity))
        except FAULTS as fault:
            _log.error("SNP-06: the registry in %s cannot be read: %s", self._state_dir, fault)
            self._leave(is_damaged=isinstance(fault, DAMAGES))
        try:
            return NOTHING_FOUND if self._open is None else _reckonable(self._open.find(identity))
        except FAULTS:
            return NOTHING_FOUND

    def recalled(self, at: datetime, most: int) -> tuple[Recalled, ...]:
        """Return the newest of the recalls in force at `at`, `most` of them; none where the registry cannot be read."""
        return self._told(lambda snapshot: snapshot.recalled(at, most))

    def suspended(self, today: date, most: int) -> tuple[Suspended, ...]:
        """Return the newest suspensions in force on `today`, as above."""
        return self._told(lambda snapshot: snapshot.suspended(today, most))

    def _told(self, asked: Callable[[Snapshot], tuple[Told, ...]]) -> tuple[Told, ...]:
        self._follow()
        try:
            return () if self._open is None else asked(self._open)
        except FAULTS as fault:  # whoever asks for a label next leaves it
            _log.error("SNP-06: what %s has in force cannot be read: %s", self._state_dir, fault)
            return ()

    def close(self) -> None:
        """Close the file."""
        if self._open is not None:
            self._open.close()
        self._open, self._stamp, self._content = None, None, ""

    def _follow(self) -> None:
        """Open what is in use now, where that is another file than before."""
        stamp = self._stamp_now()
        if stamp == self._stamp:
            return
        self.close()
        self._stamp = stamp
        self._use(current_stand(self._state_dir, self._disk))

    def _leave(self, *, is_damaged: bool) -> None:
        """Go on with the registry before the one that cannot be read."""
        stamp = self._stamp
        self.close()
        if self._owns_files and is_damaged and stamp == self._stamp_now():
            with suppress(OSError):
                quarantine(self._state_dir, self._disk)
            self._follow()
            return
        self._stamp = stamp
        self._use(current_stand(self._state_dir, self._disk, (PREVIOUS_NAME,)))

    def _use(self, used: tuple[Path, Stand] | None) -> None:
        if used is None:
            return
        path, stand = used
        try:
            self._open = Snapshot(open_file(path, self._disk), stand.as_of)
            self._content = stand.content_sha256
        except FAULTS as fault:
            _log.error("SNP-06: the registry %s cannot be read: %s", path, fault)

    def _stamp_now(self) -> _Stamp:
        return tuple(map(self._disk.stamp, self._watched))


def _reckonable(finding: Finding) -> Finding:
    """Return `finding`, or nothing where judging it would fail: then nothing can be confirmed, and nothing stops."""
    if are_reckonable(finding):
        return finding
    _log.error("what the registry says of an item holds a time beyond reckoning: it counts as not known")
    return NOTHING_FOUND
