"""The unit that this machine is, as its settings describe it: what every command begins with."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from kiosk.clock import Clock, make_clock
from kiosk.commands.logs import LOG_LEVEL
from kiosk.errors import SettingsError
from kiosk.settings import CONFIG_PATH, Places, Settings, assets_dir, find_places, is_enrolled, load_settings

LISTS_FILE = "lists.json"
ROOT_FILE = "root.json"
CLOCK_FOLDER = "clock"


@dataclass(frozen=True, slots=True)
class Unit:
    """Settings and folders of this machine. Nothing is opened or made yet."""

    settings: Settings
    places: Places
    is_enrolled: bool

    def clock(self, *, is_kept: bool = True) -> Clock:
        """Return the clock that the settings describe; a real one keeps its floor in the state folder, if `is_kept`."""
        at = self.settings.clock
        # On a unit the state folder lets no part replace what another wrote; this one in it does.
        shared = self.places.state / CLOCK_FOLDER
        return make_clock(at.at, at.since, shared if shared.is_dir() else self.places.state, is_kept=is_kept)

    def lists(self) -> Path:
        """Return the file of trust list and label schemes: the centre's newest, else those of this release.

        A release carries no keys: until the centre has sent its list, no seal can be confirmed.
        """
        if self.settings.unit.demonstration:
            return assets_dir() / "sample" / LISTS_FILE
        own = self.places.state / LISTS_FILE
        return own if own.exists() else assets_dir() / LISTS_FILE

    def root(self) -> bytes | None:
        """Return the root of trust of what the centre publishes; None where this release carries none.

        Raises SettingsError SET-06 where the file that is set cannot be read.
        """
        path = self.settings.offline.root or assets_dir() / ROOT_FILE
        try:
            return path.read_bytes()
        except OSError as fault:
            if self.settings.offline.root is None:
                return None
            raise SettingsError(
                "SET-06",
                f"the root of trust {str(path)!r} cannot be read: {fault.strerror}.",
                "Set offline.root right.",
            ) from fault


def this_unit(flags: Mapping[str, object] | None = None) -> Unit:
    """Return this unit, by file, environment and `flags` (named as keys). Raises SettingsError."""
    environ = {name: value for name, value in os.environ.items() if name != LOG_LEVEL}
    settings = load_settings(environ, CONFIG_PATH, flags)
    places = find_places(settings, environ, CONFIG_PATH)
    return Unit(settings, places, is_enrolled(places))
