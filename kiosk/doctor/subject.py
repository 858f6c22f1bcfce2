"""The unit that is examined: all that a check may look at, handed in."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from kiosk.clock import Clock
from kiosk.settings import Places, Settings

TOLD_WITHIN_S = 10.0
LONGEST_TOLD = 400_000
"""Characters of what a program says that are kept: the last ones."""

Told = Callable[[Sequence[str]], str | None]
"""Runs a program that only tells, and returns what it said; None where there is none, or it failed."""


def told_by(command: Sequence[str]) -> str | None:
    """Return what `command` prints, at most LONGEST_TOLD characters; None where it cannot be had within 10 s."""
    try:
        done = subprocess.run(
            command, capture_output=True, timeout=TOLD_WITHIN_S, check=False, stdin=subprocess.DEVNULL
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    if done.returncode != 0:
        return None
    return done.stdout.decode("utf-8", "replace")[-LONGEST_TOLD:]


@dataclass(frozen=True, slots=True)
class ListFiles:
    """The lists in use, the last good ones, and those of the release."""

    newest: Path
    kept: Path
    release: Path


@dataclass(frozen=True, slots=True)
class Subject:
    """A unit. `root` is the folder in which sys and proc are looked for; `journal` its journal's file."""

    settings: Settings
    places: Places
    is_enrolled: bool
    clock: Clock
    lists: ListFiles
    journal: Path
    release: str
    root: Path = Path("/")
    told: Told = told_by


def text_of(path: Path) -> str | None:
    """Return the short text of a file of sys or proc; None where there is none that can be read."""
    try:
        with path.open("rb") as file:
            return file.read(65_536).decode("utf-8", "replace").strip("\0\n ")
    except OSError:
        return None
