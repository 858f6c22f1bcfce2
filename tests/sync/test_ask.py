"""A question of the screen, over real HTTP: in time, late, or never."""

from __future__ import annotations

import asyncio
import json
import socket
import sqlite3
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from kiosk.codes.code import Identity
from kiosk.lookup.cache import FindingCache
from kiosk.lookup.offline import OfflineRecords
from kiosk.lookup.own import KeptRecords
from kiosk.messages.http import RecordAnswer, Versions
from kiosk.messages.local import Ask, Found, ListsConfirmed, Message, Network
from kiosk.records.finding import Finding, Source
from kiosk.records.history import Check
from kiosk.records.registry import Lot, Product
from kiosk.sync.ask import Asker
from kiosk.sync.centre import Centre
from kiosk.sync.plan import State
from tests.central.running import closed_port, misbehaving
from tests.quickest import quickest

NOW = datetime.fromisoformat("2026-11-23T09:00:00+07:00")
ITEM = Identity(gtin="09521234543213", lot="L2611A", serial="7K2M9Q4T")
ASK = Ask(
    check_id="01938d6f-0000-7000-8000-000000000001", identity=ITEM, asked_at=NOW, is_clock_trusted=True, is_counted=True
)
FOUND = Finding(
    source=Source.CENTRAL,
    as_of=NOW,
    product=Product("09521234543213", "Rau muống", "vegetable", "E1"),
    lot=Lot("09521234543213", "L2611A", NOW),
)
ANSWER = RecordAnswer(finding=FOUND, answered_at=NOW, versions=Versions(trust=7)).model_dump_json().encode()
OWN = replace(FOUND, product=Product("09521234543213", "Own record", "vegetable", "E1"))

Behaviour = Callable[[socket.socket, threading.Event], None]


def answering(
    body: bytes = ANSWER, status: str = "200 OK", after_s: float = 0.0, length: int | None = None
) -> Behaviour:
    """Return a server that answers each connection once, with `body`, `after_s` later."""

    def behave(connection: socket.socket, end: threading.Event) -> None:
        connection.recv(65536)
        end.wait(after_s)
        head = f"HTTP/1.1 {status}\r\nContent-Length: {length or len(body)}\r\nConnection: close\r\n\r\n"
        connection.sendall(head.encode() + body)

    return behave


def silent(connection: socket.socket, end: threading.Event) -> None:
    end.wait(10)


def endless(connection: socket.socket, end: threading.Event) -> None:
    connection.recv(65536)
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 99000000\r\n\r\n")
    while not end.is_set():
        connection.sendall(b"x" * 65536)


@pytest.fixture
def cache(tmp_path: Path) -> Iterator[FindingCache]:
    cache = FindingCache(tmp_path / "cache.db", lambda: NOW)
    yield cache
    cache.close()


def own(cache: FindingCache) -> KeptRecords:
    """Return what a unit knows that has no registry."""
    return KeptRecords(cache, OfflineRecords(Path("nowhere")))


class Said:
    """What was sent to the screen, with when."""

    def __init__(self) -> None:
        self.messages: list[Message] = []
        self.times: list[float] = []
        self.start = time.monotonic()

    def __call__(self, message: Message) -> None:
        self.messages.append(message)
        self.times.append(time.monotonic() - self.start)

    @property
    def found(self) -> list[tuple[Source, bool]]:
        return [(said.finding.source, said.is_final) for said in self.messages if isinstance(said, Found)]

    @property
    def final_after_s(self) -> float:
        return next(
            at for at, said in zip(self.times, self.messages, strict=True) if isinstance(said, Found) and said.is_final
        )

    @property
    def is_online(self) -> bool:
        return [said.is_online for said in self.messages if isinstance(said, Network)][-1]


def run(
    url: str | None,
    cache: FindingCache,
    work: Callable[[Asker], Awaitable[None]],
    total_s: float = 5.0,
    shown_s: float = 30.0,
    market_id: str = "",
) -> tuple[Asker, Said]:
    said = Said()

    async def main() -> Asker:
        if url is None:
            asker = Asker(None, own(cache), said, time.monotonic, lambda: 0.5)
            await work(asker)
            return asker
        async with Centre(url, "M1", connect_s=5.0, total_s=total_s) as centre:
            asker = Asker(centre, own(cache), said, time.monotonic, lambda: 0.5, market_id, shown_s)
            said.start = time.monotonic()
            await work(asker)
            return asker

    return asyncio.run(main()), said


async def ask_once(asker: Asker) -> None:
    await asker.answer(ASK)


def test_centre_in_time_is_the_final_answer_and_kept(cache: FindingCache) -> None:
    with misbehaving(answering()) as url:
        _, said = run(url, cache, ask_once)
    assert said.found == [(Source.NONE, False), (Source.CENTRAL, True)]
    assert said.is_online
    assert ListsConfirmed(version=7, at=NOW) in said.messages
    assert cache.find(ITEM).lot == FOUND.lot


def test_own_data_come_first(cache: FindingCache) -> None:
    cache.put(ITEM, OWN)
    with misbehaving(answering()) as url:
        _, said = run(url, cache, ask_once)
    assert said.found == [(Source.CACHE, False), (Source.CENTRAL, True)]


def test_a_record_kept_for_less_than_ten_minutes_answers_alone_where_there_is_no_serial(cache: FindingCache) -> None:
    lot = replace(ITEM, serial=None)
    cache.put(lot, OWN)
    ask = ASK.model_copy(update={"identity": lot, "asked_at": NOW + timedelta(minutes=9)})
    untrusted = ask.model_copy(update={"is_clock_trusted": False})
    with misbehaving(answering()) as url:
        _, said = run(url, cache, lambda asker: asker.answer(ask))
        _, unsure = run(url, cache, lambda asker: asker.answer(untrusted))
    assert said.found == [(Source.CACHE, True)]
    assert unsure.found == [(Source.CACHE, False), (Source.CENTRAL, True)]


def test_without_a_centre_own_data_are_final_at_once(cache: FindingCache) -> None:
    cache.put(ITEM, OWN)
    _, said = run(None, cache, ask_once)
    assert said.found == [(Source.CACHE, True)]


@pytest.mark.parametrize(("market_id", "is_counted", "kept"), [("M1", True, ["M1"]), ("", True, []), ("M1", False, [])])
def test_own_check_is_kept_unless_it_is_a_demonstrations_or_counts_for_nothing(
    tmp_path: Path, market_id: str, is_counted: bool, kept: list[str]
) -> None:
    now = [NOW]
    cache = FindingCache(tmp_path / "own.db", lambda: now[0])
    asker = Asker(None, own(cache), Said(), time.monotonic, lambda: 0.5, market_id)
    asyncio.run(asker.answer(ASK.model_copy(update={"is_counted": is_counted})))
    now[0] += timedelta(hours=1)
    assert [check.market_id for check in cache.find(ITEM).history.checks] == kept
    cache.close()


class Noting(KeptRecords):
    """Own records that note how much the screen had heard of when a check was noted."""

    def __init__(self, cache: FindingCache, said: Said) -> None:
        super().__init__(cache, OfflineRecords(Path("nowhere")))
        self._said = said
        self.heard: list[list[bool]] = []

    def note(self, identity: Identity, check: Check) -> None:
        self.heard.append([is_final for _, is_final in self._said.found])
        super().note(identity, check)


@pytest.mark.parametrize(
    ("behaviour", "heard"),
    [
        (answering(), [False, True]),
        (answering(after_s=0.4), [False, True]),
        (answering(b"", status="503 Service Unavailable"), [False, True]),
        (None, [True]),
    ],
    ids=["in time", "late", "busy", "no centre"],
)
def test_own_check_is_noted_once_when_the_shopper_is_served(
    cache: FindingCache, behaviour: Behaviour | None, heard: list[bool]
) -> None:
    said = Said()
    noting = Noting(cache, said)

    async def main(url: str) -> None:
        async with Centre(url, "M1") as centre:
            asked = None if behaviour is None else centre
            await Asker(asked, noting, said, time.monotonic, lambda: 0.5, "M1", shown_s=0.2).answer(ASK)

    with misbehaving(behaviour or silent) as url:
        asyncio.run(main(url))
    assert noting.heard == [heard]


def test_refused_connection_gives_own_data_at_once(cache: FindingCache) -> None:
    cache.put(ITEM, OWN)

    def ask() -> None:
        _, said = run(closed_port(), cache, ask_once)
        assert said.found == [(Source.CACHE, False), (Source.CACHE, True)]
        assert not said.is_online

    assert quickest(ask, 0.5) < 0.5


def test_black_hole_costs_the_shopper_the_wait_and_no_more(cache: FindingCache) -> None:
    with misbehaving(silent) as url:
        told = [run(url, cache, ask_once, total_s=1.0, shown_s=0.8)[1] for _ in range(3)]
    assert [one.found for one in told] == [[(Source.NONE, False), (Source.NONE, True)]] * 3
    assert 0.7 < min(one.final_after_s for one in told) < 1.0


def test_late_answer_comes_as_another_and_is_kept(cache: FindingCache) -> None:
    cache.put(ITEM, OWN)
    with misbehaving(answering(after_s=0.4)) as url:
        _, said = run(url, cache, ask_once, shown_s=0.2)
    assert said.found == [(Source.CACHE, False), (Source.CACHE, True), (Source.CENTRAL, True)]
    assert cache.find(ITEM).product == FOUND.product


@pytest.mark.parametrize(
    "behaviour",
    [
        answering(b'{"finding": 7}'),
        answering(b"<html>Log in to the market's Wi-Fi</html>"),
        answering(ANSWER[:100], length=len(ANSWER)),
        answering(b"", status="503 Service Unavailable"),
        answering(b"", status="500 Internal Server Error"),
        answering(b"", status="302 Found"),
        endless,
    ],
    ids=["wrong shape", "portal", "dies in mid-answer", "busy", "fault", "redirect", "endless"],
)
def test_answer_of_no_use_gives_own_data_and_is_not_kept(cache: FindingCache, behaviour: Behaviour) -> None:
    cache.put(ITEM, OWN)
    with misbehaving(behaviour) as url:
        asker, said = run(url, cache, ask_once)
    assert said.found == [(Source.CACHE, False), (Source.CACHE, True)]
    assert cache.find(ITEM).product == OWN.product
    assert asker.breaker.recent == (False,)


def test_refused_question_says_nothing_against_the_centre(cache: FindingCache) -> None:
    with misbehaving(answering(b"", status="400 Bad Request")) as url:
        asker, said = run(url, cache, ask_once)
    assert said.found == [(Source.NONE, False), (Source.NONE, True)]
    assert asker.breaker.recent == (True,)


def test_outage_costs_five_shoppers_nothing_more(cache: FindingCache) -> None:
    async def ask_often(asker: Asker) -> None:
        for _ in range(7):
            await asker.answer(ASK)

    asker, said = run(closed_port(), cache, ask_often)
    assert asker.breaker.state is State.OPEN
    assert said.found == [(Source.NONE, False), (Source.NONE, True)] * 5 + [(Source.NONE, True)] * 2


@pytest.mark.parametrize("after_s", [0.0, 0.4], ids=["in time", "late"])
@pytest.mark.parametrize("status", ["503 Service Unavailable", "429 Too Many Requests"])
def test_centre_that_asks_to_be_left_alone_is_asked_no_more(cache: FindingCache, status: str, after_s: float) -> None:
    async def ask_twice(asker: Asker) -> None:
        await asker.answer(ASK)
        await asker.answer(ASK)

    with misbehaving(answering(b"", f"{status}\r\nRetry-After: 60", after_s)) as url:
        asker, said = run(url, cache, ask_twice, shown_s=0.2)
    assert said.found == [(Source.NONE, False), (Source.NONE, True), (Source.NONE, True)]
    assert 50 < asker.breaker.until_s - time.monotonic() <= 60


def test_looks_while_idle_spare_the_shopper_the_wait(cache: FindingCache) -> None:
    async def look_often(asker: Asker) -> None:
        for _ in range(5):
            await asker.look()
        await asker.answer(ASK)

    _, said = run(closed_port(), cache, look_often)
    assert said.found == [(Source.NONE, True)]


@pytest.mark.parametrize("status", ["400 Bad Request", "401 Unauthorized", "404 Not Found"])
def test_look_that_is_refused_is_no_sign_of_life(cache: FindingCache, status: str) -> None:
    async def look_often(asker: Asker) -> None:
        for _ in range(5):
            await asker.look()

    with misbehaving(answering(b"<html>Log in</html>", status=status)) as url:
        asker, said = run(url, cache, look_often)
    assert not said.is_online
    assert asker.breaker.state is State.OPEN


def test_one_look_that_is_answered_lets_the_next_shopper_ask(cache: FindingCache) -> None:
    ready = b'{"answered_at": "2026-11-23T09:00:00+07:00", "versions": {"trust": 8}}'
    is_up = threading.Event()

    def behave(connection: socket.socket, end: threading.Event) -> None:
        if is_up.is_set():
            request = connection.recv(65536)
            body = ready if b"/readyz" in request else ANSWER
            connection.sendall(b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: %d\r\n\r\n" % len(body) + body)

    async def fail_then_look(asker: Asker) -> None:
        for _ in range(5):
            await asker.answer(ASK)
        is_up.set()
        await asker.look()
        await asker.answer(ASK)

    with misbehaving(behave) as url:
        asker, said = run(url, cache, fail_then_look)
    assert said.found[-2:] == [(Source.NONE, False), (Source.CENTRAL, True)]
    assert ListsConfirmed(version=8, at=NOW) in said.messages
    assert asker.breaker.state is State.CLOSED


def test_answer_that_is_no_longer_wanted_is_dropped_and_the_check_is_noted(cache: FindingCache, tmp_path: Path) -> None:
    async def ask_and_cancel(asker: Asker) -> None:
        task = asyncio.create_task(asker.answer(ASK))
        await asyncio.sleep(0.05)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    with misbehaving(silent) as url:
        _, said = run(url, cache, ask_and_cancel, market_id="M1")
    assert said.found == [(Source.NONE, False)]
    with closing(sqlite3.connect(tmp_path / "cache.db")) as reader:
        assert reader.execute("SELECT market_id FROM own_checks").fetchall() == [("M1",)]


def _spoilt(place: str, at: str) -> bytes:
    """Return the good answer with another time in `place`."""
    body = json.loads(ANSWER)
    if place == "answered_at":
        body["answered_at"] = at
    elif place == "as_of":
        body["finding"]["as_of"] = at
    else:
        body["finding"]["lot"]["registered_at"] = at
    return json.dumps(body).encode()


@pytest.mark.parametrize("place", ["answered_at", "as_of", "registered_at"])
@pytest.mark.parametrize("at", ["2026-11-23T09:00:00", "9999-12-31T23:59:59Z", "0001-01-01T00:00:00+07:00"])
def test_answer_with_a_time_beyond_reckoning_is_none(cache: FindingCache, place: str, at: str) -> None:
    with misbehaving(answering(_spoilt(place, at))) as url:
        _, said = run(url, cache, ask_once)
    assert said.found == [(Source.NONE, False), (Source.NONE, True)]
    assert not any(isinstance(one, ListsConfirmed) for one in said.messages)
    assert cache.find(ITEM).source is Source.NONE


@pytest.mark.parametrize("at", ["2026-11-23T09:00:00", "9999-12-31T23:59:59Z"])
def test_look_with_a_time_beyond_reckoning_is_no_sign_of_life(cache: FindingCache, at: str) -> None:
    ready = f'{{"answered_at": "{at}", "versions": {{"trust": 8}}}}'.encode()

    async def look(asker: Asker) -> None:
        await asker.look()

    with misbehaving(answering(ready)) as url:
        _, said = run(url, cache, look)
    assert said.messages == [Network(is_online=False)]
