"""What comes over the network is verified twice, and taken only where it is this unit's, and has room."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from kiosk.errors import CentreError, StoreError
from kiosk.messages.release import manifest_target
from kiosk.sync.centre import CentreFaultError
from kiosk.sync.roads import FolderRoad, HttpRoad
from kiosk.update import fetch
from kiosk.update.fetch import fetch_release, system_of
from kiosk.update.links import current
from kiosk.update.take import HandedOver, packages, take
from kiosk.update.trial import Outcome
from tests.sync.repository import Publisher, served
from tests.update.releases import Updating, release_targets, wheel

LARGE_BYTES = 9_000_000


def fetched_from(unit: Updating, stick: Path, version: str) -> None:
    fetch_release(unit.source(unit.state), version, unit.layout, FolderRoad(stick), None, threading.Event())


@pytest.fixture
def publisher() -> Publisher:
    return Publisher()


@pytest.fixture
def bare(tmp_path: Path, publisher: Publisher) -> Updating:
    """A unit with the first release, that has fetched nothing."""
    unit = Updating(tmp_path / "unit", publisher.root)
    unit.folder.mkdir()
    unit.provision()
    return unit


def test_download_that_broke_goes_on_with_what_is_missing(bare: Updating, publisher: Publisher) -> None:
    large = wheel("2.0", size_bytes=LARGE_BYTES)
    targets = release_targets("2.0", large, wheel("2.0", size_bytes=10))
    publisher.publish(targets)
    with served(publisher.files) as server, HttpRoad(server.url) as road:
        last = next(name for name in publisher.files if name.endswith(".002"))
        server.broken.add(last)
        with pytest.raises(CentreFaultError):
            fetch_release(bare.source(bare.state), "2.0", bare.layout, road, None, threading.Event())
        server.broken.clear()
        server.asked.clear()
        fetch_release(bare.source(bare.state), "2.0", bare.layout, road, None, threading.Event())
        assert sum(name.startswith("targets/release/wheels") for name in server.asked) == 2
    assert bare.update("2.0") is Outcome.KEPT


def test_package_that_lies_here_is_not_fetched_again(bare: Updating, publisher: Publisher, tmp_path: Path) -> None:
    shared = wheel("shared", size_bytes=10_000)
    publisher.publish(release_targets("2.0", wheel("2.0"), shared))
    publisher.write(tmp_path / "stick")
    fetched_from(bare, tmp_path / "stick", "2.0")
    assert bare.update("2.0") is Outcome.KEPT
    publisher.publish(release_targets("2.1", wheel("2.1"), shared))
    with served(publisher.files) as server, HttpRoad(server.url) as road:
        fetch_release(bare.source(bare.state), "2.1", bare.layout, road, None, threading.Event())
        assert sum(name.startswith("targets/release/wheels") for name in server.asked) == 1
    assert bare.update("2.1") is Outcome.KEPT
    assert {path.name for path in bare.layout.releases.iterdir()} == {"2.0", "2.1"}, "two stand side by side"


def test_what_sync_changed_on_its_way_is_refused(unit: Updating) -> None:
    for path in (unit.state / "release/tuf/targets").iterdir():
        path.write_bytes(path.read_bytes()[:-1] + b"!")
    with pytest.raises(CentreError, match="TUF-01"):
        unit.update("2.0-good")
    assert current(unit.layout) == "1.0"
    assert list(unit.layout.releases.iterdir()) == [unit.layout.release("1.0")]


def test_link_that_sync_left_is_not_followed(unit: Updating, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    for path in (unit.state / "release/tuf/targets").iterdir():
        secret.write_bytes(path.read_bytes())
        path.unlink()
        path.symlink_to(secret)
    with pytest.raises(CentreFaultError):
        unit.update("2.0-good")


def test_release_that_nobody_signed_is_refused(unit: Updating) -> None:
    with pytest.raises(CentreError, match="TUF-04"):
        unit.update("6.6")


def test_release_for_other_machines_is_refused(bare: Updating, publisher: Publisher, tmp_path: Path) -> None:
    publisher.publish(release_targets("2.0", wheel("2.0"), machine="riscv64"))
    publisher.write(tmp_path / "stick")
    with pytest.raises(StoreError, match=r"UPD-01.*not made for Python"):
        fetched_from(bare, tmp_path / "stick", "2.0")


def test_manifest_of_another_release_is_refused(bare: Updating, publisher: Publisher, tmp_path: Path) -> None:
    other = release_targets("1.5", wheel("1.5"))
    publisher.publish({**other, manifest_target("2.0"): other[manifest_target("1.5")]}, "release")
    publisher.write(tmp_path / "stick")
    with pytest.raises(CentreError, match=r"manifest of 2\.0 is of 1\.5"):
        fetched_from(bare, tmp_path / "stick", "2.0")


def test_without_room_nothing_is_fetched(bare: Updating, publisher: Publisher, monkeypatch: pytest.MonkeyPatch) -> None:
    publisher.publish(release_targets("2.0", wheel("2.0")))
    monkeypatch.setattr(fetch, "SPARE_BYTES", 10**18)
    with served(publisher.files) as server, HttpRoad(server.url) as road:
        with pytest.raises(StoreError, match="UPD-02"):
            fetch_release(bare.source(bare.state), "2.0", bare.layout, road, None, threading.Event())
        assert not any(name.startswith("targets/release/wheels") for name in server.asked)


def test_without_room_to_unpack_nothing_is_switched(bare: Updating, publisher: Publisher, tmp_path: Path) -> None:
    publisher.publish(release_targets("2.0", wheel("2.0"), unpacked_bytes=10**18))
    publisher.write(tmp_path / "stick")
    fetched_from(bare, tmp_path / "stick", "2.0")
    with pytest.raises(StoreError, match="UPD-02"):
        bare.update("2.0")
    assert current(bare.layout) == "1.0"
    assert not bare.layout.release("2.0").exists()


def test_package_that_the_card_damaged_goes(unit: Updating) -> None:
    system = system_of(take(unit.source(unit.own), HandedOver(unit.state), "2.0-good", unit.layout))
    [path] = packages(unit.layout, system.wheels)
    path.write_bytes(bytes(path.stat().st_size))
    with pytest.raises(StoreError, match="UPD-03"):
        packages(unit.layout, system.wheels)
    assert unit.update("2.0-good") is Outcome.KEPT


@pytest.mark.parametrize("name", ["../../etc/cron.d/x", "/etc/cron.d/x", "a/../../x"])
def test_package_that_leads_out_of_its_folder_is_refused(bare: Updating, tmp_path: Path, name: str) -> None:
    import zipfile

    from kiosk.update.unpack import this_interpreter, unpack

    bad = tmp_path / "bad.whl"
    with zipfile.ZipFile(bad, "w") as file:
        file.writestr(name, "")
    with pytest.raises(StoreError, match="UPD-04"):
        unpack(bare.layout, "2.0", [bad], this_interpreter())
    assert not bare.layout.is_whole("2.0")
