"""The samples are loaded into no database that is used in earnest: their test keys are no secret."""

from __future__ import annotations

import json
from pathlib import Path

from sqlalchemy import Connection, func, select

from kiosk.central.registry.read import read_rows
from kiosk.central.registry.tables import establishments, lists
from kiosk.errors import StoreError
from kiosk.records.registry import Establishment
from kiosk.trust.message import FIRST_TEST_KEY_ID
from kiosk.trust.read import trust_list_from_json


def refuse_in_earnest(connection: Connection, sample_dir: Path) -> None:
    """Raise StoreError STO-11 where the database holds a real key, or establishments and none of the samples'."""
    if _has_real_key(connection) or _has_other_establishments(connection, sample_dir):
        raise StoreError(
            "STO-11",
            "the samples are not loaded: this database is used in earnest.",
            "Give a demonstration a database of its own by KIOSK_CENTRAL__DATABASE_URL.",
        )


def _has_real_key(connection: Connection) -> bool:
    document = connection.execute(select(lists.c.document).where(lists.c.name == "trust")).scalar()
    if not isinstance(document, dict):
        return False
    listed = trust_list_from_json(json.dumps(document.get("trust", document)), "the published trust list")
    return any(key.kid < FIRST_TEST_KEY_ID for key in listed.keys)


def _has_other_establishments(connection: Connection, sample_dir: Path) -> bool:
    if connection.execute(select(func.count()).select_from(establishments)).scalar_one() == 0:
        return False
    sample = [row.id for row in read_rows(sample_dir / "registry" / "establishments.json", Establishment)]
    return connection.execute(select(establishments.c.id).where(establishments.c.id.in_(sample))).first() is None
