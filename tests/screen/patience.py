"""Waiting in Qt's loop for what comes when it comes, without keeping a processor busy."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtGui import QGuiApplication

PATIENCE_S = 30.0
"""The machine may be busy."""
LOOK_EVERY_MS = 5
"""What is waited for may come without an event of Qt: a line on a socket, a row in a file."""


def wait_until(
    app: QGuiApplication, holds: Callable[[], bool], otherwise: Callable[[], str], within_s: float = PATIENCE_S
) -> None:
    """Let the loop go on until `holds`; AssertionError with `otherwise` where it does not within `within_s`."""
    end = time.monotonic() + within_s
    pulse = QTimer()
    pulse.start(LOOK_EVERY_MS)
    while not holds():
        assert time.monotonic() < end, otherwise()
        app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
