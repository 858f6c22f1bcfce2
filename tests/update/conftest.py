"""Releases that a test signed, and a unit that was provisioned with the first of them."""

from __future__ import annotations

import shutil
import threading
from pathlib import Path

import pytest

from kiosk.sync.roads import FolderRoad
from kiosk.update.fetch import fetch_release
from tests.sync.repository import Publisher
from tests.update.releases import HEALTHS, Updating, release_targets, wheel


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Publisher:
    """A repository with a release of each health, which no test changes."""
    made = Publisher()
    for kind, health in HEALTHS.items():
        made.put(release_targets(f"2.0-{kind}", wheel(f"2.0-{kind}", health)), "release")
    made.sign_role("release")
    made.vouch()
    return made


@pytest.fixture(scope="session")
def stick(published: Publisher, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("stick")
    published.write(folder)
    return folder


@pytest.fixture(scope="session")
def fetched(published: Publisher, stick: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Units that run 1.0, each in a folder named after the health of the release that it has fetched."""
    folder = tmp_path_factory.mktemp("fetched")
    for kind in HEALTHS:
        unit = Updating(folder / kind, published.root)
        unit.folder.mkdir()
        unit.provision()
        fetch_release(unit.source(unit.state), f"2.0-{kind}", unit.layout, FolderRoad(stick), None, threading.Event())
    return folder


@pytest.fixture
def unit(fetched: Path, published: Publisher, tmp_path: Path) -> Updating:
    """A unit that has fetched the good release, and can fetch the others."""
    return copied(tmp_path / "unit", fetched, "good", published.root)


def copied(folder: Path, fetched: Path, kind: str, root: bytes) -> Updating:
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(fetched / kind, folder, symlinks=True)
    return Updating(folder, root)
