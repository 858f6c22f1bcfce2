"""The socket that the other parts connect to: lines with bounds, and when each part was last heard."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from kiosk.errors import KioskError, MessageError
from kiosk.messages.lines import MAX_LINE_BYTES, from_line, to_line
from kiosk.messages.local import Beat, Hello, Message, Part

LOST_AFTER_S = 1.5
"""A part beats at least twice a second; silence of this length means that it hangs or died."""
LOOK_EVERY_MS = 250
MAX_LINES = 12
"""Connections at a time: three parts, each once more while it restarts, and room."""
MAX_FAULTS = 20
"""Lines in a row that nobody understands; then the connection is closed."""
STUCK_BYTES = 1_000_000
"""More than this waits for a part that reads nothing: its connection is closed."""
TRY_MS = 200

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Line:
    """One connection: the half line that came, who it is, and how many lines were not understood in a row."""

    socket: QLocalSocket
    rest: bytearray = field(default_factory=bytearray)
    part: Part | None = None
    faults: int = 0


class PartServer(QObject):
    """Listens at `path`. What a part says comes as `received`; silence as `lost`, a voice again as `back`.

    Each of `expected` has `grace_s` to be heard for the first time. Nothing that comes over
    the socket raises.
    """

    received = Signal(object, object)
    """(Part, Message)"""
    lost = Signal(object)
    back = Signal(object)

    def __init__(
        self,
        path: Path,
        expected: tuple[Part, ...],
        grace_s: float,
        clock: Callable[[], float] = time.monotonic,
        parent: QObject | None = None,
    ) -> None:
        """Listen. Raises KioskError where another screen listens there, or the folder cannot be written."""
        super().__init__(parent)
        self._clock = clock
        self._lines: dict[QLocalSocket, _Line] = {}
        self._heard = {part: clock() + grace_s - LOST_AFTER_S for part in expected}
        self._lost: set[Part] = set()
        self._awaited = set(expected)
        self._server = QLocalServer(self)
        # On a unit each part has a user of its own, all in one group; elsewhere the folder is closed to others.
        options = QLocalServer.SocketOption
        self._server.setSocketOptions(options.UserAccessOption | options.GroupAccessOption)
        self._listen(path.absolute())
        self._server.newConnection.connect(self._welcome)
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_EVERY_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    def send(self, part: Part, message: Message) -> bool:
        """Say `message` to `part`; False where it is not on the line. A part that reads nothing is hung up on."""
        line = self._line_of(part)
        if line is None:
            return False
        line.socket.write(to_line(message))
        if line.socket.bytesToWrite() > STUCK_BYTES:
            _log.warning("part %s reads nothing any more: its line is closed", part)
            self._hang_up(line)
            return False
        return True

    def is_awaited(self, part: Part) -> bool:
        """Whether `part` may still be starting: it was never heard, and its time for that is not over."""
        return part in self._awaited

    def look(self) -> None:
        """Notice who has been silent for too long."""
        now = self._clock()
        for part, heard in self._heard.items():
            if part not in self._lost and now - heard > LOST_AFTER_S:
                self._lost.add(part)
                self._awaited.discard(part)
                _log.warning("part %s has not been heard for %.1f s", part, now - heard)
                self.lost.emit(part)

    def close(self) -> None:
        """Hang up on all and stop listening."""
        self._timer.stop()
        self._server.close()
        for line in list(self._lines.values()):
            self._hang_up(line)

    def _listen(self, path: Path) -> None:
        probe = QLocalSocket()
        probe.connectToServer(str(path))
        if probe.waitForConnected(TRY_MS):
            probe.abort()
            raise KioskError(
                "SCR-04", f"another kiosk listens at {str(path)!r}.", "End it first, or set KIOSK_PLACES__RUNTIME."
            )
        QLocalServer.removeServer(str(path))
        if not self._server.listen(str(path)):
            raise KioskError(
                "SCR-05",
                f"cannot listen at {str(path)!r}: {self._server.errorString()}.",
                "Check that the runtime folder exists and may be written.",
            )

    def _welcome(self) -> None:
        while (socket := self._server.nextPendingConnection()) is not None:
            line = _Line(socket)
            self._lines[socket] = line
            if len(self._lines) > MAX_LINES:
                _log.warning("more than %d connections: the newest is closed", MAX_LINES)
                self._hang_up(line)
                continue
            socket.readyRead.connect(lambda line=line: self._read(line))
            socket.disconnected.connect(lambda line=line: self._forget(line))
            self._read(line)

    def _read(self, line: _Line) -> None:
        if line.socket not in self._lines:
            return
        line.rest += line.socket.readAll().data()
        *whole, rest = bytes(line.rest).split(b"\n")
        line.rest = bytearray(rest)
        if len(rest) > MAX_LINE_BYTES:
            _log.warning("part %s sent %d bytes without a line end: its line is closed", line.part, len(rest))
            self._hang_up(line)
            return
        for one in whole:
            if line.socket in self._lines:
                self._take(line, one)

    def _take(self, line: _Line, one: bytes) -> None:
        try:
            message = from_line(one)
        except MessageError as fault:
            line.faults += 1
            if line.faults == 1:
                _log.warning("part %s: %s", line.part, fault)
            if line.faults >= MAX_FAULTS:
                self._hang_up(line)
            return
        line.faults = 0
        if isinstance(message, Hello):
            self._greet(line, message.part)
        elif line.part is None:
            _log.warning("a connection did not begin with Hello: it is closed")
            self._hang_up(line)
        else:
            self._hear(line.part)
            if not isinstance(message, Beat):
                self.received.emit(line.part, message)

    def _greet(self, line: _Line, part: Part) -> None:
        former = self._line_of(part)
        line.part = part
        self._awaited.discard(part)
        if former is not None and former is not line:
            self._hang_up(former)
        self._lost.discard(part)
        self._heard[part] = self._clock()
        self.back.emit(part)

    def _hear(self, part: Part) -> None:
        self._heard[part] = self._clock()
        if part in self._lost:
            self._lost.discard(part)
            self.back.emit(part)

    def _line_of(self, part: Part) -> _Line | None:
        return next((line for line in self._lines.values() if line.part is part), None)

    def _hang_up(self, line: _Line) -> None:
        self._forget(line)
        line.socket.abort()

    def _forget(self, line: _Line) -> None:
        if self._lines.pop(line.socket, None) is not None:
            with suppress(RuntimeError):  # Qt may have taken the socket down with the server
                line.socket.deleteLater()
