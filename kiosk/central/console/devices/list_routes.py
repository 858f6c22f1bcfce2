"""The list of kiosks, and what the first page says of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field
from sqlalchemy import Connection

from kiosk.central.console.console import Console
from kiosk.central.console.devices.state import LEVELS, State, age_of, seen_at, state_of
from kiosk.central.console.layout.writing import NONE, number
from kiosk.central.console.markets import Markets, markets_within
from kiosk.central.console.page import Page, SomePage
from kiosk.central.console.section import Figure
from kiosk.central.console.typed import NO_FAULTS, Faults, read_form
from kiosk.central.kiosks.fleet import FleetAsked, Health, KioskView, count_fleet, cursor_of, read_fleet
from kiosk.central.people.rights import Right
from kiosk.words import Words

DEVICES_PATH = "/console/devices"
ROWS = 50
SHOWN = (Health.WELL, Health.AILING, Health.CANNOT_SCAN, Health.SILENT, Health.SHUT)
"""What is counted at a glance, in this order; SHUT only where there are such."""


class Filter(BaseModel):
    """What stands in the query."""

    market: str = Field(default="", max_length=64)
    state: Health | None = None
    text: str = Field(default="", max_length=80)
    after: str = Field(default="", max_length=1200)

    def asked(self) -> FleetAsked:
        """Return which kiosks these are."""
        return FleetAsked(self.market, self.state, self.text)


@dataclass(frozen=True, slots=True)
class Row:
    """One kiosk, written out. What a silent one said last is not shown as if it held."""

    kiosk: KioskView
    market: str
    state: State
    camera: str
    last_read: str
    temperature: str
    disk: str
    unsent: str
    data_age: str
    release: str
    seen: str


@dataclass(frozen=True, slots=True)
class ListView:
    """The list, and how many fare how."""

    rows: list[Row]
    next: str | None
    counts: Mapping[Health, int]
    levels: Mapping[Health, str]
    shown: tuple[Health, ...]
    markets: Markets
    market: str
    faults: Faults
    may_pair: bool
    is_sought: bool
    """Not all of the place are wanted: a state or a name was asked for."""

    @property
    def number(self) -> int:
        """How many there are in all."""
        return sum(self.counts.values())


def list_routes(console: Console) -> APIRouter:
    """Return the route of the list."""
    routes = APIRouter()

    @routes.get(DEVICES_PATH)
    def show(page: SomePage) -> Response:
        """Show the kiosks of the caller's markets, the ailing ones first."""
        page.demand(Right.SEE_KIOSKS)
        read = read_form(Filter, page.query, page.words)
        faults = NO_FAULTS if isinstance(read, Filter) else read
        wanted = read if isinstance(read, Filter) else Filter()
        with console.service.replica.connect() as connection:
            view = _view(connection, page, wanted, faults)
        return console.answer(page, "devices/list.html", view)

    return routes


def glance(connection: Connection, page: Page) -> Iterable[Figure]:
    """Return how many kiosks of the caller's fare how."""
    counts = count_fleet(connection, page.caller, FleetAsked(), page.now)
    if not sum(counts.values()):
        return ()
    return tuple(
        Figure(
            number(page.words, counts[health]),
            page.words(f"console.devices.health.{health.value}"),
            f"{DEVICES_PATH}?state={health.value}",
            LEVELS[health],
        )
        for health in _shown(counts)
    )


def _shown(counts: Mapping[Health, int], asked: Health | None = None) -> tuple[Health, ...]:
    return tuple(each for each in SHOWN if each is not Health.SHUT or counts[each] or asked is each)


def _view(connection: Connection, page: Page, wanted: Filter, faults: Faults) -> ListView:
    asked = wanted.asked()
    cursor = cursor_of(wanted.after) if wanted.after else None
    found = read_fleet(connection, page.caller, asked, cursor, ROWS, page.now)
    counts = count_fleet(connection, page.caller, asked, page.now)
    markets = markets_within(connection, page.caller, Right.SEE_KIOSKS)
    names = dict(markets)
    return ListView(
        rows=[row_of(each, names.get(each.market_id, each.market_id), page) for each in found.kiosks],
        next=found.next,
        counts=counts,
        levels=LEVELS,
        shown=_shown(counts, asked.health),
        markets=markets,
        market=names.get(wanted.market, "") if wanted.market else markets[0][1] if len(markets) == 1 else "",
        faults=faults,
        may_pair=page.may(Right.PAIR_KIOSK),
        is_sought=asked.health is not None or bool(asked.text),
    )


def row_of(kiosk: KioskView, market: str, page: Page) -> Row:
    """Return a kiosk's row."""
    words, now = page.words, page.now
    beat = None if kiosk.health in {Health.SILENT, Health.SHUT} else kiosk.heartbeat
    data_as_of = None if beat is None else beat.data_as_of
    return Row(
        kiosk=kiosk,
        market=market,
        state=state_of(kiosk, now, words),
        camera=words(f"console.devices.camera.{beat.camera.value if beat else 'unknown'}"),
        last_read=NONE if beat is None or beat.last_read_at is None else seen_at(beat.last_read_at, now),
        temperature=NONE if beat is None else measured(words, beat.temperature_c, "°C"),
        disk=NONE if beat is None else free_disk(words, beat.disk_free_mb),
        unsent=number(words, beat.unsent) if beat else NONE,
        data_age=NONE if data_as_of is None else age_of(now - data_as_of, words),
        release=kiosk.heartbeat.release if kiosk.heartbeat else kiosk.hardware.release or NONE,
        seen=NONE if kiosk.last_seen_at is None else seen_at(kiosk.last_seen_at, now),
    )


def measured(words: Words, value: float | None, unit: str, decimals: int = 0) -> str:
    """Return a value with its unit; a dash for what was not measured."""
    return NONE if value is None else f"{number(words, value, decimals)} {unit}"


def free_disk(words: Words, free_mb: int | None) -> str:
    """Return how much room a disk has, in gigabytes."""
    return NONE if free_mb is None else measured(words, free_mb / 1000, "GB", 1)
