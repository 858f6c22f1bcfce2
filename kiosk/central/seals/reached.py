"""Whose a batch of labels is: that of the establishment whose key sealed it."""

from __future__ import annotations

from http import HTTPStatus

from fastapi import HTTPException
from sqlalchemy import Connection, select

from kiosk.central.people.door import demand
from kiosk.central.people.rights import EVERYTHING, Caller, Right, Subject
from kiosk.central.registry.belonging import subject_of, ties_of_establishment
from kiosk.central.seals.batches import Batch, find_batch
from kiosk.central.seals.tables import signing_keys

BATCH_TIES = ties_of_establishment(signing_keys.c.establishment_id)
"""Of rows of `label_issues` joined with their keys."""


def demanded_batch(connection: Connection, caller: Caller, number: int) -> Batch:
    """Return a batch that `caller` may seal. Raises a 403, and a 404 for who may see that there is none."""
    batch = find_batch(connection, number)
    demand(caller, Right.SEAL_LABELS, EVERYTHING if batch is None else _subject(connection, batch))
    if batch is None:
        raise HTTPException(HTTPStatus.NOT_FOUND, "There is no such batch of labels.")
    return batch


def _subject(connection: Connection, batch: Batch) -> Subject:
    owner = select(signing_keys.c.establishment_id).where(signing_keys.c.kid == batch.kid)
    return subject_of(connection, connection.execute(owner).scalar_one())
