"""`kiosk run` without a display, from outside: its log with times, its parts, its journal."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import cv2
import psutil
import zxingcpp

from kiosk.camera.frame import Pixels
from kiosk.errors import StoreError
from kiosk.journal.event import Inspected, from_json
from kiosk.journal.store import FILE_NAME, JournalReader
from tests.camera.pictures import bars, placed, qr

SAMPLE = Path(__file__).parents[2] / "assets" / "sample"
PATIENCE_S = 60.0
"""The machine may be busy: `make bench` measures how long things take."""
STORIES = {one["story"]: one for one in json.loads((SAMPLE / "labels.json").read_text("utf-8"))}


def picture(story: str) -> Pixels:
    """Return what a camera sees of a story's label."""
    label = STORIES[story]
    text = label["payload"]
    return placed(bars(text, zxingcpp.BarcodeFormat.EAN13) if label["symbology"] == "]E0" else qr(text.encode()))


def hold_up(story: str, path: Path) -> None:
    """Put the picture of a story's label at `path`, whole at once."""
    fresh = path.with_suffix(".new.png")
    cv2.imwrite(str(fresh), picture(story))
    fresh.rename(path)


def environment(folder: Path, **settings: str) -> dict[str, str]:
    """Return the environment of a machine without a display whose folders stand in `folder`."""
    dropped = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM", "NOTIFY_SOCKET")
    own = {name: value for name, value in os.environ.items() if name not in dropped and not name.startswith("KIOSK_")}
    places = {"KIOSK_PLACES__STATE": str(folder / "state"), "KIOSK_PLACES__RUNTIME": str(folder / "runtime")}
    return {**own, **places, "KIOSK_LOG": "info", **settings}


def until(holds: Callable[[], object], within_s: float, what: str) -> float:
    """Wait until `holds()`, and return how long it took."""
    begun = time.monotonic()
    while not holds():
        assert time.monotonic() - begun < within_s, f"{what}: not within {within_s} s"
        time.sleep(0.02)
    return time.monotonic() - begun


class RunningKiosk:
    """One `kiosk run` and what can be seen of it."""

    def __init__(self, folder: Path, process: subprocess.Popen[str]) -> None:
        self.folder = folder
        self.process = process
        self.lines: list[tuple[float, str]] = []
        self._reader = threading.Thread(target=self._read, name="log", daemon=True)
        self._reader.start()

    @property
    def rows(self) -> list[Inspected]:
        """What was shown so far."""
        try:
            with closing(JournalReader(self.folder / "state" / "demo" / FILE_NAME)) as reader:
                events = [from_json(row.text) for row in reader.rows()]
        except StoreError:
            return []
        return [event for event in events if isinstance(event, Inspected)]

    def part(self, name: str) -> psutil.Process:
        """Return the process of a part, or of the embedded central service."""
        word = ["central", "serve"] if name == "central" else ["part", name]
        for child in psutil.Process(self.process.pid).children():
            if word[0] in child.cmdline() and word[1] in child.cmdline():
                return child
        raise AssertionError(f"no process {name}")

    def logged(self, text: str, since: int = 0) -> bool:
        """Whether a line with `text` was logged after the first `since` lines."""
        return any(text in line for _, line in self.lines[since:])

    def wait_for_log(self, text: str, within_s: float, since: int = 0) -> float:
        return until(lambda: self.logged(text, since), within_s, f"the log says {text!r}")

    def wait_for_row(self, count: int, within_s: float) -> Inspected:
        """Wait until more than `count` rows stand in the journal; return the newest."""
        until(lambda: len(self.rows) > count, within_s, "another row in the journal")
        return self.rows[-1]

    def close(self) -> None:
        """Read the log to its end."""
        self._reader.join(5)
        assert self.process.stderr is not None
        self.process.stderr.close()

    def _read(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self.lines.append((time.monotonic(), line.rstrip()))


@contextmanager
def running(folder: Path, *arguments: str, **settings: str) -> Iterator[RunningKiosk]:
    """Run `kiosk run --demo --headless ARGUMENTS`; end it by SIGTERM and demand a clean end."""
    command = [sys.executable, "-m", "kiosk", "run", "--demo", "--headless", *arguments]
    process = subprocess.Popen(command, env=environment(folder, **settings), stderr=subprocess.PIPE, text=True)
    kiosk = RunningKiosk(folder, process)
    children: list[psutil.Process] = []
    try:
        yield kiosk
        if process.poll() is None:
            children = psutil.Process(process.pid).children(recursive=True)
            process.terminate()
        assert process.wait(PATIENCE_S) == 0
    finally:
        process.kill()
        process.wait(5)
        kiosk.close()
    assert not psutil.wait_procs(children, timeout=PATIENCE_S)[1]
    assert list((folder / "runtime").iterdir()) == []
