"""A demonstration publishes by itself, with keys that anybody can make."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine

from kiosk.central.publishing.practice import practice_root, publish_practice
from kiosk.central.publishing.publisher import Publisher
from kiosk.central.publishing.store import metadata_file, target_named
from kiosk.central.seals.publishing import held_lists, newest_list, publish
from kiosk.central.service import Service
from kiosk.central.versions import newest_versions
from kiosk.messages.published import INDEX_TARGET, TRUST_TARGET
from kiosk.settings import assets_dir
from kiosk.trust.read import trust_list_from_json
from tests.central.conftest import NOW
from tests.central.publishing.repository import make_repository


@pytest.mark.one_database
def test_root_of_demonstrations_is_the_one_that_is_shipped() -> None:
    assert (assets_dir() / "sample" / "root.json").read_bytes() == practice_root()


def test_demonstration_publishes_its_lists_and_its_registry(service: Service, tmp_path: Path) -> None:
    assert service.is_demonstration
    assert Publisher(service, tmp_path).run_once() is not None
    with service.primary.connect() as connection:
        assert metadata_file(connection, "1.root.json") == practice_root()
        assert target_named(connection, INDEX_TARGET) is not None
        trust = target_named(connection, TRUST_TARGET)
        assert trust is not None
        assert trust_list_from_json(trust.decode(), "test") == newest_list(connection)


def test_new_list_of_a_demonstration_is_signed_by_itself(service: Service, tmp_path: Path) -> None:
    publisher = Publisher(service, tmp_path)
    publisher.run_once()
    with service.primary.begin() as connection:
        version = publish(connection, NOW, lambda before: before).version
        assert newest_versions(connection).trust == version - 1
    publisher.run_once()
    with service.primary.connect() as connection:
        assert newest_versions(connection).trust == version
        assert f'"version": {version},'.encode() in (target_named(connection, TRUST_TARGET) or b"")


def test_lists_of_the_samples_need_not_wait(service: Service, tmp_path: Path) -> None:
    with service.primary.connect() as connection:
        before = held_lists(connection, NOW)
    Publisher(service, tmp_path).run_once()
    with service.primary.connect() as connection:
        assert held_lists(connection, NOW) == before


@pytest.mark.one_database
def test_repository_of_other_people_is_left_alone(engine: Engine, at: datetime) -> None:
    repository = make_repository(engine, at)
    with engine.begin() as connection:
        assert not publish_practice(connection, at)
    assert repository.file("1.root.json") != practice_root()


@pytest.mark.one_database
def test_service_in_earnest_begins_no_practice(service: Service, tmp_path: Path) -> None:
    in_earnest = replace(service, is_demonstration=False)
    assert Publisher(in_earnest, tmp_path).run_once() is None
    with service.primary.connect() as connection:
        assert metadata_file(connection, "1.root.json") is None
