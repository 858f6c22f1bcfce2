"""A centre with one paired kiosk, and a route that only kiosks may use."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from fastapi import FastAPI
from sqlalchemy import Engine

from kiosk.central.kiosks.door import SomeKiosk
from kiosk.central.people.rights import Role
from kiosk.central.seals.sealed_vault import SealedVault
from kiosk.central.service import Service
from tests.central.conftest import People
from tests.central.kiosks.paired import Unit, pair


@pytest.fixture
def unit(engine: Engine) -> Unit:
    return pair(engine)


@pytest.fixture
def service(service: Service) -> Service:
    """The service with a vault, so that certificates can be signed."""
    return replace(service, vault=SealedVault((b"0123456789abcdef" * 2,)))


@pytest.fixture
def app(app: FastAPI) -> Iterator[FastAPI]:
    """The application with a route that tells who asks; taken away after."""
    routes = list(app.router.routes)

    @app.api_route("/test/who", methods=["GET", "POST"])
    def who(kiosk: SomeKiosk) -> dict[str, str]:
        return {"id": kiosk.id, "name": kiosk.name, "market_id": kiosk.market_id}

    yield app
    app.router.routes[:] = routes


@pytest.fixture
def board(people: People) -> dict[str, str]:
    return people.add(Role.BOARD, market_id="M1")
