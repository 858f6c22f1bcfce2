"""Timers of the screen's loop."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QTimer


def timer(what: Callable[[], None], every_ms: int, *, is_single: bool = False) -> QTimer:
    """Return a timer, not begun yet, that calls `what` every so many milliseconds, or once."""
    made = QTimer()
    made.setInterval(every_ms)
    made.setSingleShot(is_single)
    made.timeout.connect(what)
    return made
