"""Settings of the city, a market or one kiosk: what is set here, what is inherited, and how the screen then waits."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from http import HTTPStatus

from fastapi import APIRouter, Response
from sqlalchemy import Connection

from kiosk.central.console.conflicts import VERSION_FIELD, Conflict, conflict_of, version_of
from kiosk.central.console.console import Console
from kiosk.central.console.devices.list_routes import DEVICES_PATH
from kiosk.central.console.devices.places import told_conflict
from kiosk.central.console.devices.preview import Preview, preview_of
from kiosk.central.console.devices.settings_form import (
    DAYS,
    HERE,
    MATTERS,
    PAGES,
    SAID,
    YES_OR_NO,
    fields_of,
    read_settings,
)
from kiosk.central.console.devices.settings_words import closed_days, labels_of, language_choices, usual, written
from kiosk.central.console.devices.unit_routes import KioskId
from kiosk.central.console.devices.where import (
    SETTINGS_PATH,
    Exceptional,
    Where,
    city,
    exceptions_of,
    has_kiosks,
    kiosk,
    market,
)
from kiosk.central.console.markets import Markets, markets_within
from kiosk.central.console.page import Page, SomePage
from kiosk.central.console.typed import NO_FAULTS, Faults
from kiosk.central.kiosks.levels import hold_settings, level, put_settings
from kiosk.central.people.rights import Right
from kiosk.messages.unit_settings import KioskSettings, merged

PREVIEW = "preview"
"""Name of the button that saves nothing."""

Find = Callable[[Connection, Page, Right], Where]


@dataclass(frozen=True, slots=True)
class Matter:
    """One thing that can be set: whether it is here, what the wider levels say, and which of them."""

    key: str
    is_here: bool
    wider: str
    source: str

    @property
    def is_yes_or_no(self) -> bool:
        """Whether it is so, or is not."""
        return self.key in YES_OR_NO


@dataclass(frozen=True, slots=True)
class SettingsView:
    """The form of one level."""

    where: Where
    matters: Sequence[Matter]
    fields: Mapping[str, str]
    days: Sequence[int]
    pages: Sequence[int]
    version: str
    may_change: bool
    preview: Preview
    is_draft: bool
    exceptions: Sequence[Exceptional]
    languages: Sequence[tuple[str, str]]
    """To choose from: what is sent, and what is read."""
    closed: str
    """The days without hours, where hours are set here; "" for none."""
    conflict: Conflict | None = None
    faults: Faults = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LevelsView:
    """Where settings can be made."""

    has_city: bool
    markets: Markets


def settings_routes(console: Console) -> APIRouter:
    """Return the routes of settings."""
    routes = APIRouter()

    @routes.get(SETTINGS_PATH)
    def levels(page: SomePage) -> Response:
        """Show where settings can be made."""
        page.demand(Right.SEE_KIOSKS)
        with console.service.primary.connect() as connection:
            found = markets_within(connection, page.caller, Right.SEE_KIOSKS)
        view = LevelsView(page.caller.may(Right.SEE_KIOSKS), found)
        return console.answer(page, "devices/levels.html", view)

    @routes.get(SETTINGS_PATH + "/city")
    def show_city(page: SomePage) -> Response:
        """Show what is set for the whole city."""
        return _show(console, page, city)

    @routes.post(SETTINGS_PATH + "/city")
    def save_city(page: SomePage) -> Response:
        """Set what holds where neither market nor kiosk says otherwise."""
        return _save(console, page, city)

    @routes.get(SETTINGS_PATH + "/markets/{market_id}")
    def show_market(page: SomePage, market_id: str) -> Response:
        """Show what is set for a market."""
        return _show(console, page, partial(market, market_id=market_id))

    @routes.post(SETTINGS_PATH + "/markets/{market_id}")
    def save_market(page: SomePage, market_id: str) -> Response:
        """Set what holds in a market where a kiosk says nothing else."""
        return _save(console, page, partial(market, market_id=market_id))

    @routes.get(DEVICES_PATH + "/{kiosk_id}/settings")
    def show_kiosk(page: SomePage, kiosk_id: KioskId) -> Response:
        """Show what is set for one kiosk."""
        return _show(console, page, partial(kiosk, kiosk_id=kiosk_id))

    @routes.post(DEVICES_PATH + "/{kiosk_id}/settings")
    def save_kiosk(page: SomePage, kiosk_id: KioskId) -> Response:
        """Set what holds for one kiosk."""
        return _save(console, page, partial(kiosk, kiosk_id=kiosk_id))

    return routes


def _show(console: Console, page: Page, find: Find) -> Response:
    with console.service.primary.connect() as connection:
        where = find(connection, page, Right.SEE_KIOSKS)
        own = level(connection, where.key).settings
        view = _view(connection, page, where, own, own)
    return console.answer(page, "devices/settings.html", view)


def _save(console: Console, page: Page, find: Find) -> Response:
    """Set what was typed, unless it is wrong, somebody else was faster, or it was to be looked at only."""
    page.demand(Right.CHANGE_KIOSKS)
    deed = page.deed(Right.CHANGE_KIOSKS)
    with console.service.primary.begin() as connection:
        where = find(connection, page, Right.CHANGE_KIOSKS)
        hold_settings(connection)
        own = level(connection, where.key).settings
        read = read_settings(page.typed, own, page.words)
        if not isinstance(read, KioskSettings):
            view = _view(connection, page, where, own, own, faults=read)
            return console.answer(page, "devices/settings.html", view, status=HTTPStatus.UNPROCESSABLE_ENTITY)
        if page.typed[PREVIEW]:
            view = _view(connection, page, where, own, read, is_draft=True)
            return console.answer(page, "devices/settings.html", view)
        if conflict := _conflict(connection, page, where, own, read):
            view = _view(connection, page, where, own, read, conflict=conflict)
            return console.answer(page, "devices/settings.html", view, status=HTTPStatus.CONFLICT)
        if read != own:
            put_settings(connection, deed, where.key, read)
        told = _told(connection, where, own, read)
    return console.go(page, where.path, told=told)


def _told(connection: Connection, where: Where, own: KioskSettings, read: KioskSettings) -> str:
    """Return the key of what is told of settings that were saved: who gets them, or what else they mean."""
    if not has_kiosks(connection, where):
        return "console.told.settings_nobody"
    has_new_hours = read.opening_hours != own.opening_hours
    return "console.told.settings_closed" if has_new_hours and _closed(read) else "console.told.settings"


def _closed(settings: KioskSettings) -> set[int]:
    """Return the days on which it is closed all day, where it has hours at all."""
    hours = settings.opening_hours
    return set() if hours is None else set(DAYS) - {each.weekday for each in hours}


def _version(own: KioskSettings) -> str:
    return version_of(own.model_dump(mode="json", include=set(MATTERS)))


def _conflict(
    connection: Connection, page: Page, where: Where, own: KioskSettings, typed: KioskSettings
) -> Conflict | None:
    if page.typed[VERSION_FIELD] == _version(own):
        return None
    words = page.words
    inherited = dict.fromkeys(MATTERS, words("console.devices.inherited"))
    standing, mine = ({**inherited, **_said(each, page)} for each in (own, typed))
    return told_conflict(connection, conflict_of(standing, mine, "", labels_of(words)), "kiosk_settings", where.key)


def _said(settings: KioskSettings, page: Page) -> dict[str, str]:
    return {matter: text for matter, text in written(settings, page.words).items() if text}


def _view(
    connection: Connection,
    page: Page,
    where: Where,
    own: KioskSettings,
    shown: KioskSettings,
    *,
    faults: Faults = NO_FAULTS,
    conflict: Conflict | None = None,
    is_draft: bool = False,
) -> SettingsView:
    """Return the form: `own` is what stands, `shown` what the preview shows."""
    wider = [(source, level(connection, key).settings) for source, key in where.wider]
    is_typed = bool(faults or conflict or is_draft)
    fields = dict(page.typed) if is_typed else fields_of(own)
    holds = merged((*(each for _, each in wider), shown))
    filled = sum(1 for number in PAGES if any(fields.get(f"{name}-{number}") for name in ("title", "title_en", "text")))
    return SettingsView(
        where=where,
        matters=[_matter(each, fields, wider, page) for each in MATTERS],
        fields=fields,
        days=DAYS,
        pages=PAGES[: filled + 2],
        version=_version(own) if not is_draft else page.typed[VERSION_FIELD],
        may_change=page.caller.may(Right.CHANGE_KIOSKS, where.subject),
        preview=preview_of(connection, where, holds, page.now),
        is_draft=is_draft,
        exceptions=exceptions_of(connection, where.market_id) if where.is_market else (),
        languages=language_choices(page.words),
        closed=_closed_in(fields, page),
        conflict=conflict,
        faults=faults,
    )


def _closed_in(fields: Mapping[str, str], page: Page) -> str:
    """Return the days that the form leaves without hours; "" where it has none at all."""
    given = [day for day in DAYS if fields.get(f"day-{day}", "").strip()]
    return closed_days(given, page.words) if given else ""


def _matter(key: str, fields: Mapping[str, str], wider: Sequence[tuple[str, KioskSettings]], page: Page) -> Matter:
    is_here = fields.get(SAID + key) == HERE
    for source, said in reversed(wider):
        if text := written(said, page.words)[key]:
            return Matter(key, is_here, text, page.words(source))
    return Matter(key, is_here, usual(page.words)[key], page.words("console.devices.from.unit"))
