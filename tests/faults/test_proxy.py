"""The failing network itself: each fault does what its name says, or what is tested through it proves nothing."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from functools import partial
from urllib.parse import urlsplit

import httpx
import pytest

from tests.central.running import misbehaving
from tests.faults.fault import CLEAR, End, Fault, Kind, Way, due_at, fault_of
from tests.faults.proxy import FaultProxy, network
from tests.quickest import quickest

BODY = b"x" * 40_000
SEEDS = range(20)


def answering(connection: socket.socket, end: threading.Event) -> None:
    """Answer as long as somebody asks."""
    head = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(BODY)
    while connection.recv(65536):
        connection.sendall(head + BODY)


@pytest.fixture
def proxy() -> Iterator[FaultProxy]:
    with misbehaving(answering) as url, network(url) as proxy:
        yield proxy


@pytest.fixture
def client(proxy: FaultProxy) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=proxy.url, timeout=10, trust_env=False) as client:
        yield client


def ask(client: httpx.Client) -> None:
    assert client.get("/").content == BODY


def test_network_that_is_well_carries_all_over_one_connection(proxy: FaultProxy, client: httpx.Client) -> None:
    ask(client)
    assert quickest(partial(ask, client), 0.3) < 0.3
    assert proxy.connections == 1


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Fault(is_down=True), httpx.ConnectError),
        (Fault(back=Way(body_bytes=1000, end=End.RESET)), httpx.ReadError),
        (Fault(back=Way(body_bytes=1000, end=End.CLOSED)), httpx.RemoteProtocolError),
        (Fault(back=Way(body_bytes=0)), httpx.ReadTimeout),
        (Fault(there=Way(body_bytes=0)), httpx.ReadTimeout),
    ],
    ids=["down", "reset", "truncation", "answer vanishes", "question vanishes"],
)
def test_fault_breaks_what_is_asked_and_leaves_no_trace_when_it_is_over(
    proxy: FaultProxy, client: httpx.Client, fault: Fault, error: type[Exception]
) -> None:
    def after_the_fault() -> float:
        proxy.spoil(fault)
        with pytest.raises(error):
            client.get("/", timeout=0.5 if error is httpx.ReadTimeout else 10)
        proxy.spoil()
        begun_s = time.monotonic()
        ask(client)
        return time.monotonic() - begun_s

    assert any(after_the_fault() < 0.3 for _ in range(5))


def test_nobody_else_gets_its_port_while_it_is_down(proxy: FaultProxy) -> None:
    proxy.spoil(Fault(is_down=True))
    with socket.socket() as other, pytest.raises(OSError, match="in use"):
        other.bind(("127.0.0.1", urlsplit(proxy.url).port))


def test_fault_befalls_a_connection_that_stands(proxy: FaultProxy, client: httpx.Client) -> None:
    ask(client)
    proxy.spoil(Fault(back=Way(body_bytes=0)))
    with pytest.raises(httpx.ReadTimeout):
        client.get("/", timeout=0.5)
    assert proxy.connections == 1


@pytest.mark.parametrize("size_bytes", [1, 1000, len(BODY) - 1])
def test_body_is_cut_where_the_fault_says(proxy: FaultProxy, size_bytes: int) -> None:
    proxy.spoil(Fault(back=Way(body_bytes=size_bytes, end=End.CLOSED)))
    with socket.create_connection(("127.0.0.1", int(proxy.url.rpartition(":")[2]))) as line:
        line.sendall(b"GET / HTTP/1.1\r\n\r\n")
        with line.makefile("rb") as answer:
            body = answer.read().partition(b"\r\n\r\n")[2]
    assert body == BODY[:size_bytes]


@pytest.mark.parametrize("slow", [Way(delay_s=0.2), Way(bytes_a_second=len(BODY) / 0.2)], ids=["latency", "bandwidth"])
def test_slow_road_takes_its_time_and_loses_nothing(proxy: FaultProxy, client: httpx.Client, slow: Way) -> None:
    proxy.spoil(Fault(back=slow))
    assert 0.15 < quickest(partial(ask, client), 0.45) < 0.45


def test_late_close_hides_that_the_other_end_has_gone(proxy: FaultProxy, client: httpx.Client) -> None:
    proxy.spoil(Fault(late_close_s=10))
    ask(client)
    time.sleep(0.2)
    with pytest.raises(httpx.ReadTimeout):
        client.get("/", timeout=0.5)


def test_jitter_turns_no_two_pieces_round() -> None:
    way = Way(delay_s=0.1, jitter_s=1.0)
    first = due_at(way, 0.0, 0.0, 100, chance=0.9)
    assert due_at(way, 0.1, first, 100, chance=0.0) == first


@pytest.mark.parametrize("kind", Kind)
def test_every_seed_makes_a_fault_and_always_the_same(kind: Kind) -> None:
    faults = [fault_of(kind, seed, 500, 500) for seed in SEEDS]
    assert faults == [fault_of(kind, seed, 500, 500) for seed in SEEDS]
    assert all(fault != Fault() for fault in faults)


@pytest.mark.parametrize("kind", [Kind.RESET, Kind.TRUNCATION, Kind.BLACK_HOLE, Kind.BANDWIDTH, Kind.LATENCY])
def test_seeds_spoil_both_ways(kind: Kind) -> None:
    faults = [fault_of(kind, seed, 500, 500) for seed in SEEDS]
    assert {fault.there == CLEAR for fault in faults} == {True, False}
