"""Settings and notices of a paired unit: fetched from a real centre when newer, kept, told to the screen."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, insert, update

from kiosk.central.kiosks.levels import CITY, market_key, put_settings
from kiosk.central.kiosks.notices import add_notice, end_notice
from kiosk.central.people.changes import Deed
from kiosk.central.people.rights import Caller, Right
from kiosk.central.registry.tables import markets, stalls
from kiosk.central.stalls.announcing import announce
from kiosk.central.stalls.reached import StallPlace
from kiosk.central.versions import newest_versions
from kiosk.clock import FixedClock
from kiosk.messages.announcements import AnnouncedLot, AnnouncementsAnswer
from kiosk.messages.http import Versions
from kiosk.messages.lines import from_line, to_line
from kiosk.messages.local import MAX_NOTICES, AnnouncementsTold, NoticesTold
from kiosk.messages.notices import Notice, NoticeKind, NoticesAnswer
from kiosk.messages.unit_settings import KioskSettings, SettingsAnswer
from kiosk.moment import hanoi_day
from kiosk.sync.announcements import AnnouncementsErrand
from kiosk.sync.announcements import told_of as announced_told_of
from kiosk.sync.centre import Centre
from kiosk.sync.kept import FILE_NAME, Kept
from kiosk.sync.notices import NoticesErrand, standing
from kiosk.sync.settings import SettingsErrand
from tests.central.kiosks.paired import NOW, Unit, pair
from tests.central.registry_folder import GTIN, LOT
from tests.sync.paired import identity_of, new_centre, served

FIRE = Notice(
    id="0001",
    kind=NoticeKind.EMERGENCY,
    market_id="M1",
    text="Có cháy ở nhà B",
    text_en="Fire in hall B",
    starts_at=NOW,
    ends_at=NOW + timedelta(hours=1),
)
TOMORROW = FIRE.model_copy(
    update={
        "id": "0002",
        "kind": NoticeKind.ORDINARY,
        "starts_at": NOW + timedelta(days=1),
        "ends_at": NOW + timedelta(days=2),
    }
)


@dataclass
class Paired:
    """A unit that is paired with a served centre; `at` is the time that its notices go by."""

    engine: Engine
    unit: Unit
    url: str
    folder: Path
    at: datetime = NOW
    settings: list[SettingsAnswer] = field(default_factory=list)
    told: list[NoticesTold] = field(default_factory=list)

    def kept(self) -> Kept:
        return Kept(self.folder / FILE_NAME, self.unit.id, FixedClock(NOW).now())

    def newest(self) -> Versions:
        with self.engine.connect() as connection:
            return newest_versions(connection, "M1", self.unit.id)

    def set(self, key: str, settings: KioskSettings) -> None:
        with self.engine.begin() as connection:
            put_settings(connection, self.deed, key, settings)

    def say(self, notice: Notice) -> None:
        with self.engine.begin() as connection:
            add_notice(connection, self.deed, notice)

    def end(self, notice: Notice) -> None:
        with self.engine.begin() as connection:
            end_notice(connection, Deed(self.deed.caller, Right.CHANGE_KIOSKS, NOW + timedelta(minutes=1)), notice)

    @property
    def deed(self) -> Deed:
        return Deed(Caller("u1", "board", ()), Right.CHANGE_KIOSKS, NOW)

    def settings_errand(self, centre: Centre) -> SettingsErrand:
        return SettingsErrand(centre, self.kept(), self.unit.id, self.settings.append)

    def notices_errand(self, centre: Centre) -> NoticesErrand:
        return NoticesErrand(centre, self.kept(), self.unit.id, self.told.append, lambda: self.at)

    def with_centre(self, do: Callable[[Centre], Awaitable[None]]) -> None:
        identity = identity_of(self.unit, self.url)

        async def main() -> None:
            async with Centre(self.url, "", identity.signs(lambda: NOW), identity.device_id) as centre:
                await do(centre)

        asyncio.run(main())


@pytest.fixture
def paired(tmp_path: Path) -> Iterator[Paired]:
    with new_centre() as (engine, service), served(service) as url:
        yield Paired(engine, pair(engine), url, tmp_path)


def test_settings_are_wanted_until_the_unit_has_them(paired: Paired) -> None:
    paired.set(market_key("M1"), KioskSettings(languages=("en", "vi")))
    with paired.engine.begin() as connection:
        connection.execute(update(markets).where(markets.c.id == "M1").values(name_en="Long Biên market"))

    async def do(centre: Centre) -> None:
        errand = paired.settings_errand(centre)
        assert errand.is_wanted(paired.newest())
        await errand.run()
        assert not errand.is_wanted(paired.newest())

    paired.with_centre(do)
    (told,) = paired.settings
    assert (told.settings.languages, told.name) == (("en", "vi"), "Trạm 1")
    assert (told.market_name, told.market_name_en) == ("Chợ Long Biên", "Long Biên market")


def test_settings_that_change_are_wanted_again_and_told(paired: Paired) -> None:
    async def do(centre: Centre) -> None:
        errand = paired.settings_errand(centre)
        await errand.run()
        paired.set(CITY, KioskSettings(volume=10))
        assert errand.is_wanted(paired.newest())
        await errand.run()

    paired.with_centre(do)
    assert [told.settings.volume for told in paired.settings] == [None, 10]


def test_settings_that_did_not_change_are_not_told_again(paired: Paired) -> None:
    async def do(centre: Centre) -> None:
        errand = paired.settings_errand(centre)
        await errand.run()
        await errand.run()

    paired.with_centre(do)
    assert len(paired.settings) == 1


def test_settings_hold_after_a_restart_without_the_centre(paired: Paired) -> None:
    paired.set(CITY, KioskSettings(volume=10))

    async def do(centre: Centre) -> None:
        await paired.settings_errand(centre).run()
        holds = paired.settings_errand(centre).holds
        assert holds is not None
        assert holds.settings.volume == 10

    paired.with_centre(do)


def test_settings_of_a_newer_centre_hold_as_far_as_they_are_understood() -> None:
    said = {
        "version": 3,
        "settings": {"volume": 10, "languages": ["vi", "tiếng Anh"], "scent": "lotus"},
        "name": "",
        "market_id": "M1",
        "market_name": "",
        "area": "",
        "position": "",
        "answered_at": NOW,
    }
    assert SettingsAnswer.model_validate(said).settings == KioskSettings(volume=10)


def test_emergency_is_told_as_it_is_fetched(paired: Paired) -> None:
    paired.say(FIRE)

    async def do(centre: Centre) -> None:
        errand = paired.notices_errand(centre)
        assert errand.is_wanted(paired.newest())
        await errand.run()
        assert not errand.is_wanted(paired.newest())

    paired.with_centre(do)
    ((notice,),) = [told.notices for told in paired.told]
    assert (notice.is_emergency, notice.text, notice.remaining_s) == (True, "Có cháy ở nhà B", 3600.0)


def test_notice_that_is_ended_early_is_taken_down(paired: Paired) -> None:
    paired.say(FIRE)

    async def do(centre: Centre) -> None:
        errand = paired.notices_errand(centre)
        await errand.run()
        paired.end(FIRE)
        assert errand.is_wanted(paired.newest())
        paired.at = NOW + timedelta(minutes=2)
        await errand.run()

    paired.with_centre(do)
    assert [len(told.notices) for told in paired.told] == [1, 0]


def test_notice_begins_and_ends_without_the_centre(paired: Paired) -> None:
    paired.say(TOMORROW)
    stood = []

    async def do(centre: Centre) -> None:
        await paired.notices_errand(centre).run()
        errand = paired.notices_errand(centre)  # after a restart
        for days in (0.5, 1.5, 1.6, 2.5):
            paired.at = NOW + timedelta(days=days)
            errand.look()
            stood.append(len(errand.told().notices))

    paired.told.clear()
    paired.with_centre(do)
    assert stood == [0, 1, 1, 0]
    assert [len(told.notices) for told in paired.told] == [0, 1, 0]


def test_no_more_notices_stand_than_a_screen_can_tell() -> None:
    many = tuple(FIRE.model_copy(update={"id": str(number)}) for number in range(100))
    assert len(standing(many, NOW)) == MAX_NOTICES


def test_notice_of_a_kind_that_is_unknown_here_silences_no_other() -> None:
    said = {"version": 3, "notices": [FIRE.model_dump() | {"kind": "smell"}, FIRE.model_dump()], "answered_at": NOW}
    assert NoticesAnswer.model_validate(said).notices == (FIRE,)


def announce_at(paired: Paired, *lots: str) -> None:
    """Announce lots at the stall A04 of the unit's market."""
    place = StallPlace("S1", "Quầy A04", "M1", "Chợ Long Biên", "E1", "")
    deed = Deed(paired.deed.caller, Right.ANNOUNCE_LOTS, NOW)
    with paired.engine.begin() as connection:
        for lot in lots:
            assert announce(connection, deed, place, GTIN, lot) is None


@pytest.fixture
def stall(paired: Paired) -> None:
    row = {"id": "S1", "market_id": "M1", "name": "Quầy A04", "establishment_id": "E1"}
    with paired.engine.begin() as connection:
        connection.execute(insert(stalls), row | {"name_en": "", "groups": [], "folded": ""})


@pytest.mark.usefixtures("stall")
def test_announcements_are_fetched_when_they_change_alone_and_hold_after_a_restart(paired: Paired) -> None:
    told: list[AnnouncementsTold] = []

    def errand_of(centre: Centre) -> AnnouncementsErrand:
        return AnnouncementsErrand(centre, paired.kept(), paired.unit.id, told.append)

    async def do(centre: Centre) -> None:
        errand = errand_of(centre)
        for lots in ((), (LOT,), ("L2611B",)):
            announce_at(paired, *lots)
            assert errand.is_wanted(paired.newest())
            await errand.run()
            assert not errand.is_wanted(paired.newest())
        await errand.run()
        assert list(errand_of(centre).told()) == told[-1:]

    paired.with_centre(do)
    assert [[one.lot for one in message.lots] for message in told] == [[], [LOT], [LOT, "L2611B"]]
    assert (told[-1].day, told[-1].lots[0].stall, told[-1].lots[0].announced_at) == (hanoi_day(NOW), "Quầy A04", NOW)


def test_the_screen_is_told_lots_with_a_number_and_no_more_than_a_message_holds() -> None:
    lot = AnnouncedLot(stall="A", plu="4065", gtin=GTIN, lot=LOT, product="Ớt", product_en="", producer="x" * 3000)
    many = (lot.model_copy(update={"plu": ""}), *[lot] * 400)
    message = announced_told_of(AnnouncementsAnswer(day=hanoi_day(NOW), lots=many, answered_at=NOW))
    assert len(message.lots) > 200
    assert {one.plu for one in message.lots} == {"4065"}
    assert from_line(to_line(message)) == message
