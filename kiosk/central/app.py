"""The central service as one ASGI application."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from importlib.metadata import version

from fastapi import FastAPI
from sqlalchemy import Engine

from kiosk.central.health import health_routes
from kiosk.central.limits import BodyLimit
from kiosk.central.lookups.routes import lookup_routes
from kiosk.central.problems import LastResort, answer_problems


def create_app(engine: Engine, now: Callable[[], datetime]) -> FastAPI:
    """Return the service over `engine`; `now` gives the aware time that answers bear.

    The caller migrates the database before, and disposes of the engine after.
    """
    app = FastAPI(
        title="Hanoi produce records",
        version=version("kiosk"),
        docs_url=None,
        redoc_url=None,
        description="Where produce comes from, who certified it, and whether its label is genuine.",
    )
    answer_problems(app)
    app.include_router(health_routes(engine, now))
    app.include_router(lookup_routes(engine, now))
    app.add_middleware(BodyLimit)
    app.add_middleware(LastResort)
    return app
