"""What sync does besides answering: errands, each in a loop of its own, tried again when the centre fails.

An errand is done in its rhythm, and at once when the centre says that it has something newer. What
fails is tried again with full jitter; a refusal is an answer, and is not asked for again soon.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from kiosk.errors import KioskError
from kiosk.messages.http import Versions
from kiosk.sync.centre import CentreFaultError, Fault
from kiosk.sync.kept import KeptDamagedError
from kiosk.sync.numbered import numbered
from kiosk.sync.rhythm import LONGEST_WAIT_S, Rhythm, first_wait_s, next_wait_s, retry_wait_s

REFUSED_WAIT_S = 600.0
"""A unit that the centre refuses asks again this often, and learns so that it is admitted again."""

_log = logging.getLogger(__name__)


class Errand(Protocol):
    """One thing that sync does with the centre. `name` is said in the log and by `kiosk sync --once`."""

    @property
    def name(self) -> str:
        """What is done, in a word or two."""
        ...

    @property
    def rhythm(self) -> Rhythm:
        """When it is done if nobody calls for it."""
        ...

    def is_wanted(self, newest: Versions) -> bool:
        """Return whether the centre, which says that these are its newest versions, has something for it."""
        ...

    async def run(self) -> None:
        """Do it once. Raises CentreFaultError or KioskError where it must be tried again; no time limit but its own.

        KeptDamagedError is not tried again: whoever runs the errands begins anew.
        """
        ...


@dataclass(frozen=True, slots=True)
class Done:
    """How one errand went: `fault` is "" where it was done, else why not, in one line with its number.

    `came` says what was fetched or sent, "" where nobody looked.
    """

    name: str
    fault: str = ""
    came: str = ""


@dataclass(slots=True)
class _Turn:
    """One errand on its way, with its failures in a row."""

    errand: Errand
    wanted: asyncio.Event = field(default_factory=asyncio.Event)
    back: asyncio.Event = field(default_factory=asyncio.Event)
    newest: Versions | None = None
    """The versions by which it was wanted last: others are a reason not to wait for its next trial."""
    failures: int = 0
    is_held: bool = False
    """The centre said how long to stay away, or refused: nothing shortens the wait."""


class Schedule:
    """Errands and their turns. `now` is this unit's clock, `chance` gives [0, 1)."""

    def __init__(
        self,
        errands: Sequence[Errand],
        now: Callable[[], datetime],
        chance: Callable[[], float],
        longest_s: float = LONGEST_WAIT_S,
    ) -> None:
        self._turns = [_Turn(errand) for errand in errands]
        self._now = now
        self._chance = chance
        self._longest_s = longest_s

    async def run(self) -> None:
        """Keep every errand, until cancelled. Damage, and what no errand expects to happen, ends all and is raised."""
        async with asyncio.TaskGroup() as group:
            for turn in self._turns:
                group.create_task(self._keep(turn), name=f"errand: {turn.errand.name}")

    async def once(self) -> tuple[Done, ...]:
        """Do every errand now, one after another, whether it is wanted or not; return how each went."""
        done = []
        for turn in self._turns:
            failed = await _failed(turn.errand)
            done.append(Done(turn.errand.name, "" if failed is None else failed.told))
        return tuple(done)

    def heard(self, newest: Versions) -> None:
        """Take note of the centre's newest versions: what wants them is done at once.

        After failures, only where they are others than those that it failed with.
        """
        for turn in self._turns:
            if not turn.errand.is_wanted(newest):
                continue
            turn.wanted.set()
            if turn.newest != newest:
                turn.newest = newest
                turn.back.set()

    def is_back(self) -> None:
        """Take note that the centre answers again: what waits after failures is tried at once."""
        for turn in self._turns:
            turn.back.set()

    async def _keep(self, turn: _Turn) -> None:
        wait_s = first_wait_s(turn.errand.rhythm, self._chance())
        while True:
            await _wait(turn, wait_s)
            turn.wanted.clear()
            turn.back.clear()
            wait_s = self._after(turn, await _failed(turn.errand))

    def _after(self, turn: _Turn, failed: _Failed | None) -> float | None:
        """Take note of how it went; return how long to wait, None for until it is wanted."""
        turn.is_held = failed is not None and (failed.is_refused or failed.asked_s is not None)
        if failed is None:
            turn.failures = 0
            return next_wait_s(turn.errand.rhythm, self._now())
        turn.failures += 1
        if turn.failures == 1:
            _log.warning("%s: %s", turn.errand.name, failed.what)
        if failed.is_refused:
            return REFUSED_WAIT_S
        return retry_wait_s(turn.failures, self._chance(), failed.asked_s, self._longest_s)


@dataclass(frozen=True, slots=True)
class _Failed:
    """Why an errand must be tried again. `asked_s`: the centre asked to be left alone for so long."""

    what: str
    is_refused: bool = False
    asked_s: float | None = None
    told: str = ""
    """`what` with its number and what to do, for who does it by hand."""


async def _failed(errand: Errand) -> _Failed | None:
    """Do an errand; return why it failed, None where it was done. Raises KeptDamagedError."""
    try:
        await errand.run()
    except KeptDamagedError:
        raise
    except CentreFaultError as fault:
        return _Failed(fault.what, fault.fault is Fault.REFUSED, fault.asked_s, str(numbered(fault)))
    except KioskError as fault:
        return _Failed(str(fault), told=str(fault))
    return None


async def _wait(turn: _Turn, wait_s: float | None) -> None:
    if turn.is_held and wait_s is not None:
        await asyncio.sleep(wait_s)
        return
    sooner = turn.back if turn.failures else turn.wanted
    with suppress(TimeoutError):
        async with asyncio.timeout(wait_s):
            await sooner.wait()
