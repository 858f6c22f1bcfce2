"""Whether the service runs, and whether it can answer. The second is what an idle kiosk asks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from http import HTTPStatus

from fastapi import APIRouter, HTTPException, Response
from sqlalchemy import Engine, inspect

from kiosk.central.versions import newest_versions
from kiosk.messages.http import Ready


def health_routes(engine: Engine, now: Callable[[], datetime]) -> APIRouter:
    """Return `/healthz` (the process) and `/readyz` (with its database)."""
    routes = APIRouter(tags=["health"])

    @routes.get("/healthz")
    def healthz() -> dict[str, str]:
        """Say that the process runs."""
        return {"status": "ok"}

    @routes.get("/readyz", response_model=Ready)
    def readyz() -> Response:
        """Say that records can be asked, with the newest versions."""
        with engine.connect() as connection:
            if not inspect(connection).has_table("lists"):
                raise HTTPException(
                    HTTPStatus.SERVICE_UNAVAILABLE, "The database has no tables yet: the service is still being set up."
                )
            ready = Ready(answered_at=now(), versions=newest_versions(connection))
        return Response(ready.model_dump_json(), media_type="application/json")

    return routes
