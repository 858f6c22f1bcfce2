"""GET /epcis/events, by ID and by question (EPCIS 2.0, section 12.7). Everybody sees what is theirs.

Of others' goods in an event, parties to it see nothing (shortened.py).
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field, JsonValue

from kiosk.central.bounded import bounded
from kiosk.central.epcis import tables
from kiosk.central.epcis.found import CONTEXT, find_events, may_see
from kiosk.central.epcis.identifiers import fault_of_event_id
from kiosk.central.epcis.protocol import NARROWER, add_next, read_token, served_version, token_after
from kiosk.central.epcis.queries import EventQuery, after, condition_of
from kiosk.central.epcis.shortened import shown_to
from kiosk.central.people.door import SomeCaller, demand, demand_somewhere
from kiosk.central.people.rights import Caller, Right
from kiosk.central.problems import errors_of
from kiosk.central.service import Service


class _Answer(BaseModel):
    model_config = ConfigDict(frozen=True)


class ResultsBody(_Answer):
    """The events themselves, each under its own context."""

    eventList: tuple[dict[str, JsonValue], ...]  # noqa: N815  # the standard's name


class QueryResults(_Answer):
    """The answer to one query."""

    queryName: str = "SimpleEventQuery"  # noqa: N815
    resultsBody: ResultsBody  # noqa: N815


class QueryBody(_Answer):
    """What stands in a query document."""

    queryResults: QueryResults  # noqa: N815


class QueryDocument(_Answer):
    """EPCISQueryDocument."""

    context: list[str] = Field(default=[CONTEXT], serialization_alias="@context")
    type: str = "EPCISQueryDocument"
    schemaVersion: str = "2.0"  # noqa: N815
    creationDate: str  # noqa: N815
    epcisBody: QueryBody  # noqa: N815


def event_routes(service: Service) -> APIRouter:
    """Return the routes by which events are asked for."""
    routes = APIRouter(
        prefix="/epcis",
        tags=["movements"],
        dependencies=[Depends(served_version)],
        responses=errors_of(400, 401, 403, 413),
    )

    @routes.get("/events", response_model=QueryDocument)
    def events(
        caller: SomeCaller, request: Request, response: Response, query: Annotated[EventQuery, Query()]
    ) -> QueryDocument:
        """Return events in the order of their time, page by page; those that the caller may see."""
        _demand_sight(caller)
        condition = condition_of(query) & may_see(caller)
        if query.next_page_token:
            condition &= after(*read_token(query.next_page_token))
        with service.primary.connect() as connection, bounded(connection, NARROWER):
            found = find_events(connection, condition, query.per_page + 1)
            page = found[: query.per_page]
            shown = shown_to(connection, caller, page)
        if len(found) > len(page):
            add_next(response, request, token_after(page[-1].at, page[-1].number))
        results = QueryResults(resultsBody=ResultsBody(eventList=tuple(shown)))
        return QueryDocument(creationDate=service.now().isoformat(), epcisBody=QueryBody(queryResults=results))

    @routes.get("/events/{event_id:path}", response_model=dict[str, JsonValue])
    def event(caller: SomeCaller, event_id: str) -> dict[str, JsonValue]:
        """Return one event by its ID, percent-encoded in the path."""
        _demand_sight(caller)
        ids = tables.event_ids.c
        if fault_of_event_id(event_id) is not None:
            demand(caller, Right.SEE_EVENTS)
            raise HTTPException(HTTPStatus.NOT_FOUND, "There is no event with this ID.")
        with service.primary.connect() as connection:
            known = connection.execute(tables.event_ids.select().where(ids.event_id == event_id)).first()
            if known is not None:
                # By number and time: on PostgreSQL one month is looked into, not all.
                one = (tables.events.c.number == known.number) & (tables.events.c.at == known.at)
                found = find_events(connection, one & may_see(caller), 1)
                if found:
                    return shown_to(connection, caller, found)[0]
        demand(caller, Right.SEE_EVENTS)
        if known is not None:
            demand(caller, Right.SEE_WHOLE_WAY)
        raise HTTPException(HTTPStatus.NOT_FOUND, "There is no event with this ID.")

    return routes


def _demand_sight(caller: Caller) -> None:
    demand_somewhere(caller, Right.SEE_EVENTS)
