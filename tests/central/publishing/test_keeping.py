"""The serving process publishes by itself, and serves on when it cannot."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest

from kiosk.central.people.changes import Deed, record_change
from kiosk.central.people.rights import Right
from kiosk.central.people.users import OPERATOR
from kiosk.central.publishing.publisher import Publication, Publisher
from kiosk.central.versions import newest_versions
from kiosk.errors import KioskError
from kiosk.moment import HANOI
from kiosk.processes.central import publishing as process
from kiosk.processes.central.publishing import keep_publishing
from tests.central.publishing.repository import Repository

pytestmark = pytest.mark.one_database


def test_recall_is_published_while_the_process_serves(repository: Repository, tmp_path: Path) -> None:
    def urgent() -> int:
        with repository.engine.connect() as connection:
            return newest_versions(connection).registry

    async def serve() -> None:
        publishing = asyncio.create_task(keep_publishing(Publisher(repository.service, tmp_path), 0.01))
        deed = Deed(OPERATOR, Right.APPROVE_RECALL, repository.at)
        with repository.engine.begin() as connection:
            record_change(connection, deed, "recalls", "R1", None, {})
        async with asyncio.timeout(10):
            while urgent() == 0:  # noqa: ASYNC110  # another thread writes to the database
                await asyncio.sleep(0.01)
        publishing.cancel()
        with suppress(asyncio.CancelledError):
            await publishing

    asyncio.run(serve())


class _Failing(Publisher):
    """Fails twice, then works."""

    def __init__(self, repository: Repository, folder: Path) -> None:
        super().__init__(repository.service, folder)
        self.asked = 0

    def run_once(self, *, is_asked: bool = False) -> Publication | None:
        self.asked += 1
        if self.asked < 3:
            raise KioskError("PUB-02", "no key.", "Give one.")
        return None


def test_fault_is_logged_when_it_begins_and_when_it_is_over(
    repository: Repository, tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process, "AFTER_FAULT_S", 0.01)
    failing = _Failing(repository, tmp_path)

    async def serve() -> None:
        publishing = asyncio.create_task(keep_publishing(failing, 0.01))
        while failing.asked < 5:  # noqa: ASYNC110  # another thread counts
            await asyncio.sleep(0.01)
        publishing.cancel()
        with suppress(asyncio.CancelledError):
            await publishing

    with caplog.at_level(logging.INFO):
        asyncio.run(serve())
    assert [record.levelname for record in caplog.records if "publish" in record.message] == ["ERROR", "INFO"]


def test_clock_that_was_set_back_is_named_in_the_log(
    repository: Repository, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    publisher = Publisher(repository.service, tmp_path)
    publisher.run_once()
    published_at, repository.at = repository.at, repository.at - timedelta(hours=3)

    async def serve() -> None:
        publishing = asyncio.create_task(keep_publishing(publisher, 0.01))
        async with asyncio.timeout(10):
            while "published for offline use" not in caplog.text:  # noqa: ASYNC110  # another thread publishes
                await asyncio.sleep(0.01)
        publishing.cancel()
        with suppress(asyncio.CancelledError):
            await publishing

    with caplog.at_level(logging.INFO, "kiosk"):
        asyncio.run(serve())
    (warned,) = [record.message for record in caplog.records if record.levelno == logging.WARNING]
    assert "clock was set back" in warned
    assert published_at.astimezone(HANOI).isoformat(" ", "seconds") in warned
