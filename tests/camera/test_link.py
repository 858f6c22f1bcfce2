"""The line to the screen: says Hello, beats, comes back, and never blocks."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.messages.local import (
    BEAT_EVERY_S,
    RETRY_AFTER_S,
    Beat,
    CameraReport,
    CameraState,
    Hello,
    Lit,
    Message,
    Part,
    Pictured,
    Scanned,
)
from kiosk.processes.link import CROWDED_BYTES, SOCKET_NAME, STUCK_BYTES, Link
from tests.camera.fake_screen import FakeScreen


class Watch:
    """A monotonic clock that the test moves."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / SOCKET_NAME


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def link(path: Path, watch: Watch) -> Iterator[Link]:
    link = Link(path, Part.CAMERA, clock=watch)
    yield link
    link.close()


@pytest.fixture
def screen(path: Path) -> Iterator[FakeScreen]:
    screen = FakeScreen(path)
    yield screen
    screen.close()


def test_hello_is_the_first_line(screen: FakeScreen, link: Link) -> None:
    link.turn()
    link.send(Pictured(number=1))
    assert screen.until(lambda said: len(said) == 2) == [Hello(part=Part.CAMERA), Pictured(number=1)]


def test_the_greeting_follows_each_hello(path: Path, screen: FakeScreen, watch: Watch) -> None:
    lost = CameraReport(state=CameraState.LOST, number="CAM-02")
    link = Link(path, Part.CAMERA, lambda: (lost,), watch)
    link.turn()
    screen.until(lambda said: said == [Hello(part=Part.CAMERA), lost])
    screen.hang_up()
    link.turn()
    assert not link.is_connected
    watch.now += RETRY_AFTER_S
    link.turn()
    screen.until(lambda said: said == [Hello(part=Part.CAMERA), lost] * 2)
    link.close()


def test_it_beats_more_than_twice_a_second(screen: FakeScreen, link: Link, watch: Watch) -> None:
    assert BEAT_EVERY_S < 0.5
    link.turn()
    for _ in range(11):
        watch.now += 0.1
        link.turn()
    said = screen.until(lambda said: said.count(Beat()) >= 2)
    assert said.count(Beat()) == 2


def test_without_a_screen_nothing_fails_and_what_is_said_is_dropped(link: Link, watch: Watch, path: Path) -> None:
    assert link.turn() == []
    link.send(Scanned(content=b"old", symbology="]Q1", frame_ns=1, frames=1, decode_ms=1.0))
    screen = FakeScreen(path)
    watch.now += RETRY_AFTER_S
    link.turn()
    assert screen.until(bool) == [Hello(part=Part.CAMERA)]
    screen.close()


def test_it_connects_again_when_the_screen_was_started_anew(path: Path, link: Link, watch: Watch) -> None:
    first = FakeScreen(path)
    link.turn()
    first.until(bool)
    first.close()
    path.unlink()
    link.turn()
    second = FakeScreen(path)
    watch.now += RETRY_AFTER_S
    link.turn()
    assert second.until(bool) == [Hello(part=Part.CAMERA)]
    second.close()


def test_lines_from_the_screen_come_in_order(screen: FakeScreen, link: Link) -> None:
    link.turn()
    screen.until(bool)
    screen.say(Lit(level=None))
    screen.say(Pictured(number=2))
    assert link.turn(wait_s=5) == [Lit(level=None), Pictured(number=2)]


def test_half_a_line_waits_for_its_other_half(screen: FakeScreen, link: Link) -> None:
    link.turn()
    screen.until(bool)
    screen.say_raw(b'{"kind":"lit",')
    assert link.turn(wait_s=5) == []
    screen.say_raw(b'"level":null}\n')
    assert link.turn(wait_s=5) == [Lit(level=None)]


def test_a_line_that_is_not_understood_is_left_out_with_a_warning(
    screen: FakeScreen, link: Link, caplog: pytest.LogCaptureFixture
) -> None:
    link.turn()
    screen.until(bool)
    screen.say_raw(b"nonsense\n")
    screen.say(Lit(level=None))
    with caplog.at_level(logging.WARNING):
        assert link.turn(wait_s=5) == [Lit(level=None)]
    assert "MSG-01" in caplog.text


def test_a_screen_that_reads_nothing_never_blocks_and_costs_only_pictures(screen: FakeScreen, link: Link) -> None:
    link.turn()
    start = time.monotonic()
    for number in range(1, 20_000):
        link.send(Pictured(number=number))
    assert len(link._waiting) < CROWDED_BYTES + 100
    link.send(Scanned(content=b"kept", symbology="]Q1", frame_ns=1, frames=1, decode_ms=1.0))
    assert time.monotonic() - start < 5
    last: list[Message] = []
    while not (last and isinstance(last[-1], Scanned)):
        last = screen.take(0.01)
        link.turn()
    assert link.is_connected


def test_a_screen_that_is_stuck_is_hung_up_on(screen: FakeScreen, link: Link) -> None:
    link.turn()
    scanned = Scanned(content=b"x" * 300_000, symbology="]Q1", frame_ns=1, frames=1, decode_ms=1.0)
    for _ in range(2 + STUCK_BYTES // 300_000):
        link.send(scanned)
    assert not link.is_connected


def test_a_wait_without_a_screen_ends(link: Link) -> None:
    start = time.monotonic()
    assert link.turn(wait_s=0.05) == []
    assert time.monotonic() - start < 10
