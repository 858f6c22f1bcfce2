"""The one place that reads the clock, and says how far it can be trusted.

A unit that was without power may wake in the past. Its time is trusted where it was synchronised
since this boot, or where a battery clock kept it: not before the floor, and at most 40 days after.
"""

from __future__ import annotations

import ctypes
import json
import logging
import os
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol

from kiosk.durable import write_whole
from kiosk.moment import Moment

BUILT_AT = datetime(2026, 11, 20, tzinfo=UTC)
"""Moved by each release: it was certainly later than this when the release was made."""
BELIEVED_FOR = timedelta(days=3650)
"""A time this long after the build is no time: nothing may raise the floor to it."""
BATTERY_KEEPS = timedelta(days=40)
UNDISTURBED_S = 300.0
"""Since it was synchronised, the clock may have drifted this far from the time since boot; more is a step."""
BATTERY_AGREES = timedelta(minutes=2)
TOLERATED = timedelta(minutes=2)
"""The clock may be this far before the floor: clocks of the centre and of units differ, and are set back a little."""
LOOK_EVERY_S = 10.0
SAVE_EVERY = timedelta(hours=1)
"""How far the floor moves before it is written again: a unit's card wears."""
SAVE_SIGNED_EVERY = timedelta(minutes=1)
"""Signed times are few, and tell a unit without a trusted clock that a recall is in force."""
FLOOR_FILE = "clock.json"

_TIME_ERROR = 5  # adjtimex(2): the clock is not synchronised

_log = logging.getLogger(__name__)


class Clock(Protocol):
    """Whoever knows the time."""

    def now(self) -> Moment:
        """Return the time now, with its floor and whether it can be trusted."""
        ...

    def saw(self, signed_at: datetime) -> None:
        """Take note that a time signed by the city says `signed_at`: it has certainly passed.

        Never tell it a time that anybody could have written, such as that of an unsigned answer.
        """
        ...


class Machine(Protocol):
    """What a machine knows of time."""

    def wall(self) -> datetime:
        """Return the time by the system's clock, in UTC."""
        ...

    def since_boot_s(self) -> float:
        """Return the seconds since this boot, sleep included; no step of the clock moves it."""
        ...

    def boot_id(self) -> str:
        """Return what tells this boot from every other, or ""."""
        ...

    def is_synchronised(self) -> bool:
        """Whether the kernel says that the clock is synchronised now."""
        ...

    def was_synchronised(self) -> bool:
        """Whether the system's time service has synchronised the clock since this boot."""
        ...

    def battery_clock(self) -> datetime | None:
        """Return the time by the battery clock; None where there is none."""
        ...


class Linux:
    """The machine that runs this."""

    def __init__(self, root: Path = Path("/")) -> None:
        self._libc = ctypes.CDLL(None, use_errno=True)
        self._synchronised = root / "run/systemd/timesync/synchronized"
        self._battery = root / "sys/class/rtc/rtc0/since_epoch"
        self._boot_id = root / "proc/sys/kernel/random/boot_id"

    def wall(self) -> datetime:
        """Return the time by the system's clock, in UTC."""
        return datetime.now(UTC)

    def since_boot_s(self) -> float:
        """Return the seconds since this boot, sleep included."""
        return time.clock_gettime(time.CLOCK_BOOTTIME)

    def boot_id(self) -> str:
        """Return the kernel's id of this boot, or ""."""
        return _text(self._boot_id)

    def is_synchronised(self) -> bool:
        """Whether adjtimex says so; a service that may not ask gets no."""
        enough = ctypes.create_string_buffer(512)  # struct timex, modes 0: only reads
        state = int(self._libc.adjtimex(enough))
        return 0 <= state < _TIME_ERROR

    def was_synchronised(self) -> bool:
        """Whether systemd-timesyncd left its mark since this boot."""
        return self._synchronised.exists()

    def battery_clock(self) -> datetime | None:
        """Return the time by the first battery clock; None where there is none, or it says nothing."""
        seconds = _text(self._battery)
        try:
            return datetime.fromtimestamp(int(seconds), UTC)
        except (ValueError, OverflowError, OSError):
            return None


@dataclass(frozen=True, slots=True)
class Known:
    """What is kept over restarts. In boot `boot` the clock, when synchronised, was `offset_s` ahead of that boot."""

    floor: datetime
    boot: str = ""
    offset_s: float = 0.0


class SystemClock:
    """The clock of this machine. Keeps its floor in `file`; None keeps it in memory only."""

    def __init__(
        self,
        file: Path | None = None,
        machine: Machine | None = None,
        built_at: datetime = BUILT_AT,
        *,
        is_kept: bool = True,
    ) -> None:
        """Read the floor; a file that is missing, broken or not to be believed counts as none.

        `is_kept` False only reads it: whoever merely looks, as another user, leaves the unit's file alone.
        """
        self._file = file
        self._writes_to = file if is_kept else None
        self._machine: Machine = machine or Linux()
        self._built_at = built_at
        self._latest = built_at + BELIEVED_FOR
        saved = _read(file)
        is_believed = saved is not None and saved.floor <= self._latest
        known = saved if saved is not None and is_believed else Known(built_at)
        self._known = replace(known, floor=max(known.floor, built_at))
        self._saved_floor = self._known.floor
        self._is_kept = False
        self._look_at_s = float("-inf")

    def now(self) -> Moment:
        """Return the system's time; not trusted before the floor, or where nobody vouches for it."""
        at = self._machine.wall()
        since_boot_s = self._machine.since_boot_s()
        if since_boot_s >= self._look_at_s:
            self._look_at_s = since_boot_s + LOOK_EVERY_S
            self._look(at, since_boot_s)
        is_possible = self._known.floor - TOLERATED <= at <= self._latest
        is_trusted = is_possible and self._is_kept and self._is_undisturbed(at, since_boot_s)
        return Moment(at, is_trusted, min(at, self._known.floor) if is_trusted else self._known.floor)

    def saw(self, signed_at: datetime) -> None:
        """Raise the floor to a signed time, and keep it; a trusted clock knows better than a time ahead of it."""
        now = self.now()
        if now.is_trusted and signed_at > now.at + TOLERATED:
            _log.warning("%s is ahead of a clock that is trusted: its floor stays", signed_at.isoformat())
            return
        self._learn(replace(self._known, floor=signed_at.astimezone(UTC)), SAVE_SIGNED_EVERY)

    def _look(self, at: datetime, since_boot_s: float) -> None:
        """Find out who vouches for the clock; a synchronised one raises the floor, or lowers one that was wrong."""
        machine = self._machine
        if machine.is_synchronised():
            self._is_kept = True
            known = Known(at, machine.boot_id(), at.timestamp() - since_boot_s)
            if self._built_at <= at < self._known.floor - TOLERATED:
                self._win_back(known)
            self._learn(known)
        elif self._is_of_this_boot():
            self._is_kept = True
        else:
            self._is_kept = machine.was_synchronised() or self._is_by_battery(at)
            self._hear_others()

    def _hear_others(self) -> None:
        """Raise the floor to what another process of this unit has written: signed times come to sync alone."""
        saved = _read(self._file)
        if saved is not None and self._known.floor < saved.floor <= self._latest:
            self._known = replace(self._known, floor=saved.floor)
            self._saved_floor = saved.floor

    def _is_of_this_boot(self) -> bool:
        return bool(self._known.boot) and self._known.boot == self._machine.boot_id()

    def _is_undisturbed(self, at: datetime, since_boot_s: float) -> bool:
        """Whether the clock has run on since it was synchronised in this boot; nothing to compare with is no."""
        if not self._is_of_this_boot():
            return True
        return abs(at.timestamp() - since_boot_s - self._known.offset_s) <= UNDISTURBED_S

    def _is_by_battery(self, at: datetime) -> bool:
        kept = self._machine.battery_clock()
        return kept is not None and abs(kept - at) <= BATTERY_AGREES and at <= self._known.floor + BATTERY_KEEPS

    def _learn(self, known: Known, save_every: timedelta = SAVE_EVERY) -> None:
        if known.floor > self._latest:
            _log.warning("%s is no time that can be: the clock's floor stays", known.floor.isoformat())
            return
        is_other_boot = known.boot != self._known.boot
        self._known = replace(known, floor=max(known.floor, self._known.floor))
        if is_other_boot or self._known.floor - self._saved_floor >= save_every:
            self._saved_floor = self._known.floor
            self._save()

    def _win_back(self, known: Known) -> None:
        """Put the floor down to the time that is synchronised now: a wrong one would end trust for good."""
        _log.warning("the floor %s is ahead of a synchronised clock: it is put down", self._known.floor.isoformat())
        self._known = known
        self._saved_floor = known.floor
        self._save(is_lower=True)

    def _save(self, *, is_lower: bool = False) -> None:
        """Write the floor; below what another process has written only where `is_lower`."""
        if self._writes_to is None:
            return
        saved = None if is_lower else _read(self._writes_to)
        if saved is not None and self._known.floor < saved.floor <= self._latest:
            self._known = replace(self._known, floor=saved.floor)
        try:
            _write(self._writes_to, self._known)
        except OSError as fault:
            _log.warning("the clock's floor cannot be kept in %s: %s", self._writes_to, fault.strerror)


class FixedClock:
    """A demonstration's clock: it begins at a time, runs on, and is trusted."""

    def __init__(
        self, at: datetime, since_s: float | None = None, monotonic_s: Callable[[], float] = time.monotonic
    ) -> None:
        """Begin at `at` (aware) now, or at the monotonic second `since_s`, which several processes may share."""
        self._at = at.astimezone(UTC)
        self._monotonic_s = monotonic_s
        self._since_s = monotonic_s() if since_s is None else since_s

    def now(self) -> Moment:
        """Return the demonstration's time; its floor is where it began."""
        passed = max(0.0, self._monotonic_s() - self._since_s)
        return Moment(self._at + timedelta(seconds=passed), is_trusted=True, floor=self._at, is_told=True)

    def saw(self, signed_at: datetime) -> None:
        """Do nothing: a demonstration's time is what it was told."""


def make_clock(at: datetime | None, since_s: float | None, folder: Path | None, *, is_kept: bool = True) -> Clock:
    """Return a demonstration's clock where `at` is given, else this machine's with its floor in `folder`.

    `is_kept` False never writes there.
    """
    if at is not None:
        return FixedClock(at, since_s)
    return SystemClock(None if folder is None else folder / FLOOR_FILE, is_kept=is_kept)


def _read(file: Path | None) -> Known | None:
    if file is None:
        return None
    try:
        saved = json.loads(file.read_bytes())
        known = Known(datetime.fromisoformat(saved["floor"]), str(saved["boot"]), float(saved["offset_s"]))
        known = replace(known, floor=known.floor.astimezone(UTC))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError, KeyError, OverflowError) as fault:
        _log.warning("the clock's floor in %s cannot be read (%s): it starts at the build again", file, fault)
        return None
    return known


def _write(file: Path, known: Known) -> None:
    """Write whole or not at all, whatever happens to the power."""
    text = json.dumps({"floor": known.floor.isoformat(), "boot": known.boot, "offset_s": known.offset_s})
    write_whole(file, text.encode(), suffix=str(os.getpid()))  # every process of a unit keeps the floor


def _text(path: Path) -> str:
    try:
        return path.read_text("ascii").strip()
    except (OSError, UnicodeDecodeError):
        return ""
