"""GET /metrics, for Prometheus on this machine or its network: the proxy in front gives it to nobody."""

from __future__ import annotations

from fastapi import APIRouter, Response
from fastapi.responses import PlainTextResponse

from kiosk.central.watch.meters import CONTENT_TYPE, Meters


def metrics_routes(meters: Meters) -> APIRouter:
    """Return the route of the counters of this process."""
    routes = APIRouter(tags=["health"])

    @routes.get("/metrics", response_class=PlainTextResponse)
    def metrics() -> Response:
        """Return the counters of this process in Prometheus' text form."""
        return Response(meters.text(), media_type=CONTENT_TYPE)

    return routes
