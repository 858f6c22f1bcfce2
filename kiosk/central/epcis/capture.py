"""One captured document into the database, with a result for each of its events.

The job runs before the request is answered: a document is bounded, and what is answered is durable
(docs/decisions/0016-capture-in-the-request.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection

from kiosk.central.epcis.authors import Registered, fault_of_author, is_trusted, registered_of
from kiosk.central.epcis.documents import Document, Draft, Fault
from kiosk.central.epcis.endings import Brought, brought_to, fault_of_ending
from kiosk.central.epcis.jobs import Behaviour, CaptureJob, EventResult, FaultAnswer, job_of, store_job
from kiosk.central.epcis.movements import named_places
from kiosk.central.epcis.places import Places, places_named
from kiosk.central.epcis.statements import Statement, statement_of
from kiosk.central.epcis.store import Origin, Outcome, store
from kiosk.central.epcis.words import instant_of
from kiosk.central.people.changes import Deed, new_id, record_change
from kiosk.central.people.rights import Caller

_CHANGED = Fault("eventID", "this ID stands already for an event with other content: events are never edited")

Judged = Statement | tuple[Fault, ...]
"""An event that may be stored, or why not."""


def capture(connection: Connection, document: Document, deed: Deed, behaviour: Behaviour) -> CaptureJob:
    """Store the events of `document` for `deed`'s caller, and return the finished job. In the caller's transaction.

    With rollback a refused event leaves nothing of its document but the job; with proceed it leaves
    only itself out.
    """
    judged = _judge(connection, document.drafts, deed.caller)
    places = places_named(connection, named_places(one.event for one in judged if isinstance(one, Statement)))
    origin = Origin(document.context, deed.caller.user_id, deed.at)
    results = _store(connection, judged, places, origin, behaviour)
    job = job_of(new_id(deed.at), deed.at, deed.at, behaviour, _with_ids(results, document.drafts))
    store_job(connection, job, deed.caller.user_id)
    _record(connection, deed, job)
    return job


def times_of(document: Document) -> list[datetime]:
    """Return when the readable events of `document` happened: their months need partitions."""
    return [instant_of(one.event.event_time) for one in document.drafts if one.event]


def _judge(connection: Connection, drafts: Sequence[Draft], caller: Caller) -> list[Judged]:
    trusted = is_trusted(caller)
    statements = [
        None if one.event is None else statement_of(one.original, one.event, is_trusted=trusted) for one in drafts
    ]
    if trusted:
        return [draft.faults if one is None else one for draft, one in zip(drafts, statements, strict=True)]
    places = places_named(connection, named_places(one.event for one in statements if one is not None))
    gtins = [link.item.gtin for one in statements if one is not None for link in one.links]
    registered = registered_of(connection, gtins, places)
    stated = [
        draft.faults if one is None else _allowed(caller, one, places, registered)
        for draft, one in zip(drafts, statements, strict=True)
    ]
    brought = brought_to(connection, [one for one in stated if isinstance(one, Statement)], places)
    return [_may_end(caller, one, places, registered, brought) if isinstance(one, Statement) else one for one in stated]


def _may_end(caller: Caller, statement: Statement, places: Places, registered: Registered, brought: Brought) -> Judged:
    fault = fault_of_ending(caller, statement, places, registered, brought)
    return statement if fault is None else (fault,)


def _allowed(caller: Caller, statement: Statement, places: Places, registered: Registered) -> Judged:
    fault = fault_of_author(caller, statement.event, statement.links, places, registered)
    return statement if fault is None else (fault,)


def _store(
    connection: Connection, judged: Sequence[Judged], places: Places, origin: Origin, behaviour: Behaviour
) -> list[EventResult]:
    statements = [one for one in judged if isinstance(one, Statement)]
    is_all = behaviour is Behaviour.ROLLBACK
    if is_all and len(statements) < len(judged):
        return _results(judged, [Outcome.ROLLED_BACK] * len(statements))
    attempt = connection.begin_nested()
    outcomes = store(connection, statements, places, origin)
    if is_all and Outcome.REFUSED in outcomes:
        attempt.rollback()
        kept = (Outcome.REFUSED, Outcome.ALREADY_STORED)
        outcomes = [outcome if outcome in kept else Outcome.ROLLED_BACK for outcome in outcomes]
    else:
        attempt.commit()
    return _results(judged, outcomes)


def _results(judged: Sequence[Judged], outcomes: Sequence[Outcome]) -> list[EventResult]:
    in_turn = iter(outcomes)
    results = []
    for number, one in enumerate(judged, start=1):
        if isinstance(one, Statement):
            outcome = next(in_turn)
            faults = (_CHANGED,) if outcome is Outcome.REFUSED else ()
            result = EventResult(number=number, eventID=one.event_id, outcome=outcome, faults=_told(faults))
        else:
            result = EventResult(number=number, eventID="", outcome=Outcome.REFUSED, faults=_told(one))
        results.append(result)
    return results


def _told(faults: tuple[Fault, ...]) -> tuple[FaultAnswer, ...]:
    return tuple(FaultAnswer(field=fault.field, reason=fault.reason) for fault in faults)


def _with_ids(results: Sequence[EventResult], drafts: Sequence[Draft]) -> list[EventResult]:
    """Return results that name refused events, too, by the ID that they came with."""
    named = []
    for result, draft in zip(results, drafts, strict=True):
        given = draft.original.get("eventID")
        is_named = bool(result.event_id) or not isinstance(given, str)
        named.append(result if is_named else result.model_copy(update={"event_id": str(given)[:256]}))
    return named


def _record(connection: Connection, deed: Deed, job: CaptureJob) -> None:
    counted = {outcome.value: sum(result.outcome is outcome for result in job.events) for outcome in Outcome}
    record_change(connection, deed, "capture_jobs", job.capture_id, None, counted)
    for result in job.events:
        if result.outcome is Outcome.ERROR_DECLARED:
            record_change(connection, deed, "events", result.event_id, {"is_declared": False}, {"is_declared": True})
