"""Shoppers' reports on their way to the centre: at least once each, and there they stand once."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from kiosk.journal.report_box import is_empty, waiting
from kiosk.messages.http import Versions
from kiosk.messages.local import ReportsTaken
from kiosk.messages.reports import Report, ReportReceipt
from kiosk.sync.centre import CentreFaultError, Fault
from kiosk.sync.rhythm import Every, Rhythm

LOOK_EVERY_S = 60.0

_log = logging.getLogger(__name__)


class ReportCentre(Protocol):
    """The centre, as far as it is told here."""

    async def report(self, report: Report) -> ReportReceipt:
        """Hand over a report. Raises CentreFaultError."""
        ...


class ReportsErrand:
    """Sends what waits in the state folder `state`; `tell` gets the ids of those that the centre holds."""

    name = "reports"

    def __init__(self, state: Path, centre: ReportCentre, tell: Callable[[ReportsTaken], None]) -> None:
        self.rhythm: Rhythm = Every(LOOK_EVERY_S)
        self.sent = 0
        """Reports that the centre took since this process began."""
        self._state = state
        self._centre = centre
        self._tell = tell
        self._refused: set[str] = set()
        """What the centre would not take is not sent again by this process: another release of either may."""

    def is_wanted(self, newest: Versions) -> bool:  # noqa: ARG002 - the Protocol's
        """Return whether a report waits: it goes with the next poll."""
        return not is_empty(self._state)

    async def run(self) -> None:
        """Send all that wait, the oldest first. Raises CentreFaultError where the others must wait, too."""
        for report in await asyncio.to_thread(waiting, self._state):
            if report.id not in self._refused and await self._is_taken(report):
                self._tell(ReportsTaken(ids=(report.id,)))

    async def _is_taken(self, report: Report) -> bool:
        try:
            receipt = await self._centre.report(report)
        except CentreFaultError as fault:
            if fault.fault is not Fault.REFUSED or fault.refusal is not None:
                raise
            _log.error("report %s was not taken: %s", report.number, fault.what)
            self._refused.add(report.id)
            return False
        if receipt.number != report.number:
            _log.warning("report %s has the number %s at the centre", report.number, receipt.number)
        self.sent += 1
        return True
