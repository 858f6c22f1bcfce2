"""A new centre's needed certificates: named by a command, and said aloud while nobody has named any."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine

from kiosk.central.people.changes import Deed
from kiosk.central.people.rights import Right
from kiosk.central.people.users import OPERATOR
from kiosk.central.registry.needed import count_needed, fill_needed
from kiosk.central.registry.read import read_rows
from kiosk.processes.central_database import open_migrated
from kiosk.records.registry import NeededKinds

USUAL_FILE = "needed_kinds.json"
NOBODY_NAMED_ANY = (
    "No certificates are named as needed (table needed_kinds): only the certificate of eligibility counts, and goods"
    " with VietGAP alone are shown as not certified. The usual ones: kiosk central init --usual-certificates."
)


def warning_of_needed(engine: Engine) -> str:
    """Return what to say where the table of needed certificates is empty, else ""."""
    with engine.connect() as connection:
        return "" if count_needed(connection) else NOBODY_NAMED_ANY


def say_of_needed(database_url: str) -> str:
    """Return the same of the database at a URL. Raises StoreError."""
    engine = open_migrated(database_url)
    try:
        return warning_of_needed(engine)
    finally:
        engine.dispose()


def name_usual_certificates(database_url: str, registry_dir: Path, now: datetime) -> list[str]:
    """Fill the table of needed certificates with the shipped rows, if it is empty. Return what was done, in lines.

    Raises StoreError, ListError.
    """
    usual = read_rows(registry_dir / USUAL_FILE, NeededKinds)
    engine = open_migrated(database_url)
    try:
        with engine.begin() as connection:
            is_new = fill_needed(connection, Deed(OPERATOR, Right.CHANGE_TABLES, now), usual)
            count = count_needed(connection)
    finally:
        engine.dispose()
    if not is_new:
        return [f"Nothing is changed: rows of needed_kinds: {count}. Change them by kiosk central import."]
    return [
        f"rows of needed certificates that are written: {count}. Compare them with the law, and change them by"
        " kiosk central import:",
        *(_line(row) for row in usual),
    ]


def _line(row: NeededKinds) -> str:
    last = f" to {row.last_day:%Y-%m-%d}" if row.last_day else ""
    return f"  {row.group}, from {row.first_day:%Y-%m-%d}{last}: any one of {', '.join(row.any_of)}"
