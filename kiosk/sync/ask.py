"""One question of the screen: own data at once, the centre in time, or late, or not at all."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from kiosk.codes.code import Identity
from kiosk.messages.http import Ready, RecordAnswer, Versions
from kiosk.messages.local import ANSWER_WITHIN_S, Ask, Found, ListsConfirmed, Message, Network
from kiosk.records.finding import Finding, Source
from kiosk.records.history import Check
from kiosk.sync.centre import HARMLESS, CentreFaultError
from kiosk.sync.plan import Breaker, after_failure, after_sign_of_life, after_success, left_alone, permit

_log = logging.getLogger(__name__)


class AskedCentre(Protocol):
    """The centre, as far as it is asked here."""

    async def ask(self, ask: Ask) -> RecordAnswer:
        """Return the answer. Raises CentreFaultError."""
        ...

    async def is_ready(self) -> Ready:
        """Return the newest versions. Raises CentreFaultError."""
        ...


class OwnRecords(Protocol):
    """What this unit knows by itself."""

    def find(self, identity: Identity) -> Finding:
        """Return what is kept of `identity`."""
        ...

    def answers_alone(self, identity: Identity, finding: Finding, asked_at: datetime) -> bool:
        """Return whether `finding`, found here, answers at `asked_at` without asking the centre."""
        ...

    def put(self, identity: Identity, finding: Finding) -> None:
        """Keep the centre's answer."""
        ...

    def note(self, identity: Identity, check: Check) -> None:
        """Keep this unit's own check."""
        ...


@dataclass(frozen=True, slots=True)
class Looked:
    """How the light request went. `asked_s`: the centre asked to be left alone for so long."""

    is_answered: bool
    asked_s: float | None = None


def _heard_by_nobody(at: datetime, newest: Versions) -> None:
    """Take no note of what stands in each answer."""


class Asker:
    """Answers the screen's questions by `send`; `clock` is monotonic, `chance` gives [0, 1).

    `heard` is told the centre's time and its newest versions, which stand in each answer. This unit's own
    checks are kept as made at `market_id`; none where that is "" (a demonstration).
    """

    def __init__(
        self,
        centre: AskedCentre | None,
        own: OwnRecords,
        send: Callable[[Message], None],
        clock: Callable[[], float],
        chance: Callable[[], float],
        market_id: str = "",
        shown_s: float = ANSWER_WITHIN_S,
        heard: Callable[[datetime, Versions], None] = _heard_by_nobody,
    ) -> None:
        self._centre = centre
        self._own = own
        self._send = send
        self._clock = clock
        self._chance = chance
        self._market_id = market_id
        self._shown_s = shown_s
        self._heard = heard
        self._breaker = Breaker()
        self._network: Network | None = None

    @property
    def breaker(self) -> Breaker:
        """The breaker as it stands."""
        return self._breaker

    @property
    def network(self) -> Network | None:
        """What was last said of the network, to say again to a screen that starts anew; None before the first look."""
        return self._network

    def moved(self, market_id: str) -> None:
        """Keep this unit's own checks as made at `market_id` from now on."""
        self._market_id = market_id

    async def answer(self, ask: Ask) -> None:
        """Send what is found: own data at once, then the final answer; a late one after that."""
        finding = self._own.find(ask.identity)
        if ask.is_clock_trusted and self._own.answers_alone(ask.identity, finding, ask.asked_at):
            self._found(ask, finding)
            return
        allowed = permit(self._breaker, self._clock())
        self._breaker = allowed.breaker
        if self._centre is None or not allowed.is_given:
            self._found(ask, finding)
            self._note(ask)
            return
        self._send(Found(check_id=ask.check_id, finding=finding, is_final=False))
        asking = asyncio.ensure_future(self._centre.ask(ask))
        try:
            is_late = await self._final(ask, finding, asking)
        finally:  # the shopper is served: now a slow disk may take its time
            self._note(ask)
        if is_late:
            await self._answer_late(ask, asking)

    async def look(self) -> Looked:
        """Make the light request once, and say whether the centre answers.

        Even a refusal counts as no answer here: a centre never refuses this, a wrong URL or a log-in page does.
        """
        if self._centre is None:
            self._say_network(is_online=False)
            return Looked(is_answered=False)
        try:
            ready = await self._centre.is_ready()
        except CentreFaultError as fault:
            self._failed(fault.what)
            return Looked(is_answered=False, asked_s=fault.asked_s)
        self._breaker = after_sign_of_life(self._breaker, self._clock())
        self._confirmed(ready)
        return Looked(is_answered=True)

    async def _final(self, ask: Ask, finding: Finding, asking: asyncio.Future[RecordAnswer]) -> bool:
        """Send the final answer: the centre's, else `finding`. Return whether the centre may still answer, late."""
        try:
            async with asyncio.timeout(self._shown_s):
                answer = await asyncio.shield(asking)
        except TimeoutError:
            self._failed("no answer in time")
            self._found(ask, finding)
            return True
        except CentreFaultError as fault:
            self._failed_by(fault)
            self._found(ask, finding)
        except asyncio.CancelledError:
            asking.cancel()
            raise
        else:
            self._breaker = after_success(self._breaker)
            self._answered(ask, answer)
        return False

    def _note(self, ask: Ask) -> None:
        if self._market_id and ask.is_counted:
            check = Check(ask.check_id, ask.asked_at, self._market_id, is_clock_trusted=ask.is_clock_trusted)
            self._own.note(ask.identity, check)

    async def _answer_late(self, ask: Ask, asking: asyncio.Future[RecordAnswer]) -> None:
        try:
            self._answered(ask, await asking)
        except CentreFaultError as fault:
            _log.info("no late answer either: %s", fault.what)
            self._leave_alone(fault)

    def _answered(self, ask: Ask, answer: RecordAnswer) -> None:
        finding = replace(answer.finding, source=Source.CENTRAL, as_of=answer.answered_at)
        self._found(ask, finding)
        self._own.put(ask.identity, finding)
        self._confirmed(answer)

    def _confirmed(self, answer: RecordAnswer | Ready) -> None:
        newest = answer.versions
        self._send(ListsConfirmed(version=newest.trust, digest=newest.trust_digest, at=answer.answered_at))
        self._network = Network(is_online=True, last_answer_at=answer.answered_at)
        self._send(self._network)
        self._heard(answer.answered_at, newest)

    def _found(self, ask: Ask, finding: Finding) -> None:
        self._send(Found(check_id=ask.check_id, finding=finding, is_final=True))

    def _failed_by(self, fault: CentreFaultError) -> None:
        if fault.fault in HARMLESS:
            _log.info("the centre refused a question: %s", fault.what)
            self._breaker = after_success(self._breaker)
            return
        self._failed(fault.what)
        self._leave_alone(fault)

    def _leave_alone(self, fault: CentreFaultError) -> None:
        if fault.asked_s is not None:
            self._breaker = left_alone(self._breaker, self._clock(), fault.asked_s)

    def _failed(self, what: str) -> None:
        if self._network is not None and self._network.is_online:
            _log.warning("the centre does not answer: %s", what)
        self._breaker = after_failure(self._breaker, self._clock(), self._chance())
        self._say_network(is_online=False)

    def _say_network(self, *, is_online: bool) -> None:
        last_answer_at = None if self._network is None else self._network.last_answer_at
        self._network = Network(is_online=is_online, last_answer_at=last_answer_at)
        self._send(self._network)
