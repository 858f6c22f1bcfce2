"""/registry/establishments/…/aliases: every code by which a place is, or was, known; and the city's next one."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from http import HTTPStatus
from typing import Annotated, Self

from fastapi import APIRouter, HTTPException, Path, Query
from pydantic import BaseModel, ConfigDict, model_validator
from sqlalchemy import ColumnElement, Connection, and_, func, insert, or_, select, true, update
from sqlalchemy.exc import IntegrityError

from kiosk.central.people.changes import Deed, record_change
from kiosk.central.people.door import SomeCaller, demand, demand_somewhere
from kiosk.central.people.reach import within_reach
from kiosk.central.people.rights import Caller, Right
from kiosk.central.problems import errors_of
from kiosk.central.registry.belonging import subject_of, ties_of_establishment
from kiosk.central.registry.change import change
from kiosk.central.registry.codes import OWN_FOR_EVER, AliasKind
from kiosk.central.registry.row_kinds import BY_NAME
from kiosk.central.registry.rows import GivenRow
from kiosk.central.registry.rules import AliasValue, Day, OptionalDay, fault
from kiosk.central.registry.tables import aliases, establishments
from kiosk.central.service import Service
from kiosk.codes.city_code import NEVER_ISSUED, city_check_character

KIND = "aliases"
LAST_NUMBER = 99_999
MAX_ALIASES = 200
ATTEMPTS = 5
"""Two who ask for the next code at once: the second takes the one after."""

OwnId = Annotated[str, Path(max_length=64)]


class Letter(StrEnum):
    """What an establishment does, as the third letter of its city code says."""

    PRODUCER = "P"
    SLAUGHTER = "S"
    PACKING = "K"
    WHOLESALE = "W"
    RETAIL = "R"
    TRANSPORT = "T"


class GivenAlias(GivenRow):
    """A code of an establishment with its period. City codes and GLNs are set on the establishment itself."""

    kind: AliasKind
    value: AliasValue
    first_day: Day
    last_day: OptionalDay = None

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if self.last_day is not None and self.last_day < self.first_day:
            raise fault("days_order", "The last day is before the first")
        if self.kind in OWN_FOR_EVER:
            raise fault("own_code", "Set city_code and gln on the establishment: the old one stays an alias")
        return self


class Alias(BaseModel):
    """A code by which an establishment is, or was, known."""

    model_config = ConfigDict(frozen=True)

    establishment_id: str
    kind: AliasKind
    value: str
    first_day: date
    last_day: date | None


class WantedCode(GivenRow):
    """For what an establishment is given a city code."""

    letter: Letter


class IssuedCode(BaseModel):
    """The city code that was given."""

    model_config = ConfigDict(frozen=True)

    city_code: str


def alias_routes(service: Service) -> APIRouter:
    """Return the routes of aliases. They stand before those of rows, whose keys may hold a slash."""
    routes = APIRouter(
        prefix="/registry",
        tags=["registry: aliases"],
        responses=errors_of(400, 401, 403, 404, 409),
    )

    @routes.get("/aliases")
    def find_code(caller: SomeCaller, value: Annotated[str, Query(min_length=1, max_length=64)]) -> list[Alias]:
        """Return whose a code is or was, of any kind, among the establishments that the caller may see."""
        demand_somewhere(caller, Right.SEE_REGISTRY)
        seen = within_reach(caller, Right.SEE_REGISTRY, ties_of_establishment(aliases.c.establishment_id))
        query = select(aliases).where(aliases.c.value == value, seen).order_by(aliases.c.first_day).limit(MAX_ALIASES)
        with service.replica.connect() as connection:
            return [Alias.model_validate(row, from_attributes=True) for row in connection.execute(query)]

    @routes.get("/establishments/{establishment_id}/aliases")
    def list_aliases(caller: SomeCaller, establishment_id: OwnId) -> list[Alias]:
        """Return every code of an establishment, the old ones too."""
        with service.replica.connect() as connection:
            _demand_place(connection, caller, Right.SEE_REGISTRY, establishment_id)
            return _aliases_of(connection, establishment_id)

    @routes.post("/establishments/{establishment_id}/aliases", status_code=HTTPStatus.CREATED)
    def add_alias(caller: SomeCaller, establishment_id: OwnId, given: GivenAlias) -> list[Alias]:
        """Add a code, or end one: the same kind, value and first day again set the last day."""
        with service.primary.begin() as connection:
            deed = Deed(caller, Right.CHANGE_ESTABLISHMENTS, service.now())
            _demand_place(connection, caller, deed.right, establishment_id)
            put_alias(connection, deed, establishment_id, given)
            return _aliases_of(connection, establishment_id)

    @routes.post("/establishments/{establishment_id}/city-code", status_code=HTTPStatus.CREATED)
    def give_city_code(caller: SomeCaller, establishment_id: OwnId, wanted: WantedCode) -> IssuedCode:
        """Give the establishment the city's next code of this letter. An earlier one stays an alias."""
        for _ in range(ATTEMPTS):
            try:
                with service.primary.begin() as connection:
                    deed = Deed(caller, Right.CHANGE_ESTABLISHMENTS, service.now())
                    _demand_place(connection, caller, deed.right, establishment_id)
                    code = next_city_code(connection, wanted.letter)
                    city = service.lent_ranges.gtins
                    change(
                        connection, BY_NAME["establishments"], deed, establishment_id, {"city_code": code}, "*", city
                    )
            except IntegrityError:
                continue
            return IssuedCode(city_code=code)
        raise HTTPException(HTTPStatus.CONFLICT, "Others are given codes at this moment. Ask again.")

    return routes


def next_city_code(connection: Connection, letter: Letter) -> str:
    """Return the first code after the highest that was ever given. Raises 409 where all are given.

    Numbers whose check character people would mistake for a digit are left out.
    """
    stem = f"HN{letter.value}"
    own = and_(aliases.c.kind == AliasKind.CITY_CODE.value, aliases.c.value.startswith(stem, autoescape=True))
    highest = connection.execute(select(func.max(aliases.c.value)).where(own)).scalar()
    first = 1 if highest is None else int(highest[len(stem) : len(stem) + 5]) + 1
    for number in range(first, LAST_NUMBER + 1):
        body = f"{stem}{number:05d}"
        check = city_check_character(body)
        if check not in NEVER_ISSUED:
            return body + check
    raise HTTPException(HTTPStatus.CONFLICT, f"All codes that begin with {stem} are given.")


def put_alias(connection: Connection, deed: Deed, establishment_id: str, given: GivenAlias) -> None:
    """Store a code of an establishment. Raises 409 where it is another's in the same days."""
    row = {**given.model_dump(), "kind": given.kind.value, "establishment_id": establishment_id}
    key = and_(
        aliases.c.kind == given.kind.value, aliases.c.value == given.value, aliases.c.first_day == given.first_day
    )
    before = connection.execute(select(aliases).where(key)).mappings().first()
    if before is not None and before["establishment_id"] != establishment_id:
        raise HTTPException(HTTPStatus.CONFLICT, "This code is another establishment's in these days.")
    if connection.execute(select(aliases.c.value).where(_overlaps(given), ~key)).first() is not None:
        raise HTTPException(HTTPStatus.CONFLICT, "This code stands already in these days. End it first.")
    if before is None:
        connection.execute(insert(aliases), row)
    else:
        connection.execute(update(aliases).where(key).values(last_day=given.last_day))
    name = f"{given.kind.value}/{given.value}/{given.first_day.isoformat()}"
    record_change(connection, deed, KIND, name, None if before is None else dict(before), row)


def _demand_place(connection: Connection, caller: Caller, right: Right, establishment_id: str) -> None:
    """Demand `right` on an establishment. Raises 403, and 404 to those who may see everything."""
    demand(caller, right, subject_of(connection, establishment_id))
    own = establishments.c.id == establishment_id
    if connection.execute(select(establishments.c.id).where(own)).first() is None:
        raise HTTPException(HTTPStatus.NOT_FOUND, "There is no such establishment.")


def _overlaps(given: GivenAlias) -> ColumnElement[bool]:
    same = and_(aliases.c.kind == given.kind.value, aliases.c.value == given.value)
    begins = true() if given.last_day is None else aliases.c.first_day <= given.last_day
    return and_(same, begins, or_(aliases.c.last_day.is_(None), aliases.c.last_day >= given.first_day))


def _aliases_of(connection: Connection, establishment_id: str) -> list[Alias]:
    query = (
        select(aliases)
        .where(aliases.c.establishment_id == establishment_id)
        .order_by(aliases.c.kind, aliases.c.first_day)
        .limit(MAX_ALIASES)
    )
    return [Alias.model_validate(row, from_attributes=True) for row in connection.execute(query)]
