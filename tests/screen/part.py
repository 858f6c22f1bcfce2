"""The screen's process in a test, with three voices that stand for the other parts."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtGui import QGuiApplication

from kiosk.journal.event import Inspected, from_json
from kiosk.journal.store import JournalReader
from kiosk.messages.lines import from_line, to_line
from kiosk.messages.local import Ask, Found, Hello, Lit, Message, Part, Scanned
from kiosk.processes.lists import read_lists
from kiosk.processes.screen.part import ScreenPart
from kiosk.processes.screen.setup import ScreenSetup
from kiosk.records.finding import Finding
from kiosk.screen.views import View
from kiosk.trust.lists import Lists
from kiosk.verdicts.verdict import Level
from tests.screen.patience import PATIENCE_S, wait_until
from tests.screen.scene import LABELS

MARKET = "Chợ đầu mối Minh Khai"


class Voice:
    """Another part, as far as the screen hears and answers it."""

    def __init__(self, path: Path, part: Part) -> None:
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.connect(str(path))
        self._socket.setblocking(False)
        self._rest = b""
        self.heard: list[Message] = []
        self.say(Hello(part=part))

    def say(self, *messages: Message) -> None:
        self._socket.sendall(b"".join(to_line(message) for message in messages))

    def listen(self) -> list[Message]:
        try:
            self._rest += self._socket.recv(1_000_000)
        except BlockingIOError:
            return self.heard
        *lines, self._rest = self._rest.split(b"\n")
        self.heard += [from_line(line) for line in lines]
        return self.heard

    def close(self) -> None:
        self._socket.close()


def scanned(story: str) -> Scanned:
    row = LABELS[story]
    return Scanned(
        content=row["payload"].encode(),
        symbology=row["symbology"],
        frame_ns=time.monotonic_ns(),
        frames=2,
        decode_ms=3.0,
    )


OF_GOODS = "8934563138165"
"""A number of no sample: a paired unit calls what bears the samples' prefix practice, and asks for none of it."""


def bar_code(number: str = OF_GOODS) -> Scanned:
    """Return what the camera says of a pack's bar code."""
    return scanned("product_only").model_copy(update={"content": number.encode()})


class Kiosk:
    """A screen part that runs, and the parts around it."""

    def __init__(
        self,
        app: QGuiApplication,
        setup: ScreenSetup,
        build: Callable[[ScreenSetup, Lists, QGuiApplication], ScreenPart] = ScreenPart,
        *,
        waits_for_sync: bool = True,
    ) -> None:
        """`build` makes the part; `waits_for_sync` False: its voice is not heard yet."""
        self.app = app
        self.setup = setup
        self.part = build(setup, read_lists(setup.lists_path), app)
        self.part.show()
        self.path = setup.runtime_dir / "screen.sock"
        self.camera = Voice(self.path, Part.CAMERA)
        self.panel = Voice(self.path, Part.PANEL)
        parts = [Part.CAMERA, Part.PANEL]
        if waits_for_sync:
            self.sync = Voice(self.path, Part.SYNC)
            parts.append(Part.SYNC)
        self.until(lambda: all(self.part._server._line_of(part) for part in parts))

    def until(self, holds: Callable[[], bool], within_s: float = PATIENCE_S) -> None:
        wait_until(self.app, holds, lambda: f"never came; the view is {self.view}", within_s)

    def scan(self, story: str) -> None:
        self.camera.say(scanned(story))

    def asked(self, number: int = 1) -> Ask:
        """Return what sync was asked, once it was."""
        self.until(lambda: len(self._asks()) >= number)
        return self._asks()[number - 1]

    def answer(self, ask: Ask, finding: Finding, *, is_final: bool = True) -> None:
        self.sync.say(Found(check_id=ask.check_id, finding=finding, is_final=is_final))

    @property
    def view(self) -> View:
        return self.part._state.view

    @property
    def headline(self) -> str:
        return str(self.part._window.models.result.property("headline"))

    def rows(self) -> list[Inspected]:
        reader = JournalReader(self.setup.journal_path)
        events = [from_json(row.text) for row in reader.rows()]
        reader.close()
        return [event for event in events if isinstance(event, Inspected)]

    def lit(self) -> list[Level | None]:
        return [message.level for message in self.panel.listen() if isinstance(message, Lit)]

    def close(self) -> None:
        self.part.close()
        for voice in (self.camera, self.sync, self.panel):
            voice.close()

    def _asks(self) -> list[Ask]:
        return [message for message in self.sync.listen() if isinstance(message, Ask)]
