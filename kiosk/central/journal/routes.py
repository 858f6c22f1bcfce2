"""POST /v1/journal: a kiosk hands over rows of its journal."""

from __future__ import annotations

from fastapi import APIRouter

from kiosk.central.journal.read import read_rows
from kiosk.central.journal.store import Sender, store_rows
from kiosk.central.kiosks.door import SomeKiosk
from kiosk.central.service import Service
from kiosk.central.versions import newest_versions
from kiosk.messages.http import Problem
from kiosk.messages.journal import JournalReceipt, ReceivedUpload, RefusedRow


def journal_routes(service: Service) -> APIRouter:
    """Return the route of the intake."""
    routes = APIRouter(tags=["journal"], responses={400: {"model": Problem}, 401: {"model": Problem}})

    @routes.post("/v1/journal")
    def take_in(upload: ReceivedUpload, kiosk: SomeKiosk) -> JournalReceipt:
        """Take in rows of a journal, each by itself, idempotent by the rows' ids.

        What is confirmed is durable; send the rest again. A refused row says which field is wrong.
        """
        read, refused = read_rows(upload.journal, upload.rows)
        sender = Sender(kiosk.id, kiosk.market_id, upload.journal)
        with service.primary.begin() as connection:
            standing = store_rows(connection, sender, read, service.now())
            versions = newest_versions(connection, kiosk.market_id, kiosk.id)
        position = {row.row.id: row.position for row in read}
        foreign = [
            RefusedRow(position=position[id_], id=id_, field="id", reason="stands already as another kiosk's row")
            for id_ in position.keys() - standing
        ]
        confirmed = tuple(id_ for id_ in position if id_ in standing)
        every = sorted((*refused, *foreign), key=lambda row: row.position)
        return JournalReceipt(confirmed=confirmed, refused=tuple(every), versions=versions)

    return routes
