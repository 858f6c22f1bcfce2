"""Shoppers' reports on the screen: kept once for each check, bounded, tied to nobody."""

from __future__ import annotations

import logging
import secrets
import uuid
from collections import deque
from pathlib import Path

from kiosk.clock import Clock
from kiosk.errors import StoreError
from kiosk.journal.report_box import ReportBox
from kiosk.messages.local import ReportsTaken
from kiosk.messages.report_number import drawn_number
from kiosk.messages.reports import Report, ReportReason
from kiosk.screen.check import Check
from kiosk.wording.reporting import Reported, ReportStage

MOST_IN_AN_HOUR = 20
"""One shopper after the other, each with something to report, for an hour: more is a child at play."""
AN_HOUR_S = 3600.0

_log = logging.getLogger(__name__)


class Reporting:
    """Keeps reports in the state folder `state`. `is_sent` False: nobody would fetch them (a demonstration)."""

    def __init__(self, state: Path, clock: Clock, *, is_sent: bool) -> None:
        self._box = ReportBox(state)
        self._clock = clock
        self._is_sent = is_sent
        self._at_s: deque[float] = deque(maxlen=MOST_IN_AN_HOUR)
        """Monotonic seconds of the last reports."""

    def send(self, check: Check, reason: ReportReason, now_s: float) -> Reported:
        """Keep a report about `check`, and return what became of it; never raises."""
        if not self._is_sent:
            return Reported(check.check_id, ReportStage.SHOWN_ONLY)
        if len(self._at_s) == MOST_IN_AN_HOUR and now_s - self._at_s[0] < AN_HOUR_S:
            return Reported(check.check_id, ReportStage.NOT_TAKEN)
        self._at_s.append(now_s)
        report = self._report(check, reason)
        try:
            self._box.keep(report)
        except StoreError as fault:
            _log.error("%s", fault)
            return Reported(check.check_id, ReportStage.NOT_TAKEN)
        return Reported(check.check_id, ReportStage.KEPT, report.number)

    def taken(self, message: ReportsTaken) -> None:
        """Take off what the centre holds."""
        self._box.take_off(message.ids)

    def _report(self, check: Check, reason: ReportReason) -> Report:
        """Return it with an id and a number that tell nothing of the check: neither leads to a row of the journal."""
        identity, at = check.inspection.identity, self._clock.now().at
        return Report(
            id=str(uuid.uuid4()),
            number=drawn_number(at, secrets.choice),
            reason=reason,
            at=at,
            gtin=identity.gtin or "",
            lot=identity.lot or "",
            serial=identity.serial or "",
            gln=identity.gln or "",
            headline=check.inspection.verdict.headline.value,
        )
