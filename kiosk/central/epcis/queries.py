"""Which events a question means, in the parameters of EPCIS 2.0's SimpleEventQuery (section 8.2.7.1).

The most used of them; every other is refused by name, as the standard demands. Named queries and
subscriptions would stand beside this file and use `find_events`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Final

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints
from sqlalchemy import ColumnElement, and_, exists, or_, select, true

from kiosk.central.epcis import tables
from kiosk.central.epcis.identifiers import item_of
from kiosk.central.epcis.protocol import MAX_PER_PAGE, PER_PAGE
from kiosk.central.epcis.words import word_of
from kiosk.central.problems import NotValid
from kiosk.messages.http import FieldError
from kiosk.messages.instant import BoundedInstant

MAX_VALUES: Final = 100
_BEFORE_URI = re.compile(r",(?=[A-Za-z][A-Za-z0-9+.\-]*:)")


def _with_plus(value: object) -> object:
    """Return a time with its `+` again where nobody escaped it: a time has no use for a space."""
    return value.replace(" ", "+") if isinstance(value, str) else value


Instant = Annotated[BoundedInstant, BeforeValidator(_with_plus)]
Value = Annotated[str, StringConstraints(max_length=4096, pattern=r"^[^\x00-\x1f]*$")]
Values = Annotated[list[Value], Field(max_length=MAX_VALUES)]


class EventQuery(BaseModel):
    """The parameters of GET /epcis/events. Values of one are alternatives; all parameters must hold."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    event_type: Values = Field([], alias="eventType")
    from_time: Instant | None = Field(None, alias="GE_eventTime")
    before_time: Instant | None = Field(None, alias="LT_eventTime")
    from_record_time: Instant | None = Field(None, alias="GE_recordTime")
    before_record_time: Instant | None = Field(None, alias="LT_recordTime")
    actions: Values = Field([], alias="EQ_action")
    biz_steps: Values = Field([], alias="EQ_bizStep")
    dispositions: Values = Field([], alias="EQ_disposition")
    event_ids: Values = Field([], alias="EQ_eventID")
    epcs: Values = Field([], alias="MATCH_anyEPC")
    epc_classes: Values = Field([], alias="MATCH_anyEPCClass")
    per_page: int = Field(PER_PAGE, alias="perPage", ge=1, le=MAX_PER_PAGE)
    next_page_token: str = Field("", alias="nextPageToken", max_length=200)


def condition_of(query: EventQuery) -> ColumnElement[bool]:
    """Return the condition on `events` that `query` means. Raises a 400 with every value that cannot be asked for."""
    events = tables.events.c
    conditions: list[ColumnElement[bool]] = []
    if query.from_time is not None:
        conditions.append(events.at >= query.from_time)
    if query.before_time is not None:
        conditions.append(events.at < query.before_time)
    if query.from_record_time is not None:
        conditions.append(events.recorded_at >= query.from_record_time)
    if query.before_record_time is not None:
        conditions.append(events.recorded_at < query.before_record_time)
    for values, column, kind in (
        (query.event_type, events.type, ""),
        (query.actions, events.action, ""),
        (query.biz_steps, events.biz_step, "BizStep"),
        (query.dispositions, events.disposition, "Disp"),
    ):
        if values:
            conditions.append(column.in_([word_of(word, kind) for text in values for word in text.split(",")]))
    if query.event_ids:
        ids = tables.event_ids.c
        conditions.append(events.number.in_(select(ids.number).where(ids.event_id.in_(_uris(query.event_ids)))))
    wrong: list[FieldError] = []
    for values, is_class, name in (
        (query.epcs, False, "MATCH_anyEPC"),
        (query.epc_classes, True, "MATCH_anyEPCClass"),
    ):
        if values:
            keys = [_key(uri, is_class=is_class) for uri in _uris(values)]
            wrong += [FieldError(field=f"query.{name}", detail=key.why) for key in keys if isinstance(key, _NoKey)]
            conditions.append(_names([key for key in keys if isinstance(key, str)]))
    if wrong:
        raise NotValid(wrong)
    return and_(true(), *conditions)


def after(at: datetime, number: int) -> ColumnElement[bool]:
    """Return the condition of the events behind one of them, in the order of time."""
    events = tables.events.c
    return or_(events.at > at, and_(events.at == at, events.number > number))


def _names(keys: list[str]) -> ColumnElement[bool]:
    items, events = tables.event_items.c, tables.events.c
    named = exists().where(items.item.in_(keys), items.at == events.at, items.number == events.number, items.is_named)
    return named.correlate(tables.events)


def _uris(values: Iterable[str]) -> list[str]:
    return [uri for value in values for uri in _BEFORE_URI.split(value)]


@dataclass(frozen=True, slots=True)
class _NoKey:
    """Why a value cannot be asked for."""

    why: str


def _key(uri: str, *, is_class: bool) -> str | _NoKey:
    item = item_of(uri)
    if isinstance(item, str):
        return _NoKey(f"{uri!r} {item}.")
    if item.is_class is not is_class and (item.gtin or is_class):
        kind = "a class of goods" if item.is_class else "one thing"
        other = "MATCH_anyEPCClass" if item.is_class else "MATCH_anyEPC"
        return _NoKey(f"{uri!r} names {kind}: ask for it by {other}.")
    return item.key
