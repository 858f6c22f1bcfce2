"""A paired unit at a real centre over HTTP: signed questions, a clock in the past, what idles."""

from __future__ import annotations

import asyncio
import re
import socket
import threading
from collections.abc import Callable, Coroutine, Iterator
from datetime import UTC, datetime, timedelta
from typing import TypeVar

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Engine, select, update

from kiosk.central.kiosks.tables import kiosks
from kiosk.messages.signing import TIME_HEADER
from kiosk.sync.centre import Centre, CentreFaultError, Fault
from kiosk.sync.identity import Identity
from kiosk.sync.signing import SigningClock
from tests.central.kiosks.paired import KIOSK_ID, NOW, Unit, pair
from tests.central.running import misbehaving
from tests.sync.paired import identity_of, new_centre, served

T = TypeVar("T")
LONG_AGO = datetime(1970, 1, 2, tzinfo=UTC)


@pytest.fixture
def engine_and_url() -> Iterator[tuple[Engine, str]]:
    with new_centre() as (engine, service), served(service) as url:
        yield engine, url


@pytest.fixture
def engine(engine_and_url: tuple[Engine, str]) -> Engine:
    return engine_and_url[0]


@pytest.fixture
def url(engine_and_url: tuple[Engine, str]) -> str:
    return engine_and_url[1]


@pytest.fixture
def identity(engine: Engine, url: str) -> Identity:
    return identity_of(pair(engine), url)


def asked(url: str, identity: Identity, do: Callable[[Centre], Coroutine[None, None, T]], at: datetime = NOW) -> T:
    """Return what `do` gives with the centre of a paired unit whose clock says `at`."""

    async def main() -> T:
        async with Centre(url, "", identity.signs(lambda: at), identity.device_id) as centre:
            return await do(centre)

    return asyncio.run(main())


def test_unit_renews_with_its_signature(url: str, identity: Identity, engine: Engine) -> None:
    enrolled = asked(url, identity, Centre.renew)
    assert enrolled.expires_at == NOW + timedelta(days=90)
    with engine.connect() as connection:
        assert connection.execute(select(kiosks.c.certificate)).scalar_one() == enrolled.certificate


@pytest.mark.parametrize("at", [LONG_AGO, NOW + timedelta(days=4000)])
def test_unit_whose_clock_is_wrong_signs_again_at_the_centres_time(url: str, identity: Identity, at: datetime) -> None:
    assert asked(url, identity, Centre.renew, at).device_id == identity.device_id


def test_unit_that_has_learned_the_time_is_not_refused_again(url: str, identity: Identity) -> None:
    sent: list[int] = []

    async def twice(centre: Centre) -> None:
        centre._client.event_hooks["response"].append(_note)
        await centre.renew()
        await centre.renew()

    async def _note(response: object) -> None:
        sent.append(response.status_code)  # type: ignore[attr-defined]  # httpx.Response

    asked(url, identity, twice, LONG_AGO)
    assert sent == [401, 200, 200]


def test_denied_unit_is_refused_at_once(url: str, identity: Identity, engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(update(kiosks).values(denied_at=NOW))
    with pytest.raises(CentreFaultError) as fault:
        asked(url, identity, Centre.renew)
    assert fault.value.fault is Fault.REFUSED


def test_unit_with_a_key_of_its_own_making_is_refused(url: str, identity: Identity) -> None:
    stranger = identity_of(Unit(identity.device_id, Ed25519PrivateKey.generate()), url)
    with pytest.raises(CentreFaultError) as fault:
        asked(url, stranger, Centre.renew)
    assert fault.value.fault is Fault.REFUSED


def test_time_that_is_none_is_not_learned() -> None:
    clock = SigningClock(lambda: NOW)
    for said in ("", "soon", "-5", "1e9", "٣", str(10**12)):
        assert not clock.learn(said)
    assert clock.now() == NOW


def test_learned_time_runs_on() -> None:
    seconds = [100.0]
    clock = SigningClock(lambda: LONG_AGO, lambda: seconds[0])
    assert clock.learn(str(int(NOW.timestamp())))
    seconds[0] += 5
    assert clock.now() == NOW + timedelta(seconds=5)


def test_idle_unit_learns_the_newest_versions_and_then_that_nothing_is_newer(url: str, identity: Identity) -> None:
    async def twice(centre: Centre) -> tuple[object, object]:
        return await centre.is_ready(), await centre.is_ready()

    first, second = asked(url, identity, twice)
    assert first == second
    assert first.versions.trust == 7  # type: ignore[attr-defined]  # Ready


def test_idle_units_question_and_answer_take_400_bytes(url: str, identity: Identity) -> None:
    """Counted on the wire by a proxy, on an open connection, where nothing is newer."""
    host, port = url.removeprefix("http://").split(":")
    counts: list[int] = []

    def count(connection: socket.socket, end: threading.Event) -> None:
        with socket.create_connection((host, int(port))) as server:
            while (request := connection.recv(65536)) and not end.is_set():
                server.sendall(request)
                answer = whole_answer(server)
                connection.sendall(answer)
                counts.append(len(request) + len(answer))

    async def thrice(centre: Centre) -> None:
        for _ in range(3):
            await centre.is_ready()

    with misbehaving(count) as through:
        asked(through, identity, thrice)
    print("bytes of question and answer:", counts)  # noqa: T201  # the measured figure, shown by -s
    assert len(counts) == 3
    assert max(counts[1:]) <= 400


def whole_answer(server: socket.socket) -> bytes:
    """Return head and body of one answer, in however many pieces they come."""
    answer = b""
    while b"\r\n\r\n" not in answer:
        answer += server.recv(65536)
    head, _, body = answer.partition(b"\r\n\r\n")
    length = re.search(rb"(?i)content-length: (\d+)", head)
    while length is not None and len(body) < int(length[1]):
        body += server.recv(65536)
    return head + b"\r\n\r\n" + body


@pytest.mark.parametrize("said", ["soon", "0", "99999999999"])
def test_empty_answer_without_a_sound_time_is_not_understood(identity: Identity, said: str) -> None:
    def behave(connection: socket.socket, end: threading.Event) -> None:
        body = b'{"answered_at": "2026-11-23T09:00:00+07:00", "versions": {"trust": 7}}'
        connection.recv(65536)
        head = f'HTTP/1.1 200 OK\r\nETag: "a"\r\nContent-Length: {len(body)}\r\n\r\n'
        connection.sendall(head.encode() + body)
        connection.recv(65536)
        connection.sendall(f"HTTP/1.1 304 Not Modified\r\n{TIME_HEADER}: {said}\r\n\r\n".encode())

    async def twice(centre: Centre) -> None:
        await centre.is_ready()
        await centre.is_ready()

    with misbehaving(behave) as url, pytest.raises(CentreFaultError) as fault:
        asked(url, identity, twice)
    assert fault.value.fault is Fault.NOT_UNDERSTOOD


def test_unknown_units_idle_question_is_refused(url: str, identity: Identity) -> None:
    other = identity_of(Unit(KIOSK_ID.format(9), identity.key), url)
    with pytest.raises(CentreFaultError) as fault:
        asked(url, other, Centre.is_ready)
    assert fault.value.fault is Fault.REFUSED
