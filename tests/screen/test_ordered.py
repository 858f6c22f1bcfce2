"""`kiosk run` with all its processes, and a centre: ordered from afar, it begins anew, and shows its screen."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from sqlalchemy import Engine

from kiosk.central.kiosks.levels import CITY, put_settings
from kiosk.central.kiosks.orders import GivenOrder, State, give_order, picture_of, read_orders
from kiosk.central.people.changes import Deed
from kiosk.central.people.rights import Caller, Grant, Right, Role
from kiosk.central.service import Trusted
from kiosk.messages.local import Part
from kiosk.messages.orders import OrderKind
from kiosk.messages.unit_settings import KioskSettings
from kiosk.processes.starts import starts_of
from kiosk.sync.identity import write_identity
from tests.central.kiosks.paired import Unit, pair
from tests.sync.paired import centre_over, identity_of, served

PATIENCE_S = 90.0
PARTS = (Part.CAMERA, Part.SCREEN, Part.SYNC, Part.PANEL)
"""Four processes start twice, and the machine may be busy."""


def now() -> datetime:
    return datetime.now(UTC)


def deed(right: Right) -> Deed:
    return Deed(Caller("u1", "admin", (Grant(Role.ADMINISTRATOR),)), right, now())


def order(engine: Engine, unit: Unit, kind: OrderKind) -> None:
    with engine.begin() as connection:
        assert give_order(connection, deed(Right.TEND_KIOSK), unit.id, kind) is None


def orders(engine: Engine, unit: Unit) -> list[GivenOrder]:
    with engine.connect() as connection:
        return list(read_orders(connection, unit.id, now(), 10))


def until(holds: Callable[[], bool], what: Callable[[], object]) -> None:
    end = time.monotonic() + PATIENCE_S
    while not holds():
        assert time.monotonic() < end, what()
        time.sleep(0.2)


@contextmanager
def running(state: Path, runtime: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Run the whole kiosk whose identity lies in `state`; its camera is not there."""
    environment = {**os.environ, "KIOSK_PLACES__STATE": str(state), "KIOSK_PLACES__RUNTIME": str(runtime)}
    command = (sys.executable, "-m", "kiosk", "run", "--headless", "--source", "camera:9")
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            yield process
        finally:
            process.terminate()
            process.wait(30)


def starts_in(folder: Path) -> dict[Part, int]:
    return {part: starts_of(folder, part) for part in PARTS}


@pytest.mark.timeout(4 * PATIENCE_S)
def test_whole_kiosk_begins_anew_and_gives_a_picture_of_its_screen(tmp_path: Path) -> None:
    state, runtime = tmp_path / "state", tmp_path / "run"
    for folder in (state, runtime, tmp_path / "centre"):
        folder.mkdir()
    with centre_over(tmp_path / "centre") as (engine, service), served(replace(service, moment=Trusted(now))) as url:
        ends = now() + timedelta(days=60)
        unit = pair(engine, expires_at=ends)
        write_identity(state, identity_of(unit, url, ends))
        with engine.begin() as connection:
            put_settings(connection, deed(Right.CHANGE_KIOSKS), CITY, KioskSettings(screen_pictures=True))
        order(engine, unit, OrderKind.RESTART)
        order(engine, unit, OrderKind.PICTURE)
        with running(state, runtime) as kiosk:
            until(lambda: orders(engine, unit)[0].state is not State.WAITING, lambda: orders(engine, unit))
            assert kiosk.poll() is None
            (folder,) = runtime.glob("run-*")
            until(lambda: starts_in(folder) == dict.fromkeys(PARTS, 2), lambda: starts_in(folder))
        with engine.connect() as connection:
            picture = picture_of(connection, orders(engine, unit)[0].id)
    assert picture is not None
    assert QImage.fromData(picture).size().toTuple() == (1280, 800)
    assert [(each.kind, each.state) for each in orders(engine, unit)] == [
        (OrderKind.PICTURE, State.DONE),
        (OrderKind.RESTART, State.DONE),
    ]
