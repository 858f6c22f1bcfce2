"""Screen, sync and centre, all real: what a board sets or tells at the centre stands on the screen soon after.

One unit for all of it, in the order in which it happens; it is denied at last.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
from PySide6.QtGui import QGuiApplication
from sqlalchemy import Engine, update

from kiosk.central.kiosks.levels import market_key, put_settings
from kiosk.central.kiosks.notices import add_notice
from kiosk.central.kiosks.tables import kiosks
from kiosk.central.people.changes import Deed
from kiosk.central.people.rights import Caller, Right
from kiosk.clock import FixedClock
from kiosk.journal.event import Stand
from kiosk.messages.notices import Notice, NoticeKind
from kiosk.messages.unit_settings import KioskSettings
from kiosk.processes.screen.setup import ScreenSetup
from kiosk.sync.identity import write_identity
from kiosk.verdicts.gather import Place
from tests.central.kiosks.paired import NOW, pair
from tests.screen.part import Kiosk, bar_code
from tests.screen.scene import ASSETS, AT
from tests.sync.paired import identity_of, new_centre, served
from tests.sync.test_process import sync

DEED = Deed(Caller("u1", "board", ()), Right.CHANGE_KIOSKS, NOW)
FIRE = Notice(
    id="0001",
    kind=NoticeKind.EMERGENCY,
    market_id="M1",
    text="Có cháy ở nhà B",
    text_en="Fire in hall B",
    starts_at=NOW,
    ends_at=NOW + timedelta(hours=1),
)
PATIENCE_S = 30.0
"""Sync starts, and polls 150 times as often as it does on a unit; the machine may be busy."""


@dataclass
class Unit:
    """A paired unit whose screen runs here and whose sync runs beside it, and the database of its centre."""

    engine: Engine
    kiosk: Kiosk

    def shown(self, model: str, name: str) -> object:
        return getattr(self.kiosk.part._window.models, model).property(name)

    def until_shown(self, model: str, name: str, value: object) -> None:
        self.kiosk.until(lambda: self.shown(model, name) == value, PATIENCE_S)


@pytest.fixture(scope="module")
def unit(app: QGuiApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Unit]:
    tmp_path = tmp_path_factory.mktemp("unit")
    setup = ScreenSetup(
        runtime_dir=tmp_path,
        journal_path=tmp_path / "journal.db",
        lists_path=ASSETS / "sample/lists.json",
        kept_lists_path=tmp_path / "lists.good.json",
        assets=ASSETS,
        clock=FixedClock(AT),
        stand=Stand("", "", "0.1.0", is_enrolled=True),
        place=Place("", is_enrolled=True),
        is_headless=True,
    )
    with new_centre() as (engine, service), served(service) as url:
        write_identity(tmp_path, identity_of(pair(engine), url))
        kiosk = Kiosk(app, setup)
        kiosk.sync.close()
        with sync(tmp_path, None):
            made = Unit(engine, kiosk)
            made.until_shown("status", "market", "Chợ\u00a0Long\u00a0Biên")
            yield made
        kiosk.close()


def test_new_unit_learns_what_it_is_called(unit: Unit) -> None:
    assert unit.shown("status", "position") == "Nhà\u00a0A\u00a0· Cửa 1"
    assert unit.shown("status", "network") == "online"


def test_emergency_and_setting_stand_on_the_screen_after_a_poll(unit: Unit) -> None:
    with unit.engine.begin() as connection:
        add_notice(connection, DEED, FIRE)
        put_settings(connection, DEED, market_key("M1"), KioskSettings(languages=("en", "vi")))
    unit.until_shown("board", "emergency", FIRE.text_en)
    unit.until_shown("screen", "language", "en")


def test_unit_that_is_denied_tells_staff_with_its_next_question(unit: Unit) -> None:
    with unit.engine.begin() as connection:
        connection.execute(update(kiosks).values(denied_at=NOW, denied_because="stolen"))
    unit.kiosk.camera.say(bar_code())
    unit.until_shown("status", "number", "NET-21")
    assert unit.shown("status", "network") == "offline"
