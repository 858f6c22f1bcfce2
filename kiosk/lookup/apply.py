"""Taking what was published into this unit's registry: whole, checked, and in one step, or not at all.

A copy is changed, never the file in use. It is checked as it will be read, made durable, and then takes the name.
"""

from __future__ import annotations

import errno
import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import apsw

from kiosk.codes.schemes import Scheme
from kiosk.errors import StoreError
from kiosk.lookup.disk import DISK, Disk
from kiosk.lookup.making import MisfitError, add_changes, check_new, copy_used, unpack_snapshot
from kiosk.lookup.registry_file import (
    DAMAGES,
    FILE_NAME,
    NEW_NAME,
    Confirmed,
    Stand,
    checked_content,
    confirm,
    current_stand,
    open_file,
    put_in_use,
    quarantine,
    stand_of,
)
from kiosk.lookup.schemes import registered_schemes
from kiosk.messages.published import PublishedChanges, PublishedIndex
from kiosk.moment import hanoi_day
from kiosk.records.tables import is_readable

REACH = timedelta(days=30)
"""How far back the changes of an index reach at most."""

MISFIT = "SNP-03"

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})

_log = logging.getLogger(__name__)

OpenTarget = Callable[[str], Path]
"""Gives a verified file for the name of a target."""


@dataclass(frozen=True, slots=True)
class Applied:
    """What is now the registry of this unit. `is_new` false: it held the same before."""

    as_of: datetime
    content_sha256: str
    is_new: bool


class UnitRegistry:
    """The registry in `state_dir`, for whoever fetches what is published. `now` gives the aware time.

    Before the first use the whole registry is read, and put aside where it is damaged. What did not fit together
    is not tried again before something else is published: it would be written anew at every try, and cards wear.
    """

    def __init__(self, state_dir: Path, now: Callable[[], datetime], disk: Disk = DISK) -> None:
        self._state_dir = state_dir
        self._now = now
        self._disk = disk
        self._is_read = False
        self._misfit: _Misfit | None = None

    def needed(self, index: PublishedIndex) -> Sequence[str]:
        """Return the names of targets that `apply` opens, if nothing is wrong with what is here. Raises StoreError."""
        self._read_whole_once()
        if self._known_misfit(index) is not None:
            return ()
        return needed_targets(self._state_dir, index, self._disk)

    def apply(self, index: PublishedIndex, open_target: OpenTarget) -> Applied:
        """Make the registry what `index` says; `open_target` gives a verified file. Raises StoreError, and its own."""
        self._read_whole_once()
        if (known := self._known_misfit(index)) is not None:
            raise _misfit(known)
        try:
            return apply(self._state_dir, index, open_target, self._now(), self._disk)
        except StoreError as fault:
            if fault.number == MISFIT:
                self._misfit = _Misfit(_named_by(index), fault.what)
            raise

    def schemes(self) -> Sequence[Scheme]:
        """Return the label schemes of others in the registry in use."""
        return registered_schemes(self._state_dir, self._disk)

    def _known_misfit(self, index: PublishedIndex) -> str | None:
        """Return what is wrong with `index`, where that was found before."""
        known = self._misfit
        return known.what if known is not None and known.named == _named_by(index) else None

    def _read_whole_once(self) -> None:
        if not self._is_read:
            mend(self._state_dir, self._disk)
            self._is_read = True


@dataclass(frozen=True, slots=True)
class _Misfit:
    """What did not fit together, by all that it was made of, and why."""

    named: tuple[str, ...]
    what: str


def _named_by(index: PublishedIndex) -> tuple[str, ...]:
    """Return what tells the makings of a registry apart: the content that should come of it, and the targets."""
    return (index.content_sha256, *index.snapshot.pieces, *(one.target for one in index.changes))


def needed_targets(state_dir: Path, index: PublishedIndex, disk: Disk = DISK) -> tuple[str, ...]:
    """Return the names that `apply` opens if nothing is wrong here: the changes that are missing, or all."""
    used = current_stand(state_dir, disk)
    stand = None if used is None else used[1]
    if stand is not None and stand.content_sha256 == index.content_sha256:
        return ()
    missing = None if stand is None else _missing(stand, index)
    if missing is not None:
        return tuple(one.target for one in missing)
    return (*index.snapshot.pieces, *(one.target for one in _since_snapshot(index)))


def apply(
    state_dir: Path,
    index: PublishedIndex,
    open_target: OpenTarget,
    now: datetime,
    disk: Disk = DISK,
) -> Applied:
    """Make the registry of `state_dir` what `index` says at `now`, and return what it is.

    `open_target` is asked only for what is needed, and what it raises goes through. Raises StoreError: SNP-01
    the registry cannot be written, SNP-02 the disk is full, SNP-03 what was published does not fit together,
    SNP-04 it is of a future form, SNP-05 it is older than what is here. Whatever happens, the registry is the
    one before or the new one, whole; the one before stays beside it.
    """
    _refuse_future(index)
    with _told(state_dir, disk):
        _put_unreadable_aside(state_dir, disk)
        used = current_stand(state_dir, disk)
    if used is None:
        return _from_snapshot(state_dir, index, open_target, now, disk)
    stand = used[1]
    if index.as_of < stand.as_of:
        raise _older(index, stand)
    if stand.content_sha256 == index.content_sha256:
        with _told(state_dir, disk):
            confirm(state_dir, Confirmed(as_of=index.as_of, content_sha256=index.content_sha256), disk)
        return Applied(index.as_of, index.content_sha256, is_new=False)
    applied = _from_here(state_dir, index, open_target, used, now, disk)
    return applied or _from_snapshot(state_dir, index, open_target, now, disk)


def mend(state_dir: Path, disk: Disk = DISK) -> bool:
    """Read the whole registry in use, put it aside where it is damaged, and return whether it was whole.

    The one before takes its place. For the start of a process: it takes a second or more. Raises StoreError
    as `apply` does.
    """
    with _told(state_dir, disk):
        path = state_dir / FILE_NAME
        if not disk.exists(path) or _is_whole(path, disk):
            return True
        _log.error("SNP-06: the registry %s is damaged: it is put aside, and the one before is used", path)
        quarantine(state_dir, disk)
        return False


def _from_here(
    state_dir: Path,
    index: PublishedIndex,
    open_target: OpenTarget,
    used: tuple[Path, Stand],
    now: datetime,
    disk: Disk,
) -> Applied | None:
    """Return what came of adding the changes that are missing here; None where they do not lead to the new one."""
    path, stand = used
    missing = _missing(stand, index)
    if missing is None:
        return None
    arrived = [(one, open_target(one.target)) for one in missing]
    try:
        with _told(state_dir, disk):
            copy_used(state_dir, path, disk)
            add_changes(state_dir, index, arrived, now, disk)
            check_new(state_dir, index, disk, is_snapshot=False)
            put_in_use(state_dir, disk)
        return Applied(index.as_of, index.content_sha256, is_new=True)
    except (MisfitError, *DAMAGES) as fault:
        _log.warning("the changes do not fit this unit's registry (%s): it begins anew with the snapshot", fault)
    mend(state_dir, disk)
    return None


def _from_snapshot(
    state_dir: Path, index: PublishedIndex, open_target: OpenTarget, now: datetime, disk: Disk
) -> Applied:
    pieces = [open_target(name) for name in index.snapshot.pieces]
    arrived = [(one, open_target(one.target)) for one in _since_snapshot(index)]
    try:
        with _told(state_dir, disk):
            unpack_snapshot(state_dir, index.snapshot, pieces, disk)
            add_changes(state_dir, index, arrived, now, disk)
            check_new(state_dir, index, disk, is_snapshot=not arrived)
            put_in_use(state_dir, disk)
        return Applied(index.as_of, index.content_sha256, is_new=True)
    except (MisfitError, *DAMAGES) as fault:
        raise _misfit(
            f"the registry that was published at {index.as_of.isoformat()} does not fit together: {fault}."
        ) from fault


def _missing(stand: Stand, index: PublishedIndex) -> tuple[PublishedChanges, ...] | None:
    """Return the changes that should lead from here to the index; None where they do not reach back so far.

    Days without changes stand nowhere: whether nothing is missing is seen by what comes of it.
    """
    if stand.schema_version != index.snapshot.schema_version:
        return None
    day = hanoi_day(stand.as_of)
    if not index.changes or hanoi_day(index.as_of) - day > REACH:
        return None
    return tuple(one for one in index.changes if one.day >= day and one.target not in stand.applied)


def _since_snapshot(index: PublishedIndex) -> tuple[PublishedChanges, ...]:
    """Return the changes that a snapshot may lack: those of its day and later. It does no harm to make one again."""
    return tuple(one for one in index.changes if one.day >= hanoi_day(index.snapshot.as_of))


def _put_unreadable_aside(state_dir: Path, disk: Disk) -> None:
    path = state_dir / FILE_NAME
    if not disk.exists(path):
        return
    try:
        with closing(open_file(path, disk)) as connection:
            stand_of(connection)
    except DAMAGES as fault:
        _log.error("SNP-06: the registry %s is damaged (%s): it is put aside", path, fault)
        quarantine(state_dir, disk)


def _is_whole(path: Path, disk: Disk) -> bool:
    try:
        with closing(open_file(path, disk)) as connection:
            return checked_content(connection).sha256 == stand_of(connection).content_sha256
    except DAMAGES:
        return False


def _refuse_future(index: PublishedIndex) -> None:
    if not is_readable(index.snapshot.schema_version):
        raise StoreError(
            "SNP-04",
            f"the registry is published in form {index.snapshot.schema_version}, which this release does not read.",
            "Update this unit (kiosk update now); until then it goes on with what it has.",
        )


def _misfit(what: str) -> StoreError:
    return StoreError(
        MISFIT, what, "Nothing to do here: this unit goes on with what it has. Tell who runs the central service."
    )


def _older(index: PublishedIndex, stand: Stand) -> StoreError:
    return StoreError(
        "SNP-05",
        f"what came is of {index.as_of.isoformat()}, and this unit has the registry of {stand.as_of.isoformat()}.",
        "From a stick: copy a newer state onto it. From the network: tell who runs the central service.",
    )


@contextmanager
def _told(state_dir: Path, disk: Disk) -> Iterator[None]:
    """Say faults of this unit's disk as StoreError; leave nothing half made behind."""
    try:
        yield
    except (apsw.Error, OSError) as fault:
        if isinstance(fault, DAMAGES):
            raise
        is_full = isinstance(fault, apsw.FullError) or getattr(fault, "errno", 0) in _FULL
        raise _failed(state_dir, fault, is_full=is_full) from fault
    finally:
        with suppress(OSError):
            disk.remove(state_dir / NEW_NAME)


def _failed(state_dir: Path, fault: Exception, *, is_full: bool) -> StoreError:
    if is_full:
        return StoreError(
            "SNP-02",
            f"the disk is full: there is no room for a new registry in {state_dir}.",
            "Free some 100 MB there; until then the unit goes on with the registry that it has.",
        )
    return StoreError(
        "SNP-01",
        f"the registry in {state_dir} cannot be read or written: {fault}.",
        "Run as the kiosk's user, and check the folder and the disk.",
    )
