"""What one shopper was shown is let go before the next: a screen runs for months. `make soak` measures the whole."""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject

from kiosk.processes.check import Checker
from kiosk.screen.views import Language
from tests.screen.conftest import Stage
from tests.screen.showing import story, waiting

STORIES = ("genuine", "recalled", "lot_label", "genuine_place")


def ours() -> int:
    """Return how many objects of our own Qt types Python holds."""
    return sum(type(one).__module__.startswith("kiosk.screen") for one in gc.get_objects() if isinstance(one, QObject))


def test_a_result_makes_no_object_of_ours(stage: Stage, check: Checker) -> None:
    """PySide never lets go of an item of Python's that QML has made: each result would leave some behind."""
    shows = [story(check, name, Language.VIETNAMESE) for name in STORIES]
    before = ours()
    for show in shows * 2:
        show(stage.models)
        stage.paint()
    assert ours() == before


def test_waiting_again_makes_no_object_of_ours(stage: Stage, check: Checker) -> None:
    result = story(check, "genuine", Language.VIETNAMESE)
    waits = waiting(Language.VIETNAMESE)
    waits(stage.models)
    stage.paint()
    before = ours()
    for show in (result, waits) * 3:
        show(stage.models)
        stage.paint()
    assert ours() == before
