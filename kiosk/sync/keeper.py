"""Keeping the certificate: renewed by itself in its last 30 days. A day's delay harms nothing."""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

from kiosk.errors import StoreError
from kiosk.messages.enrolment import Enrolled
from kiosk.sync.centre import CentreFaultError
from kiosk.sync.identity import Identity, Papers, write_papers

BEFORE = timedelta(days=30)
EVERY_S = 24 * 3600.0
RETRY_S = 3600.0
FIRST_S = 600.0
"""The first look is soon, for a unit that is switched on each morning; spread as the others."""

_log = logging.getLogger(__name__)


class RenewingCentre(Protocol):
    """The centre, as far as it is asked here."""

    async def renew(self) -> Enrolled:
        """Return new papers. Raises CentreFaultError."""
        ...


def is_due(expires_at: datetime, now: datetime) -> bool:
    """Return whether a certificate should be renewed: in its last 30 days."""
    return now >= expires_at - BEFORE


def spread_s(mean_s: float, chance: float) -> float:
    """Return `mean_s` ± half by `chance` in [0, 1): a city's kiosks are switched on together, and ask apart."""
    return mean_s * (0.5 + chance)


class Keeper:
    """Keeps the papers of `identity` in the state folder new; `now` is this unit's clock."""

    def __init__(self, state: Path, identity: Identity, centre: RenewingCentre, now: Callable[[], datetime]) -> None:
        self._state = state
        self._papers = identity.papers
        self._centre = centre
        self._now = now
        self._chance = random.SystemRandom().random

    @property
    def papers(self) -> Papers:
        """The papers as they stand."""
        return self._papers

    async def run(self, heard_at: Callable[[], datetime | None]) -> None:
        """Look every day, until cancelled; `heard_at` gives the centre's time in its last answer."""
        wait_s = FIRST_S
        while True:
            await asyncio.sleep(spread_s(wait_s, self._chance()))
            wait_s = EVERY_S if await self.look(heard_at()) else RETRY_S

    async def look(self, heard_at: datetime | None = None) -> bool:
        """Renew where it is due; return whether nothing is left to do until tomorrow.

        The later of this unit's time, which may be in the past, and the centre's counts: nothing is
        lost by renewing early.
        """
        now = self._now() if heard_at is None else max(self._now(), heard_at)
        if not is_due(self._papers.enrolled.expires_at, now):
            return True
        try:
            papers = Papers(url=self._papers.url, enrolled=await self._centre.renew())
            await asyncio.to_thread(write_papers, self._state, papers)
        except CentreFaultError as fault:
            _log.warning("the certificate could not be renewed, and ends %s: %s", self._ends(), fault.what)
            return False
        except StoreError as fault:
            _log.error("%s: the renewed certificate cannot be kept: %s", fault.number, fault.what)
            return False
        self._papers = papers
        _log.info("the certificate was renewed, and holds until %s", self._ends())
        return True

    def _ends(self) -> str:
        return self._papers.enrolled.expires_at.isoformat()
