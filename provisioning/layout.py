"""Where releases lie on a unit. `current` is one link: who moves it moves the whole unit to another release."""

from __future__ import annotations

HOME = "/opt/kiosk"
RELEASES = f"{HOME}/releases"
CURRENT = f"{HOME}/current"
PROVEN = f"{HOME}/proven"
COMPLETE = ".complete"
"""Written last into a release's folder: without it the folder is half of one."""
FIXED = (".venv", "systemd", "assets")
"""What units name below HOME; links through `current`."""


def folder_of(release: str) -> str:
    """Return the folder of a release."""
    return f"{RELEASES}/{release}"
