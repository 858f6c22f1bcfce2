"""Shoppers' reports go to the centre when there is a network, and stand there once."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from sqlalchemy import func, select

from kiosk.central.reports.tables import reports
from kiosk.journal.report_box import ReportBox, waiting
from kiosk.messages.http import Versions
from kiosk.messages.local import ReportsTaken
from kiosk.messages.reports import Report, ReportReceipt
from kiosk.sync.centre import Centre, CentreFaultError, Fault
from kiosk.sync.reports import ReportsErrand
from tests.central.kiosks.paired import NOW, pair
from tests.journal.test_report_box import ID, report
from tests.sync.paired import identity_of, new_centre, served

NUMBER = "BL-2610-7KQ4M32W"


@dataclass
class Screen:
    """What the screen does with what it is told."""

    state: Path
    told: list[str] = field(default_factory=list)

    def hear(self, message: ReportsTaken) -> None:
        self.told += message.ids
        ReportBox(self.state).take_off(message.ids)


@dataclass
class FakeCentre:
    """Takes reports; fails by the faults given, in turn."""

    fails: list[Fault | None]
    got: list[str] = field(default_factory=list)

    async def report(self, report: Report) -> ReportReceipt:
        self.got.append(report.id)
        fault = self.fails.pop(0) if self.fails else None
        if fault is not None:
            raise CentreFaultError(fault, "of the test")
        return ReportReceipt(number=report.number, path="/report/" + report.number, received_at=NOW)


def keep(state: Path, numbers: Sequence[int]) -> None:
    for number in numbers:
        ReportBox(state).keep(report(number))


def test_kept_offline_they_go_with_the_network_once_by_the_number_that_was_told(tmp_path: Path) -> None:
    told = report().model_copy(update={"number": NUMBER})
    ReportBox(tmp_path).keep(told)
    screen = Screen(tmp_path)

    async def send(url: str, listener: Screen) -> None:
        identity = identity_of(unit, url)
        async with Centre(url, "M1", identity.signs(lambda: NOW), identity.device_id) as centre:
            errand = ReportsErrand(tmp_path, centre, listener.hear)
            assert errand.is_wanted(Versions(trust=1))
            await errand.run()

    with new_centre() as (engine, service):
        unit = pair(engine)
        with pytest.raises(CentreFaultError):
            asyncio.run(send("http://127.0.0.1:9", screen))
        assert waiting(tmp_path) == (told,)
        with served(service) as url:
            asyncio.run(send(url, Screen(tmp_path / "dead")))  # whoever was told of the first forgot it
            asyncio.run(send(url, screen))
        with engine.connect() as connection:
            assert connection.execute(select(func.count()).select_from(reports)).scalar_one() == 1
            row = connection.execute(select(reports)).one()
    assert (row.id, row.number, row.market_id, row.kiosk_id) == (told.id, NUMBER, "M1", unit.id)
    assert screen.told == [told.id]
    assert waiting(tmp_path) == ()


def test_one_that_is_refused_holds_up_no_other_and_is_not_sent_again(tmp_path: Path) -> None:
    keep(tmp_path, (1, 2))
    screen, centre = Screen(tmp_path), FakeCentre([Fault.REFUSED])
    errand = ReportsErrand(tmp_path, centre, screen.hear)
    for _ in range(2):
        asyncio.run(errand.run())
    assert centre.got == [ID.format(1), ID.format(2)]
    assert waiting(tmp_path) == (report(1),)


def test_where_the_network_fails_the_others_wait(tmp_path: Path) -> None:
    keep(tmp_path, (1, 2, 3))
    screen, centre = Screen(tmp_path), FakeCentre([None, Fault.BROKEN_OFF])
    with pytest.raises(CentreFaultError):
        asyncio.run(ReportsErrand(tmp_path, centre, screen.hear).run())
    assert screen.told == [ID.format(1)]
    assert waiting(tmp_path) == (report(2), report(3))
