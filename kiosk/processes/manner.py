"""How `kiosk run` runs on this machine: with or without a display, a camera, samples. One table of cases, no I/O."""

from __future__ import annotations

from dataclasses import dataclass, replace

from kiosk.errors import SettingsError

ONCE_SPEED = 2.0
"""The shipped clip without anybody looking: faster than a hand, and frames are left out as by a camera."""
LOOPED_SPEED = 0.4
"""The shipped clip on a display: slower than a hand, so that each result stands long enough to be read."""
_LIVE = ("camera:", "serial:")
FIRST_CAMERA = "camera:0"

HOW_TO_GIVE_A_CAMERA = (
    "No camera was found, so the shipped clip plays. Plug in a USB camera and start again,"
    " or show a label of your own: kiosk run --source photo.jpg (or a video, a folder, camera:1, pi)."
)


@dataclass(frozen=True, slots=True)
class Wish:
    """What was asked for on the command line. None and "": nothing."""

    source: str = ""
    is_demo: bool = False
    is_windowed: bool = False
    is_headless: bool = False


@dataclass(frozen=True, slots=True)
class Machine:
    """What this machine is. `source` is the one that its settings name, "" where they name none.

    `loops`: its settings say that a file is played again and again.
    """

    is_enrolled: bool
    has_display: bool
    has_camera: bool
    clip: str
    source: str = ""
    loops: bool = False


@dataclass(frozen=True, slots=True)
class Manner:
    """How to run. `ends`: the source is played once, then a table is printed and all ends."""

    is_demonstration: bool
    is_headless: bool
    is_windowed: bool
    source: str
    loop: bool = False
    speed: float = 1.0
    ends: bool = False
    advice: str = ""


def is_live(source: str) -> bool:
    """Whether `source` goes on for ever: a camera or a scanner gun."""
    return source.startswith(_LIVE) or source == "pi"


def decide(wish: Wish, machine: Machine) -> Manner:
    """Return how to run. Raises SettingsError RUN-01 where samples are wanted on an enrolled unit."""
    if machine.is_enrolled:
        return _unit(wish, machine)
    headless = wish.is_headless or not machine.has_display
    manner = Manner(is_demonstration=True, is_headless=headless, is_windowed=wish.is_windowed, source="")
    if source := wish.source or machine.source:
        if is_live(source):
            return replace(manner, source=source)
        ends = headless and not machine.loops
        return replace(manner, source=source, loop=not ends, ends=ends)
    if headless:
        return replace(manner, source=machine.clip, speed=ONCE_SPEED, ends=True)
    if machine.has_camera:
        return replace(manner, source=FIRST_CAMERA)
    return replace(manner, source=machine.clip, loop=True, speed=LOOPED_SPEED, advice=HOW_TO_GIVE_A_CAMERA)


def _unit(wish: Wish, machine: Machine) -> Manner:
    """Return how a unit runs: it shows what its camera sees, and never samples."""
    if wish.is_demo:
        raise SettingsError(
            "RUN-01",
            "this is an enrolled unit, and --demo would show shoppers sample data.",
            "Run the demonstration on another machine.",
        )
    return Manner(
        is_demonstration=False,
        is_headless=wish.is_headless or not machine.has_display,
        is_windowed=wish.is_windowed,
        source=wish.source or machine.source or FIRST_CAMERA,
    )
