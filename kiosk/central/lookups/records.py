"""The sample registry asked in-process: `kiosk check` on a machine that is no unit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, Engine

from kiosk.central.database import open_database
from kiosk.central.lookups.find import find
from kiosk.central.registry.load import load_registry
from kiosk.central.schema import metadata
from kiosk.codes.code import Identity
from kiosk.records.finding import NOTHING_FOUND, Finding

MAX_KEPT = 4096


class CentralRecords:
    """Answers as the centre does, records no check, and keeps what it has read.

    For the lifetime of one command on a database that nobody else writes.
    """

    def __init__(self, connection: Connection, now: Callable[[], datetime], market_id: str = "") -> None:
        self._connection = connection
        self._now = now
        self._market_id = market_id
        self._kept: dict[Identity, Finding] = {}

    def find(self, identity: Identity) -> Finding:
        """Return what the centre knows of `identity`, as of now; of source none where it names nothing to ask about."""
        if identity == Identity():
            return NOTHING_FOUND
        now = self._now()
        finding = self._kept.get(identity)
        if finding is None:
            finding = find(self._connection, identity, self._market_id, now)
            if len(self._kept) >= MAX_KEPT:
                self._kept.clear()
            self._kept[identity] = finding
        return replace(finding, as_of=now)


def sample_database(folder: Path) -> Engine:
    """Return a database in memory with the registry of `folder` (assets/sample). Raises ListError."""
    engine = open_database("sqlite://")
    metadata.create_all(engine)
    with engine.begin() as connection:
        load_registry(connection, folder)
    return engine
