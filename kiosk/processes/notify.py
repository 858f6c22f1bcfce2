"""What a part tells its supervisor: systemd on a unit, `kiosk run` elsewhere (sd_notify(3))."""

from __future__ import annotations

import os
import socket
from dataclasses import dataclass
from typing import Self

MICROSECONDS = 1_000_000


@dataclass(frozen=True, slots=True)
class Notifier:
    """Says READY, WATCHDOG, STATUS and STOPPING on the supervisor's socket.

    `address` is "" where nobody supervises: then nothing is said. `watchdog_s` is the silence
    after which the supervisor kills this process (0: it never does); feed it from the loop that
    does the work, twice in that time at least. Nothing here blocks or raises.
    """

    address: str = ""
    watchdog_s: float = 0.0

    @classmethod
    def from_environment(cls) -> Self:
        """Return the notifier that NOTIFY_SOCKET and WATCHDOG_USEC describe."""
        pid = os.environ.get("WATCHDOG_PID", "")
        microseconds = os.environ.get("WATCHDOG_USEC", "")
        is_meant = pid in ("", str(os.getpid())) and microseconds.isdecimal()
        return cls(os.environ.get("NOTIFY_SOCKET", ""), int(microseconds) / MICROSECONDS if is_meant else 0.0)

    def ready(self) -> None:
        """Say that the part works: what depends on it may start."""
        self._say("READY=1")

    def alive(self) -> None:
        """Say that the part's main loop has gone round once more."""
        self._say("WATCHDOG=1")

    def status(self, text: str) -> None:
        """Say one line for people, shown by `systemctl status`."""
        self._say(f"STATUS={' '.join(text.split())}")

    def stopping(self) -> None:
        """Say that the part is ending as it was asked to."""
        self._say("STOPPING=1")

    def _say(self, line: str) -> None:
        if not self.address:
            return
        address = f"\0{self.address[1:]}" if self.address.startswith("@") else self.address
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as wire:
            wire.setblocking(False)
            try:
                wire.sendto(line.encode(), address)
            except OSError:
                # A supervisor that went away, or is slow, must not take the part with it.
                return
