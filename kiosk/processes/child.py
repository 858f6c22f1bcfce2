"""A child of `kiosk run`: its notify socket, which stays, and its process, which comes and goes."""

from __future__ import annotations

import ctypes
import os
import signal
import socket
import subprocess
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from kiosk.errors import StoreError
from kiosk.processes import vigil
from kiosk.processes.notify import MICROSECONDS
from kiosk.processes.vigil import Role

LONGEST_PATH_BYTES = 107
"""Of a Unix socket: sizeof(sun_path) - 1, unix(7)."""
_PR_SET_PDEATHSIG = 1  # prctl(2)

_libc = ctypes.CDLL(None, use_errno=True)


@dataclass(frozen=True, slots=True)
class Child:
    """One process to start: `command`, with `environment` added to this process's own.

    It is started once those named in `after` are ready.
    """

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str] = field(default_factory=dict)
    role: Role = Role.PART
    has_watchdog: bool = True
    after: tuple[str, ...] = ()


class Running:
    """One child at work. `vigil` is where it stands; `started_s` when it was last started."""

    def __init__(self, child: Child, folder: Path, now: float) -> None:
        """Open the notify socket in `folder`; nothing is started yet. Raises StoreError."""
        self.child = child
        self.vigil = vigil.wait(now, has_watchdog=child.has_watchdog)
        self.process: subprocess.Popen[bytes] | None = None
        self.exit_fd = -1
        self._path = folder / f"notify-{child.name}"
        self.words = _listen(self._path)

    def start(self) -> None:
        """Start the process; it is killed when this one dies, whatever of."""
        own = {name: value for name, value in os.environ.items() if name not in ("WATCHDOG_PID", "WATCHDOG_USEC")}
        watchdog = {"WATCHDOG_USEC": str(int(vigil.WATCHDOG_S * MICROSECONDS))} if self.child.has_watchdog else {}
        self.process = subprocess.Popen(
            self.child.command,
            env={**own, **self.child.environment, **watchdog, "NOTIFY_SOCKET": str(self._path)},
            stdin=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C at a terminal reaches the supervisor alone, which ends its children
            preexec_fn=_die_with(os.getpid()),  # noqa: PLW1509 - this process has one thread
        )
        self.exit_fd = os.pidfd_open(self.process.pid)

    def heard(self) -> frozenset[str]:
        """Return the lines that the child said since the last call."""
        lines: set[str] = set()
        with suppress(BlockingIOError):
            while True:
                lines.update(self.words.recv(4096).decode(errors="replace").splitlines())
        return frozenset(lines)

    def terminate(self) -> None:
        """Ask the process to end."""
        self._signal(signal.SIGTERM)

    @property
    def has_ended(self) -> bool:
        """Whether there is a process, and it has ended. It is not reaped: its group's number stays its own."""
        if self.process is None:
            return False
        return os.waitid(os.P_PID, self.process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None

    def reap(self) -> int:
        """Return the exit status of a process that has ended, or is killed here, with all that it started."""
        assert self.process is not None
        self._signal(signal.SIGKILL)
        status = self.process.wait()
        os.close(self.exit_fd)
        self.process = None
        return status

    def close(self) -> None:
        """Kill the process if there is one, and take the socket away."""
        if self.process is not None:
            self.reap()
        self.words.close()
        self._path.unlink(missing_ok=True)

    def _signal(self, number: signal.Signals) -> None:
        if self.process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, number)


def _listen(path: Path) -> socket.socket:
    if len(os.fsencode(path)) > LONGEST_PATH_BYTES:
        raise StoreError(
            "RUN-02",
            f"the runtime folder's name is too long for a socket: {str(path.parent)!r}.",
            "Set KIOSK_PLACES__RUNTIME to a shorter one.",
        )
    words = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK | socket.SOCK_CLOEXEC)
    path.unlink(missing_ok=True)
    try:
        words.bind(str(path))
    except OSError as fault:
        words.close()
        raise StoreError(
            "RUN-02",
            f"no socket can be made in {str(path.parent)!r}: {fault.strerror}.",
            "Set KIOSK_PLACES__RUNTIME to a folder that this user may write.",
        ) from fault
    return words


def _die_with(parent: int) -> Callable[[], None]:
    def in_child() -> None:
        _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:  # it died before the line above
            os._exit(1)

    return in_child
