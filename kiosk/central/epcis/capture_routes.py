"""POST /epcis/capture and its jobs (EPCIS 2.0, section 12.6)."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Header, HTTPException, Path, Query, Request, Response

from kiosk.central.epcis import tables
from kiosk.central.epcis.capture import capture, times_of
from kiosk.central.epcis.documents import MAX_EVENTS, DocumentError, read_document
from kiosk.central.epcis.jobs import Behaviour, CaptureJob, find_job, list_jobs
from kiosk.central.epcis.protocol import MAX_PER_PAGE, PER_PAGE, add_next, body_of, served_version
from kiosk.central.limits import MAX_BODY_BYTES
from kiosk.central.partitions import make_partitions
from kiosk.central.people.changes import Deed
from kiosk.central.people.door import SomeCaller, demand, demand_somewhere
from kiosk.central.people.rights import EVERYTHING, Caller, Right
from kiosk.central.problems import BODY, NotValid, errors_of
from kiosk.central.service import Service
from kiosk.messages.http import FieldError

_LIMITS: Final = {
    "GS1-EPCIS-Capture-Limit": str(MAX_EVENTS),
    "GS1-EPCIS-Capture-File-Size-Limit": str(MAX_BODY_BYTES),
}
_REQUEST: Final = {
    "requestBody": {
        "required": True,
        "description": "An EPCISDocument of EPCIS 2.0 in JSON or JSON-LD.",
        "content": {kind: {"schema": {"type": "object"}} for kind in ("application/json", "application/ld+json")},
    }
}
JobId = Annotated[str, Query(alias="nextPageToken", max_length=36, pattern=r"^[0-9a-f-]*$")]


def capture_routes(service: Service) -> APIRouter:
    """Return the routes by which events are captured."""
    routes = APIRouter(
        prefix="/epcis",
        tags=["movements"],
        dependencies=[Depends(served_version)],
        responses=errors_of(400, 401, 403, 413),
    )

    @routes.post("/capture", status_code=HTTPStatus.ACCEPTED, response_model=CaptureJob, openapi_extra=_REQUEST)
    def capture_document(
        caller: SomeCaller,
        response: Response,
        body: Annotated[bytes, Depends(body_of)],
        behaviour: Annotated[Behaviour, Header(alias="GS1-EPCIS-Capture-Error-Behaviour")] = Behaviour.ROLLBACK,
    ) -> CaptureJob:
        """Capture a document. The job has run when this is answered, with a result for each event."""
        _demand_capture(caller)
        try:
            document = read_document(body)
        except DocumentError as fault:
            raise _not_taken(fault) from fault
        now = service.now()
        with service.primary.begin() as connection:
            make_partitions(connection, tables.events.name, times_of(document), now)
        with service.primary.begin() as connection:
            job = capture(connection, document, Deed(caller, Right.CAPTURE_EVENTS, now), behaviour)
        response.headers["Location"] = f"/epcis/capture/{job.capture_id}"
        response.headers.update(_LIMITS)
        return job

    @routes.get("/capture/{capture_id}", response_model=CaptureJob)
    def job(
        caller: SomeCaller, capture_id: Annotated[str, Path(max_length=36, pattern=r"^[0-9a-zA-Z-]+$")]
    ) -> CaptureJob:
        """Return a job with the results of its events, to whoever sent it, and to who may capture everything."""
        _demand_capture(caller)
        with service.primary.connect() as connection:
            found = find_job(connection, capture_id)
        if found is not None and found[0] == caller.user_id:
            return found[1]
        demand(caller, Right.CAPTURE_EVENTS, EVERYTHING)
        if found is None:
            raise HTTPException(HTTPStatus.NOT_FOUND, "There is no capture job with this ID.")
        return found[1]

    @routes.get("/capture", response_model=list[CaptureJob])
    def jobs(
        caller: SomeCaller,
        request: Request,
        response: Response,
        per_page: Annotated[int, Query(alias="perPage", ge=1, le=MAX_PER_PAGE)] = PER_PAGE,
        token: JobId = "",
    ) -> list[CaptureJob]:
        """Return jobs newest first: the caller's own, or all where the caller may capture everything."""
        _demand_capture(caller)
        user_id = None if caller.may(Right.CAPTURE_EVENTS) else caller.user_id
        with service.primary.connect() as connection:
            page = list_jobs(connection, user_id, token, per_page + 1)
        if len(page) > per_page:
            add_next(response, request, page[per_page - 1].capture_id)
        return page[:per_page]

    return routes


def _not_taken(fault: DocumentError) -> NotValid:
    """Return the answer to a document that cannot be taken: all its faults, and how large one may be."""
    faults = [
        FieldError(field=f"{BODY}.{one.field}" if one.field else BODY, detail=f"{one.reason}.") for one in fault.faults
    ]
    return NotValid(faults, _LIMITS)


def _demand_capture(caller: Caller) -> None:
    """Raise a 403 unless some grant gives the right: on which rows is judged event by event."""
    demand_somewhere(caller, Right.CAPTURE_EVENTS)
