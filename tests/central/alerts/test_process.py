"""The serving process looks for alerts by itself, and goes on after what fails."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.exc import OperationalError

from kiosk.central.alerts.post.delivery import NO_POST
from kiosk.central.alerts.rounds import Round
from kiosk.central.alerts.tables import alerts
from kiosk.central.lookups.tables import flags
from kiosk.central.service import Service
from kiosk.processes.central import alerts as process
from kiosk.processes.central.alerts import keep_alerting
from tests.central.alerts.standing import flag
from tests.central.conftest import NOW

pytestmark = pytest.mark.one_database


def keep(service: Service, until: Callable[[], bool]) -> None:
    """Let it run until something holds."""

    async def run() -> None:
        task = asyncio.create_task(keep_alerting(service, NO_POST, 0, 0.01))
        async with asyncio.timeout(20):
            while not until():  # noqa: ASYNC110  # what it waits for stands in the database
                await asyncio.sleep(0.01)
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task

    asyncio.run(run())


def test_what_is_due_is_looked_for(service: Service, engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(flags.delete())
    flag(engine, "copied", NOW)

    def is_found() -> bool:
        with engine.connect() as connection:
            return connection.execute(select(alerts.c.id)).first() is not None

    keep(service, is_found)


@pytest.mark.parametrize("fault", [OperationalError("SELECT", {}, Exception("the line is cut")), ValueError("odd")])
def test_round_that_fails_is_told_once_and_holds_no_other_up(
    service: Service, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, fault: Exception
) -> None:
    failing, runs = [True] * 5, []

    def fail(*_: object) -> str:
        if failing:
            failing.pop()
            raise fault
        return ""

    def run(*_: object) -> str:
        runs.append(1)
        return ""

    every = Round("other", timedelta(seconds=-1), run)
    monkeypatch.setattr(process, "ROUNDS", (Round("bad", timedelta(seconds=-1), fail), every))
    with caplog.at_level(logging.INFO):
        keep(service, lambda: len(runs) > 6)
    told = [record.getMessage() for record in caplog.records]
    assert len([one for one in told if "cannot be looked for" in one]) == 1
    assert len([one for one in told if "are looked for again" in one]) == 1
