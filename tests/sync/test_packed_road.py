"""What comes packed over the road is unpacked in small pieces: few bytes never become many at once."""

from __future__ import annotations

import gzip
import socket
import threading
from collections.abc import Callable, Iterator

import pytest

from kiosk.sync.centre import Fault
from kiosk.sync.roads import CHUNK_BYTES, HttpRoad, RoadError
from tests.central.running import misbehaving

CONTENT = b'{"signed": "by nobody"}' * 10_000


def saying(body: bytes, coding: str) -> Callable[[socket.socket, threading.Event], None]:
    """Return a server that answers with `body`, said to be packed by `coding`."""

    def behave(connection: socket.socket, end: threading.Event) -> None:
        asked = connection.recv(65536)
        assert b"Accept-Encoding: gzip" in asked
        head = f"HTTP/1.1 200 OK\r\nContent-Encoding: {coding}\r\nContent-Length: {len(body)}\r\n\r\n"
        connection.sendall(head.encode() + body)
        end.wait(1)

    return behave


def pieces(body: bytes, coding: str = "gzip") -> Iterator[bytes]:
    with misbehaving(saying(body, coding)) as url, HttpRoad(url) as road:
        yield from road.read("metadata/timestamp.json")


def test_packed_file_is_what_it_was() -> None:
    assert b"".join(pieces(gzip.compress(CONTENT))) == CONTENT


def test_bomb_is_unpacked_piece_by_piece_and_only_as_far_as_it_is_read() -> None:
    bomb = gzip.compress(bytes(100_000_000))
    assert len(bomb) < 100_000
    first = next(pieces(bomb))
    assert len(first) <= CHUNK_BYTES


def test_no_piece_of_a_bomb_is_large() -> None:
    assert max(len(piece) for piece in pieces(gzip.compress(bytes(3_000_000)))) <= CHUNK_BYTES


@pytest.mark.parametrize(
    ("body", "coding", "fault"),
    [
        (gzip.compress(CONTENT)[:-20], "gzip", Fault.BROKEN_OFF),
        (b"no gzip at all", "gzip", Fault.BROKEN_OFF),
        (CONTENT, "br", Fault.NOT_UNDERSTOOD),
    ],
    ids=["cut short", "damaged", "of another form"],
)
def test_what_does_not_unpack_is_a_bad_road(body: bytes, coding: str, fault: Fault) -> None:
    with pytest.raises(RoadError) as caught:
        list(pieces(body, coding))
    assert caught.value.fault.fault is fault
