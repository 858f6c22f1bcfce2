"""A market's units share one download of a release: the cache unit fetches it; the others wait for it, not forever."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kiosk.messages.wave import WantedRelease
from kiosk.sync.cache_server import Served
from kiosk.sync.centre import CentreFaultError
from kiosk.update.fetch import ReleaseErrand
from kiosk.update.handover import FOLDER, read_wanted
from kiosk.update.links import current
from kiosk.update.market import PACKAGES, PATIENCE_S
from kiosk.update.trial import Outcome
from tests.sync.neighbour import serving
from tests.sync.repository import FileServer, Publisher, served
from tests.update.errand import GOOD, errand
from tests.update.releases import Updating

ALL, FEW = WantedRelease(version=GOOD, percent=100), WantedRelease(version=GOOD, percent=1)
NOBODY = "http://127.0.0.1:9"


@pytest.fixture
def centre(published: Publisher) -> Iterator[FileServer]:
    with served(published.files) as server:
        yield server


def provisioned(folder: Path, published: Publisher) -> Updating:
    made = Updating(folder, published.root)
    made.folder.mkdir()
    made.provision()
    return made


@pytest.fixture
def keeper(published: Publisher, tmp_path: Path) -> Updating:
    """The market's cache unit, which has fetched nothing yet."""
    return provisioned(tmp_path / "keeper", published)


@pytest.fixture
def neighbour(keeper: Updating) -> Iterator[str]:
    with serving(Served((keeper.state, keeper.state / FOLDER), keeper.layout.wheels)) as url:
        yield url


@pytest.fixture
def bare(published: Publisher, tmp_path: Path) -> Updating:
    """Another unit of the market."""
    return provisioned(tmp_path / "bare", published)


def wish(release: WantedRelease) -> Callable[[], WantedRelease]:
    return lambda: release


def does(one: ReleaseErrand) -> str:
    """Let the errand be done, and return its fault."""
    asyncio.run(one.run())
    return one.fault


def packages_asked(centre: FileServer) -> list[str]:
    """Return which packages the centre was asked for since this was asked last."""
    found = [name for name in centre.asked if name.startswith(PACKAGES)]
    centre.asked.clear()
    return found


def test_unit_gets_its_packages_next_door(keeper: Updating, bare: Updating, centre: FileServer, neighbour: str) -> None:
    does(errand(keeper, centre.url, wish(ALL), keeps_all=True))
    assert len(packages_asked(centre)) == 1
    does(errand(bare, centre.url, wish(ALL), neighbour))
    assert packages_asked(centre) == []
    assert bare.update(GOOD) is Outcome.KEPT


def test_cache_unit_fetches_for_others_what_is_not_wanted_of_itself(keeper: Updating, centre: FileServer) -> None:
    one = errand(keeper, centre.url, wish(FEW), keeps_all=True)
    does(one)
    does(one)
    assert len(packages_asked(centre)) == 1, "once"
    assert read_wanted(keeper.state) is None
    does(errand(keeper, NOBODY, wish(WantedRelease(version=GOOD, percent=0)), keeps_all=True))
    assert list((keeper.state / FOLDER / "tuf/targets").iterdir()) == [], "a wave that was stopped is kept for nobody"


def test_cache_unit_that_runs_the_release_serves_it_from_its_packages(
    keeper: Updating, bare: Updating, centre: FileServer, neighbour: str
) -> None:
    one = errand(keeper, centre.url, wish(ALL), keeps_all=True)
    does(one)
    keeper.update(GOOD)
    does(one)
    assert current(keeper.layout) == GOOD
    assert list((keeper.state / FOLDER / "tuf/targets").iterdir()) == []
    centre.asked.clear()
    does(errand(bare, centre.url, wish(ALL), neighbour))
    assert packages_asked(centre) == []
    assert bare.update(GOOD) is Outcome.KEPT


@pytest.mark.parametrize("is_there", [True, False])
def test_unit_waits_for_its_neighbour_and_not_forever(
    bare: Updating, centre: FileServer, neighbour: str, is_there: bool
) -> None:
    clock = [1000.0]
    cache_url = neighbour if is_there else NOBODY
    one = errand(bare, centre.url, wish(ALL), cache_url, monotonic_s=lambda: clock[0])
    for after_s in (0.0, PATIENCE_S - 1):
        clock[0] = 1000.0 + after_s
        assert does(one) == ""
        assert packages_asked(centre) == []
        assert read_wanted(bare.state) is None, "nothing is handed over that is not here"
    clock[0] = 1000.0 + PATIENCE_S
    does(one)
    assert len(packages_asked(centre)) == 1
    assert bare.update(GOOD) is Outcome.KEPT


def test_neighbour_that_lies_is_done_without_once_patience_ends(
    keeper: Updating, bare: Updating, centre: FileServer, neighbour: str
) -> None:
    does(errand(keeper, centre.url, wish(ALL), keeps_all=True))
    for path in (keeper.state / FOLDER / "tuf/targets").iterdir():
        path.write_bytes(path.read_bytes().replace(b"kiosk", b"foist"))
    clock = [0.0]
    one = errand(bare, centre.url, wish(ALL), neighbour, monotonic_s=lambda: clock[0])
    assert does(one) == ""
    assert read_wanted(bare.state) is None
    clock[0] = PATIENCE_S
    does(one)
    assert bare.update(GOOD) is Outcome.KEPT


def test_fault_of_the_centre_is_no_waiting(bare: Updating, neighbour: str) -> None:
    with pytest.raises(CentreFaultError):
        does(errand(bare, NOBODY, wish(ALL), neighbour))
