"""Publishing by itself: what changes at the centre stands in what a unit verifies, once, whoever publishes."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, update
from starlette.testclient import TestClient

from kiosk.central.kiosks.levels import CITY, put_settings
from kiosk.central.kiosks.notices import add_notice
from kiosk.central.kiosks.tables import kiosks
from kiosk.central.people.changes import Deed, record_change
from kiosk.central.people.rights import Right
from kiosk.central.people.users import OPERATOR
from kiosk.central.publishing.changes import BuiltIndex
from kiosk.central.publishing.due import REGISTRY_EVERY, TIMESTAMP_EVERY
from kiosk.central.publishing.held import published_as_of
from kiosk.central.publishing.publisher import Publisher
from kiosk.central.publishing.store import target_named
from kiosk.central.registry.tables import lots
from kiosk.central.versions import newest_versions
from kiosk.errors import KioskError
from kiosk.messages.notices import Notice, NoticeKind
from kiosk.messages.published import INDEX_TARGET, PublishedIndex, PublishedSettings, settings_target
from kiosk.messages.unit_settings import KioskSettings
from tests.central.kiosks.paired import pair
from tests.central.publishing.conftest import Unit
from tests.central.publishing.repository import Repository, make_repository
from tests.central.registry_folder import GTIN, LOT


@pytest.fixture
def repository(engine: Engine, at: datetime) -> Repository:
    """The repository over the small registry."""
    return make_repository(engine, at)


@pytest.fixture
def publisher(repository: Repository, tmp_path: Path) -> Publisher:
    return Publisher(repository.service, tmp_path / "publishing")


def index_of(unit: Unit) -> PublishedIndex:
    content = unit.fetch(INDEX_TARGET)
    assert content is not None
    return PublishedIndex.model_validate_json(content)


def test_first_publication_is_the_whole_registry(publisher: Publisher, unit: Unit) -> None:
    assert publisher.run_once() is not None
    index = index_of(unit)
    assert index.snapshot.counts["lots"] == 2
    pieces = [unit.fetch(name) for name in index.snapshot.pieces]
    assert all(pieces)


def test_index_is_shown_to_whoever_wants_to_look(publisher: Publisher, client: TestClient, unit: Unit) -> None:
    assert client.get("/v1/snapshot").status_code == 404
    publisher.run_once()
    answer = client.get("/v1/snapshot")
    assert answer.content == unit.fetch(INDEX_TARGET)
    assert client.get("/v1/snapshot", headers={"If-None-Match": answer.headers["etag"]}).status_code == 304


def test_nothing_is_published_where_nothing_changed(publisher: Publisher) -> None:
    publisher.run_once()
    assert publisher.run_once() is None


def test_recall_is_published_at_once_and_counted_as_urgent(
    publisher: Publisher, repository: Repository, unit: Unit
) -> None:
    publisher.run_once()
    before = _urgent(repository)
    _decide(repository, "recalls")
    done = publisher.run_once()
    assert done is not None
    assert done.due.is_urgent
    assert _urgent(repository) == before + 1


def test_it_is_written_down_which_registry_was_the_first_to_hold_a_recall(
    publisher: Publisher, repository: Repository, unit: Unit
) -> None:
    publisher.run_once()
    _decide(repository, "recalls")
    decided_at = repository.at
    assert _published(repository, "recalls") == (decided_at, None)
    repository.at += timedelta(seconds=8)
    publisher.run_once()
    repository.at += REGISTRY_EVERY
    publisher.run_once()
    assert _published(repository, "recalls") == (decided_at, decided_at + timedelta(seconds=8))
    assert index_of(unit).as_of == repository.at


def _published(repository: Repository, kind: str) -> tuple[datetime, datetime | None] | None:
    with repository.engine.connect() as connection:
        return published_as_of(connection, kind, "R1")


def test_notice_stands_among_the_changes(publisher: Publisher, repository: Repository, unit: Unit) -> None:
    publisher.run_once()
    notice = Notice(
        id="N1",
        kind=NoticeKind.ORDINARY,
        market_id="M1",
        text="Chợ nghỉ",
        text_en="Closed",
        starts_at=repository.at,
        ends_at=repository.at + timedelta(days=1),
    )
    with repository.engine.begin() as connection:
        add_notice(connection, _deed(repository), notice)
    publisher.run_once()
    assert [one.table for one in index_of(unit).changes] == ["notices"]


def test_lot_is_published_within_the_hour(publisher: Publisher, repository: Repository, unit: Unit) -> None:
    publisher.run_once()
    with repository.engine.begin() as connection:
        connection.execute(update(lots).where(lots.c.gtin == GTIN, lots.c.lot == LOT).values(quantity=500))
    repository.at += REGISTRY_EVERY
    publisher.run_once()
    assert [one.table for one in index_of(unit).changes] == ["lots"]


def test_setting_is_published_for_each_market_with_a_kiosk(
    publisher: Publisher, repository: Repository, unit: Unit
) -> None:
    paired = pair(repository.engine)
    publisher.run_once()
    with repository.engine.begin() as connection:
        put_settings(connection, _deed(repository), CITY, KioskSettings(volume=30))
    publisher.run_once()
    content = unit.fetch(settings_target("M1"))
    assert content is not None
    (kiosk,) = PublishedSettings.model_validate_json(content).kiosks
    assert (kiosk.id, kiosk.settings.volume) == (paired.id, 30)


@pytest.mark.one_database
def test_denied_kiosk_is_told_nothing(publisher: Publisher, repository: Repository, unit: Unit) -> None:
    pair(repository.engine)
    publisher.run_once()
    with repository.engine.begin() as connection:
        connection.execute(update(kiosks).values(denied_at=repository.at))
        put_settings(connection, _deed(repository), CITY, KioskSettings(volume=30))
    publisher.run_once()
    assert unit.fetch(settings_target("M1")) is None


@pytest.mark.one_database
def test_quiet_centre_makes_a_new_timestamp_and_nothing_else(publisher: Publisher, repository: Repository) -> None:
    publisher.run_once()
    before = repository.file("timestamp.json"), _newest_index(repository)
    repository.at += TIMESTAMP_EVERY
    publisher.run_once()
    assert repository.file("timestamp.json") != before[0]
    assert _newest_index(repository) == before[1]


def test_two_processes_publish_a_change_once(publisher: Publisher, repository: Repository, tmp_path: Path) -> None:
    other = Publisher(repository.service, tmp_path / "other")
    publisher.run_once()
    _decide(repository, "recalls")
    published: list[object] = []
    both = threading.Barrier(2)

    def run(one: Publisher) -> None:
        both.wait(10)
        published.append(one.run_once())

    threads = [threading.Thread(target=run, args=(one,)) for one in (publisher, other)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(published) == 2
    assert sum(one is not None for one in published) == 1


def test_what_another_process_published_is_taken_up(
    publisher: Publisher, repository: Repository, unit: Unit, tmp_path: Path
) -> None:
    publisher.run_once()
    _decide(repository, "recalls")
    assert Publisher(repository.service, tmp_path / "other").run_once() is not None
    with repository.engine.begin() as connection:
        connection.execute(update(lots).where(lots.c.lot == LOT).values(quantity=500))
    _decide(repository, "violations")
    assert publisher.run_once() is not None
    assert [one.table for one in index_of(unit).changes] == ["lots"]


@pytest.mark.one_database
def test_broken_index_is_followed_by_a_whole_new_snapshot(
    publisher: Publisher, repository: Repository, unit: Unit
) -> None:
    repository.publish({INDEX_TARGET: b"no index"})
    publisher.run_once()
    assert index_of(unit).changes == ()


@pytest.mark.one_database
def test_registry_that_cannot_be_made_holds_nothing_else_back(
    publisher: Publisher, repository: Repository, unit: Unit, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> BuiltIndex:
        raise OSError(28, "No space left on device")

    pair(repository.engine)
    monkeypatch.setattr("kiosk.central.publishing.publisher.build_index", full)
    with pytest.raises(OSError, match="No space"):
        publisher.run_once()
    assert unit.fetch(settings_target("M1")) is not None
    assert unit.fetch(INDEX_TARGET) is None
    monkeypatch.undo()
    publisher.run_once()
    assert unit.fetch(INDEX_TARGET) is not None


@pytest.mark.one_database
def test_centre_without_a_ceremony_publishes_nothing(empty: Engine, repository: Repository, tmp_path: Path) -> None:
    with empty.begin() as connection:
        connection.exec_driver_sql("DELETE FROM tuf_metadata")
    publisher = Publisher(repository.service, tmp_path / "publishing")
    assert publisher.run_once() is None
    with pytest.raises(KioskError, match="PUB-03"):
        publisher.run_once(is_asked=True)


def _deed(repository: Repository) -> Deed:
    return Deed(OPERATOR, Right.CHANGE_KIOSKS, repository.at)


def _decide(repository: Repository, kind: str) -> None:
    """Let the audit say that something of `kind` was decided; the decision itself is the registry's matter."""
    with repository.engine.begin() as connection:
        record_change(connection, _deed(repository), kind, "R1", None, {"id": "R1"})


def _urgent(repository: Repository) -> int:
    with repository.engine.connect() as connection:
        return newest_versions(connection).registry


def _newest_index(repository: Repository) -> bytes | None:
    with repository.engine.connect() as connection:
        return target_named(connection, INDEX_TARGET)
