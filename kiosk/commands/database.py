"""Which database the central service uses, as the settings say."""

from __future__ import annotations

from pathlib import Path

from kiosk.commands.unit import Unit


def database_url(unit: Unit, state: Path) -> str:
    """Return the URL that is set, else that of the SQLite file in the folder `state`."""
    from kiosk.central.database import sqlite_url

    return unit.settings.central.database_url or sqlite_url(state / "central.db")
