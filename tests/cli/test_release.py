"""A release from a folder of wheels to a unit that takes it, by the commands of the centre."""

from __future__ import annotations

import platform
import shutil
import threading
from pathlib import Path

import pytest

from kiosk.cli import main
from kiosk.settings import assets_dir
from kiosk.sync.roads import FolderRoad
from kiosk.update.fetch import fetch_release
from kiosk.update.trial import Outcome
from kiosk.update.unpack import this_interpreter
from tests.cli.conftest import Kiosk, Said
from tests.system.centre import private_key
from tests.update.releases import Updating, wheel

SYSTEM = ("--system", this_interpreter().version, platform.machine())
MARKET = "minh-khai"


class Centre:
    """A centre with the sample registry, whose people are those of the practice, and the release 1.5."""

    def __init__(self, kiosk: Kiosk, folder: Path) -> None:
        self.kiosk, self.folder = kiosk, folder

    def do(self, *words: str | Path) -> Said:
        said = self.refused(*words)
        assert said.status == 0, said.err
        return said

    def refused(self, *words: str | Path) -> Said:
        return self.kiosk("central", *map(str, words))

    def publish(self, version: str, *contents: bytes, drop: tuple[str, ...] = (), way_back: str = "") -> None:
        wheels, draft = self.folder / f"wheels-{version}", self.folder / f"draft-{version}"
        wheels.mkdir()
        for number, content in enumerate(contents):
            (wheels / f"one-{number}.whl").write_bytes(content)
        more = [word for name in drop for word in ("--drop", name)]
        more += ["--way-back", way_back] if way_back else []
        file = self.do("release", "draft", version, draft, *SYSTEM, wheels, *more).out.strip()
        for number in (1, 2):
            key = self.folder / f"{number}.key"
            key.write_bytes(private_key(number))
            shown = self.do("tuf", "sign", file, "--key", key, "--yes").err
            assert (f"units may be sent back to {way_back}" in shown) is bool(way_back)
        self.do("tuf", "publish", draft)


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The state folder of a centre, made once."""
    folder = tmp_path_factory.mktemp("centre")

    def kiosk(*words: str) -> Said:
        return Said(main(words), f"{folder / 'draft-1.5'}/2.release.json", "")

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KIOSK_PLACES__STATE", str(folder / "state"))
        centre = Centre(kiosk, folder)
        centre.do("init", "--sample")
        centre.do("publish", "--sample")
        centre.publish("1.5", wheel("1.5", size_bytes=5_000_000), wheel("shared"))
    return folder / "state"


@pytest.fixture
def centre(kiosk: Kiosk, state: Path, tmp_path: Path) -> Centre:
    shutil.copytree(state, tmp_path / "state")
    return Centre(kiosk, tmp_path)


def test_release_is_signed_published_carried_and_kept(centre: Centre, tmp_path: Path) -> None:
    assert centre.do("release", "list").out == "1.5\n"
    centre.publish("2.1", wheel("2.1"), wheel("shared"), drop=("1.5",), way_back="1.5")
    assert centre.do("release", "list").out == "2.1\n"
    stick = tmp_path / "stick"
    centre.do("publish", "--export", stick)
    assert len(list((stick / "targets/release/wheels").iterdir())) == 2, "pieces that nobody needs are gone"
    unit = Updating(tmp_path / "unit", (assets_dir() / "sample/root.json").read_bytes())
    unit.folder.mkdir()
    unit.provision()
    fetch_release(unit.source(unit.state), "2.1", unit.layout, FolderRoad(stick), None, threading.Event())
    assert unit.update("2.1") is Outcome.KEPT
    assert unit.layout.way_back("2.1") == "1.5"


def test_wave_is_set_for_what_is_published_and_leaves_other_settings(centre: Centre) -> None:
    assert "PUB-12" in centre.refused("release", "wave", "2.0", "1").err
    assert "1.5 is wanted of 1 % (nothing was wanted before)" in centre.do("release", "wave", "1.5", "1").err
    assert "(before: 1.5, 1 %)" in centre.do("release", "wave", "1.5", "10").err
    assert "nothing was wanted before" in centre.do("release", "wave", "1.5", "100", "--market", MARKET).err


@pytest.mark.parametrize(
    ("words", "number"),
    [
        (("wave", "1.5", "1", "--market", "nowhere"), "PUB-13"),
        (("wave", "1.5", "1", "--unit", "nobody"), "PUB-13"),
        (("wave", "1.5", "101"), "101"),
        (("wave", "../2.0", "1"), "is no version"),
        (("wave", "1.5", "1", "--unit", "a", "--market", "b"), "one of --market and --unit"),
    ],
)
def test_wave_that_cannot_be_changes_nothing(centre: Centre, words: tuple[str, ...], number: str) -> None:
    said = centre.refused("release", *words)
    assert said.status == 2
    assert number in said.err
    assert "nothing was wanted before" in centre.do("release", "wave", "1.5", "1").err


def test_folder_that_holds_no_wheels_is_no_release(centre: Centre, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    said = centre.refused("release", "draft", "2.0", tmp_path / "draft", *SYSTEM, tmp_path / "empty")
    assert (said.status, "PUB-11" in said.err) == (2, True)
    (tmp_path / "empty/one.whl").write_bytes(b"no zip")
    assert "PUB-11" in centre.refused("release", "draft", "2.0", tmp_path / "draft", *SYSTEM, tmp_path / "empty").err
