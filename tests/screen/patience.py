"""Waiting beside Qt's loop for what comes when it comes, without keeping a processor busy."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtGui import QGuiApplication

PATIENCE_S = 30.0
"""The machine may be busy."""
LOOK_EVERY_S = 0.001


def wait_until(
    app: QGuiApplication, holds: Callable[[], bool], otherwise: Callable[[], str], within_s: float = PATIENCE_S
) -> None:
    """Let the loop go on until `holds`; AssertionError with `otherwise` where it does not within `within_s`.

    It rests outside of Qt: other threads run meanwhile.
    """
    end = time.monotonic() + within_s
    while not holds():
        assert time.monotonic() < end, otherwise()
        app.processEvents()
        time.sleep(LOOK_EVERY_S)
