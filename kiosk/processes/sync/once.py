"""`kiosk sync --once`: everything that sync exchanges with the centre, now, and how each went."""

from __future__ import annotations

import asyncio
import random
from dataclasses import replace
from pathlib import Path

from kiosk.clock import Clock
from kiosk.errors import CentreError
from kiosk.messages.http import Versions
from kiosk.messages.local import Message
from kiosk.processes.sync.came import came
from kiosk.processes.sync.errands import Published, Upkeep, Work
from kiosk.sync.admission import AdmissionBook
from kiosk.sync.centre import Centre, CentreFaultError
from kiosk.sync.identity import Identity, centre_url, read_identity
from kiosk.sync.numbered import numbered
from kiosk.sync.rhythm import Pace
from kiosk.sync.schedule import Done, Schedule


def sync_once(
    central_url: str | None, state_dir: Path, clock: Clock, published: Published | None = None
) -> tuple[Done, ...]:
    """Exchange once, and return how each errand went. A kiosk that runs beside it needs no restart.

    `published` says how what is published for use without a network is fetched; None: it is not.

    Raises StoreError STO-20 for a broken identity, STO-30 where `sync.db` is damaged meanwhile, CentreError NET-24
    where this unit has none, NET-25 where the centre does not answer at all.
    """
    identity = read_identity(state_dir)
    if identity is None:
        raise CentreError("NET-24", "this unit is not paired with a centre.", "Run: kiosk enrol URL")
    admission = AdmissionBook()
    centre = Centre(
        centre_url(central_url or "", identity),
        identity.market_id,
        identity.signs(lambda: clock.now().at),
        identity.device_id,
        admission.note,
    )
    work = Work(
        socket_path=state_dir,
        state_dir=state_dir,
        clock=clock,
        pace=Pace(),
        market_id=identity.market_id,
        centre=centre,
        identity=identity,
        admission=admission,
        published=published,
    )
    return asyncio.run(_once(work, centre, identity))


async def _once(work: Work, centre: Centre, identity: Identity) -> tuple[Done, ...]:
    async with centre:
        try:
            ready = await centre.is_ready()
        except CentreFaultError as fault:
            raise numbered(fault) from fault
        upkeep = Upkeep(work, centre, identity, _told_nobody, _heard_by_nobody, _moved_nowhere)
        try:
            schedule = Schedule(upkeep.exchanges, work.now, random.SystemRandom().random)
            schedule.heard(ready.versions)
            before = await asyncio.to_thread(upkeep.held)
            done = await schedule.once()
            after = await asyncio.to_thread(upkeep.held)
            return tuple(
                one if one.fault else replace(one, came=came(one.name, before, after, upkeep.uploaded)) for one in done
            )
        finally:
            upkeep.close()


def _told_nobody(message: Message) -> None:
    """Say nothing: sync that runs beside tells its screen."""


def _heard_by_nobody(newest: Versions) -> None:
    """Call nobody: all is done once anyway."""


def _moved_nowhere(market_id: str) -> None:
    """Note no checks here."""
