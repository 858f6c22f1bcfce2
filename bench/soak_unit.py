"""A kiosk for the soak: the real processes of screen and sync, and a camera that never tires."""

from __future__ import annotations

import contextlib
import os
import re
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from kiosk.journal.event import Inspected, from_json
from kiosk.journal.store import JournalReader
from kiosk.messages.local import Part, Scanned
from kiosk.processes.link import SOCKET_NAME, Link
from kiosk.sync.identity import write_identity
from tests.faults.city import SERIALS, City, label_of, trust_list_text

STARTS_WITHIN_S = 30.0
ENDS_WITHIN_S = 30.0
UNITS = Path(__file__).parents[1] / "systemd"
SCREEN = """
import sys
from datetime import datetime
from pathlib import Path
from kiosk.clock import FixedClock
from kiosk.journal.event import Stand
from kiosk.processes.screen.run import run_screen
from kiosk.processes.screen.setup import ScreenSetup
from kiosk.settings import assets_dir
from kiosk.verdicts.gather import Place
folder, at, since_s = Path(sys.argv[1]), datetime.fromisoformat(sys.argv[2]), float(sys.argv[3])
sys.exit(run_screen(ScreenSetup(
    runtime_dir=folder, journal_path=folder / "journal.db", lists_path=folder / "lists.json",
    kept_lists_path=folder / "lists.good.json", placed_lists_path=folder / "lists.json", assets=assets_dir(),
    clock=FixedClock(at, since_s),
    stand=Stand("soak", "M1", "0", True), place=Place("M1", is_enrolled=True), is_headless=True,
)))
"""
SYNC = """
import sys
from datetime import datetime
from pathlib import Path
from kiosk.clock import FixedClock
from kiosk.processes.sync.part import run_sync
from kiosk.processes.sync.errands import Published
from kiosk.settings import assets_dir
from kiosk.sync.rhythm import Pace
folder, at, since_s = Path(sys.argv[1]), datetime.fromisoformat(sys.argv[2]), float(sys.argv[3])
published = Published((folder / "root.json").read_bytes(), assets_dir() / "lists.json")
pace = Pace(5.0, 5.0, 5.0)
sys.exit(run_sync(sys.argv[4], folder, folder, "", FixedClock(at, since_s), pace, published=published))
"""
_EVERY_NTH_IS_OTHER = 5
_OTHERS = (
    (b"8936000010010", "]E0"),
    (b"https://trace.example/01/08936000010010/10/L2611A/21/00000001?17=261130&s=" + b"A" * 90, "]Q1"),
    (b"WIFI:T:WPA;S:quan;P:12345678;;", "]Q1"),
    (bytes(range(40)), "]Q1"),
)


@dataclass
class Unit:
    """A kiosk that runs. `scans_s` holds when each label was held up, in monotonic seconds."""

    folder: Path
    screen: psutil.Popen
    sync: psutil.Popen
    camera: Link
    panel: Link
    scans_s: list[float] = field(default_factory=list)

    def scan(self) -> None:
        """Hold up the next label: most are packs of the lot, every fifth is something else."""
        number = len(self.scans_s)
        self.scans_s.append(time.monotonic())
        pack = label_of(number * 7 % SERIALS), "]Q1"
        other = _OTHERS[number // _EVERY_NTH_IS_OTHER % len(_OTHERS)]
        content, symbology = other if number % _EVERY_NTH_IS_OTHER == 0 else pack
        self.camera.send(
            Scanned(content=content, symbology=symbology, frame_ns=time.monotonic_ns(), frames=1, decode_ms=1.0)
        )

    def turn(self, wait_s: float) -> None:
        """Keep the lines alive for `wait_s`."""
        self.panel.turn()
        self.camera.turn(wait_s)

    def rows(self) -> list[Inspected]:
        """Return what was shown, by the journal."""
        with closing(JournalReader(self.folder / "journal.db")) as reader:
            events = [from_json(row.text) for row in reader.rows()]
        return [event for event in events if isinstance(event, Inspected)]


@contextlib.contextmanager
def unit(city: City, folder: Path, url: str, root: bytes) -> Iterator[Unit]:
    """Run a paired kiosk that finds the centre at `url` and trusts in `root`; both processes must end well."""
    folder.mkdir()
    (folder / "root.json").write_bytes(root)
    write_identity(folder, city.unit(1))
    (folder / "lists.json").write_text(f'{{"trust": {trust_list_text()}, "schemes": []}}', "utf-8")
    told = [str(folder), city.at.isoformat(), str(city.since_s)]
    screen = psutil.Popen([sys.executable, "-c", SCREEN, *told])
    sync = psutil.Popen([sys.executable, "-c", SYNC, *told, url], env={**os.environ, **allocator_of("sync")})
    camera, panel = (Link(folder / SOCKET_NAME, part) for part in (Part.CAMERA, Part.PANEL))
    running = Unit(folder, screen, sync, camera, panel)
    try:
        _await_lines(running)
        yield running
        for process in (sync, screen):
            process.terminate()
            if process.wait(ENDS_WITHIN_S) != 0:
                raise RuntimeError(f"a part ended with status {process.returncode}")
    finally:
        for process in (sync, screen):
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()
        camera.close()
        panel.close()


def allocator_of(part: str) -> dict[str, str]:
    """Return what the unit file of `part` sets for its allocator: a soak of another one would show nothing."""
    unit_file = (UNITS / f"kiosk-{part}.service").read_text("utf-8")
    return dict(re.findall(r"^Environment=(MALLOC_\w+)=(\w+)$", unit_file, re.MULTILINE))


def _await_lines(running: Unit) -> None:
    end_s = time.monotonic() + STARTS_WITHIN_S
    while not (running.camera.is_connected and running.panel.is_connected):
        if time.monotonic() > end_s or running.screen.poll() is not None:
            raise RuntimeError("the screen does not come up")
        running.turn(0.1)
