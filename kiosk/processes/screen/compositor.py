"""Whether the Wayland compositor still answers: where it hangs, Qt only says that nothing of the window is shown.

That is said of a display that is switched off at night too, which is no failure. So the compositor is asked by a
connection of its own: wl_display.sync, the protocol's question whether all before was done.
"""

from __future__ import annotations

import os
import socket
import struct
from pathlib import Path
from typing import Self

_DISPLAY, _CALLBACK = 1, 2
"""Ids of objects: the display is always the first."""
_SYNC = struct.pack("=III", _DISPLAY, 12 << 16 | 0, _CALLBACK)
"""Object, length and number of the request, and what is to be told of the answer."""
_DONE = struct.pack("=II", _CALLBACK, 12 << 16 | 0)
"""How the event wl_callback.done begins."""


class Compositor:
    """The compositor that listens at `path`; None where none stands behind the window."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._asked: socket.socket | None = None

    @classmethod
    def from_environment(cls, platform: str) -> Self:
        """Return the compositor that shows the windows of Qt's `platform`."""
        folder, name = os.environ.get("XDG_RUNTIME_DIR", ""), os.environ.get("WAYLAND_DISPLAY") or "wayland-0"
        return cls(Path(folder) / name if platform.startswith("wayland") else None)

    def answers(self) -> bool:
        """Return whether it has answered what it was asked at the call before; ask anew. Never blocks.

        Where there is none, the answer is yes.
        """
        if self._path is None:
            return True
        has_answered = self._has_answered()
        if has_answered or self._asked is None:
            self.close()
            self._ask(self._path)
        return has_answered

    def close(self) -> None:
        """Let go of the question that is open."""
        if self._asked is not None:
            self._asked.close()
        self._asked = None

    def _ask(self, path: Path) -> None:
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM | socket.SOCK_CLOEXEC | socket.SOCK_NONBLOCK)
        try:
            line.connect(str(path))
            line.send(_SYNC)
        except OSError:  # no one is there, or too many wait before us
            line.close()
        else:
            self._asked = line

    def _has_answered(self) -> bool:
        if self._asked is None:
            return False
        try:
            said = self._asked.recv(64)
        except BlockingIOError:
            return False
        except OSError:
            said = b""
        if not said.startswith(_DONE):  # it hung up, or is none
            self.close()
            return False
        return True
