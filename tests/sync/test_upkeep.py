"""What a paired unit keeps up: its heartbeat says how old its registry is, what holds is told to a new screen."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from kiosk.central.kiosks.heartbeats import read_heartbeats
from kiosk.central.kiosks.levels import CITY, put_settings
from kiosk.central.people.changes import Deed
from kiosk.central.people.rights import Caller, Right
from kiosk.clock import FixedClock
from kiosk.lookup.registry_file import DAMAGED_NAME
from kiosk.messages.heartbeat import Heartbeat
from kiosk.messages.http import Versions
from kiosk.messages.local import Admission, AnnouncementsTold, Fares, Message, NoticesTold, SettingsTold
from kiosk.messages.signing import SignatureFault
from kiosk.messages.unit_settings import KioskSettings, OpeningHours
from kiosk.processes.sync.errands import Published, Upkeep, Work
from kiosk.sync import damaged
from kiosk.sync.brightness import wanted
from kiosk.sync.centre import Centre
from kiosk.sync.identity import Identity
from kiosk.sync.published import PublishedErrand
from kiosk.sync.rhythm import Pace
from kiosk.sync.schedule import Schedule
from tests.central.kiosks.paired import NOW, pair
from tests.lookup.publishing import Publisher
from tests.sync.paired import identity_of, new_centre, served

HOURS = (OpeningHours(weekday=1, opens="04:00", closes="18:00"),)


class Kept:
    """A paired unit in `folder`, its upkeep, and what it said."""

    def __init__(self, folder: Path, engine: Engine, identity: Identity) -> None:
        self.folder = folder
        self.engine = engine
        self.identity = identity
        self.said: list[Message] = []
        self.markets: list[str] = []
        self.heard: list[Versions] = []

    def do(self, then: Callable[[Upkeep], None], published: Published | None = None) -> None:
        """Start, do every errand but what is published once, call `then`, and stop."""
        clock = FixedClock(NOW)

        async def main() -> None:
            signs = self.identity.signs(lambda: NOW)
            async with Centre(self.identity.papers.url, "", signs, self.identity.device_id) as centre:
                work = Work(self.folder, self.folder, clock, Pace(), "M1", centre, self.identity, published=published)
                upkeep = Upkeep(work, centre, self.identity, self.said.append, self.heard.append, self.markets.append)
                upkeep.hear(Fares(trust_version=7))
                errands = [one for one in upkeep.errands if not isinstance(one, PublishedErrand)]
                done = await Schedule(errands, lambda: NOW, lambda: 0.0).once()
                assert [one for one in done if one.fault] == []
                then(upkeep)
                upkeep.close()

        asyncio.run(main())

    def heartbeat(self) -> Heartbeat:
        with self.engine.connect() as connection:
            (received,) = read_heartbeats(connection, self.identity.device_id, 1)
        return received.heartbeat


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Kept]:
    (tmp_path / "unit").mkdir()
    with new_centre() as (engine, service), served(service) as url:
        yield Kept(tmp_path / "unit", engine, identity_of(pair(engine), url))


def nothing(upkeep: Upkeep) -> None:
    """Do no more."""


def test_heartbeat_of_a_unit_without_a_registry_says_none(kept: Kept) -> None:
    kept.do(nothing)
    assert kept.heartbeat().data_as_of is None


def test_unit_without_a_root_of_trust_says_so_in_its_heartbeat_and_once_in_its_log(
    kept: Kept, caplog: pytest.LogCaptureFixture
) -> None:
    kept.do(nothing)
    assert kept.heartbeat().faults == ("TUF-07",)
    assert [record.levelname for record in caplog.records if "TUF-07" in record.getMessage()] == ["ERROR"]


def test_heartbeat_of_a_unit_with_a_root_of_trust_names_no_fault(
    kept: Kept, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    kept.do(nothing, Published(b"a root", tmp_path / "lists.json"))
    assert kept.heartbeat().faults == ()
    assert "TUF-07" not in caplog.text


def test_heartbeat_names_what_was_damaged_and_put_aside(
    kept: Kept, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(damaged, "TOLD_FOR", timedelta.max)  # the clock here stands still, the disk's does not
    (kept.folder / DAMAGED_NAME).write_bytes(b"torn")
    kept.do(nothing, Published(b"a root", tmp_path / "lists.json"))
    assert kept.heartbeat().faults == ("SNP-06",)


def test_heartbeat_says_of_when_the_registry_is(kept: Kept, tmp_path: Path) -> None:
    (tmp_path / "published").mkdir()
    publisher = Publisher(tmp_path / "published")
    publisher.publish()
    publisher.bring(kept.folder)
    publisher.engine.dispose()
    kept.do(nothing)
    assert kept.heartbeat().data_as_of == NOW


def test_heartbeat_says_which_settings_hold(kept: Kept) -> None:
    with kept.engine.begin() as connection:
        put_settings(connection, Deed(Caller("u1", "", ()), Right.CHANGE_KIOSKS, NOW), CITY, KioskSettings(volume=9))
    kept.do(nothing)
    assert (kept.heartbeat().settings_version, kept.heartbeat().trust_version) == (1, 7)


def test_brightness_is_handed_over_and_full_where_it_is_taken_back(kept: Kept) -> None:
    for brightness, handed in ((40, 40), (None, 100)):
        with kept.engine.begin() as connection:
            deed = Deed(Caller("u1", "", ()), Right.CHANGE_KIOSKS, NOW)
            put_settings(connection, deed, CITY, KioskSettings(brightness=brightness))
        kept.do(nothing)
        assert wanted(kept.folder) == handed


def test_market_of_the_unit_is_the_one_that_the_centre_says(kept: Kept) -> None:
    kept.do(nothing)
    assert kept.markets == ["M1"]


def test_screen_that_starts_anew_is_told_what_holds(kept: Kept) -> None:
    told: list[Message] = []
    kept.do(lambda upkeep: told.extend(upkeep.greeting()))
    assert [type(message) for message in told] == [Admission, SettingsTold, NoticesTold, AnnouncementsTold]


def test_what_holds_is_told_and_used_after_a_restart_before_the_centre_is_asked(kept: Kept) -> None:
    with kept.engine.begin() as connection:
        hours = KioskSettings(opening_hours=HOURS)
        put_settings(connection, Deed(Caller("u1", "", ()), Right.CHANGE_KIOSKS, NOW), CITY, hours)
    kept.do(nothing)

    async def again() -> None:
        async with Centre("http://127.0.0.1:9", "") as centre:
            work = Work(kept.folder, kept.folder, FixedClock(NOW), Pace(), "M1", centre, kept.identity)
            work.admission.note(SignatureFault.DENIED)
            upkeep = Upkeep(work, centre, kept.identity, kept.said.append, kept.heard.append, kept.markets.append)
            admission, settings, *_ = upkeep.greeting()
            assert admission == Admission(refusal=SignatureFault.DENIED)
            assert isinstance(settings, SettingsTold)
            assert settings.market_name == "Chợ Long Biên"
            assert upkeep.opening_hours == HOURS
            upkeep.close()

    asyncio.run(again())
    assert kept.markets == ["M1", "M1"]
