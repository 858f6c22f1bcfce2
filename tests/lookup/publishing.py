"""A centre that publishes a small registry into memory, and a unit that fetches nothing but what it needs."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection, text

from kiosk.central.database import open_database
from kiosk.central.publishing.changes import Since, build_index
from kiosk.central.registry.load import load_registry
from kiosk.central.schema import metadata
from kiosk.lookup.apply import Applied, apply
from kiosk.lookup.disk import DISK, Disk
from kiosk.messages.published import PublishedIndex
from tests.central.registry_folder import write_registry

NOW = datetime.fromisoformat("2026-11-23T09:00:00+07:00")
HOUR = timedelta(hours=1)


class Publisher:
    """The registry of `folder`, and all that was published of it."""

    def __init__(self, folder: Path, registry: Path | None = None) -> None:
        self._folder = folder / "centre"
        self._folder.mkdir()
        self._files = folder / "fetched"
        self._files.mkdir()
        self.engine = open_database("sqlite://")
        metadata.create_all(self.engine)
        with self.engine.begin() as connection:
            load_registry(connection, registry or write_registry(folder / "sample"))
        self.targets: dict[str, bytes] = {}
        self.index: PublishedIndex | None = None
        self.opened: list[str] = []

    def publish(self, now: datetime = NOW) -> PublishedIndex:
        """Publish what the registry holds at `now`."""
        since = None if self.index is None else Since(self.index, self.targets.__getitem__, self._folder)
        with self.engine.connect() as connection:
            built = build_index(connection, since, self._folder, now)
        self.targets |= {target.name: target.content for target in built.targets}
        self.index = built.index
        return built.index

    def change(self, sql: str) -> None:
        """Let somebody change the registry."""
        with self.engine.begin() as connection:
            connection.execute(text(sql))

    def forget_kept_files(self) -> None:
        """Let the next publishing begin with what was published: as on another machine."""
        for path in self._folder.iterdir():
            path.unlink()

    def open_target(self, name: str) -> Path:
        """Return a fetched file."""
        self.opened.append(name)
        path = self._files / name.replace("/", "_")
        path.write_bytes(self.targets[name])
        return path

    def bring(self, state: Path, now: datetime = NOW, disk: Disk = DISK) -> Applied:
        """Bring a unit to what was published last, and note which targets it opened."""
        assert self.index is not None
        self.opened = []
        return apply(state, self.index, self.open_target, now, disk)

    def connection(self) -> Connection:
        """Return a connection to the registry."""
        return self.engine.connect()
