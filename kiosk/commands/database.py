"""Which database the central service uses, as the settings say."""

from __future__ import annotations

from pathlib import Path

from kiosk.commands.unit import Unit
from kiosk.settings import open_state

USUAL_HOST, USUAL_PORT = "127.0.0.1", 8080
"""Where `kiosk central serve` listens if nothing else is said."""


def database_url(unit: Unit, state: Path) -> str:
    """Return the URL that is set, else that of the SQLite file in the folder `state`."""
    from kiosk.central.database import sqlite_url

    return unit.settings.central.database_url or sqlite_url(state / "central.db")


def central_database_url(unit: Unit) -> str:
    """Return the URL that is set, else that of the SQLite file in the state folder, made if missing."""
    return unit.settings.central.database_url or database_url(unit, open_state(unit.places))
