"""A kiosk hands over rows of its journal: each by itself, or many that follow each other."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from pydantic import ValidationError

from kiosk.central.journal.heads import keep_head, look_for_alarms
from kiosk.central.journal.read import RunFaultError, read_rows, read_run
from kiosk.central.journal.sender import Sender
from kiosk.central.journal.store import store_rows
from kiosk.central.journal.unpacking import unpacked
from kiosk.central.kiosks.door import Credentials, SomeKiosk, body_of, find_credentials, public_key_of
from kiosk.central.problems import BODY, errors_of, not_valid, wrong_field
from kiosk.central.service import Service
from kiosk.central.versions import newest_versions
from kiosk.journal.head import is_signed_by
from kiosk.messages.journal import MAX_UPLOAD_BYTES, JournalReceipt, ReceivedUpload, RefusedRow
from kiosk.messages.journal_head import JournalHead
from kiosk.messages.journal_runs import RUNS_PATH, JournalRun, RunReceipt

FOREIGN = "stands already as another kiosk's row"
_RUN = {"requestBody": {"required": True, "content": {"application/json": {"schema": JournalRun.model_json_schema()}}}}


def journal_routes(service: Service) -> APIRouter:
    """Return the routes of the intake."""
    routes = APIRouter(tags=["journal"], responses=errors_of(400, 401))

    @routes.post("/v1/journal")
    def take_in(upload: ReceivedUpload, kiosk: SomeKiosk) -> JournalReceipt:
        """Take in rows of a journal, each by itself, idempotent by the rows' ids.

        What is confirmed is durable; send the rest again. A refused row says which field is wrong.
        """
        read, refused = read_rows(upload.journal, upload.rows)
        sender, now = Sender(kiosk.id, kiosk.market_id, upload.journal), service.now()
        with service.primary.begin() as connection:
            standing = store_rows(connection, sender, read, now)
            look_for_alarms(connection, sender, [row.row.sequence for row in read], now)
            versions = newest_versions(connection, kiosk.market_id, kiosk.id)
        position = {row.row.id: row.position for row in read}
        foreign = [
            RefusedRow(position=position[id_], id=id_, field="id", reason=FOREIGN) for id_ in position.keys() - standing
        ]
        confirmed = tuple(id_ for id_ in position if id_ in standing)
        every = sorted((*refused, *foreign), key=lambda row: row.position)
        return JournalReceipt(confirmed=confirmed, refused=tuple(every), versions=versions)

    @routes.post(RUNS_PATH, openapi_extra=_RUN)
    def take_in_run(request: Request, kiosk: SomeKiosk, body: Annotated[bytes, Depends(body_of)]) -> RunReceipt:
        """Take in rows that follow each other, idempotent; the body may come compressed (zstd, gzip).

        Every row that is not refused is durable. Where the events do not lead to the digest, none is stored.
        """
        run = _run_in(unpacked(body, request.headers.get("content-encoding", ""), MAX_UPLOAD_BYTES))
        try:
            read, refused = read_run(run)
        except RunFaultError as fault:
            raise wrong_field(f"{BODY}.{fault.field}", f"{fault.reason}.") from fault
        sender, now = Sender(kiosk.id, kiosk.market_id, run.journal), service.now()
        with service.primary.begin() as connection:
            head = _verified(run, find_credentials(connection, kiosk.id))
            standing = store_rows(connection, sender, read, now)
            if head is not None:
                keep_head(connection, sender, head, now)
            look_for_alarms(connection, sender, [row.row.sequence for row in read], now)
            versions = newest_versions(connection, kiosk.market_id, kiosk.id)
        foreign = [
            RefusedRow(position=row.position, id=row.row.id, field="id", reason=FOREIGN)
            for row in read
            if row.row.id not in standing
        ]
        every = tuple(sorted((*refused, *foreign), key=lambda row: row.position))
        return RunReceipt(first=run.first, last=run.last, refused=every, versions=versions)

    return routes


def _verified(run: JournalRun, credentials: Credentials | None) -> JournalHead | None:
    """Return the head of `run`. Raises a 400 where the kiosk's key did not sign it, or it is another journal's."""
    if run.head is None:
        return None
    key = None if credentials is None else public_key_of(credentials.public_key)
    is_mine = credentials is not None and key is not None and is_signed_by(run.head, key, credentials.kiosk.id)
    if run.head.journal != run.journal or not is_mine:
        raise wrong_field(f"{BODY}.head", "is not signed by this kiosk's key for this journal.")
    return run.head


def _run_in(body: bytes) -> JournalRun:
    try:
        return JournalRun.model_validate_json(body)
    except ValidationError as fault:
        raise not_valid(fault, BODY) from fault
