"""What a captured document's job says over HTTP, in the names of EPCIS 2.0 (section 12.6)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter
from sqlalchemy import Connection, Row, insert, select

from kiosk.central.epcis import tables
from kiosk.central.epcis.store import Outcome


class Behaviour(StrEnum):
    """What one bad event does to the others of its document, as the client asks."""

    ROLLBACK = "rollback"
    PROCEED = "proceed"


class _Answer(BaseModel):
    model_config = ConfigDict(frozen=True)


class FaultAnswer(_Answer):
    """What is wrong with a field of an event."""

    field: str
    reason: str


class EventResult(_Answer):
    """What became of one event, counted from 1 in the document's order."""

    number: int
    event_id: str = Field("", alias="eventID")
    """"" where the event could not be read so far."""
    outcome: Outcome
    faults: tuple[FaultAnswer, ...] = ()


class JobProblem(_Answer):
    """One refused event in the form of a problem (RFC 9457), as the standard has it."""

    type: str = "epcisException:ValidationException"
    title: str
    status: int = 400
    detail: str
    instance: str = ""


class CaptureJob(_Answer):
    """A capture job. It has run when its document is answered: `running` is false."""

    capture_id: str = Field(alias="captureID")
    created_at: datetime = Field(alias="createdAt")
    finished_at: datetime = Field(alias="finishedAt")
    running: bool = False
    success: bool
    capture_error_behaviour: Behaviour = Field(alias="captureErrorBehaviour")
    errors: tuple[JobProblem, ...]
    events: tuple[EventResult, ...]


_RESULTS = TypeAdapter(tuple[EventResult, ...])


def job_of(
    job_id: str, created_at: datetime, finished_at: datetime, behaviour: Behaviour, results: Sequence[EventResult]
) -> CaptureJob:
    """Return the job of a document with `results`. It succeeded where no event was refused."""
    refused = [result for result in results if result.outcome is Outcome.REFUSED]
    return CaptureJob(
        captureID=job_id,
        createdAt=created_at.astimezone(UTC),
        finishedAt=finished_at.astimezone(UTC),
        success=not refused,
        captureErrorBehaviour=behaviour,
        errors=tuple(_problem(result) for result in refused),
        events=tuple(results),
    )


def store_job(connection: Connection, job: CaptureJob, user_id: str) -> None:
    """Store a job that has run."""
    row = {
        "id": job.capture_id,
        "user_id": user_id,
        "created_at": job.created_at,
        "finished_at": job.finished_at,
        "behaviour": job.capture_error_behaviour.value,
        "is_success": job.success,
        "results": _RESULTS.dump_python(job.events, mode="json", by_alias=True),
    }
    connection.execute(insert(tables.capture_jobs), row)


def find_job(connection: Connection, job_id: str) -> tuple[str, CaptureJob] | None:
    """Return the user and the job with an id; None where there is none."""
    row = connection.execute(select(tables.capture_jobs).where(tables.capture_jobs.c.id == job_id)).first()
    return None if row is None else (row.user_id, _job(row))


def list_jobs(connection: Connection, user_id: str | None, before: str, limit: int) -> list[CaptureJob]:
    """Return jobs newest first, those of `user_id` or (None) of all, from before the id `before` ("": the newest)."""
    query = select(tables.capture_jobs).order_by(tables.capture_jobs.c.id.desc()).limit(limit)
    if user_id is not None:
        query = query.where(tables.capture_jobs.c.user_id == user_id)
    if before:
        query = query.where(tables.capture_jobs.c.id < before)
    return [_job(row) for row in connection.execute(query)]


def _job(row: Row[tuple[object, ...]]) -> CaptureJob:
    results = _RESULTS.validate_python(row.results)
    return job_of(row.id, row.created_at, row.finished_at, Behaviour(row.behaviour), results)


def _problem(result: EventResult) -> JobProblem:
    detail = "; ".join(f"{fault.field or 'event'}: {fault.reason}" for fault in result.faults)
    return JobProblem(title=f"Event {result.number} is refused", detail=detail, instance=result.event_id)
