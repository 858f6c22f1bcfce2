"""People at the console, over the small registry."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime

import pytest
from fastapi import FastAPI
from sqlalchemy import Engine

from kiosk.central.console.access.codes import code_at
from kiosk.central.console.access.credentials import link_of, make_link
from kiosk.central.people.rights import Grant, Role
from kiosk.central.service import Service, Trusted
from tests.central.conftest import NOW
from tests.central.console.browsing import DEED, Visitor, add_person, signed_in, visitor
from tests.central.databases import Spares

PASSWORD = "rau muống xào tỏi 2026"
NAME = "Chi cục, trực"


@dataclass(eq=False)
class Clock:
    """A time that tests move."""

    at: datetime = NOW

    def __call__(self) -> datetime:
        return self.at


@dataclass
class Place:
    """The console at a time that moves, and somebody who can sign in."""

    app: FastAPI
    engine: Engine
    service: Service
    clock: Clock
    user_id: str
    totp: str = field(repr=False)

    def code(self) -> str:
        """What the telephone shows now."""
        return code_at(self.totp, self.clock.at)

    def visitor(self) -> Visitor:
        """Somebody at the door."""
        return visitor(self.app)

    def log_in(self, someone: Visitor | None = None) -> Visitor:
        """Let `someone` sign in, or somebody new at the door."""
        someone = someone or self.visitor()
        answer = someone.post("/console/log-in", name=NAME, password=PASSWORD, code=self.code())
        assert answer.status_code in {200, 303}, answer.text
        return someone


@pytest.fixture(scope="session")
def clock() -> Clock:
    """The time of every place: one, so that the application over a database is made once."""
    return Clock()


@pytest.fixture
def place(service: Service, engine: Engine, clock: Clock, spares: Spares) -> Place:
    clock.at = NOW
    own = replace(service, moment=Trusted(clock))
    app = spares.app(own)
    user_id = add_person(engine, NAME, Grant(Role.ADMINISTRATOR))
    with engine.begin() as connection:
        path = make_link(connection, DEED, user_id)
        link = link_of(connection, path.rpartition("/")[2], NOW)
    assert link is not None
    made = Place(app, engine, own, clock, user_id, link.totp)
    answer = made.visitor().post(path, password=PASSWORD, again=PASSWORD, code=made.code())
    assert answer.status_code == 200
    clock.at = NOW.replace(minute=1)  # that code was used
    return made


@pytest.fixture
def enter(app: FastAPI, engine: Engine) -> Callable[..., Visitor]:
    """Make somebody new with one role, signed in: `enter(Role.BOARD, market_id="M1")`."""

    def sign_in(role: Role, name: str = "", **limits: str) -> Visitor:
        return signed_in(app, engine, role, name, **limits)

    return sign_in
