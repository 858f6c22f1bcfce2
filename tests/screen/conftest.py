"""One application for all, a window on demand, and no word from Qt that nobody expected."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import count
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Protocol

import pytest
from PySide6.QtCore import QPoint, QSize, Qt, QtMsgType
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtQuick import QQuickItem
from PySide6.QtTest import QTest

from kiosk.clock import FixedClock
from kiosk.journal.event import Stand
from kiosk.processes.check import Checker
from kiosk.processes.screen import part
from kiosk.processes.screen.setup import ScreenSetup
from kiosk.screen import server
from kiosk.screen.app import DESIGN, Models, Window, make_app
from kiosk.verdicts.gather import Place
from kiosk.words import Words
from tests.screen.part import MARKET, Kiosk
from tests.screen.patience import wait_until
from tests.screen.scene import AT, checker

ASSETS = Path(__file__).parents[2] / "assets"
SWEPT_EVERY = 20
"""Tests: a sweep of all there is takes a tenth of a second."""


@pytest.fixture(scope="session")
def app() -> QGuiApplication:
    return make_app(ASSETS, is_headless=True)


@pytest.fixture(scope="module", autouse=True)
def swept() -> Iterator[Callable[[], None]]:
    """Sweep garbage in this thread alone, and seldom: swept in another, Qt's objects leave their timers behind."""
    tests = count(1)
    gc.disable()

    def sweep() -> None:
        if next(tests) % SWEPT_EVERY == 0:
            gc.collect()

    yield sweep
    gc.collect()
    gc.freeze()  # what outlives a module is not looked through for each of the next ones
    gc.enable()


@pytest.fixture(autouse=True)
def swept_now_and_then(swept: Callable[[], None]) -> None:
    swept()


@pytest.fixture(autouse=True)
def no_word_from_qt(qtlog: QtLog) -> Iterator[None]:
    """Any warning of Qt or QML fails the test that caused it."""
    yield
    assert said_by_qt(qtlog) == []


class QtLog(Protocol):
    """What pytest-qt's `qtlog` gives: it listens in place of our own handler."""

    _records: list[Any]


def said_by_qt(qtlog: QtLog) -> list[str]:
    """Return the warnings of Qt and QML since the test began."""
    return [str(record.message) for record in qtlog._records if record.type != QtMsgType.QtDebugMsg]


@dataclass
class Stage:
    """A window and what a test does with it."""

    app: QGuiApplication
    window: Window
    frames: int = 0

    @property
    def models(self) -> Models:
        return self.window.models

    def resize(self, size: tuple[int, int]) -> None:
        """Give the window another size."""
        self.window.view.resize(QSize(*size))

    def settle(self) -> None:
        """Let everything find its place and be painted."""
        for _ in range(2):
            before = self.frames
            self.window.repaint()
            self.wait(partial(self._has_painted_since, before))

    def paint(self) -> QImage:
        """Return what stands on the screen once everything is painted."""
        self.settle()
        return self.window.view.grabWindow().convertToFormat(QImage.Format.Format_RGB32)

    def _has_painted_since(self, before: int) -> bool:
        return self.frames > before

    def wait(self, holds: Callable[[], bool]) -> None:
        wait_until(self.app, holds, lambda: "what was waited for never came")

    def items(self, kind: str) -> list[QQuickItem]:
        """Return the visible items whose QML class begins with `kind`."""
        return [
            item for item in _below(self.window.view.rootObject()) if item.metaObject().className().startswith(kind)
        ]

    def item(self, name: str) -> QQuickItem:
        """Return the visible item called `name`."""
        return next(item for item in _below(self.window.view.rootObject()) if item.objectName() == name)

    def click(self, item: QQuickItem) -> None:
        """Touch the middle of `item` as a finger does."""
        middle = item.mapToScene(item.boundingRect().center())
        at = QPoint(int(middle.x()), int(middle.y()))
        QTest.mouseClick(self.window.view, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)
        self.app.processEvents()


def _below(item: QQuickItem) -> Iterator[QQuickItem]:
    for child in item.childItems():
        if child.isVisible():
            yield child
            yield from _below(child)


@pytest.fixture
def stage(app: QGuiApplication) -> Iterator[Stage]:
    """A shown window of 1280 × 800 that speaks Vietnamese."""
    yield from staged(app)


@pytest.fixture(scope="module")
def long_stage(app: QGuiApplication) -> Iterator[Stage]:
    """The same for a whole module: whoever uses it says what it shows, in which size and language."""
    yield from staged(app)


def staged(app: QGuiApplication) -> Iterator[Stage]:
    """Give a shown window, and take it down afterwards."""

    def painted() -> None:
        made.frames += 1

    window = Window(app, ASSETS, Words("vi"), lambda: None, painted)
    made = Stage(app, window)
    window.show(DESIGN, is_windowed=True)
    yield made
    window.close()
    app.processEvents()


@pytest.fixture
def setup(tmp_path: Path) -> ScreenSetup:
    runtime = tmp_path / "run"
    runtime.mkdir()
    return ScreenSetup(
        runtime_dir=runtime,
        journal_path=tmp_path / "journal.db",
        lists_path=ASSETS / "sample/lists.json",
        kept_lists_path=tmp_path / "lists.good.json",
        assets=ASSETS,
        clock=FixedClock(AT),
        stand=Stand("Kiosk 3", "minh-khai", "0.1.0"),
        place=Place("minh-khai"),
        market=MARKET,
        position="Cổng A",
        is_headless=True,
    )


@pytest.fixture(scope="module", autouse=True)
def silence() -> Iterator[None]:
    """That a part is silent is no loss: the machine may stall. A module that is about silence has its own of this."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(server, "LOST_AFTER_S", 3600.0)
        yield


@pytest.fixture
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """A screen's time goes on by a microsecond a look, answers have no end, silence is no loss: the machine may stall.

    It holds for a kiosk that is made after it.
    """
    began_s, looks = time.monotonic(), count()
    monkeypatch.setattr(part, "time", SimpleNamespace(monotonic=lambda: began_s + next(looks) * 1e-6))
    monkeypatch.setattr(part, "ANSWER_WITHIN_S", 3600.0)
    monkeypatch.setattr(server.PartServer, "look", lambda _: None)


@pytest.fixture
def kiosk(app: QGuiApplication, setup: ScreenSetup) -> Iterator[Kiosk]:
    made = Kiosk(app, setup)
    yield made
    made.close()


@pytest.fixture(scope="session")
def check() -> Iterator[Checker]:
    with checker() as found:
        yield found
