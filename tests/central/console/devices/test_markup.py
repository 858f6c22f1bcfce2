"""What a unit or a board writes is text on every page of kiosks."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import Engine

from kiosk.central.kiosks.heartbeats import store_heartbeat
from kiosk.central.kiosks.levels import kiosk_key, market_key, put_settings
from kiosk.central.people.rights import Role
from kiosk.messages.enrolment import Hardware
from kiosk.messages.heartbeat import Heartbeat
from kiosk.messages.unit_settings import KioskSettings, WaitingPage
from tests.central.console.browsing import Visitor
from tests.central.console.devices.test_settings import DEED
from tests.central.console.devices.test_state import WELL
from tests.central.console.test_guards import PAYLOAD, inline_of
from tests.central.kiosks.paired import NOW, pair

Enter = Callable[..., Visitor]


@pytest.mark.one_database
def test_names_places_releases_and_waiting_pages_with_markup_are_text(engine: Engine, enter: Enter) -> None:
    hardware = Hardware(machine=PAYLOAD, serial=PAYLOAD, system=PAYLOAD, release=PAYLOAD)
    unit = pair(engine, name=PAYLOAD, area=PAYLOAD, position=PAYLOAD, hardware=hardware.model_dump())
    other = pair(engine, number=2, denied_at=NOW, denied_because=PAYLOAD)
    waiting = WaitingPage(title=PAYLOAD, title_en=PAYLOAD, text=PAYLOAD, text_en=PAYLOAD)
    with engine.begin() as connection:
        store_heartbeat(connection, unit.id, Heartbeat.model_validate({**WELL, "release": PAYLOAD}), NOW)
        for key in (market_key("M1"), kiosk_key(unit.id)):
            put_settings(connection, DEED, key, KioskSettings(waiting=(waiting,)))
    someone, begin = enter(Role.ADMINISTRATOR), "/console/devices"
    kiosk = f"{begin}/{unit.id}"
    paths = ("", f"/{other.id}", "/settings", "/settings/city", "/settings/markets/M1", "/releases", "/pair")
    for path in (*(begin + each for each in paths), kiosk, f"{kiosk}/settings", f"{begin}?text=%3Cscript%3Ealert"):
        answer = someone.get(path)
        assert answer.status_code == 200, path
        assert "<script>alert" not in answer.text, path
        assert "<img" not in answer.text, path
        assert inline_of(answer) == [], path
    again = someone.post(f"{kiosk}/place", name=PAYLOAD, market_id=PAYLOAD)
    assert (again.status_code, "<img" in again.text) == (422, False)
