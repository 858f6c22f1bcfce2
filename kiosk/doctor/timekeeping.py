"""The clock, who vouches for it, and the battery clock."""

from __future__ import annotations

from kiosk.clock import BATTERY_AGREES, TOLERATED, Linux
from kiosk.doctor.row import Row, absent, failed, ok, warning
from kiosk.doctor.subject import Subject
from kiosk.moment import HANOI, Moment


def time_rows(subject: Subject) -> tuple[Row, ...]:
    """Return the rows of the clock and of the battery clock."""
    now, machine = subject.clock.now(), Linux(subject.root)
    return (_clock(subject, now, is_synchronised=machine.is_synchronised()), _battery(machine, now))


def _clock(subject: Subject, now: Moment, *, is_synchronised: bool) -> Row:
    said = now.at.astimezone(HANOI).isoformat(sep=" ", timespec="seconds")
    if not now.is_trusted:
        judged = failed if subject.is_enrolled else warning
        cause, remedy = _why_untrusted(now)
        return judged("clock", f"{said}, not trusted: {cause}", remedy)
    kept = "synchronised" if is_synchronised else "kept since it was synchronised, or by the battery clock"
    return ok("clock", f"{said}, trusted: {kept}")


def _why_untrusted(now: Moment) -> tuple[str, str]:
    """Return the one cause, and its remedy."""
    if now.at < now.floor - TOLERATED:
        floor = now.floor.astimezone(HANOI).date().isoformat()
        remedy = "Give the unit a network: chronyc tracking; a battery clock that lost time wants a battery."
        return f"it is before {floor}, which has certainly come", remedy
    remedy = "Give the unit a network, or fit a battery clock; a time that is set by hand vouches for nothing."
    return "nobody vouches for it", remedy


def _battery(machine: Linux, now: Moment) -> Row:
    name, kept = "battery clock", machine.battery_clock()
    if kept is None:
        return absent(name, "none: without a network the time is not trusted after a power cut", "Fit a battery clock.")
    apart = abs(kept - now.at)
    if now.is_trusted and apart > BATTERY_AGREES:
        seconds = round(apart.total_seconds())
        return warning(
            name, f"it is {seconds} s off the clock", "Run: hwclock --systohc; if it comes again, change its battery."
        )
    return ok(name, kept.astimezone(HANOI).isoformat(sep=" ", timespec="seconds"))
