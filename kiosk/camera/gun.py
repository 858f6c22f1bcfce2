"""A scanner gun on a serial line: it reads by itself and sends a line of bytes a code."""

from __future__ import annotations

import os
import re
import select
import termios
import tty
from pathlib import Path

from kiosk.codes.payload import MAX_PAYLOAD_BYTES, Payload
from kiosk.errors import CameraError

WAIT_S = 0.1
MAX_LINE_BYTES = 4 * MAX_PAYLOAD_BYTES
"""A line longer than this is kept as its beginning: too long for a label whatever follows."""

_AIM = re.compile(rb"\](?:[Qdec][0-9A-F]|C[0-4]|E[0-4]|I[0-3]|X0)")
_GUESSES = (
    (re.compile(rb"[0-9]{8}"), "]E4"),
    (re.compile(rb"[0-9]{13}"), "]E0"),
    (re.compile(rb"[0-9]{14}"), "]I1"),
    (re.compile(rb".*\x1d.*", re.DOTALL), "]C1"),
)
"""For a gun that sends no AIM identifiers (setting "transmit AIM ID"): what the content looks like."""


class Gun:
    """A source of payloads. The line's end is CR, LF or both."""

    def __init__(self, path: Path) -> None:
        """Open the serial line at 9600 8N1. Raises CameraError CAM-01."""
        self._path = path
        self._came = b""
        try:
            self._line = os.open(path, os.O_RDONLY | os.O_NOCTTY | os.O_NONBLOCK)
        except OSError as fault:
            raise CameraError(
                "CAM-01",
                f"the scanner gun at {str(path)!r} cannot be opened ({fault.strerror}).",
                "Plug it in, add the user to the group dialout, or name another line: serial:/dev/ttyACM0.",
            ) from fault
        if os.isatty(self._line):
            _make_raw(self._line)

    def read(self) -> Payload | None:
        """Return the next code; None where none came within about 0.1 s. Raises CameraError CAM-02."""
        if (line := self._take_line()) is not None:
            return as_payload(line)
        ready, _, _ = select.select([self._line], [], [], WAIT_S)
        if not ready:
            return None
        try:
            piece = os.read(self._line, 4096)
        except BlockingIOError:
            return None
        except OSError as fault:
            raise self._lost() from fault
        if not piece:
            raise self._lost()
        self._came += piece
        line = self._take_line()
        return None if line is None else as_payload(line)

    def close(self) -> None:
        """Let go of the line."""
        if self._line >= 0:
            os.close(self._line)
            self._line = -1

    def _take_line(self) -> bytes | None:
        while (found := re.search(rb"[\r\n]", self._came)) is not None:
            line, self._came = self._came[: found.start()], self._came[found.end() :]
            if line:
                return line[:MAX_LINE_BYTES]
        self._came = self._came[:MAX_LINE_BYTES]
        return None

    def _lost(self) -> CameraError:
        return CameraError("CAM-02", f"the scanner gun at {str(self._path)!r} is gone.", "Plug it in again.")


def as_payload(line: bytes) -> Payload:
    """Return what a gun's line says: its AIM identifier where it sends one, else by what it looks like."""
    if found := _AIM.match(line):
        return Payload(line[found.end() :], found[0].decode("ascii"))
    if re.fullmatch(rb"[0-9]{12}", line):
        return Payload(b"0" + line, "]E0")  # a UPC-A as the EAN-13 that it is
    return Payload(line, next((symbology for form, symbology in _GUESSES if form.fullmatch(line)), "]Q1"))


def _make_raw(line: int) -> None:
    tty.setraw(line)
    settings = termios.tcgetattr(line)
    settings[4] = settings[5] = termios.B9600
    termios.tcsetattr(line, termios.TCSANOW, settings)
