"""GET /epcis/trace/…: a lot's whole way, for those who may see it, as JSON or as a sheet."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated, Final, Literal

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import BaseModel, ConfigDict

from kiosk.central.bounded import bounded
from kiosk.central.epcis.balance import Excess, weigh
from kiosk.central.epcis.identifiers import Item, item_of
from kiosk.central.epcis.places import Places
from kiosk.central.epcis.protocol import NARROWER
from kiosk.central.epcis.sheet import SHEET, sheet_of
from kiosk.central.epcis.steps import MAX_STEPS, Step, place_name, places_of, steps_of
from kiosk.central.epcis.tracing import Direction, Kind, Trace, trace
from kiosk.central.people.door import SomeCaller, demand
from kiosk.central.people.rights import Right
from kiosk.central.problems import errors_of, wrong_field
from kiosk.central.service import Service

PREFIX: Final = "/epcis/trace"
STEPS: Final = "steps"
"""Named as the limit where the way has more events than are told."""
LIMIT_HEADER: Final = "Trace-Limit"
"""Of a sheet that does not hold the whole way: at which limit it was cut."""


class _Answer(BaseModel):
    model_config = ConfigDict(frozen=True)


class TracedItem(_Answer):
    """A lot, a thing or a load of the way, as a Digital Link path; `depth` steps from the asked one."""

    item: str
    kind: Kind
    depth: int


class TracedEdge(_Answer):
    """`target` was made of `source`, or held it."""

    source: str
    target: str
    event_id: str


class TracedAmount(_Answer):
    """One item of an event in its role: seen, made, input, output, packed."""

    item: str
    role: str
    quantity: float | None
    uom: str


class TracedEvent(_Answer):
    """One event of the way."""

    event_id: str
    at: datetime
    type: str
    biz_step: str
    place: str
    place_name: str
    source_name: str
    destination_name: str
    amounts: tuple[TracedAmount, ...]


class TracedFinding(_Answer):
    """More out than in."""

    excess: Excess
    item: str
    place: str
    event_id: str
    kilograms_in: float
    kilograms_out: float


class TraceAnswer(_Answer):
    """The way of one lot, events in the order of their time. `limit` "": all of it."""

    direction: Direction
    items: tuple[TracedItem, ...]
    edges: tuple[TracedEdge, ...]
    events: tuple[TracedEvent, ...]
    findings: tuple[TracedFinding, ...]
    limit: str


def trace_routes(service: Service) -> APIRouter:
    """Return the route that traces."""
    routes = APIRouter(
        prefix=PREFIX,
        tags=["movements"],
        responses=errors_of(400, 401, 403, 413),
    )

    @routes.get("/{path:path}", response_model=TraceAnswer)
    def traced(
        caller: SomeCaller,
        request: Request,
        path: Annotated[str, Path(max_length=300)],
        direction: Direction = Direction.UP,
        form: Annotated[Literal["json", "xlsx"], Query(alias="format")] = "json",
    ) -> Response:
        """Answer where a lot, a serial or a load came from (up) or went (down): 01/{gtin}/10/{lot}, 00/{sscc}."""
        demand(caller, Right.SEE_WHOLE_WAY)
        starts = starts_of(_as_sent(request, path))
        with service.replica.connect() as connection, bounded(connection, NARROWER):
            found = trace(connection, starts, direction, service.now)
            steps = steps_of(connection, found)
            places = places_of(connection, steps)
            if form == "xlsx":
                limit = limit_of(found)
                cut = {LIMIT_HEADER: limit} if limit else {}
                return Response(
                    sheet_of(connection, steps, places, limit),
                    media_type=SHEET,
                    headers={"Content-Disposition": 'attachment; filename="trace.xlsx"', **cut},
                )
        answer = answer_of(found, steps, places)
        return Response(answer.model_dump_json(), media_type="application/json")

    return routes


def starts_of(path: str) -> tuple[str, ...]:
    """Return the items that a Digital Link path names: a serial and its lot, a lot, a load. Raises a 400."""
    item = item_of(f"https://trace.invalid/{path}")
    if isinstance(item, str):
        raise wrong_field("path", f"It {item}.")
    if not _is_traceable(item):
        raise wrong_field("path", "Name a lot, a serial or a load: 01/{gtin}/10/{lot}, 00/{sscc}.")
    return tuple(dict.fromkeys(key for key in (item.key, item.lot_key) if key))


def limit_of(found: Trace) -> str:
    """Return what cut the way short: a limit of the search, else STEPS, else ""."""
    if found.limit is not None:
        return found.limit.value
    return STEPS if len(found.events) > MAX_STEPS else ""


def answer_of(found: Trace, steps: Sequence[Step], places: Places) -> TraceAnswer:
    """Return what is told of a trace."""
    ids = {step.number: step.event_id for step in steps}
    return TraceAnswer(
        direction=found.direction,
        items=tuple(TracedItem(item=node.item, kind=node.kind, depth=depth) for node, depth in found.depths.items()),
        edges=tuple(
            TracedEdge(source=edge.source, target=edge.target, event_id=ids[edge.number])
            for edge in found.edges
            if edge.number in ids
        ),
        events=tuple(_event(step, places) for step in steps),
        findings=tuple(
            TracedFinding(
                excess=one.excess,
                item=one.item,
                place=one.place,
                event_id=one.event_id,
                kilograms_in=one.kilograms_in,
                kilograms_out=one.kilograms_out,
            )
            for one in weigh(steps)
        ),
        limit=limit_of(found),
    )


def _event(step: Step, places: Places) -> TracedEvent:
    return TracedEvent(
        event_id=step.event_id,
        at=step.at.astimezone(UTC),
        type=step.type,
        biz_step=step.biz_step,
        place=step.place,
        place_name=place_name(places, step.place),
        source_name=place_name(places, step.source),
        destination_name=place_name(places, step.destination),
        amounts=tuple(
            TracedAmount(item=one.item, role=one.role.name.lower(), quantity=one.quantity, uom=one.uom)
            for one in step.amounts
        ),
    )


def _is_traceable(item: Item) -> bool:
    return bool(item.lot or item.serial) or item.key.startswith("00/")


def _as_sent(request: Request, path: str) -> str:
    """Return the path as it was sent: a lot number may hold an encoded slash."""
    raw: bytes | None = request.scope.get("raw_path")
    if raw is None:
        return path
    return raw.decode("latin-1").partition("?")[0].partition(f"{PREFIX}/")[2]
