"""The poll of an idle unit: how often, how small, and what it does when the centre is back."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime

from bench.counted import counted
from kiosk.sync.ask import Looked
from kiosk.sync.centre import Centre
from kiosk.sync.poll import Poll
from kiosk.sync.rhythm import Pace
from tests.central.kiosks.paired import NOW, pair
from tests.sync.paired import identity_of, new_centre, served

MAX_POLL_BYTES = 400
TLS_BYTES = 44
"""A record each way."""


def test_poll_without_news_is_of_400_bytes_at_most_under_tls_too() -> None:
    with new_centre() as (engine, service), served(service) as url, counted(url) as counter:
        identity = identity_of(pair(engine), url)

        async def main() -> int:
            async with Centre(counter.url, "", identity.signs(lambda: NOW), identity.device_id) as centre:
                first = await centre.is_ready()
                counter.taken()
                assert (await centre.is_ready()).versions == first.versions
            return counter.taken()

        assert asyncio.run(main()) + TLS_BYTES <= MAX_POLL_BYTES
        assert counter.connections == 1


class Centres:
    """Answers looks as it is told, and stops the poll when it has no more to say."""

    def __init__(self, *answers: Looked) -> None:
        self._answers = list(answers)
        self.back = 0

    async def look(self) -> Looked:
        if not self._answers:
            raise asyncio.CancelledError
        return self._answers.pop(0)

    def is_back(self) -> None:
        self.back += 1


def polled(centre: Centres, now: Callable[[], datetime] = lambda: NOW) -> None:
    poll = Poll(centre.look, Pace(0.0, 0.0, 0.0), lambda: None, now, lambda: 0.5, centre.is_back)

    async def main() -> None:
        await asyncio.gather(poll.run(), return_exceptions=True)

    asyncio.run(main())


def test_schedule_is_told_once_that_the_centre_is_back() -> None:
    no, yes = Looked(is_answered=False), Looked(is_answered=True)
    centre = Centres(yes, no, no, yes, yes)
    polled(centre)
    assert centre.back == 1


def test_centre_that_always_answered_was_never_away() -> None:
    centre = Centres(*[Looked(is_answered=True)] * 3)
    polled(centre)
    assert centre.back == 0
