"""A new centre's needed certificates: filled in from the shipped rows, and said aloud while there are none."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Engine

from kiosk.central.people.changes import Deed
from kiosk.central.people.rights import Right
from kiosk.central.people.users import OPERATOR
from kiosk.central.registry.needed import UsualNeed, count_needed, fill_needed, usual_needs
from kiosk.processes.central.database import open_migrated

NOBODY_NAMED_ANY = (
    "No certificates are named as needed (table needed_kinds): only the certificate of eligibility counts, and goods"
    " with VietGAP alone are shown as not certified. kiosk central init names the usual ones."
)


def warning_of_needed(engine: Engine) -> str:
    """Return what to say where the table of needed certificates is empty, else ""."""
    with engine.connect() as connection:
        return "" if count_needed(connection) else NOBODY_NAMED_ANY


def name_usual_certificates(database_url: str, now: datetime) -> list[str]:
    """Fill the table of needed certificates with the shipped rows, if it is empty. Return what was done, in lines.

    Raises StoreError, ListError.
    """
    usual = usual_needs()
    engine = open_migrated(database_url)
    try:
        with engine.begin() as connection:
            is_new = fill_needed(connection, Deed(OPERATOR, Right.CHANGE_TABLES, now), usual)
    finally:
        engine.dispose()
    if not is_new:
        return []
    return [
        f"Needed certificates, rows written: {len(usual)}. Compare them with the law in force, and change them by"
        " kiosk central import:",
        *map(_line, usual),
    ]


def _line(need: UsualNeed) -> str:
    last = f" to {need.last_day:%Y-%m-%d}" if need.last_day else ""
    days = f"from {need.first_day:%Y-%m-%d}{last}"
    return f"  {need.group}, {days}: any one of {', '.join(need.any_of)} ({need.legal_basis})"
