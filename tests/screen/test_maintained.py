"""A technician's command holds the screen: shoppers are told, labels are still read, and its end is the end of it."""

from __future__ import annotations

from contextlib import closing

import pytest

from kiosk.messages.local import Maintained
from kiosk.processes.held import HeldLine
from kiosk.screen.views import View
from tests.screen.part import Kiosk


@pytest.fixture(scope="module", autouse=True)
def silence() -> None:
    """Here it is a loss: of the command that ended."""


def test_screen_says_that_somebody_works_here_as_long_as_the_command_runs(kiosk: Kiosk) -> None:
    line = HeldLine(kiosk.setup.runtime_dir, lambda: (Maintained(),))
    with closing(line):
        shows_it_and_reads(kiosk, line)
    kiosk.until(lambda: kiosk.view is not View.MAINTENANCE)


def shows_it_and_reads(kiosk: Kiosk, line: HeldLine) -> None:

    def holds(view: View) -> bool:
        line.sleep(0.01)
        return kiosk.view is view

    kiosk.until(lambda: holds(View.MAINTENANCE))
    kiosk.scan("not_produce")
    kiosk.until(lambda: holds(View.RESULT))
    kiosk.part._window.models.touches.pressNext()
    kiosk.until(lambda: holds(View.MAINTENANCE))
