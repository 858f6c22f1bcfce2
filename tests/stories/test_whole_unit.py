"""A unit whose disk, files or clock fail: a label is judged right, the centre hears what is wrong, nothing is lost."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import select, text

from kiosk.central.journal.tables import journal
from kiosk.central.publishing.publisher import Publisher
from kiosk.central.publishing.store import metadata_file
from kiosk.journal.event import Gap
from kiosk.lookup.registry_file import FILE_NAME as REGISTRY
from kiosk.messages.heartbeat import ClockQuality
from kiosk.records.tables import SCHEMA_VERSION
from kiosk.verdicts.verdict import Headline, Level
from tests.central.publishing.repository import make_repository
from tests.faults.city import City, city_in, label_of, trust_list_text
from tests.stories.running import until
from tests.stories.unit import TELLS_WITHIN_S, Unit, unit_in

pytestmark = [pytest.mark.story, pytest.mark.timeout(180)]


class Packs:
    """Labels that nobody has held up yet."""

    def __init__(self) -> None:
        self._next = 0

    def genuine(self) -> bytes:
        self._next += 1
        return label_of(self._next)

    def forged(self) -> bytes:
        """A label whose lot was changed after it was sealed."""
        return self.genuine().replace(b"/10/L2611A", b"/10/L2611B")


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[City]:
    with city_in(tmp_path_factory.mktemp("city"), datetime.now(UTC)) as city:
        yield city


@pytest.fixture(scope="module")
def publisher(city: City, tmp_path_factory: pytest.TempPathFactory) -> Publisher:
    """A centre that has published."""
    repository = make_repository(city.engine, city.clock.now().at, trust=trust_list_text().encode())
    made = Publisher(repository.service, tmp_path_factory.mktemp("publisher"))
    assert made.run_once(is_asked=True) is not None
    return made


@pytest.fixture(scope="module")
def unit(city: City, publisher: Publisher, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Unit]:
    """A unit that runs well, has what was published, and has told the centre so."""
    with unit_in(tmp_path_factory.mktemp("unit"), city, root_of(city)) as unit:
        if unit is None:
            assert os.geteuid() != 0 or shutil.which("unshare") is None, "root makes a namespace of its own"
            pytest.skip("a small disk needs a mount namespace of its own, which this user may not make")
        unit.start()
        until((unit.state / REGISTRY).exists, TELLS_WITHIN_S, "the registry comes")
        until(lambda: heard_well(unit), TELLS_WITHIN_S, "the unit is well")
        yield unit


def root_of(city: City) -> bytes:
    with city.engine.connect() as connection:
        content = metadata_file(connection, "1.root.json")
    assert content is not None
    return content


def heard_well(unit: Unit) -> bool:
    beat = unit.heartbeat()
    return beat is not None and not beat.faults and beat.trust_version == 1 and beat.data_as_of is not None


def judged_right(unit: Unit, genuine: Level = Level.GOOD, *, is_written: bool = True) -> None:
    """Demand the right verdicts, what is forged is stopped, and both as rows where any can be."""
    before = len(unit.written()) if is_written else 0
    assert (unit.verdict(PACKS.genuine()), unit.verdict(PACKS.forged())) == (genuine, Level.STOP)
    if is_written:
        until(lambda: len(unit.written()) == before + 2, TELLS_WITHIN_S, "both verdicts are written")


def stands_at_centre(unit: Unit) -> bool:
    """Whether all that the unit ever wrote stands at the centre, each row once."""
    with unit.city.engine.connect() as connection:
        query = select(journal.c.journal, journal.c.sequence, journal.c.event)
        rows = connection.execute(query.where(journal.c.kiosk_id == unit.identity.device_id)).all()
    assert len(rows) == len({(row.journal, row.sequence) for row in rows})
    held = {json.loads(row.event).get("check_id") for row in rows}
    return {event.check_id for event in unit.written()} <= held


def lost_nothing(unit: Unit) -> None:
    """Demand that all that was written comes to stand at the centre."""
    until(lambda: stands_at_centre(unit), TELLS_WITHIN_S, "all rows stand at the centre")


PACKS = Packs()


def test_unit_that_is_well_judges_right(unit: Unit) -> None:
    judged_right(unit)
    lost_nothing(unit)


def test_full_disk_stops_no_shopper_and_is_told(unit: Unit) -> None:
    with unit.disk.filled():
        judged_right(unit, is_written=False)
        unit.wait_until_told("JRN-02")
    judged_right(unit)
    assert [event for event in unit.events() if isinstance(event, Gap)], "a row says that others are missing"
    until(lambda: heard_well(unit), TELLS_WITHIN_S, "the unit is well again")
    lost_nothing(unit)


DAMAGED = {
    "registry.db": ("SNP-06", "registry.damaged.db"),
    "sync.db": ("STO-30", "sync.db.damaged-*"),
    "journal.db": ("JRN-04", "journal.db.damaged-*"),
    "lists.json": ("SCR-06", "lists.json.damaged"),
    "identity/papers.json": ("STO-20", "identity/papers.json.damaged"),
    "identity/key.pem": ("STO-20", "identity/key.pem.damaged"),
}
"""The files of a unit, the number that the centre hears of each, and under which name it is put aside."""
REMADE = ("cache.db", "clock.json", "registry.confirmed.json", "lists.good.json")
"""What can be made again, or may not be there yet: nobody needs to hear of it."""
GARBAGE = b"what a worn card gives " * 500


def test_damaged_files_stop_no_shopper_are_put_aside_and_told(unit: Unit) -> None:
    lost_nothing(unit)
    unit.stop()
    assert [name for name in DAMAGED if not (unit.state / name).exists()] == []
    for name in (*DAMAGED, *REMADE):
        (unit.state / name).write_bytes(GARBAGE)
    for log in unit.state.glob("*-wal"):
        log.unlink()
    unit.start()
    judged_right(unit, is_written=False)
    unit.wait_until_told(*(number for number, _ in DAMAGED.values()))
    for _, aside in DAMAGED.values():
        stand = [path for path in unit.state.glob(aside) if not path.name.endswith(("-wal", "-shm"))]
        assert [path.read_bytes() for path in stand] == [GARBAGE], aside
    assert len(unit.written()) == 2
    lost_nothing(unit)


@pytest.mark.long
def test_read_only_disk_stops_no_shopper_and_is_told(unit: Unit) -> None:
    unit.stop()
    unit.disk.make("ro")
    unit.start()
    judged_right(unit, is_written=False)
    unit.wait_until_told("JRN-01", "STO-30")
    unit.stop()
    unit.disk.make("rw")


def test_registry_of_a_future_form_is_left_and_told(
    unit: Unit, publisher: Publisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    unit.stop()
    before = (unit.state / REGISTRY).read_bytes()
    for module in ("snapshot", "registry_file", "changes"):
        monkeypatch.setattr(f"kiosk.central.publishing.{module}.SCHEMA_VERSION", SCHEMA_VERSION + 100)
    with unit.city.engine.begin() as connection:
        connection.execute(text("UPDATE products SET name = 'Rau muống hạt'"))
    publisher.run_once(is_asked=True)
    unit.start()
    judged_right(unit)
    unit.wait_until_told("SNP-04")
    assert (unit.state / REGISTRY).read_bytes() == before
    lost_nothing(unit)
    monkeypatch.undo()
    publisher.run_once(is_asked=True)


@pytest.mark.parametrize(
    "days_off", [pytest.param(-5 * 365.0, marks=pytest.mark.long), 4 * 365.0], ids=["behind", "ahead"]
)
def test_clock_years_off_stops_no_genuine_label_and_is_told(unit: Unit, days_off: float) -> None:
    """It praises none either: which dates have passed is not known."""
    unit.stop()
    unit.start(days_off)
    judged_right(unit, Level.CAUTION)
    assert [event.headline for event in unit.written()[-2:]] == [Headline.CLOCK_UNSURE, Headline.FORGED]
    until(lambda: is_heard_untrusted(unit), TELLS_WITHIN_S, "the centre hears that the clock is not trusted")
    lost_nothing(unit)


def is_heard_untrusted(unit: Unit) -> bool:
    beat = unit.heartbeat()
    return beat is not None and beat.clock is ClockQuality.UNTRUSTED
