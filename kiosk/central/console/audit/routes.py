"""Every change: who, when, by which right, of what, and what it was before and after."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field, JsonValue
from sqlalchemy import Connection, select

from kiosk.central.console.console import Console
from kiosk.central.console.page import Page, SomePage
from kiosk.central.console.section import Section
from kiosk.central.console.typed import NO_FAULTS, Faults, read_form
from kiosk.central.people.audit import Change, WantedChanges, read_changes
from kiosk.central.people.rights import Right
from kiosk.central.people.tables import users
from kiosk.moment import HANOI

AUDIT_PATH = "/console/audit"
ROWS = 50
LONGEST = 400
"""Letters of one value that are shown."""
_FIRST, _LAST = date(2000, 1, 1), date(2100, 1, 1)


class Filter(BaseModel):
    """What stands in the query."""

    kind: str = Field(default="", max_length=36)
    key: str = Field(default="", max_length=256)
    user: str = Field(default="", max_length=120)
    since: date | None = Field(default=None, ge=_FIRST, lt=_LAST)
    until: date | None = Field(default=None, ge=_FIRST, lt=_LAST)
    after: str = Field(default="", max_length=36)


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field before and after; None where there was, or is, nothing."""

    name: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class ShownChange:
    """One change, with its user's name."""

    change: Change
    who: str
    fields: tuple[FieldChange, ...]


@dataclass(frozen=True, slots=True)
class AuditView:
    """One page of the audit."""

    changes: list[ShownChange]
    next: str | None
    faults: Faults


def audit_routes(console: Console) -> APIRouter:
    """Return the route of the audit."""
    routes = APIRouter()

    @routes.get(AUDIT_PATH)
    def show(page: SomePage) -> Response:
        """Show changes, newest first."""
        page.demand(Right.SEE_CHANGES)
        read = read_form(Filter, page.query, page.words)
        faults = NO_FAULTS if isinstance(read, Filter) else read
        wanted = read if isinstance(read, Filter) else Filter()
        with console.service.replica.connect() as connection:
            view = _view(connection, page, wanted, faults)
        return console.answer(page, "audit/audit.html", view)

    return routes


AUDIT = Section("audit", AUDIT_PATH, "scroll-text", frozenset({Right.SEE_CHANGES}), audit_routes)


def _view(connection: Connection, page: Page, wanted: Filter, faults: Faults) -> AuditView:
    user_id = _id_of(connection, wanted.user) if wanted.user else ""
    found = [] if user_id is None else read_changes(connection, page.caller, _wanted(wanted, user_id), ROWS)
    names = _names(connection, {one.user_id for one in found})
    shown = [ShownChange(one, names.get(one.user_id, one.user_id), _fields(one)) for one in found]
    return AuditView(shown, found[-1].id if len(found) == ROWS else None, faults)


def _wanted(wanted: Filter, user_id: str) -> WantedChanges:
    until = None if wanted.until is None else _begin_of(wanted.until + timedelta(days=1))
    since = None if wanted.since is None else _begin_of(wanted.since)
    return WantedChanges(wanted.kind, wanted.key, user_id, since, until, wanted.after)


def _begin_of(day: date) -> datetime:
    return datetime.combine(day, time(), HANOI)


def _id_of(connection: Connection, name: str) -> str | None:
    found = connection.execute(select(users.c.id).where((users.c.name == name) | (users.c.id == name))).scalar()
    return name if found is None and name == "operator" else found


def _names(connection: Connection, ids: set[str]) -> dict[str, str]:
    return {row.id: row.name for row in connection.execute(select(users.c.id, users.c.name).where(users.c.id.in_(ids)))}


def _fields(change: Change) -> tuple[FieldChange, ...]:
    before, after = change.before or {}, change.after or {}
    names = dict.fromkeys([*before, *after])
    rows = (FieldChange(name, _written(before, name), _written(after, name)) for name in names)
    return tuple(row for row in rows if (row.before or "") != (row.after or ""))


def _written(values: Mapping[str, JsonValue], name: str) -> str | None:
    if name not in values:
        return None
    value = values[name]
    written = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return written if len(written) <= LONGEST else written[:LONGEST] + " …"
