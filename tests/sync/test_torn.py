"""Every file of what is verified, torn in five ways by a power cut: the next exchange makes it whole."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from kiosk.messages.published import TRUST_TARGET
from kiosk.sync.lists import DAMAGED_FILE
from tests.sync.repository import Publisher, served
from tests.sync.unit_exchange import ExchangingUnit, registry_targets, trust_list
from tests.tears import TEARS

_FILES = (
    "lists.json",
    "tuf/verified.json",
    "tuf/.lock",
    *(f"tuf/metadata/{role}.json" for role in ("root", "timestamp", "snapshot", "targets", "trust", "registry")),
    *(f"tuf/metadata/root_history/{version}.root.json" for version in (1, 2)),
    *(f"tuf/targets/{number}" for number in range(4)),
)


@dataclass(frozen=True)
class Centre:
    """A repository that is served, and the state of a unit that has all of it."""

    root: bytes
    url: str
    state: Path


@pytest.fixture(scope="module")
def centre(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Centre]:
    publisher = Publisher()
    publisher.rotate("root")
    publisher.publish({TRUST_TARGET: trust_list()})
    publisher.publish(registry_targets())
    state = tmp_path_factory.mktemp("unit") / "state"
    with served(publisher.files) as server:
        ExchangingUnit(state, publisher.root, keeps_all=True).exchange(server.url)
        yield Centre(publisher.root, server.url, state)


@pytest.mark.parametrize("tear", TEARS)
@pytest.mark.parametrize("name", _FILES)
def test_torn_file_is_made_whole_by_the_next_exchange(centre: Centre, tmp_path: Path, name: str, tear: str) -> None:
    unit = ExchangingUnit(tmp_path / "state", centre.root, keeps_all=True)
    shutil.copytree(centre.state, unit.state, symlinks=True)
    whole = contents(unit.state)
    path = unit.state / name
    if path.parent.name == "targets":
        path = sorted(path.parent.iterdir())[int(path.name)]
    path.write_bytes(TEARS[tear](path.read_bytes()))
    unit.exchange(centre.url)
    assert contents(unit.state) == whole


def test_every_file_of_a_unit_is_torn_here(centre: Centre) -> None:
    named = {name for name in _FILES if "targets/" not in name}
    assert {path.relative_to(centre.state).as_posix() for path in contents(centre.state)} - named <= {
        path.relative_to(centre.state).as_posix() for path in (centre.state / "tuf" / "targets").iterdir()
    }
    assert len(list((centre.state / "tuf" / "targets").iterdir())) == len(_FILES) - len(named)


def contents(state: Path) -> dict[Path, bytes]:
    """Return all that a unit keeps; the lock says nothing, nor does what is put aside."""
    paths = (path for path in state.rglob("*") if path.name not in (".lock", DAMAGED_FILE))
    return {path: path.read_bytes() for path in paths if path.is_file()}
