"""Both sides together: the real centre publishes, a unit's own exchange takes it in, over a socket and from a stick."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from fastapi import FastAPI
from sqlalchemy import Engine, insert

from kiosk.central.people.changes import Deed
from kiosk.central.people.rights import Right
from kiosk.central.people.users import OPERATOR
from kiosk.central.publishing.ceremony import trust_targets
from kiosk.central.publishing.publisher import Publisher
from kiosk.central.publishing.roles import RoleName
from kiosk.central.publishing.routes import publishing_routes
from kiosk.central.registry.recalls import RECALL, recall_kinds
from kiosk.central.registry.schemes import scheme_rows
from kiosk.central.registry.tables import label_schemes
from kiosk.codes.code import Identity
from kiosk.codes.schemes import Scheme, find_scheme
from kiosk.lookup.apply import Applied, apply, needed_targets
from kiosk.lookup.registry_file import current_stand, open_file
from kiosk.lookup.schemes import registered_schemes
from kiosk.lookup.snapshot import Snapshot
from kiosk.messages.published import PublishedIndex
from kiosk.sync.exchange import Exchanged, Placed, Setup, exchange
from kiosk.sync.roads import FolderRoad, HttpRoad, Road
from kiosk.trust.read import lists_from_json
from tests.central.publishing.repository import Repository, make_repository
from tests.central.registry_folder import GTIN, LOT
from tests.central.running import serving
from tests.sync.unit_exchange import RELEASE_LISTS

pytestmark = pytest.mark.one_database


@dataclass
class OwnRegistry:
    """This unit's registry, as its process keeps it."""

    state: Path
    now: datetime

    def needed(self, index: PublishedIndex) -> Sequence[str]:
        return needed_targets(self.state, index)

    def apply(self, index: PublishedIndex, open_target: Callable[[str], Path]) -> Applied:
        return apply(self.state, index, open_target, self.now)

    def schemes(self) -> Sequence[Scheme]:
        return registered_schemes(self.state)


@dataclass
class Unit:
    state: Path
    root: bytes
    now: datetime

    def by(self, road: Road) -> Exchanged:
        placed: list[Placed] = []
        registry = OwnRegistry(self.state, self.now)
        setup = Setup(self.state, self.root, RELEASE_LISTS, registry, time.monotonic, lambda: self.now)
        return exchange(setup, road, None, threading.Event(), placed.append)

    def recalls(self) -> int:
        """Return how many recalls cover the lot, by this unit's own data."""
        stand = current_stand(self.state)
        assert stand is not None
        snapshot = Snapshot(open_file(stand[0]), self.now)
        try:
            return len(snapshot.find(Identity(gtin=GTIN, lot=LOT)).recalls)
        finally:
            snapshot.close()


@pytest.fixture
def repository(engine: Engine, at: datetime) -> Repository:
    with engine.connect() as connection:
        (trust,) = trust_targets(connection).values()
    return make_repository(engine, at, trust)


@pytest.fixture
def publisher(repository: Repository, tmp_path: Path) -> Publisher:
    made = Publisher(repository.service, tmp_path / "publishing")
    made.run_once()
    return made


@pytest.fixture
def url(repository: Repository, publisher: Publisher) -> Iterator[str]:
    app = FastAPI()
    app.include_router(publishing_routes(repository.service))
    with serving(app) as served:
        yield served


@pytest.fixture
def unit(repository: Repository, tmp_path: Path) -> Unit:
    state = tmp_path / "state"
    state.mkdir()
    return Unit(state, repository.root, repository.at)


def test_unit_takes_in_lists_and_registry(unit: Unit, url: str) -> None:
    with HttpRoad(url) as centre:
        done = unit.by(centre)
    assert done.lists is not None
    assert done.applied is not None
    assert done.applied.is_new
    assert unit.recalls() == 0


def test_recall_reaches_a_unit_in_a_few_kilobytes(
    unit: Unit, url: str, publisher: Publisher, repository: Repository
) -> None:
    with HttpRoad(url) as centre:
        unit.by(centre)
        decide_recall(repository)
        publisher.run_once()
        done = unit.by(centre)
    assert unit.recalls() == 1
    assert done.got_bytes < 12_000


def test_quiet_exchange_brings_a_timestamp_alone(
    unit: Unit, url: str, publisher: Publisher, repository: Repository
) -> None:
    with HttpRoad(url) as centre:
        unit.by(centre)
        repository.at += timedelta(minutes=20)
        publisher.run_once()
        done = unit.by(centre)
    assert done.got_bytes < 1_000


def test_unit_follows_every_key_that_is_replaced(
    unit: Unit, url: str, publisher: Publisher, repository: Repository
) -> None:
    with HttpRoad(url) as centre:
        unit.by(centre)
        repository.rotate_root(RoleName.ROOT, RoleName.TARGETS, RoleName.SNAPSHOT, RoleName.TIMESTAMP)
        repository.rotate_delegated(RoleName.TRUST, RoleName.RELEASE, RoleName.REGISTRY, RoleName.SETTINGS)
        decide_recall(repository)
        publisher.run_once()
        unit.by(centre)
    assert unit.recalls() == 1


def test_stick_brings_a_new_unit_what_the_centre_holds(
    unit: Unit, publisher: Publisher, repository: Repository, tmp_path: Path
) -> None:
    decide_recall(repository)
    publisher.run_once()
    repository.export(tmp_path / "stick")
    unit.by(FolderRoad(tmp_path / "stick"))
    assert unit.recalls() == 1


def test_scheme_that_the_centre_publishes_counts_at_a_unit_beside_those_of_the_release(
    unit: Unit, url: str, publisher: Publisher, repository: Repository
) -> None:
    scheme = Scheme("new", "Chủ mẫu", ("qr.example",), "Tên cơ sở", "Tem là bản gốc", first_day=repository.at.date())
    with HttpRoad(url) as centre:
        unit.by(centre)
        with repository.engine.begin() as connection:
            connection.execute(insert(label_schemes), scheme_rows([scheme]))
        repository.at += timedelta(hours=1)
        publisher.run_once()
        done = unit.by(centre)
    schemes = placed_schemes(unit.state)
    assert find_scheme("qr.example", "/1", schemes) == scheme
    assert find_scheme("hn.check.net.vn", "/1", schemes) is not None
    assert done.lists is not None
    assert done.lists.is_new


def placed_schemes(state: Path) -> Sequence[Scheme]:
    return lists_from_json((state / "lists.json").read_text("utf-8"), "lists.json").schemes


def decide_recall(repository: Repository) -> None:
    """Let two people's recall of the lot come into force now."""
    recall = {
        "id": "R9",
        "kind": "mandatory",
        "reason": "Dư lượng",
        "authority": "Chi cục mẫu",
        "document": "12/QĐ",
        "legal_basis": "Luật mẫu",
        "gtins": [GTIN],
        "lots": [LOT],
    }
    with repository.engine.begin() as connection:
        deed = Deed(OPERATOR, Right.APPROVE_RECALL, repository.at - timedelta(seconds=1))
        recall_kinds()[RECALL].apply(connection, deed, recall)
