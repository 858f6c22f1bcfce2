"""What was published, as anybody may have it: recalls and violations in force, and those that ended lately."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from pydantic import BaseModel, ConfigDict
from sqlalchemy import ColumnElement, Connection, Select, and_, or_, select, true

from kiosk.central.registry.tables import establishments, products, recalls, violations
from kiosk.moment import hanoi_day

Row = Mapping[str, Any]
"""A row of `recalls` or `violations`, by column; pydantic checks it."""
ENDED_SHOWN = timedelta(days=365)
"""How long an ended recall or violation is still published, apart; after that it is history, not news."""


class Part(StrEnum):
    """Which part of a list."""

    IN_FORCE = "in_force"
    ENDED = "ended"


class Named(BaseModel):
    """A product (its GTIN) or an establishment (its id) with its name."""

    model_config = ConfigDict(frozen=True)

    id: str
    name: str
    name_en: str


class PublishedRecall(BaseModel):
    """A recall with all that the law has published about it. Empty filters limit nothing."""

    model_config = ConfigDict(frozen=True)

    id: str
    kind: str
    reason: str
    reason_en: str
    authority: str
    authority_en: str
    document: str
    legal_basis: str
    legal_basis_en: str
    effective_at: datetime
    ends_at: datetime | None
    products: tuple[Named, ...]
    lots: tuple[str, ...]
    serial_from: str
    serial_to: str
    establishments: tuple[Named, ...]
    makers: tuple[Named, ...]
    """Who makes the products. No filter: it tells whose goods they are."""
    made_from: date | None
    made_to: date | None
    scope: str
    scope_en: str
    treatment: str
    return_to: str
    return_to_en: str
    reply: str
    reply_en: str
    ended_reason: str
    ended_reason_en: str


class PublishedViolation(BaseModel):
    """A published decision against an establishment. `suspends_groups`: in which goods it may not deal meanwhile."""

    model_config = ConfigDict(frozen=True)

    id: str
    establishment: Named
    summary: str
    summary_en: str
    authority: str
    authority_en: str
    document: str
    legal_basis: str
    legal_basis_en: str
    published_on: date
    in_force_until: date | None
    suspends_groups: tuple[str, ...]
    reply: str
    reply_en: str
    ended_on: date | None
    ended_reason: str
    ended_reason_en: str


class RecallPage(BaseModel):
    """One page of recalls, newest first. `next` is the `after` of the following page, null at the end."""

    model_config = ConfigDict(frozen=True)

    part: Part
    as_of: datetime
    recalls: tuple[PublishedRecall, ...]
    next: str | None


class ViolationPage(BaseModel):
    """One page of violations, newest first. `next` is the `after` of the following page, null at the end."""

    model_config = ConfigDict(frozen=True)

    part: Part
    as_of: datetime
    violations: tuple[PublishedViolation, ...]
    next: str | None


def published_recalls(connection: Connection, part: Part, after: str | None, limit: int, now: datetime) -> RecallPage:
    """Return the recalls of `part` at `now`, those behind the one with the id `after`."""
    columns = recalls.c
    started = columns.effective_at <= now
    running = or_(columns.ends_at.is_(None), columns.ends_at > now)
    ended = and_(columns.ends_at <= now, columns.ends_at > now - ENDED_SHOWN)
    behind = _behind(columns.effective_at, columns.id, after)
    query = select(recalls).where(started, running if part is Part.IN_FORCE else ended, behind)
    rows, more = _some(connection, query.order_by(columns.effective_at.desc(), columns.id.desc()), limit)
    shown = named_recalls(connection, rows)
    return RecallPage(part=part, as_of=now, recalls=shown, next=shown[-1].id if more else None)


def named_recalls(connection: Connection, rows: Sequence[Row]) -> tuple[PublishedRecall, ...]:
    """Return rows of recalls as they are published: with the names of goods and firms."""
    goods = _names(connection, products.c.gtin, {gtin for row in rows for gtin in row["gtins"]})
    makers = _makers(connection, set(goods))
    named = {key for row in rows for key in row["establishment_ids"]} | set(makers.values())
    firms = _names(connection, establishments.c.id, named)
    return tuple(
        PublishedRecall.model_validate(
            {
                **row,
                "products": [goods[key] for key in row["gtins"] if key in goods],
                "establishments": [firms[key] for key in row["establishment_ids"] if key in firms],
                "makers": [firms[key] for key in sorted({makers[gtin] for gtin in row["gtins"] if gtin in makers})],
            }
        )
        for row in rows
    )


def published_violations(
    connection: Connection, part: Part, after: str | None, limit: int, now: datetime
) -> ViolationPage:
    """Return the violations of `part` at `now`, those behind the one with the id `after`."""
    columns, today = violations.c, hanoi_day(now)
    running = or_(columns.in_force_until.is_(None), columns.in_force_until >= today)
    ended = and_(columns.in_force_until < today, columns.in_force_until >= today - ENDED_SHOWN)
    behind = _behind(columns.published_on, columns.id, after)
    query = select(violations).where(columns.published_on <= today, running if part is Part.IN_FORCE else ended, behind)
    rows, more = _some(connection, query.order_by(columns.published_on.desc(), columns.id.desc()), limit)
    shown = named_violations(connection, rows)
    return ViolationPage(part=part, as_of=now, violations=shown, next=shown[-1].id if more else None)


def named_violations(connection: Connection, rows: Sequence[Row]) -> tuple[PublishedViolation, ...]:
    """Return rows of decisions as they are published: with the name of the firm."""
    firms = _names(connection, establishments.c.id, {row["establishment_id"] for row in rows})
    return tuple(
        PublishedViolation.model_validate({**row, "establishment": firms[row["establishment_id"]]}) for row in rows
    )


def _behind(
    begins: ColumnElement[datetime] | ColumnElement[date], key: ColumnElement[str], after: str | None
) -> ColumnElement[bool]:
    """Return the condition that a row comes behind the one with the id `after`, newest first."""
    if after is None:
        return true()
    begun = select(begins).where(key == after).scalar_subquery()
    return or_(begins < begun, and_(begins == begun, key < after))


def _some(connection: Connection, query: Select[tuple[object, ...]], limit: int) -> tuple[list[Row], bool]:
    """Return up to `limit` rows, and whether there are more."""
    rows: list[Row] = [row._asdict() for row in connection.execute(query.limit(limit + 1))]
    return rows[:limit], len(rows) > limit


def _makers(connection: Connection, gtins: set[str]) -> dict[str, str]:
    """Return the id of the establishment behind each product."""
    query = select(products.c.gtin, products.c.establishment_id).where(products.c.gtin.in_(sorted(gtins)))
    return {row.gtin: row.establishment_id for row in connection.execute(query)} if gtins else {}


def _names(connection: Connection, key: ColumnElement[str], wanted: set[str]) -> dict[str, Named]:
    """Return the names behind the keys `wanted` of the table that `key` belongs to."""
    if not wanted:
        return {}
    table = products if key is products.c.gtin else establishments
    query = select(key.label("id"), table.c.name, table.c.name_en).where(key.in_(sorted(wanted)))
    return {row["id"]: Named.model_validate(dict(row)) for row in connection.execute(query).mappings()}
