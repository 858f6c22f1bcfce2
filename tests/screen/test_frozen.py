"""A picture that stands still feeds no watchdog, however well the loop behind it lives."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication

from kiosk.processes.screen.compositor import Compositor
from kiosk.processes.screen.part import PAINT_MS, TICK_MS
from kiosk.processes.screen.setup import ScreenSetup
from tests.screen.part import Kiosk

ROUNDS = 3 * PAINT_MS // TICK_MS
"""In so many ticks a picture that moves is painted three times."""


class Supervisor:
    """What systemd hears of the screen."""

    def __init__(self, path: Path) -> None:
        self._words = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._words.bind(str(path))
        self._words.setblocking(False)

    def heard(self) -> list[bytes]:
        """Return what was said since this was asked last."""
        said = []
        with suppress(BlockingIOError):
            while True:
                said.append(self._words.recv(256))
        return said

    def close(self) -> None:
        self._words.close()


@pytest.fixture
def supervisor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Supervisor]:
    made = Supervisor(tmp_path / "notify")
    monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
    yield made
    made.close()


@pytest.fixture
def watched(supervisor: Supervisor, app: QGuiApplication, setup: ScreenSetup) -> Iterator[Kiosk]:
    """A screen that has said that it is ready."""
    made = Kiosk(app, setup)
    made.until(lambda: b"WATCHDOG=1" in supervisor.heard())
    yield made
    made.close()


def test_picture_that_stands_still_feeds_no_watchdog_while_the_loop_lives(
    watched: Kiosk, supervisor: Supervisor
) -> None:
    ticks: list[None] = []
    watched.part._tick.timeout.connect(lambda: ticks.append(None))
    watched.part._window.view.blockSignals(True)  # as where the compositor takes no frame any more
    watched.app.processEvents()
    supervisor.heard()
    watched.scan("genuine")
    watched.asked()
    ticks.clear()
    watched.until(lambda: len(ticks) >= ROUNDS)
    assert supervisor.heard() == [], "nothing but a painted frame says that the screen is alive"
    watched.part._window.view.blockSignals(False)
    watched.until(lambda: b"WATCHDOG=1" in supervisor.heard())


@contextmanager
def listening(path: Path, answer: bytes) -> Iterator[socket.socket]:
    """Give what listens where a compositor does; in a thread it answers each question, unless `answer` is nothing."""
    with socket.socket(socket.AF_UNIX) as there:
        there.bind(str(path))
        there.listen(4)

        def serve() -> None:
            with suppress(OSError):
                while True:
                    line, _ = there.accept()
                    line.recv(64)
                    line.sendall(answer)
                    line.close()

        thread = threading.Thread(target=serve, name="compositor")
        if answer:
            thread.start()
        yield there
        there.shutdown(socket.SHUT_RDWR)
        if answer:
            thread.join()


DONE = bytes.fromhex("02000000 00000c00 07000000 01000000 01000c00 02000000")
"""As cage answers: the callback is done, and its id is free again. Little-endian, as all machines of ours."""


@pytest.mark.parametrize(
    ("answer", "is_fed"),
    [(DONE, True), (b"", False), pytest.param(b"\x01" + DONE[1:], False, marks=pytest.mark.long)],
    ids=["answers", "hangs", "says something else"],
)
def test_where_nothing_of_the_window_is_shown_the_compositor_must_answer(
    watched: Kiosk, supervisor: Supervisor, tmp_path: Path, answer: bytes, is_fed: bool
) -> None:
    with listening(tmp_path / "wayland", answer):
        watched.part._compositor = Compositor(tmp_path / "wayland")
        watched.part._window.view.hide()
        watched.until(lambda: watched.part._window.is_hidden)
        beats: list[None] = []
        watched.part._beat.timeout.connect(lambda: beats.append(None))
        supervisor.heard()
        watched.until(lambda: len(beats) >= 3)
        assert (b"WATCHDOG=1" in supervisor.heard()) is is_fed


def test_compositor_that_is_gone_does_not_answer(tmp_path: Path) -> None:
    gone = Compositor(tmp_path / "nowhere")
    assert [gone.answers() for _ in range(3)] == [False] * 3


@pytest.mark.parametrize(("platform", "is_asked"), [("wayland", True), ("wayland-egl", True), ("offscreen", False)])
def test_only_wayland_has_a_compositor_to_ask(
    platform: str, is_asked: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    assert Compositor.from_environment(platform).answers() is not is_asked, "nobody is there"
