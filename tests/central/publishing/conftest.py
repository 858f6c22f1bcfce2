"""A repository with throw-away keys, and a unit that fetches from it by the library's own client."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from fastapi import FastAPI
from sqlalchemy import Engine
from starlette.testclient import TestClient
from tuf.api.exceptions import DownloadHTTPError
from tuf.ngclient import FetcherInterface, Updater

from kiosk.central.problems import answer_problems
from kiosk.central.publishing.routes import publishing_routes
from kiosk.messages.published import METADATA_PATH, TARGETS_PATH
from tests.central.publishing.repository import Repository, make_repository

BASE = "http://testserver"


class ClientFetcher(FetcherInterface):
    """Fetches from an application without a socket."""

    def __init__(self, client: TestClient) -> None:
        self._client = client

    def _fetch(self, url: str) -> Iterator[bytes]:
        answer = self._client.get(url)
        if answer.status_code != 200:
            raise DownloadHTTPError(f"{url}: {answer.status_code}", answer.status_code)
        return iter([answer.content])


@dataclass
class Unit:
    """A unit that keeps what it verified in a folder. The library reads the machine's clock."""

    folder: Path
    client: TestClient
    root: bytes

    def refreshed(self) -> Updater:
        """Return the client after it has verified the newest metadata."""
        for part in ("metadata", "targets"):
            (self.folder / part).mkdir(parents=True, exist_ok=True)
        updater = Updater(
            str(self.folder / "metadata"),
            BASE + METADATA_PATH,
            str(self.folder / "targets"),
            BASE + TARGETS_PATH,
            fetcher=ClientFetcher(self.client),
            bootstrap=self.root,
        )
        updater.refresh()
        return updater

    def fetch(self, name: str) -> bytes | None:
        """Return a verified target; None where it is not named."""
        updater = self.refreshed()
        found = updater.get_targetinfo(name)
        return None if found is None else Path(updater.download_target(found)).read_bytes()


@pytest.fixture
def at() -> datetime:
    """Now: the library's client knows no other time."""
    return datetime.now(UTC)


@pytest.fixture
def repository(empty: Engine, at: datetime) -> Repository:
    return make_repository(empty, at, trust=b'{"version": 1}')


@pytest.fixture
def client(repository: Repository) -> Iterator[TestClient]:
    """The routes of what is published, alone: the whole application takes half a second."""
    app = FastAPI()
    answer_problems(app)
    app.include_router(publishing_routes(repository.service))
    with TestClient(app) as client:
        yield client


@pytest.fixture
def unit(repository: Repository, client: TestClient, tmp_path: Path) -> Unit:
    return Unit(tmp_path / "unit", client, repository.root)
