"""Settings: put by boards, read by kiosks."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Header, Request, Response
from pydantic import BaseModel
from sqlalchemy import select

from kiosk.central.conditional import conditional, must_match
from kiosk.central.kiosks.door import SomeKiosk
from kiosk.central.kiosks.levels import (
    CITY,
    Level,
    hold_settings,
    kiosk_key,
    level,
    market_key,
    put_settings,
    settings_of,
)
from kiosk.central.kiosks.placing import demanded_kiosk, demanded_market
from kiosk.central.kiosks.tables import kiosks
from kiosk.central.people.changes import Deed
from kiosk.central.people.door import SomeCaller, demand
from kiosk.central.people.rights import Caller, Right
from kiosk.central.problems import errors_of, wrong_field
from kiosk.central.registry.tables import markets
from kiosk.central.service import Service
from kiosk.messages.unit_settings import SETTINGS_PATH, KioskSettings, SettingsAnswer
from kiosk.words import LANGUAGES

_CHANGING: dict[int | str, dict[str, object]] = {
    412: {"description": "Somebody changed them since they were read"},
    428: {"description": "If-Match is missing"},
}


IfMatch = Annotated[str | None, Header(alias="If-Match", max_length=80)]


class LevelView(BaseModel):
    """What one level says, since which version."""

    version: int
    settings: KioskSettings


def settings_routes(service: Service) -> APIRouter:
    """Return the routes of settings."""
    responses = errors_of(400, 401, 403, 404)
    routes = APIRouter(tags=["settings"], responses=responses)
    _add_of_units(routes, service)
    _add_of_people(routes, service)
    return routes


def _add_of_units(routes: APIRouter, service: Service) -> None:
    @routes.get(SETTINGS_PATH, response_model=SettingsAnswer, responses={304: {"description": "The unit has them"}})
    def read(request: Request, kiosk: SomeKiosk) -> Response:
        """Return what holds for the asking kiosk: the kiosk's own before its market's before the city's.

        Conditional by ETag, which covers what the kiosk and its market are called, too.
        """
        now = service.now()
        columns = (kiosks.c.area, kiosks.c.position, markets.c.name, markets.c.name_en)
        place = select(*columns).join(markets).where(kiosks.c.id == kiosk.id)
        with service.primary.connect() as connection:
            holds = settings_of(connection, kiosk.market_id, kiosk.id)
            stands = connection.execute(place).one()
        answer = SettingsAnswer(
            version=holds.version,
            settings=holds.settings,
            name=kiosk.name,
            market_id=kiosk.market_id,
            market_name=stands.name,
            market_name_en=stands.name_en,
            area=stands.area,
            position=stands.position,
            answered_at=now,
        )
        return conditional(request, answer, now)


def _add_of_people(routes: APIRouter, service: Service) -> None:
    @routes.get("/registry/settings", response_model=LevelView)
    def show_city(caller: SomeCaller) -> Response:
        """Return what is set for the whole city."""
        demand(caller, Right.SEE_KIOSKS)
        return _shown(service, CITY)

    @routes.put("/registry/settings", response_model=LevelView, responses=_CHANGING)
    def put_city(caller: SomeCaller, settings: KioskSettings, if_match: IfMatch = None) -> Response:
        """Set what holds where neither market nor kiosk says otherwise, in place of all that was set."""
        demand(caller, Right.CHANGE_KIOSKS)
        return _put(service, caller, CITY, settings, if_match)

    @routes.get("/registry/markets/{market_id}/settings", response_model=LevelView)
    def show_market(caller: SomeCaller, market_id: str) -> Response:
        """Return what is set for a market."""
        with service.primary.connect() as connection:
            demanded_market(connection, caller, Right.SEE_KIOSKS, market_id)
        return _shown(service, market_key(market_id))

    @routes.put("/registry/markets/{market_id}/settings", response_model=LevelView, responses=_CHANGING)
    def put_market(caller: SomeCaller, market_id: str, settings: KioskSettings, if_match: IfMatch = None) -> Response:
        """Set what holds in a market where a kiosk says nothing else, in place of all that was set."""
        with service.primary.connect() as connection:
            demanded_market(connection, caller, Right.CHANGE_KIOSKS, market_id)
        return _put(service, caller, market_key(market_id), settings, if_match)

    @routes.get("/registry/kiosks/{kiosk_id}/settings", response_model=LevelView)
    def show_kiosk(caller: SomeCaller, kiosk_id: str) -> Response:
        """Return what is set for one kiosk."""
        with service.primary.connect() as connection:
            demanded_kiosk(connection, caller, Right.SEE_KIOSKS, kiosk_id)
        return _shown(service, kiosk_key(kiosk_id))

    @routes.put("/registry/kiosks/{kiosk_id}/settings", response_model=LevelView, responses=_CHANGING)
    def put_kiosk(caller: SomeCaller, kiosk_id: str, settings: KioskSettings, if_match: IfMatch = None) -> Response:
        """Set what holds for one kiosk, in place of all that was set."""
        with service.primary.connect() as connection:
            demanded_kiosk(connection, caller, Right.CHANGE_KIOSKS, kiosk_id)
        return _put(service, caller, kiosk_key(kiosk_id), settings, if_match)


def _shown(service: Service, key: str) -> Response:
    with service.primary.connect() as connection:
        return _answer(level(connection, key))


def _put(service: Service, caller: Caller, key: str, settings: KioskSettings, if_match: str | None) -> Response:
    deed = Deed(caller, Right.CHANGE_KIOSKS, service.now())
    if unknown := set(settings.languages or ()).difference(LANGUAGES):
        raise wrong_field("body.languages", f"There is no catalogue of {', '.join(sorted(unknown))}.")
    with service.primary.begin() as connection:
        hold_settings(connection)
        must_match(if_match, _tag_of(level(connection, key)))
        return _answer(put_settings(connection, deed, key, settings))


def _answer(said: Level) -> Response:
    view = LevelView(version=said.version, settings=said.settings)
    return Response(view.model_dump_json(), media_type="application/json", headers={"ETag": _tag_of(said)})


def _tag_of(said: Level) -> str:
    return f'"{said.version}"'
