"""The trust list that the centre has published, as its database holds it."""

from __future__ import annotations

import json
from pathlib import Path

from sqlalchemy import Engine, inspect, select
from sqlalchemy.exc import DBAPIError

from kiosk.central.registry.tables import lists
from kiosk.central.seals.publishing import TRUST
from kiosk.errors import KioskError
from kiosk.trust.lists import TrustList
from kiosk.trust.read import trust_list_from_json


def published_trust_list(engine: Engine) -> TrustList:
    """Return the newest trust list of the central database; nothing is made or changed there.

    Raises KioskError SEAL-10 where there is none, ListError where it is broken.
    """
    where = engine.url.render_as_string(hide_password=True)
    database = engine.url.database
    if engine.dialect.name == "sqlite" and database and not Path(database).exists():
        raise _none(where, "there is no database")
    try:
        with engine.connect() as connection:
            is_made = inspect(connection).has_table(lists.name)
            query = select(lists.c.document).where(lists.c.name == TRUST)
            document = connection.execute(query).scalar() if is_made else None
    except DBAPIError as fault:
        raise _none(where, " ".join(str(fault.orig).split())) from fault
    if document is None:
        raise _none(where, "no trust list was published")
    trust = document.get("trust", document) if isinstance(document, dict) else document
    return trust_list_from_json(json.dumps(trust), f"the trust list in {where}")


def _none(where: str, reason: str) -> KioskError:
    return KioskError(
        "SEAL-10",
        f"{where} gives no trust list: {reason}.",
        "Load one with kiosk central init, or name the samples' with --sample.",
    )
