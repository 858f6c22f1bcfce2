"""One alert: what it says, what shows it, who has it, and what was done; the form that changes it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Path, Response
from pydantic import BaseModel, Field
from sqlalchemy import Connection, RowMapping, select

from kiosk.central.alerts.handling import AlertChange, change_alert, names_of, owners_for, state_of
from kiosk.central.alerts.kinds import KINDS, Cause, Kind, State
from kiosk.central.alerts.opening import CENTRE
from kiosk.central.alerts.reading import demanded_alert, may_see, subject_of, views_of
from kiosk.central.alerts.tables import alerts, read_quality
from kiosk.central.alerts.wording import names_for
from kiosk.central.console.alerts.evidence import Shown, shown_of
from kiosk.central.console.alerts.list_routes import ALERTS_PATH, LEVELS, Row, row_of
from kiosk.central.console.alerts.plan import Plan, Spot, plans_of
from kiosk.central.console.conflicts import VERSION_FIELD, Conflict, conflict_of, version_of
from kiosk.central.console.console import Console
from kiosk.central.console.devices.places import told_conflict
from kiosk.central.console.page import Page, SomePage
from kiosk.central.console.typed import NO_FAULTS, Faults, Typed, faults_of_refusal, read_form
from kiosk.central.console.usage.charts import Bar, bars_of
from kiosk.central.people.rights import Right
from kiosk.central.people.tables import changes
from kiosk.central.problems import NotValid
from kiosk.central.registry.tables import markets
from kiosk.moment import HANOI, hanoi_day

ONE = f"{ALERTS_PATH}/{{alert_id}}"
AlertId = Annotated[str, Path(pattern=r"^[0-9a-f-]{36}$")]
MOST_CHANGES = 100
QUALITY_DAYS = 16
_LAST = date(2100, 1, 1)
_TYPED = ("state", "owner_id", "deadline", "cause", "note")


class Handled(BaseModel):
    """What the form brings: as `AlertChange`, but the deadline is a day, to its end in Hanoi."""

    state: State
    owner_id: str = Field(default="", max_length=36, pattern=r"^[A-Za-z0-9_-]*$")
    deadline: date = Field(ge=date(2000, 1, 1), lt=_LAST)
    cause: Cause | None = None
    note: str = Field(default="", max_length=1000, pattern=r"^[^\x00-\x09\x0b\x0c\x0e-\x1f\x7f]*$")

    def change(self, standing: datetime) -> AlertChange:
        """Return the change; a day that is the standing deadline's leaves its time as it is."""
        end = datetime.combine(self.deadline + timedelta(days=1), time(), HANOI) - timedelta(minutes=1)
        deadline = standing if hanoi_day(standing) == self.deadline else end
        return AlertChange(
            state=self.state, owner_id=self.owner_id, deadline=deadline, cause=self.cause, note=self.note
        )


@dataclass(frozen=True, slots=True)
class Step:
    """What somebody did: the fields that changed, in words, before and after."""

    at: datetime
    who: str
    fields: Sequence[tuple[str, str, str]]


@dataclass(frozen=True, slots=True)
class OneView:
    """The page."""

    row: Row
    level: str
    markets: Sequence[tuple[str, str]]
    product: str
    establishment: str
    kiosk: str
    may: Mapping[str, bool]
    may_handle: bool
    shown: Sequence[Shown]
    plans: Sequence[Plan]
    quality: Sequence[Bar]
    quality_rows: Sequence[tuple[date, int, int]]
    steps: Sequence[Step]
    states: Sequence[tuple[str, str]]
    owners: Sequence[tuple[str, str]]
    causes: Sequence[tuple[str, str]]
    typed: Typed
    version: str
    conflict: Conflict | None = None
    faults: Faults = field(default_factory=dict)


def one_routes(console: Console) -> APIRouter:
    """Return the routes of one alert."""
    routes = APIRouter()

    @routes.get(ONE)
    def show(page: SomePage, alert_id: AlertId) -> Response:
        """Show an alert."""
        return _answer(console, page, alert_id)

    @routes.post(ONE)
    def change(page: SomePage, alert_id: AlertId) -> Response:
        """Take an alert in hand, give it to somebody, close it."""
        page.demand(Right.HANDLE_ALERTS)
        read = read_form(Handled, page.typed, page.words)
        if not isinstance(read, Handled):
            return _answer(console, page, alert_id, faults=read)
        deed = page.deed(Right.HANDLE_ALERTS)
        try:
            with console.service.primary.begin() as connection:
                row = demanded_alert(connection, page.caller, Right.HANDLE_ALERTS, alert_id)
                conflict = _conflict(connection, page, row, read)
                if conflict is None:
                    change_alert(connection, deed, alert_id, read.change(row["deadline"]))
        except NotValid as fault:
            return _answer(console, page, alert_id, faults=_faults(fault, page))
        if conflict is not None:
            return _answer(console, page, alert_id, conflict=conflict)
        return console.go(page, f"{ALERTS_PATH}/{alert_id}", told="console.told.saved")

    return routes


def _faults(fault: NotValid, page: Page) -> Faults:
    """Return what is wrong in words of the page's own, where it is a matter of the form."""
    found = dict(faults_of_refusal(fault, page.words))
    for name in found.keys() & {"cause", "owner_id", "state"}:
        found[name] = page.words(f"console.alerts.fault.{name}")
    return found


def _conflict(connection: Connection, page: Page, row: RowMapping, wanted: Handled) -> Conflict | None:
    labels = {name: page.words(f"console.alerts.field.{name}") for name in _TYPED}
    if page.typed[VERSION_FIELD] == version_of(state_of(row)):
        return None
    ids = {str(row["owner_id"]), wanted.owner_id}
    names = names_of(connection, ids)
    theirs = _worded(state_of(row), names, page)
    yours = _worded(wanted.model_dump(mode="json"), names, page)
    found = conflict_of(theirs, yours, "", labels)
    return told_conflict(connection, found, alerts.name, str(row["id"]))


def _worded(values: Mapping[str, Any], names: Mapping[str, str], page: Page) -> dict[str, str]:
    """Return what people change of an alert in words."""
    deadline = values["deadline"]
    day = hanoi_day(deadline) if isinstance(deadline, datetime) else date.fromisoformat(str(deadline)[:10])
    cause = values["cause"] or ""
    return {
        "state": page.words(f"console.alerts.state.{values['state']}"),
        "owner_id": names.get(values["owner_id"], values["owner_id"]),
        "deadline": f"{day:%d/%m/%Y}",
        "cause": page.words(f"alerts.cause.{cause}") if cause else "",
        "note": values["note"],
    }


def _answer(
    console: Console, page: Page, alert_id: str, *, faults: Faults = NO_FAULTS, conflict: Conflict | None = None
) -> Response:
    with console.service.primary.connect() as connection:
        view = _view(connection, page, alert_id, faults, conflict)
    status = HTTPStatus.CONFLICT if conflict else HTTPStatus.UNPROCESSABLE_ENTITY if faults else HTTPStatus.OK
    return console.answer(page, "alerts/one.html", view, status=status)


def _view(connection: Connection, page: Page, alert_id: str, faults: Faults, conflict: Conflict | None) -> OneView:
    row = demanded_alert(connection, page.caller, Right.SEE_ALERTS, alert_id)
    (alert,) = views_of(connection, [row])
    subject = subject_of(connection, row)
    may_handle = may_see(page.caller, Right.HANDLE_ALERTS, alert.kind, subject)
    names = names_for(connection, [alert], page.words)
    people = names_of(connection, {alert.owner_id})
    may = {right.value: page.caller.may(right, subject) for right in Right}
    shown = shown_of(connection, page, row, names, may)
    owners = list(owners_for(connection, row)) if may_handle else []
    if alert.owner_id and alert.owner_id not in dict(owners):
        owners.append((alert.owner_id, people.get(alert.owner_id, alert.owner_id)))
    words = page.words
    standing = {name: str(value or "") for name, value in state_of(row).items()}
    standing["deadline"] = hanoi_day(alert.deadline).isoformat()
    is_typed = bool(page.typed["state"])
    quality = _quality(connection, alert.kiosk_id, page) if alert.kind is Kind.CAMERA_DIRTY else []
    causes = list(KINDS[alert.kind].causes)
    if alert.cause and Cause(alert.cause) not in causes:
        causes.append(Cause(alert.cause))
    return OneView(
        row=row_of(alert, names, people, page),
        level=LEVELS[alert.state],
        markets=[(id_, names.market(id_)) for id_ in alert.market_ids],
        product=names.products.get(alert.gtin, ""),
        establishment=names.establishments.get(alert.establishment_id, ""),
        kiosk=names.kiosk(alert.kiosk_id) if alert.kiosk_id else "",
        may=may,
        may_handle=may_handle,
        shown=shown,
        plans=_plans(connection, page, alert.market_ids, shown),
        quality=bars_of(
            [round(100 * slow / max(reads, 1)) for _, reads, slow in quality], [f"{at:%d/%m}" for at, *_ in quality]
        ),
        quality_rows=quality,
        steps=_steps(connection, alert_id, page),
        states=[(each.value, words(f"console.alerts.state.{each.value}")) for each in State],
        owners=owners,
        causes=[(each.value, words(f"alerts.cause.{each.value}")) for each in causes],
        typed=page.typed if is_typed else Typed(tuple(standing.items())),
        version=version_of(state_of(row)),
        conflict=conflict,
        faults=faults,
    )


def _plans(connection: Connection, page: Page, ids: Sequence[str], shown: Sequence[Shown]) -> Sequence[Plan]:
    """Return the plan of an alert about several markets: each with the numbers of what was seen there, and the way."""
    if len(ids) < 2:
        return ()
    column = markets.c.name_en if page.words.language == "en" else markets.c.name
    query = select(markets.c.id, column.label("said"), markets.c.name, markets.c.latitude, markets.c.longitude)
    rows = connection.execute(query.where(markets.c.ended_on.is_(None) | markets.c.id.in_(ids))).all()
    spots = [Spot(row.id, row.said or row.name, row.latitude, row.longitude) for row in rows]
    by_name = {row.name: row.id for row in rows} | {spot.name: spot.id for spot in spots}
    way = [by_name[one.market] for one in shown if one.market in by_name]
    texts = {id_: str(way.count(id_)) for id_ in ids if id_ in {spot.id for spot in spots}}
    return plans_of(spots, texts, way)


def _quality(connection: Connection, kiosk_id: str, page: Page) -> list[tuple[date, int, int]]:
    rows = read_quality.c
    since = hanoi_day(page.now) - timedelta(days=QUALITY_DAYS)
    query = select(rows.day, rows.reads, rows.slow).where(rows.kiosk_id == kiosk_id, rows.day > since)
    return [(row.day, row.reads, row.slow) for row in connection.execute(query.order_by(rows.day))]


def _steps(connection: Connection, alert_id: str, page: Page) -> list[Step]:
    query = select(changes).where(changes.c.kind == alerts.name, changes.c.key == alert_id)
    found = connection.execute(query.order_by(changes.c.at.desc(), changes.c.id.desc()).limit(MOST_CHANGES)).all()
    ids = {one.user_id for one in found}
    ids |= {str(values.get("owner_id", "")) for one in found for values in (one.before, one.after) if values}
    names = names_of(connection, ids) | {CENTRE.user_id: page.words("alerts.centre")}
    steps = []
    for one in found:
        before, after = (_worded(values, names, page) for values in (one.before, one.after))
        fields = [
            (page.words(f"console.alerts.field.{name}"), before[name], after[name])
            for name in _TYPED
            if before[name] != after[name]
        ]
        steps.append(Step(one.at, names.get(one.user_id, one.user_id), fields))
    return steps
