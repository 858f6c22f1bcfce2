"""The socket of the screen: what parts may send, and when they count as lost."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication

from kiosk.errors import KioskError
from kiosk.messages.lines import MAX_LINE_BYTES, from_line, to_line
from kiosk.messages.local import Beat, Hello, Lit, Message, Part, Pressed
from kiosk.screen.server import LOST_AFTER_S, MAX_FAULTS, MAX_LINES, PartServer
from kiosk.verdicts.verdict import Level
from tests.screen.patience import wait_until

GRACE_S = 5.0


@pytest.fixture(scope="module", autouse=True)
def silence() -> None:
    """Here it is a loss."""


@dataclass
class Room:
    """A listening server, what came, and a clock that a test moves."""

    app: QGuiApplication
    path: Path
    now_s: float = 0.0
    received: list[tuple[Part, Message]] = field(default_factory=list)
    lost: list[Part] = field(default_factory=list)
    back: list[Part] = field(default_factory=list)
    calls: list[socket.socket] = field(default_factory=list)

    def open(self) -> PartServer:
        server = PartServer(self.path, (Part.CAMERA, Part.SYNC), GRACE_S, lambda: self.now_s)
        server.received.connect(lambda part, message: self.received.append((part, message)))
        server.lost.connect(self.lost.append)
        server.back.connect(self.back.append)
        return server

    def call(self, *lines: bytes) -> socket.socket:
        """Connect and send `lines`."""
        line = socket.socket(socket.AF_UNIX)
        line.settimeout(20)
        line.connect(str(self.path))
        self.calls.append(line)
        for one in lines:
            line.sendall(one)
        return line

    def until(self, holds: Callable[[], bool]) -> None:
        wait_until(self.app, holds, lambda: "what was waited for never came")

    def is_hung_up(self, line: socket.socket) -> bool:
        line.setblocking(False)
        try:
            return line.recv(10) == b""
        except BlockingIOError:
            return False
        except ConnectionError:
            return True


@pytest.fixture
def room(app: QGuiApplication, tmp_path: Path) -> Iterator[tuple[Room, PartServer]]:
    made = Room(app, tmp_path / "screen.sock")
    server = made.open()
    yield made, server
    server.close()
    for line in made.calls:
        line.close()


HELLO = to_line(Hello(part=Part.CAMERA))
PRESSED = to_line(Pressed())


def test_what_a_part_says_comes_with_its_name(room: tuple[Room, PartServer]) -> None:
    here, _ = room
    here.call(HELLO, PRESSED)
    here.until(lambda: here.received == [(Part.CAMERA, Pressed())])


def test_a_line_may_come_in_pieces(room: tuple[Room, PartServer]) -> None:
    here, _ = room
    line = here.call(HELLO, PRESSED[:5])
    here.until(lambda: here.back == [Part.CAMERA])
    line.sendall(PRESSED[5:])
    here.until(lambda: here.received == [(Part.CAMERA, Pressed())])


def test_garbage_is_left_out_and_what_follows_is_heard(room: tuple[Room, PartServer]) -> None:
    here, _ = room
    here.call(HELLO, b'\xff\xfe\n{"kind": "nonsense"}\n[]\n\n', PRESSED)
    here.until(lambda: here.received == [(Part.CAMERA, Pressed())])


def test_nothing_but_garbage_is_hung_up_on(room: tuple[Room, PartServer]) -> None:
    here, _ = room
    line = here.call(HELLO, b"garbage\n" * MAX_FAULTS)
    here.until(lambda: here.is_hung_up(line))


def test_a_line_without_an_end_is_hung_up_on(room: tuple[Room, PartServer]) -> None:
    here, server = room
    line = here.call(HELLO)
    line.setblocking(False)
    rest = b"x" * (MAX_LINE_BYTES + 100_000)
    sent = 0

    def closed() -> bool:
        nonlocal sent
        try:
            sent += line.send(rest[sent : sent + 60_000]) if sent < len(rest) else 0
        except BlockingIOError:
            return False
        except ConnectionError:
            return True
        return here.is_hung_up(line)

    here.until(closed)
    assert not server.send(Part.CAMERA, Lit(level=None))


def test_who_does_not_begin_with_hello_is_hung_up_on(room: tuple[Room, PartServer]) -> None:
    here, _ = room
    line = here.call(PRESSED)
    here.until(lambda: here.is_hung_up(line))
    assert here.received == []


def test_too_many_connections_are_hung_up_on(room: tuple[Room, PartServer]) -> None:
    here, _ = room
    lines = [here.call() for _ in range(MAX_LINES + 1)]
    here.until(lambda: here.is_hung_up(lines[-1]))
    assert not here.is_hung_up(lines[0])


def test_a_part_that_starts_anew_takes_the_place_of_its_former_self(room: tuple[Room, PartServer]) -> None:
    here, server = room
    former = here.call(HELLO)
    here.until(lambda: len(here.back) == 1)
    newer = here.call(HELLO)
    here.until(lambda: len(here.back) == 2)
    assert server.send(Part.CAMERA, Lit(level=Level.GOOD))
    here.until(lambda: here.is_hung_up(former))
    newer.setblocking(True)
    here.app.processEvents()
    assert from_line(newer.recv(1000)) == Lit(level=Level.GOOD)


def test_a_part_has_its_time_to_start(room: tuple[Room, PartServer]) -> None:
    here, server = room
    here.now_s = GRACE_S - 0.1
    server.look()
    assert here.lost == []
    here.now_s = GRACE_S + 0.1
    server.look()
    assert here.lost == [Part.CAMERA, Part.SYNC]


def test_a_silent_part_is_lost_once_and_back_with_its_next_word(room: tuple[Room, PartServer]) -> None:
    here, server = room
    line = here.call(HELLO)
    here.until(lambda: here.back == [Part.CAMERA])
    here.now_s = LOST_AFTER_S + 0.1
    server.look()
    server.look()
    assert here.lost == [Part.CAMERA]
    line.sendall(to_line(Beat()))
    here.until(lambda: here.back == [Part.CAMERA, Part.CAMERA])


def test_a_part_that_beats_is_not_lost(room: tuple[Room, PartServer]) -> None:
    here, server = room
    line = here.call(HELLO)
    here.until(lambda: here.back == [Part.CAMERA])
    here.now_s = LOST_AFTER_S - 0.1
    line.sendall(to_line(Beat()) + PRESSED)
    here.until(lambda: len(here.received) == 1)
    here.now_s = 2 * LOST_AFTER_S - 0.2
    server.look()
    assert here.lost == []


def test_a_part_that_reads_nothing_is_hung_up_on(room: tuple[Room, PartServer]) -> None:
    here, server = room
    here.call(HELLO)
    here.until(lambda: here.back == [Part.CAMERA])
    count = 0
    while server.send(Part.CAMERA, Lit(level=Level.STOP)):
        count += 1
        assert count < 200_000
    assert count > 1000


def test_what_is_said_to_nobody_is_dropped(room: tuple[Room, PartServer]) -> None:
    _, server = room
    assert not server.send(Part.PANEL, Lit(level=None))


def test_a_socket_left_behind_is_taken_away(app: QGuiApplication, tmp_path: Path) -> None:
    path = tmp_path / "screen.sock"
    left = socket.socket(socket.AF_UNIX)
    left.bind(str(path))
    left.close()
    Room(app, path).open().close()


def test_two_screens_do_not_share_a_socket(room: tuple[Room, PartServer]) -> None:
    here, _ = room
    with pytest.raises(KioskError, match="SCR-04"):
        here.open()


def test_only_users_of_the_kiosks_group_may_connect(room: tuple[Room, PartServer]) -> None:
    here, _ = room
    assert here.path.stat().st_mode & 0o007 == 0


def test_a_folder_that_is_not_there_is_one_clear_error(app: QGuiApplication, tmp_path: Path) -> None:
    with pytest.raises(KioskError, match="SCR-05"):
        Room(app, tmp_path / "absent" / "screen.sock").open()
