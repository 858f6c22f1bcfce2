"""A unit that is paired with a centre, both real: the small registry over SQLite, served on loopback."""

from __future__ import annotations

import atexit
import contextlib
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from functools import cache
from pathlib import Path

from sqlalchemy import Engine

from kiosk.central import migrations
from kiosk.central.database import open_database, sqlite_url
from kiosk.central.registry.load import load_registry
from kiosk.central.seals.sealed_vault import SealedVault
from kiosk.central.service import Service, service_over
from kiosk.messages.enrolment import CentreFacts, Enrolled
from kiosk.messages.unit_settings import KioskSettings
from kiosk.sync.identity import Identity, Papers
from tests.central.databases import Spares, Sqlite
from tests.central.kiosks.paired import NOW, Unit
from tests.central.registry_folder import write_registry
from tests.central.running import serving

VAULT = SealedVault((b"0123456789abcdef" * 2,))


@cache
def spares() -> Spares:
    """Return what every centre of this process is made of: a database that is emptied, and the application over it."""
    kept = contextlib.ExitStack()
    atexit.register(kept.close)
    folder = Path(kept.enter_context(tempfile.TemporaryDirectory()))
    write_registry(folder / "sample")
    made = Spares({"sqlite": Sqlite(folder)}, lambda: NOW)
    kept.callback(made.close)
    return made


@contextlib.contextmanager
def new_centre() -> Iterator[tuple[Engine, Service]]:
    """Yield the database and the service of a centre that nobody has asked yet, at the samples' time."""
    with spares().database("sqlite") as url:
        engine = spares().engine(url)
        with engine.begin() as connection:
            load_registry(connection, Path(url.removeprefix("sqlite:///")).parent / "sample")
        yield engine, replace(spares().service(url), vault=VAULT, is_demonstration=False)


@contextlib.contextmanager
def centre_over(folder: Path) -> Iterator[tuple[Engine, Service]]:
    """Yield the database and the service of a new centre that is kept in `folder`, at the samples' time."""
    engine = open_database(sqlite_url(folder / "central.db"))
    with engine.begin() as connection:
        migrations.upgrade(connection)
        load_registry(connection, write_registry(folder / "sample"))
    yield engine, replace(service_over(engine, lambda: NOW), vault=VAULT)
    engine.dispose()


@contextlib.contextmanager
def served(service: Service) -> Iterator[str]:
    """Serve the centre; yield its URL."""
    with serving(spares().app(service)) as url:
        yield url


def identity_of(unit: Unit, url: str = "http://trace.example", expires_at: datetime = NOW) -> Identity:
    """Return the identity that a paired unit keeps."""
    enrolled = Enrolled(
        device_id=unit.id,
        certificate="",
        expires_at=expires_at,
        name="Trạm 1",
        market_id="M1",
        market_name="Chợ Long Biên",
        area="",
        position="",
        settings_version=0,
        settings=KioskSettings(),
        centre=CentreFacts(release="0", authority=""),
        answered_at=NOW,
    )
    return Identity(unit.key, Papers(url=url, enrolled=enrolled))
