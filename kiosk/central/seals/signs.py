"""The sign on an establishment's wall: one sealed link of its GLN."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, Engine, insert, select

from kiosk.central.people.changes import Deed
from kiosk.central.registry.tables import establishments
from kiosk.central.seals.issuing import Issued, print_batch, recorded_batch
from kiosk.central.seals.signers import choose_signer
from kiosk.central.seals.tables import label_issues
from kiosk.central.seals.vault import Vault
from kiosk.errors import KioskError


def issue_sign(engine: Engine, vault: Vault, deed: Deed, establishment_id: str, as_of: datetime) -> Issued:
    """Seal the sign of an establishment as of `as_of` (`sealing_as_of`), and log it at the deed's time.

    Raises KioskError SEAL-11 where it has no GLN, else as `issue_labels` does.
    """
    with engine.begin() as connection:
        gln = gln_of(connection, establishment_id)
        chosen = choose_signer(connection, vault, establishment_id, (("414", gln),), as_of)
        row = {
            "at": deed.at,
            "user_id": deed.caller.user_id,
            "kid": chosen.kid,
            "gtin": "",
            "lot": "",
            "gln": gln,
            "count": 1,
            "is_serialised": False,
            "first_serial": "",
            "last_serial": "",
            "attributes": [],
            "host": chosen.host,
        }
        number = connection.execute(insert(label_issues).values(row).returning(label_issues.c.number)).scalar_one()
        batch = recorded_batch(connection, deed, number, row)
    return print_batch(engine, vault, batch, as_of)


def gln_of(connection: Connection, establishment_id: str) -> str:
    """Return the GLN that the sign of an establishment names. Raises KioskError SEAL-11 where it has none."""
    query = select(establishments.c.gln).where(establishments.c.id == establishment_id)
    gln: str | None = connection.execute(query).scalar()
    if not gln:
        raise KioskError(
            "SEAL-11",
            f"{establishment_id!r} has no GLN, which its sign would name.",
            "Enter its GLN, or lend it one by POST /registry/lent-numbers.",
        )
    return gln
