"""Lists of what is decided: each kind by its state, newest first, and what waits for a second person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from pydantic import BaseModel, Field
from sqlalchemy import ColumnElement, Connection, Row, Table, Text, and_, cast, func, or_, select, true

from kiosk.central.console.decisions.history import names_of
from kiosk.central.console.decisions.kinds import (
    DECISIONS_PATH,
    DRILLS,
    NOTICES,
    RECALLS,
    VIOLATIONS,
    WHAT_OF,
    What,
)
from kiosk.central.console.layout.writing import day, when
from kiosk.central.console.page import Page
from kiosk.central.console.usage.names import Names, establishment_names, market_names, product_names
from kiosk.central.kiosks.tables import notices
from kiosk.central.people.proposals import Proposal
from kiosk.central.people.reach import within_reach
from kiosk.central.people.rights import Right
from kiosk.central.people.tables import changes
from kiosk.central.registry.belonging import ties_of_market
from kiosk.central.registry.folded import is_found_by
from kiosk.central.registry.tables import establishments, products, recalls, violations
from kiosk.messages.notices import NoticeKind
from kiosk.moment import hanoi_day

ROWS: Final = 50
MOST_GOODS: Final = 50
NAMED: Final = 3
"""Products, establishments and lots that a row names; of what is more it says that there is."""
STATES: Final = ("in_force", "to_come", "ended")
LEVELS: Final = {"in_force": "stop", "to_come": "caution", "ended": "unknown"}


class Filter(BaseModel):
    """What stands in the query."""

    state: str = Field(default="", pattern=r"^(in_force|to_come|ended)?$")
    text: str = Field(default="", max_length=80)
    after: str = Field(default="", max_length=64)


@dataclass(frozen=True, slots=True)
class Listed:
    """One row: what it is, whom or what it concerns, how it stands."""

    path: str
    title: str
    about: str
    state: str
    level: str
    text: str
    since: str
    until: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """One proposal: whether it is the caller's own, and what it proposes."""

    path: str
    title: str
    about: str
    who: str
    at: datetime
    is_own: bool


def told_waiting(connection: Connection, page: Page, found: Sequence[Proposal]) -> Sequence[Waiting]:
    """Return proposals as rows."""
    people = names_of(connection, [each.proposed_by for each in found])
    abouts = _abouts_of_proposals(connection, page, found)
    return [
        Waiting(
            f"{DECISIONS_PATH}/proposals/{each.id}",
            page.words(f"console.decisions.kind.{each.kind}"),
            about,
            people.get(each.proposed_by, each.proposed_by),
            each.proposed_at,
            each.proposed_by == page.caller.user_id,
        )
        for each, about in zip(found, abouts, strict=True)
    ]


def list_rows(connection: Connection, page: Page, what: What, wanted: Filter) -> tuple[Sequence[Listed], str | None]:
    """Return rows of a kind, newest first, and the cursor behind the last, None at the end."""
    if what is DRILLS:
        return _drills(connection, wanted)
    table, begins = _BEGINS[what.key]
    query = select(table).where(_holds(what, wanted.state, page.now), _mine(page, what))
    if wanted.text.strip():
        query = query.where(_found(connection, table, wanted.text))
    query = query.where(_behind(begins, table.c.id, wanted.after))
    rows = connection.execute(query.order_by(begins.desc(), table.c.id.desc()).limit(ROWS + 1)).all()
    abouts = _abouts(connection, page, what, rows[:ROWS])
    shown = [_listed(page, what, row, about) for row, about in zip(rows, abouts, strict=False)]
    return shown, rows[ROWS - 1].id if len(rows) > ROWS else None


def count_in_force(connection: Connection, page: Page, what: What) -> int:
    """Return how many of a kind are in force, of those that the caller sees."""
    table, _ = _BEGINS[what.key]
    query = select(func.count()).select_from(table).where(_holds(what, "in_force", page.now), _mine(page, what))
    return connection.execute(query).scalar_one()


def count_emergencies(connection: Connection, page: Page) -> int:
    """Return how many emergencies are told now, of those that the caller sees."""
    loud = notices.c.kind == NoticeKind.EMERGENCY.value
    query = select(func.count()).select_from(notices).where(loud, _holds(NOTICES, "in_force", page.now))
    return connection.execute(query.where(_mine(page, NOTICES))).scalar_one()


def state_of(begins: datetime | date, ends: datetime | date | None, now: datetime) -> str:
    """Return in_force, to_come or ended: of instants at `now`, of days with the last day included."""
    if isinstance(begins, datetime):
        is_over = isinstance(ends, datetime) and ends <= now
        return "ended" if is_over else "to_come" if begins > now else "in_force"
    today = hanoi_day(now)
    return "ended" if ends is not None and ends < today else "to_come" if begins > today else "in_force"


_BEGINS: Final[dict[str, tuple[Table, ColumnElement[datetime] | ColumnElement[date]]]] = {
    "recalls": (recalls, recalls.c.effective_at),
    "violations": (violations, violations.c.published_on),
    "notices": (notices, notices.c.starts_at),
}
_ENDS: Final = {"recalls": recalls.c.ends_at, "violations": violations.c.in_force_until, "notices": notices.c.ends_at}
_TITLES: Final[dict[str, tuple[ColumnElement[str], ColumnElement[str]]]] = {
    "recalls": (recalls.c.id, recalls.c.reason),
    "violations": (violations.c.id, violations.c.summary),
    "notices": (notices.c.id, notices.c.text),
}


def _holds(what: What, state: str, now: datetime) -> ColumnElement[bool]:
    _, begins = _BEGINS[what.key]
    ends = _ENDS[what.key]
    is_by_day = what.key == "violations"
    at: date | datetime = hanoi_day(now) if is_by_day else now
    is_over = ends < at if is_by_day else ends <= at
    runs = or_(ends.is_(None), ~is_over)
    conditions = {"in_force": and_(begins <= at, runs), "to_come": and_(begins > at, runs), "ended": is_over}
    return conditions.get(state, true())


def _found(connection: Connection, table: Table, text: str) -> ColumnElement[bool]:
    """Return the condition that `text` stands in a decision, or in the name of whose or which goods it concerns.

    Of goods and establishments whose name holds it, the first MOST_GOODS of each are looked for.
    """
    conditions = [is_found_by(table.c.folded, text)]
    if table is violations:
        firms = select(establishments.c.id).where(is_found_by(establishments.c.folded, text))
        conditions.append(violations.c.establishment_id.in_(firms))
    elif table is recalls:
        for lists, key, folded in (
            (recalls.c.gtins, products.c.gtin, products.c.folded),
            (recalls.c.establishment_ids, establishments.c.id, establishments.c.folded),
        ):
            named = select(key).where(is_found_by(folded, text)).order_by(key).limit(MOST_GOODS)
            keys = connection.execute(named).scalars()
            conditions += [cast(lists, Text).contains(f'"{one}"', autoescape=True) for one in keys]
    return or_(*conditions)


def _mine(page: Page, what: What) -> ColumnElement[bool]:
    """Recalls and violations are public; notices are those of the caller's markets and of all."""
    if what is not NOTICES:
        return true()
    mine = within_reach(page.caller, Right.SEE_KIOSKS, ties_of_market(notices.c.market_id))
    return or_(mine, notices.c.market_id == "")


def _behind(
    begins: ColumnElement[datetime] | ColumnElement[date], key: ColumnElement[str], after: str
) -> ColumnElement[bool]:
    if not after:
        return true()
    begun = select(begins).where(key == after).scalar_subquery()
    return or_(begins < begun, and_(begins == begun, key < after))


def _listed(page: Page, what: What, row: Row[tuple[object, ...]], about: str) -> Listed:
    if what is NOTICES:
        state, title = state_of(row.starts_at, row.ends_at, page.now), row.text
        since, until = when(row.starts_at), when(row.ends_at)
    elif what is RECALLS:
        state, title = state_of(row.effective_at, row.ends_at, page.now), row.reason
        since, until = when(row.effective_at), when(row.ends_at)
    else:
        state, title = state_of(row.published_on, row.in_force_until, page.now), row.summary
        since, until = day(row.published_on), day(row.in_force_until)
    is_loud = what is not NOTICES or row.kind == NoticeKind.EMERGENCY.value
    level = LEVELS[state] if is_loud or state != "in_force" else "good"
    key = f"console.decisions.state.{'told' if what is NOTICES and state == 'in_force' else state}"
    return Listed(f"{what.path}/{row.id}", title, about, state, level, page.words(key), since, until)


def _drills(connection: Connection, wanted: Filter) -> tuple[Sequence[Listed], str | None]:
    query = select(changes.c.key, changes.c.at, changes.c.after).where(changes.c.kind == DRILLS.table)
    if wanted.after:
        query = query.where(changes.c.key < wanted.after)
    rows = connection.execute(query.order_by(changes.c.key.desc()).limit(ROWS + 1)).all()
    shown = [
        Listed(f"{DRILLS.path}/{row.key}", str(row.after.get("occasion", "")), "", "", "", "", when(row.at), "")
        for row in rows[:ROWS]
    ]
    return shown, rows[ROWS - 1].key if len(rows) > ROWS else None


def _abouts(connection: Connection, page: Page, what: What, rows: Sequence[Row[tuple[object, ...]]]) -> list[str]:
    """Return whom or what each row concerns, by one query a table of names."""
    if what is NOTICES:
        places = market_names(connection, (row.market_id for row in rows))
        return [_market(places, row.market_id, page) for row in rows]
    if what is VIOLATIONS:
        firms = establishment_names(connection, (row.establishment_id for row in rows))
        return [firms.get(row.establishment_id, "") for row in rows]
    goods = product_names(connection, (gtin for row in rows for gtin in row.gtins[:NAMED]))
    firms = establishment_names(connection, (each for row in rows for each in row.establishment_ids[:NAMED]))
    return [_goods(row.gtins, goods, row.lots) or _goods(row.establishment_ids, firms, row.lots) for row in rows]


def _goods(ids: Sequence[str], names: Names, lots: Sequence[str]) -> str:
    """Return the first of what is named, and of its lots; "" where nothing is."""
    named = sorted(names[each] for each in ids[:NAMED] if each in names)
    return ", ".join([*named, *(["…"] if len(ids) > NAMED else []), *lots[:NAMED]]) if ids else ""


def _abouts_of_proposals(connection: Connection, page: Page, found: Sequence[Proposal]) -> list[str]:
    """Return what each proposal is about, in a line."""
    titles = _titles(connection, found)
    places = market_names(connection, (str(each.document.get("market_id", "")) for each in found))
    return [titles.get((each.kind, str(each.document["id"])), "") or _about(page, each, places) for each in found]


def _titles(connection: Connection, found: Sequence[Proposal]) -> Mapping[tuple[str, str], str]:
    """Return the titles of the decisions that proposals want ended, by kind and id."""
    titles: dict[tuple[str, str], str] = {}
    for what in (RECALLS, VIOLATIONS, NOTICES):
        ids = [str(each.document["id"]) for each in found if each.kind == what.end]
        key, title = _TITLES[what.key]
        if ids:
            rows = connection.execute(select(key, title).where(key.in_(ids)))
            titles |= {(what.end, str(row[0])): str(row[1]) for row in rows}
    return titles


def _about(page: Page, proposal: Proposal, places: Names) -> str:
    document = proposal.document
    if WHAT_OF[proposal.kind] is NOTICES and "text" in document:
        return f"{document['text']} · {_market(places, str(document['market_id']), page)}"
    if proposal.kind != WHAT_OF[proposal.kind].end:
        return next((str(document[name]) for name in ("reason", "summary", "occasion") if name in document), "")
    return ""


def _market(names: Names, market_id: str, page: Page) -> str:
    return names.get(market_id, market_id) if market_id else page.words("console.decisions.all_markets")
