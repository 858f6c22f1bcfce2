"""Releases: which units run which, and the waves in which they are given out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field
from sqlalchemy import Connection

from kiosk.central.console.conflicts import VERSION_FIELD, Conflict, conflict_of, version_of
from kiosk.central.console.console import Console
from kiosk.central.console.devices.list_routes import DEVICES_PATH
from kiosk.central.console.devices.places import told_conflict
from kiosk.central.console.devices.where import Where, city, market
from kiosk.central.console.markets import markets_within
from kiosk.central.console.page import Page, SomePage
from kiosk.central.console.typed import NO_FAULTS, Faults, read_form
from kiosk.central.kiosks.levels import CITY, hold_settings, market_key
from kiosk.central.kiosks.waves import Running, published_versions, running_units, want_release, waves
from kiosk.central.people.rights import EVERYTHING, Right
from kiosk.errors import KioskError
from kiosk.messages.wave import Version, WantedRelease

RELEASES_PATH = f"{DEVICES_PATH}/releases"
PERCENTS = (0, 1, 10, 100)
BARRED = "UPD-10"
"""What a unit says that has judged the wanted release unwell."""


class NewWave(BaseModel):
    """What is wanted of which level."""

    level: str = Field(pattern=r"^(city|market/[A-Za-z0-9._-]{1,64})$")
    release: Version
    percent: int = Field(ge=0, le=100)


@dataclass(frozen=True, slots=True)
class LevelRow:
    """One level: what is wanted there, of how many units, and how many of them run it or have barred it."""

    key: str
    name: str
    wanted: WantedRelease | None
    meant: int
    runs: int
    barred: int
    may_change: bool
    version: str


@dataclass(frozen=True, slots=True)
class ReleasesView:
    """Releases and waves."""

    levels: Sequence[LevelRow]
    running: Sequence[tuple[str, int]]
    published: Sequence[str]
    percents: Sequence[int]
    level: str = ""
    conflict: Conflict | None = None
    faults: Faults = field(default_factory=dict)


def release_routes(console: Console) -> APIRouter:
    """Return the routes of releases."""
    routes = APIRouter()

    @routes.get(RELEASES_PATH)
    def show(page: SomePage) -> Response:
        """Show which units run which release, and what is wanted."""
        page.demand(Right.SEE_KIOSKS)
        return _answer(console, page)

    @routes.post(RELEASES_PATH)
    def want(page: SomePage) -> Response:
        """Give a release to so many units in a hundred of a level; 0 stops it."""
        page.demand(Right.CHANGE_KIOSKS)
        read = read_form(NewWave, page.typed, page.words)
        if not isinstance(read, NewWave):
            return _answer(console, page, faults=read)
        deed = page.deed(Right.CHANGE_KIOSKS)
        wanted = WantedRelease(version=read.release, percent=read.percent)
        try:
            with console.service.primary.begin() as connection:
                where = _where(connection, page, read.level)
                hold_settings(connection)
                conflict = _conflict(connection, page, where, wanted)
                if conflict is None:
                    want_release(connection, deed, where.key, wanted)
        except KioskError:
            return _answer(console, page, faults={"release": page.words("console.devices.release.unpublished")})
        if conflict is not None:
            return _answer(console, page, conflict=conflict)
        return console.go(page, RELEASES_PATH, told="console.told.wave")

    return routes


def _where(connection: Connection, page: Page, key: str) -> Where:
    if key == CITY:
        return city(connection, page, Right.CHANGE_KIOSKS)
    return market(connection, page, Right.CHANGE_KIOSKS, key.partition("/")[2])


def _conflict(connection: Connection, page: Page, where: Where, wanted: WantedRelease) -> Conflict | None:
    stands = {each.key: each.wanted for each in waves(connection)}.get(where.key)
    if page.typed[VERSION_FIELD] == _version(stands):
        return None
    label = {"wave": page.words("console.devices.wanted")}
    found = conflict_of({"wave": _written(stands, page)}, {"wave": _written(wanted, page)}, "", label)
    return told_conflict(connection, found, "kiosk_settings", where.key)


def _version(wanted: WantedRelease | None) -> str:
    return version_of({} if wanted is None else wanted.model_dump())


def _written(wanted: WantedRelease | None, page: Page) -> str:
    if wanted is None:
        return page.words("console.devices.nothing_wanted")
    return page.words("console.devices.wave", version=wanted.version, percent=wanted.percent)


def _answer(console: Console, page: Page, *, faults: Faults = NO_FAULTS, conflict: Conflict | None = None) -> Response:
    with console.service.primary.connect() as connection:
        view = _view(connection, page, faults, conflict)
    status = HTTPStatus.CONFLICT if conflict else HTTPStatus.UNPROCESSABLE_ENTITY if faults else HTTPStatus.OK
    return console.answer(page, "devices/releases.html", view, status=status)


def _view(connection: Connection, page: Page, faults: Faults, conflict: Conflict | None) -> ReleasesView:
    wanted = {each.key: each.wanted for each in waves(connection)}
    units = running_units(connection, page.caller)
    by_level: dict[str, list[Running]] = {}
    for unit in units:
        by_level.setdefault(unit.level_in(wanted), []).append(unit)
    named = [(market_key(id_), name) for id_, name in markets_within(connection, page.caller, Right.SEE_KIOSKS)]
    changed = {market_key(id_) for id_, _ in markets_within(connection, page.caller, Right.CHANGE_KIOSKS)}
    if page.caller.may(Right.CHANGE_KIOSKS, EVERYTHING):
        changed.add(CITY)
    named.insert(0, (CITY, page.words("console.devices.level.city")))
    counted = Counter(unit.release or page.words("console.devices.camera.unknown") for unit in units)
    return ReleasesView(
        levels=[
            _row(key, name, wanted.get(key), by_level.get(key, ()), may_change=key in changed) for key, name in named
        ],
        running=sorted(counted.items(), key=lambda each: -each[1]),
        published=published_versions(connection),
        percents=PERCENTS,
        level=page.typed["level"],
        conflict=conflict,
        faults=faults,
    )


def _row(key: str, name: str, here: WantedRelease | None, units: Iterable[Running], *, may_change: bool) -> LevelRow:
    meant = [unit for unit in units if here is not None and here.is_for(unit.kiosk_id)]
    return LevelRow(
        key=key,
        name=name,
        wanted=here,
        meant=len(meant),
        runs=sum(1 for unit in meant if here is not None and unit.release == here.version),
        barred=sum(1 for unit in meant if BARRED in unit.faults),
        may_change=may_change,
        version=_version(here),
    )
