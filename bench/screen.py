"""How fast the screen's own loop is: from a verdict to its first painted frame, and how long a handler holds the loop.

`python -m bench.screen` prints one line a figure. `measure()` gives the same as values.
"""

from __future__ import annotations

import json
import math
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from itertools import cycle, islice
from pathlib import Path

from PySide6.QtGui import QGuiApplication

from bench.decode import Figure
from kiosk.clock import FixedClock
from kiosk.journal.event import Stand
from kiosk.messages.local import BEAT_EVERY_S, Ask, Beat, Message, Part, Pictured, Pressed
from kiosk.preview import FILE_NAME, HEIGHT, WIDTH, PreviewWriter
from kiosk.processes.check import Checker
from kiosk.processes.screen.part import ScreenPart
from kiosk.processes.screen.setup import ScreenSetup
from kiosk.screen.app import make_app
from kiosk.screen.check import Check
from kiosk.screen.events import Event, FoundLate, Judged
from kiosk.screen.views import View
from kiosk.trust.lists import Lists
from kiosk.verdicts.gather import Place
from tests.screen.part import Kiosk
from tests.screen.scene import ASSETS, AT, LABELS, checker

RESULTS = 300
PICTURES = 150
PICTURE_EVERY_S = 1 / 15
PAINT_LIMIT_MS, HANDLER_LIMIT_MS = 50.0, 16.0


class TimedPart(ScreenPart):
    """The screen's part that notes how long each handler held the loop, and each verdict waited for its first frame."""

    def __init__(self, setup: ScreenSetup, lists: Lists, app: QGuiApplication) -> None:
        """Build it; what happens meanwhile is not noted."""
        self.held_ms: list[float] = []
        self.to_paint_ms: list[float] = []
        self._judged_s = math.nan
        self._depth = 0
        super().__init__(setup, lists, app)

    @contextmanager
    def _held(self) -> Iterator[None]:
        self._depth += 1
        begun_s = time.perf_counter()
        yield
        self._depth -= 1
        if self._depth == 0:
            self.held_ms.append((time.perf_counter() - begun_s) * 1000)

    def _on_message(self, part: Part, message: Message) -> None:
        with self._held():
            super()._on_message(part, message)

    def _on_tick(self) -> None:
        with self._held():
            super()._on_tick()

    def _on_beat(self) -> None:
        with self._held():
            super()._on_beat()

    def _step(self, event: Event, check: Check | None = None) -> None:
        with self._held():
            if isinstance(event, Judged | FoundLate):
                self._judged_s = time.perf_counter()
            super()._step(event, check)

    def _on_prepared(self) -> None:
        with self._held():
            super()._on_prepared()

    def _on_painted(self) -> None:
        was_due = self._painted.is_due
        with self._held():
            super()._on_painted()
        if was_due and not self._painted.is_due:
            self.to_paint_ms.append((time.perf_counter() - self._judged_s) * 1000)


def setup_in(folder: Path) -> ScreenSetup:
    """Return a screen of 1280 × 800, painted by software, whose files lie in `folder`."""
    return ScreenSetup(
        runtime_dir=folder,
        journal_path=folder / "journal.db",
        lists_path=ASSETS / "sample/lists.json",
        kept_lists_path=folder / "lists.good.json",
        assets=ASSETS,
        clock=FixedClock(AT),
        stand=Stand("bench", "minh-khai", "0"),
        place=Place("minh-khai"),
        is_headless=True,
    )


class Around:
    """The other parts, whose beat is heard; sync answers at once with what the sample's centre knows."""

    def __init__(self, kiosk: Kiosk, check: Checker) -> None:
        """Stand around `kiosk`; `check` has the centre's records."""
        self._kiosk, self._check = kiosk, check
        self._answered = 0
        self._beat_s = 0.0

    def turn(self) -> None:
        """Let the screen work once, say that all are there, and answer what it asked."""
        self._kiosk.app.processEvents()
        if (now_s := time.monotonic()) >= self._beat_s:
            self._beat_s = now_s + BEAT_EVERY_S
            for voice in (self._kiosk.camera, self._kiosk.sync, self._kiosk.panel):
                voice.say(Beat())
        asks = [message for message in self._kiosk.sync.listen() if isinstance(message, Ask)]
        for ask in asks[self._answered :]:
            self._kiosk.answer(ask, self._check.records.find(ask.identity))
        self._answered = len(asks)


def show_results(kiosk: Kiosk, part: TimedPart, around: Around, number: int) -> None:
    """Hold up so many story labels, each once the one before it is painted."""
    for count, name in enumerate(islice(cycle(LABELS), number), len(part.to_paint_ms) + 1):
        kiosk.scan(name)
        while len(part.to_paint_ms) < count:
            around.turn()


def show_live_view(kiosk: Kiosk, around: Around, folder: Path) -> None:
    """Wait for a label, with a live picture 15 times a second."""
    kiosk.panel.say(Pressed())
    while kiosk.view is not View.WAITING:
        around.turn()
    writer = PreviewWriter(folder / FILE_NAME)
    for number in range(1, PICTURES + 1):
        end_s = time.monotonic() + PICTURE_EVERY_S
        writer.write(number, time.monotonic_ns(), bytes([number % 256]) * (WIDTH * HEIGHT * 4))
        kiosk.camera.say(Pictured(number=number))
        while time.monotonic() < end_s:
            around.turn()
            time.sleep(0.001)
    writer.close()


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value that `share` of `values` do not exceed, by nearest rank."""
    return sorted(values)[math.ceil(share * len(values)) - 1]


def figures() -> Iterator[Figure]:
    """Yield every figure; needs a process of its own."""
    app = make_app(ASSETS, is_headless=True)
    with tempfile.TemporaryDirectory(prefix="kiosk-bench-") as name, checker() as check:
        folder, made = Path(name), list[TimedPart]()

        def build(setup: ScreenSetup, lists: Lists, app: QGuiApplication) -> TimedPart:
            made.append(TimedPart(setup, lists, app))
            return made[0]

        kiosk = Kiosk(app, setup_in(folder), build)
        part, around = made[0], Around(kiosk, check)
        show_results(kiosk, part, around, len(LABELS))
        part.held_ms.clear()
        part.to_paint_ms.clear()
        show_results(kiosk, part, around, RESULTS)
        show_live_view(kiosk, around, folder)
        kiosk.close()
    yield Figure(f"verdict to first painted frame: median of {RESULTS}", statistics.median(part.to_paint_ms), "ms")
    yield Figure("verdict to first painted frame: p95", percentile(part.to_paint_ms, 0.95), "ms", PAINT_LIMIT_MS)
    yield Figure(f"a handler holds the loop: median of {len(part.held_ms)}", statistics.median(part.held_ms), "ms")
    yield Figure("a handler holds the loop: p99", percentile(part.held_ms, 0.99), "ms", HANDLER_LIMIT_MS)
    yield Figure("a handler holds the loop: longest", max(part.held_ms), "ms")


def measure() -> Iterator[Figure]:
    """Yield every figure, measured in a process of its own."""
    told = subprocess.run([sys.executable, "-m", "bench.screen", "--json"], stdout=subprocess.PIPE, check=True).stdout
    yield from (Figure(**one) for one in json.loads(told))


if __name__ == "__main__":
    if "--json" in sys.argv:
        print(json.dumps([asdict(figure) for figure in figures()]))
    else:
        for one in figures():
            print(one, flush=True)
