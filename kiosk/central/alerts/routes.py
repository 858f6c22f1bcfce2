"""/registry/alerts: what the centre finds wrong, for programs; the same that the console shows and letters tell."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Header, Path, Query, Response
from pydantic import BaseModel, ConfigDict
from sqlalchemy import Connection

from kiosk.central.alerts.handling import AlertChange, change_alert, state_of
from kiosk.central.alerts.kinds import Kind, State
from kiosk.central.alerts.reading import (
    AlertsAsked,
    AlertView,
    EvidenceView,
    demanded_alert,
    evidence_of,
    read_alerts,
    views_of,
)
from kiosk.central.conditional import must_match
from kiosk.central.console.conflicts import version_of
from kiosk.central.people.changes import Deed
from kiosk.central.people.door import SomeCaller, demand_somewhere
from kiosk.central.people.rights import Caller, Right
from kiosk.central.problems import errors_of
from kiosk.central.service import Service

PREFIX = "/registry/alerts"
_CHANGING: dict[int | str, dict[str, object]] = {
    412: {"description": "Somebody changed it since it was read"},
    428: {"description": "If-Match is missing"},
}
AlertId = Annotated[str, Path(pattern=r"^[0-9a-f-]{36}$", description="Id of the alert")]
IfMatch = Annotated[str | None, Header(alias="If-Match", max_length=80)]


class AlertPage(BaseModel):
    """Some alerts, newest first. `next` is the `before` of the page behind; none after the last."""

    model_config = ConfigDict(frozen=True)

    alerts: list[AlertView]
    next: str | None


class AlertWhole(AlertView):
    """One alert with what shows it, oldest first."""

    evidence: tuple[EvidenceView, ...]


def alert_routes(service: Service) -> APIRouter:
    """Return the routes of alerts."""
    routes = APIRouter(prefix=PREFIX, tags=["alerts"], responses=errors_of(400, 401, 403, 404))

    @routes.get("")
    def list_alerts(
        caller: SomeCaller,
        kind: Annotated[Kind | None, Query(description="Of this kind")] = None,
        state: State | None = None,
        market_id: Annotated[str, Query(max_length=64)] = "",
        before: Annotated[str, Query(max_length=36, pattern=r"^[0-9a-f-]*$")] = "",
        limit: Annotated[int, Query(ge=1, le=200)] = 50,
    ) -> AlertPage:
        """Return the alerts whose matter the caller may see, newest first."""
        demand_somewhere(caller, Right.SEE_ALERTS)
        asked = AlertsAsked(kind, state, market_id=market_id, before=before)
        with service.replica.connect() as connection:
            found = read_alerts(connection, caller, asked, limit)
        return AlertPage(alerts=found, next=found[-1].id if len(found) == limit else None)

    @routes.get("/{alert_id}", response_model=AlertWhole)
    def show_alert(caller: SomeCaller, alert_id: AlertId) -> Response:
        """Return one alert with what shows it."""
        with service.primary.connect() as connection:
            return _answer(connection, caller, alert_id)

    @routes.put("/{alert_id}", response_model=AlertWhole, responses=_CHANGING)
    def put_alert(caller: SomeCaller, alert_id: AlertId, wanted: AlertChange, if_match: IfMatch = None) -> Response:
        """Take an alert in hand, give it to somebody, set its deadline, or close it with a cause."""
        with service.primary.begin() as connection:
            row = demanded_alert(connection, caller, Right.HANDLE_ALERTS, alert_id)
            must_match(if_match, f'"{version_of(state_of(row))}"')
            change_alert(connection, Deed(caller, Right.HANDLE_ALERTS, service.now()), alert_id, wanted)
            return _answer(connection, caller, alert_id)

    return routes


def _answer(connection: Connection, caller: Caller, alert_id: str) -> Response:
    row = demanded_alert(connection, caller, Right.SEE_ALERTS, alert_id)
    (view,) = views_of(connection, [row])
    whole = AlertWhole(**view.model_dump(), evidence=tuple(evidence_of(connection, alert_id)))
    tag = f'"{version_of(state_of(row))}"'
    return Response(whole.model_dump_json(), media_type="application/json", headers={"ETag": tag})
