"""A paired unit whose screen and sync are processes, on a small disk of its own, beside a real centre.

The test is its camera and its panel. The disk is a tmpfs in a mount namespace of its own, where this user may make
one: it can be filled and made read-only, and nothing of it stays behind.
"""

from __future__ import annotations

import contextlib
import queue
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from kiosk.central.kiosks.heartbeats import read_heartbeats
from kiosk.errors import StoreError
from kiosk.journal.event import Gap, Inspected, from_json
from kiosk.journal.store import FILE_NAME, JournalReader
from kiosk.messages.heartbeat import CameraState as SeenCamera
from kiosk.messages.heartbeat import Heartbeat
from kiosk.messages.lines import from_line, to_line
from kiosk.messages.local import Beat, CameraReport, CameraState, Hello, Lit, Message, Part, Scanned
from kiosk.sync.identity import Identity, write_identity
from kiosk.verdicts.verdict import Level
from tests.faults.city import City
from tests.stories.running import environment, until

DISK_MB = 24
STARTS_WITHIN_S = TELLS_WITHIN_S = 60.0
VERDICT_WITHIN_S = 30.0
"""A shopper's second is measured in tests/faults; here a machine may be busy."""

DRIVER = """
import os, sys
from datetime import timedelta
from functools import partial
from kiosk.clock import Linux
from kiosk.processes.sync import outbox as sync_outbox
from kiosk.processes.sync import part as sync
from kiosk.sync import outbox, rhythm
from kiosk.sync.heartbeats import HeartbeatErrand
rhythm.SOON_S = rhythm.DAILY_SOON_S = outbox.LOOK_EVERY_S = 1.0
HeartbeatErrand.rhythm = rhythm.Every(1.0)
sync.Pace = partial(rhythm.Pace, 1.0, 1.0, 1.0)
sync_outbox.Outbox = partial(outbox.Outbox, wait_s=0.0)
days = timedelta(days=float(os.environ.pop("STORY_DAYS_OFF", "0")))
right = Linux.wall
Linux.is_synchronised = lambda self: not days
if days:
    from tuf.ngclient._internal.trusted_metadata_set import TrustedMetadataSet
    made = TrustedMetadataSet.__init__
    def shifted(self, *given):
        made(self, *given)
        self.reference_time += days
    TrustedMetadataSet.__init__ = shifted
    Linux.wall = Linux.battery_clock = lambda self: right(self) + days
    Linux.was_synchronised = lambda self: False
from kiosk.cli import main
sys.exit(main(sys.argv[1:]))
"""
"""`kiosk` as on a unit, but it tells the centre each second what it tells it in minutes. A clock that is off is so for
all that reads one: for the unit, its battery, and the library that verifies what is published."""


class Voice:
    """A part that the test speaks for: it beats until it is closed, and keeps what it hears."""

    def __init__(self, path: Path, part: Part) -> None:
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.connect(str(path))
        self._end = threading.Event()
        self.heard: queue.Queue[Message] = queue.Queue()
        self.say(Hello(part=part))
        self._threads = [threading.Thread(target=work, name=part) for work in (self._beat, self._listen)]
        for thread in self._threads:
            thread.start()

    def say(self, message: Message) -> None:
        self._socket.sendall(to_line(message))

    def close(self) -> None:
        self._end.set()
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(5)
        self._socket.close()

    def _beat(self) -> None:
        with contextlib.suppress(OSError):
            while not self._end.wait(0.3):
                self.say(Beat())

    def _listen(self) -> None:
        with contextlib.suppress(OSError), self._socket.makefile("rb") as lines:
            for line in lines:
                self.heard.put(from_line(line))


@dataclass
class Disk:
    """Where the unit keeps its state: `inside` is its path for the unit's processes, `outside` for the test.

    `enter` begins the command of each process that is to see it.
    """

    inside: Path
    outside: Path
    enter: tuple[str, ...] = ()

    @contextlib.contextmanager
    def filled(self) -> Iterator[None]:
        """Leave not a byte, until the end."""
        path = self.outside / "filler"
        try:
            with path.open("wb", buffering=0) as filler, contextlib.suppress(OSError):
                while True:
                    filler.write(bytes(4096))
            yield
        finally:
            path.unlink()

    def make(self, how: str) -> None:
        """Let it be "ro" or "rw". Nobody may have a file of it open for writing."""
        subprocess.run([*self.enter, "mount", "-o", f"remount,{how}", str(self.inside)], check=True)


@contextlib.contextmanager
def small_disk(folder: Path) -> Iterator[Disk | None]:
    """Give a small disk of its own; None where this user may not make one."""
    inside = folder / "state"
    inside.mkdir(parents=True)
    script = f'mount -t tmpfs -o size={DISK_MB}m,mode=0755 tmpfs "$0" && echo made && exec sleep 600'
    command = ["unshare", "-m", "sh", "-c", script, str(inside)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as holder:
        assert holder.stdout is not None
        try:
            if holder.stdout.readline() != "made\n":
                yield None
                return
            enter = ("nsenter", "-m", "-t", str(holder.pid))
            yield Disk(inside, Path(f"/proc/{holder.pid}/root{inside}"), enter)
        finally:
            holder.kill()


@dataclass
class Unit:
    """A unit and the centre that it is paired with."""

    folder: Path
    disk: Disk
    city: City
    identity: Identity
    shown: int = 0
    _running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    _voices: list[Voice] = field(default_factory=list)

    @property
    def state(self) -> Path:
        """The state folder, as the test sees it."""
        return self.disk.outside

    @property
    def log(self) -> str:
        """All that the unit's processes have said."""
        return (self.folder / "log").read_text("utf-8")

    def start(self, days_off: float = 0.0) -> None:
        """Start screen and sync, with a clock so many days off; return when the centre has heard of both."""
        begun = self.city.clock.now().at
        socket_path = self.folder / "runtime" / "screen.sock"
        socket_path.unlink(missing_ok=True)
        for part in ("screen", "sync"):
            self._run(part, days_off)
        until(lambda: self._is_listening(socket_path), STARTS_WITHIN_S, "the screen starts")
        camera, panel = Voice(socket_path, Part.CAMERA), Voice(socket_path, Part.PANEL)
        self._voices = [camera, panel]
        camera.say(CameraReport(state=CameraState.WORKING))
        until(lambda: self._is_heard_since(begun), STARTS_WITHIN_S, "the centre hears of the unit")

    def stop(self) -> None:
        """End both, cleanly, where they run."""
        for voice in self._voices:
            voice.close()
        for process in self._running.values():
            process.send_signal(signal.SIGTERM)
        ended = [process.wait(60) for process in self._running.values()]
        self._voices, self._running = [], {}
        assert not any(ended), self.log[-3000:]

    def kill(self) -> None:
        """Leave nothing running, whatever happened."""
        for voice in self._voices:
            voice.close()
        for process in self._running.values():
            process.kill()
            process.wait()

    def verdict(self, label: bytes) -> Level:
        """Hold a label to the camera; return the level that a shopper is told first."""
        camera, panel = self._voices
        while not panel.heard.empty():
            panel.heard.get()
        self.shown += 1
        now_ns = time.monotonic_ns()
        camera.say(Scanned(content=label, symbology="]Q1", frame_ns=now_ns, frames=1, decode_ms=1.0))
        while True:
            said = panel.heard.get(timeout=VERDICT_WITHIN_S)
            if isinstance(said, Lit) and said.level is not None:
                return said.level

    def heartbeat(self) -> Heartbeat | None:
        """Return what the centre heard last of this unit; None while that is nothing."""
        with self.city.engine.connect() as connection:
            heard = read_heartbeats(connection, self.identity.device_id, 1)
        return heard[0].heartbeat if heard else None

    def tells(self, number: str) -> bool:
        """Whether the centre heard the error `number` with the last heartbeat."""
        beat = self.heartbeat()
        return beat is not None and number in beat.faults

    def wait_until_told(self, *numbers: str) -> None:
        """Wait until the centre has heard all `numbers`, each with some heartbeat from now on."""
        left = set(numbers)

        def all_told() -> bool:
            left.difference_update([number for number in left if self.tells(number)])
            return not left

        try:
            until(all_told, TELLS_WITHIN_S, f"the centre hears {sorted(numbers)}")
        except AssertionError as late:
            raise AssertionError(f"{late}; last it heard {self.heartbeat()}; {self.log[-2000:]}") from late

    def written(self) -> list[Inspected]:
        """Return the rows of verdicts in the unit's journal, as `events`."""
        return [event for event in self.events() if isinstance(event, Inspected)]

    def events(self) -> list[Inspected | Gap]:
        """Return the rows in the unit's journal, by a copy: SQLite follows no link into that disk.

        What is copied amid a write may say nothing.
        """
        with tempfile.TemporaryDirectory(dir=self.folder) as name:
            copy = Path(name) / FILE_NAME
            for part in ("-wal", ""):
                with contextlib.suppress(FileNotFoundError):
                    shutil.copy(self.state / f"{FILE_NAME}{part}", f"{copy}{part}")
            with contextlib.suppress(StoreError), closing(JournalReader(copy)) as reader:
                return [from_json(row.text) for row in reader.rows()]
        return []

    def _run(self, part: str, days_off: float) -> None:
        settings = {
            "KIOSK_PLACES__STATE": str(self.disk.inside),
            "KIOSK_SCREEN__HEADLESS": "true",
            "KIOSK_OFFLINE__ROOT": str(self.folder / "root.json"),
            "STORY_DAYS_OFF": str(days_off),
            "KIOSK_LOG": "warning",
        }
        command = [*self.disk.enter, sys.executable, "-c", DRIVER, "part", part]
        with (self.folder / "log").open("ab") as log:
            own = environment(self.folder, **settings)
            self._running[part] = subprocess.Popen(command, env=own, stderr=log)

    def _is_heard_since(self, begun: datetime) -> bool:
        """Whether a heartbeat has come since then that says how the screen sees the camera."""
        with self.city.engine.connect() as connection:
            heard = read_heartbeats(connection, self.identity.device_id, 1)
        return bool(heard) and heard[0].at > begun and heard[0].heartbeat.camera is SeenCamera.OK

    def _is_listening(self, socket_path: Path) -> bool:
        assert all(process.poll() is None for process in self._running.values()), self.log[-3000:]
        with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX) as line:
            line.connect(str(socket_path))
            return True
        return False


@contextlib.contextmanager
def unit_in(folder: Path, city: City, root: bytes) -> Iterator[Unit | None]:
    """Give a unit of the city whose state stands in a small disk; None where there can be none. It is not started."""
    with ExitStack() as stack:
        disk = stack.enter_context(small_disk(folder))
        if disk is None:
            yield None
            return
        (folder / "runtime").mkdir(mode=0o700)
        (folder / "root.json").write_bytes(root)
        unit = Unit(folder, disk, city, city.unit(1))
        write_identity(disk.outside, unit.identity)
        stack.callback(unit.kill)
        yield unit
