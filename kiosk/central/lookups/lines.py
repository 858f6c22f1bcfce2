"""Questions from many requests, asked together by one thread with a connection of its own.

While one statement is under way more questions come in; the next statement takes them all. So a busy
service asks less often, and a quiet one asks at once. The same on both databases, in every event loop.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from threading import Condition, Lock

from sqlalchemy import Engine

from kiosk.central.lookups.question import Question
from kiosk.central.lookups.reading import Known, read
from kiosk.central.lookups.statement import COUNTS

LINES = 1
"""One is quicker than two: it asks for more at once, and fewer threads fight for the interpreter."""
REST_S = 0.02
"""How long a line keeps its connection when nobody waits: taking one from the pool costs more than an answer."""


@dataclass(frozen=True, slots=True)
class _Waiting:
    question: Question
    loop: asyncio.AbstractEventLoop
    answer: asyncio.Future[Known]


class Lines:
    """Asks one database. Its threads live while there are questions, and with the process."""

    def __init__(self, engine: Engine, now: Callable[[], datetime]) -> None:
        """`engine` is asked outside any transaction."""
        self._engine = engine.execution_options(isolation_level="AUTOCOMMIT")
        self._now = now
        self._threads = ThreadPoolExecutor(LINES, thread_name_prefix="look-ups")
        self._changed = Condition(Lock())
        self._waiting: list[_Waiting] = []
        self._busy = 0
        self._resting = 0

    async def ask(self, question: Question) -> Known:
        """Return what the database knows. Raises DBAPIError where it does not answer."""
        loop = asyncio.get_running_loop()
        waiting = _Waiting(question, loop, loop.create_future())
        with self._changed:
            self._waiting.append(waiting)
            self._changed.notify()
            is_one_missing = not self._resting and self._busy < LINES
            self._busy += is_one_missing
        if is_one_missing:
            self._threads.submit(self._serve)
        return await waiting.answer

    def _serve(self) -> None:
        """Ask until nobody waits."""
        while batch := self._take(0):
            try:
                with self._engine.connect() as connection:
                    pool = self._engine.pool
                    while batch:
                        _hand_out(batch, read(connection, [one.question for one in batch], self._now()))
                        batch = self._take(REST_S)
                    if self._engine.pool is not pool:
                        connection.detach()  # the engine was disposed of meanwhile: nobody would close it
                    return
            except Exception as fault:  # noqa: BLE001  # whoever asked is told, and answers for it
                _hand_out(batch, fault)

    def _take(self, rest_s: float) -> list[_Waiting]:
        """Return the next questions of one kind, as many as a statement is made for; none: this line's work is done."""
        with self._changed:
            if not self._waiting and rest_s:
                self._resting += 1
                self._changed.wait(rest_s)
                self._resting -= 1
            if not self._waiting:
                self._busy -= 1
                return []
            kind = self._waiting[0].question.kind
            alike = next(
                (place for place, one in enumerate(self._waiting) if one.question.kind != kind), len(self._waiting)
            )
            count = next(count for count in COUNTS if count <= alike)
            batch, self._waiting = self._waiting[:count], self._waiting[count:]
            return batch


def _hand_out(batch: Sequence[_Waiting], found: Sequence[Known] | Exception) -> None:
    """Give each its answer, or all the fault, with one call to each event loop."""
    for loop in {one.loop for one in batch}:
        mine = [(place, one.answer) for place, one in enumerate(batch) if one.loop is loop]

        def give(mine: Sequence[tuple[int, asyncio.Future[Known]]] = mine) -> None:
            for place, answer in mine:
                if answer.done():
                    continue  # who asked has gone
                if isinstance(found, Exception):
                    answer.set_exception(found)
                else:
                    answer.set_result(found[place])

        if not loop.is_closed():
            loop.call_soon_threadsafe(give)
