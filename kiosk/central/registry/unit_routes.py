"""/registry/units/…/on/…: what an administrative unit was on a day, and what it is now. Many to many."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, HTTPException, Path
from pydantic import BaseModel, ConfigDict
from sqlalchemy import Connection, select

from kiosk.central.people.door import SomeCaller, demand_somewhere
from kiosk.central.people.rights import Right
from kiosk.central.problems import errors_of
from kiosk.central.registry.rows import Level
from kiosk.central.registry.tables import unit_successors, units
from kiosk.central.service import Service
from kiosk.moment import hanoi_day

MAX_UNITS = 500
"""Units in one answer: a whole city's at most. A table that goes in a circle ends too."""
MAX_STEPS = 20


class Unit(BaseModel):
    """An administrative unit in its period."""

    model_config = ConfigDict(frozen=True)

    id: str
    name: str
    name_en: str
    level: Level
    parent_id: str
    first_day: date
    last_day: date | None
    latitude: float | None
    longitude: float | None

    def is_on(self, day: date) -> bool:
        """Return whether the unit existed on `day`."""
        return self.first_day <= day and (self.last_day is None or day <= self.last_day)


class UnitThen(BaseModel):
    """A unit, what stood in its place on a day, and what stands there now: itself, or those before and after it."""

    model_config = ConfigDict(frozen=True)

    unit: Unit
    on_day: list[Unit]
    now: list[Unit]


def unit_routes(service: Service) -> APIRouter:
    """Return the look-up of units by day. It stands before the routes of rows, whose keys may hold a slash."""
    routes = APIRouter(
        prefix="/registry/units",
        tags=["registry: units"],
        responses=errors_of(400, 401, 403, 404),
    )

    @routes.get("/{unit_id}/on/{day}")
    def unit_on(caller: SomeCaller, unit_id: Annotated[str, Path(max_length=64)], day: date) -> UnitThen:
        """Return what a unit was on a day, and what it is now."""
        demand_somewhere(caller, Right.SEE_REGISTRY)
        with service.replica.connect() as connection:
            return unit_then(connection, unit_id, day, hanoi_day(service.now()))

    return routes


def unit_then(connection: Connection, unit_id: str, day: date, today: date) -> UnitThen:
    """Return what stood in the place of a unit on `day`, and what stands there today. Raises 404."""
    family = _family(connection, unit_id)
    unit = family.get(unit_id)
    if unit is None:
        raise HTTPException(HTTPStatus.NOT_FOUND, "There is no such unit.")
    return UnitThen(unit=unit, on_day=_standing(unit, family, day), now=_standing(unit, family, today))


def _standing(unit: Unit, family: Mapping[str, Unit], day: date) -> list[Unit]:
    """Return the unit itself where it existed on `day`, else those of its family that did."""
    if unit.is_on(day):
        return [unit]
    return sorted((one for one in family.values() if one.is_on(day)), key=lambda one: one.id)


def _family(connection: Connection, unit_id: str) -> Mapping[str, Unit]:
    """Return a unit with all before it and all after it; not the other heirs of those before."""
    before = _walk(connection, unit_id, is_forward=False)
    after = _walk(connection, unit_id, is_forward=True)
    wanted = sorted({unit_id, *before, *after})[:MAX_UNITS]
    rows = connection.execute(select(units).where(units.c.id.in_(wanted)))
    return {row.id: Unit.model_validate(row, from_attributes=True) for row in rows}


def _walk(connection: Connection, unit_id: str, *, is_forward: bool) -> Iterable[str]:
    table = unit_successors
    here, there = (table.c.unit_id, table.c.successor_id) if is_forward else (table.c.successor_id, table.c.unit_id)
    found: set[str] = set()
    edge: Sequence[str] = [unit_id]
    for _ in range(MAX_STEPS):
        reached = set(connection.execute(select(there).where(here.in_(edge)).limit(MAX_UNITS)).scalars())
        edge = sorted(reached - found - {unit_id})
        found |= set(edge)
        if not edge or len(found) >= MAX_UNITS:
            break
    return found
