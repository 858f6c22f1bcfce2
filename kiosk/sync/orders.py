"""What the centre ordered of this unit: pulled when there is something new, done once each, answered.

Before anything is done, `sync.db` holds that it was begun: a process that ends in the middle does not do it again.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Protocol

from pydantic import BaseModel

from kiosk.messages.http import Versions
from kiosk.messages.orders import Order, OrderId, OrderKind, OrderResult, OrdersAnswer, Outcome, ResultAnswer, Why
from kiosk.sync.centre import CentreFaultError, Fault
from kiosk.sync.kept import Kept
from kiosk.sync.rhythm import Rhythm, WhenWanted

KIND = "orders"
REMEMBERED = 50
"""Orders that have ended and are not done again, whoever names them."""

_log = logging.getLogger(__name__)


class OrderingCentre(Protocol):
    """The centre, as far as it orders here."""

    async def orders(self) -> OrdersAnswer:
        """Return what this unit is to do. Raises CentreFaultError."""
        ...

    async def end_order(self, order_id: str, result: OrderResult) -> ResultAnswer:
        """Say what became of an order. Raises CentreFaultError."""
        ...


class Doer(Protocol):
    """Does one kind of order."""

    def mark(self) -> int:
        """Return a number by which `go_on` knows how things stood before it was begun."""
        ...

    async def do(self, mark: int) -> OrderResult:
        """Do it, in bounded time."""
        ...

    async def go_on(self, mark: int) -> OrderResult:
        """Say what became of one that another process of ours had begun."""
        ...


class Plain:
    """Does what is over with the process that does it, where `may` allows it."""

    def __init__(self, what: Callable[[], Awaitable[OrderResult]], may: Callable[[], bool] = lambda: True) -> None:
        self._what = what
        self._may = may

    def mark(self) -> int:
        """There is none."""
        return 0

    async def do(self, mark: int) -> OrderResult:  # noqa: ARG002 - the Protocol's
        """Do it, unless it is not allowed."""
        return await self._what() if self._may() else not_done(Outcome.REFUSED, Why.NOT_ALLOWED)

    async def go_on(self, mark: int) -> OrderResult:  # noqa: ARG002 - the Protocol's
        """Not again."""
        return not_done(Outcome.FAILED, Why.INTERRUPTED)


class Begun(BaseModel):
    """An order that was begun, and how things stood before."""

    id: OrderId
    kind: OrderKind
    mark: int


class Noted(BaseModel):
    """What is kept: which orders were heard of, which are begun and not answered for, which are over."""

    version: int = 0
    begun: tuple[Begun, ...] = ()
    ended: tuple[OrderId, ...] = ()


class OrdersErrand:
    """Does what the centre orders, by `doers` alone. `now` is the time that orders end by."""

    name = "orders"

    def __init__(
        self, centre: OrderingCentre, kept: Kept, doers: Mapping[OrderKind, Doer], now: Callable[[], datetime]
    ) -> None:
        self._centre = centre
        self._kept = kept
        self._doers = doers
        self._now = now
        self.rhythm: Rhythm = WhenWanted()
        self._noted = kept.read_as(KIND, Noted) or Noted()
        self._results: dict[str, OrderResult] = {}
        """What is to be said, where the centre did not answer yet."""

    def is_wanted(self, newest: Versions) -> bool:
        """Only a greater version: answers that name none are no reason to ask."""
        return newest.orders > self._noted.version or bool(self._noted.begun or self._results)

    async def run(self) -> None:
        """Answer for what was begun, fetch, do, and answer. Raises CentreFaultError."""
        for begun in self._noted.begun:
            if begun.id not in self._results:
                self._results[begun.id] = await self._doers[begun.kind].go_on(begun.mark)
        for order_id in tuple(self._results):
            await self._say(order_id)
        answer = await self._centre.orders()
        for order in answer.orders:
            if order.id not in self._noted.ended:
                await self._obey(order)
        if answer.version != self._noted.version:
            await self._note(version=answer.version)

    async def _obey(self, order: Order) -> None:
        kind = next((each for each in self._doers if each == order.kind), None)
        if kind is None:
            self._results[order.id] = not_done(Outcome.REFUSED, Why.UNKNOWN)
        elif order.expires_at <= self._now():
            self._results[order.id] = not_done(Outcome.REFUSED, Why.LATE)
        else:
            begun = Begun(id=order.id, kind=kind, mark=self._doers[kind].mark())
            await self._note(begun=(*self._noted.begun, begun))
            _log.info("the centre orders: %s (%s)", kind.value, order.id)
            self._results[order.id] = await self._doers[kind].do(begun.mark)
        await self._say(order.id)

    async def _say(self, order_id: str) -> None:
        """Tell the centre, and only then forget it. Of an order that the centre knows no more nothing is said."""
        try:
            await self._centre.end_order(order_id, self._results[order_id])
        except CentreFaultError as fault:
            if fault.fault is not Fault.REFUSED or fault.refusal is not None:
                raise
            _log.warning("what became of order %s was not taken: %s", order_id, fault.what)
        del self._results[order_id]
        begun = tuple(each for each in self._noted.begun if each.id != order_id)
        await self._note(begun=begun, ended=(*self._noted.ended, order_id)[-REMEMBERED:])

    async def _note(self, **changed: object) -> None:
        self._noted = self._noted.model_copy(update=changed)
        await asyncio.to_thread(self._kept.write, KIND, self._noted.model_dump_json())


def not_done(outcome: Outcome, why: Why) -> OrderResult:
    """Return the result of an order that was not done."""
    return OrderResult(outcome=outcome, why=why)
