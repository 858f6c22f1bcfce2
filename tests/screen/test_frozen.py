"""A picture that stands still feeds no watchdog, however well the loop behind it lives."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication

from kiosk.processes.screen import PAINT_MS, TICK_MS
from kiosk.processes.screen_setup import ScreenSetup
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
