"""The screen's process: its objects, its loop, and its end."""

from __future__ import annotations

import signal

from PySide6.QtCore import QTimer

from kiosk.messages.local import Part
from kiosk.processes.lists import good_lists
from kiosk.processes.screen.part import ScreenPart
from kiosk.processes.screen.setup import ScreenSetup
from kiosk.processes.starts import note_start
from kiosk.screen.app import end_loop, make_app

RELEASE_LISTS = "lists.json"


def run_screen(setup: ScreenSetup) -> int:
    """Show what comes, until SIGTERM, SIGINT or the end of a source that is played once; return 0.

    Where it was ordered to begin anew it returns BEGINS_ANEW: whoever supervises starts it again.

    Raises KioskError where there is no display, no lists, another screen, or QML does not load.
    """
    note_start(setup.runtime_dir, Part.SCREEN)
    lists = good_lists(setup.lists_path, setup.kept_lists_path, setup.assets / RELEASE_LISTS)
    app = make_app(setup.assets, is_headless=setup.is_headless)
    part = ScreenPart(setup, lists, app)
    for one in (signal.SIGTERM, signal.SIGINT):
        signal.signal(one, lambda *_: QTimer.singleShot(0, end_loop))
    try:
        part.show()
        return app.exec()
    finally:
        part.close()
