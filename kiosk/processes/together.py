"""The supervisor of `kiosk run`: starts the parts as children, hears that they live, starts them again.

It speaks systemd's protocol, so that a part behaves here as it does on a unit: a notify socket
and a watchdog for each child. Children die with this process, whatever ends it.
"""

from __future__ import annotations

import logging
import selectors
import signal
import socket
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from types import FrameType

from kiosk.processes import vigil
from kiosk.processes.child import Child, Running
from kiosk.processes.vigil import Care, Ending, Stage

END_WITHIN_S = 1.5
"""Asked to end, a child gets this long; then it is killed."""

_log = logging.getLogger(__name__)

_SAID = {
    Ending.FINISHED: "ended by itself",
    Ending.REFUSED: "cannot work",
    Ending.DIED: "died (status {status})",
    Ending.SILENT: "was silent for {silent_s:.1f} s and was killed",
    Ending.LATE: "was not ready after {silent_s:.0f} s and was killed",
}


class End(StrEnum):
    """Why all ended."""

    ASKED = "asked"
    FINISHED = "finished"
    GIVEN_UP = "given_up"


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a run ended. `never_ready` names the children that never came up, `culprit` the one given up on.

    `is_explained`: the culprit itself told people why. `failed` names the children that worked, but said
    at their end that not all could be done: they told why, too.
    """

    end: End
    never_ready: tuple[str, ...] = ()
    culprit: str = ""
    is_explained: bool = False
    failed: tuple[str, ...] = ()


class Together:
    """Keeps children working until the main one ends, one cannot work, or it is asked to end.

    Not for several threads: the parent-death signal is tied to the thread that starts a child.
    """

    def __init__(self, children: Sequence[Child], folder: Path, clock: Callable[[], float] = time.monotonic) -> None:
        """Open a notify socket for each child in `folder`, which is ours alone. Raises StoreError."""
        self._clock = clock
        self._end: End | None = None
        self._culprit = ""
        self._is_explained = False
        self._failed: list[str] = []
        self._selector = selectors.DefaultSelector()
        self._woken, self._wake = socket.socketpair()
        self._woken.setblocking(False)
        self._wake.setblocking(False)
        self._selector.register(self._woken, selectors.EVENT_READ)
        self._all: list[Running] = []
        for child in children:
            running = Running(child, folder, clock())
            self._all.append(running)
            self._selector.register(running.words, selectors.EVENT_READ)

    def run(self) -> Outcome:
        """Start all, keep them, and end all; SIGTERM and SIGINT ask for the end."""
        former_fd = signal.set_wakeup_fd(self._wake.fileno(), warn_on_full_buffer=False)
        former = {number: signal.signal(number, self._on_signal) for number in (signal.SIGTERM, signal.SIGINT)}
        try:
            self._start_those_that_may()
            while self._end is None:
                self._turn()
        finally:
            self._end_all()
            for number, handler in former.items():
                signal.signal(number, handler)
            signal.set_wakeup_fd(former_fd)
            self._close()
        never_ready = tuple(running.child.name for running in self._all if not running.vigil.was_ready)
        return Outcome(self._end, never_ready, self._culprit, self._is_explained, tuple(self._failed))

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        self._end = self._end or End.ASKED

    def _turn(self) -> None:
        dues = [running.vigil.due_s for running in self._all]
        due = min((due for due in dues if due is not None), default=None)
        self._wait(None if due is None else max(0.0, due - self._clock()))
        now = self._clock()
        for running in self._all:
            if self._end is None:
                self._look_after(running, now)
        self._start_those_that_may()

    def _start_those_that_may(self) -> None:
        """Start each child that waited for others which are ready now."""
        ready = {running.child.name for running in self._all if running.vigil.was_ready}
        for running in self._all:
            if self._end is None and running.vigil.stage is Stage.WAITING and ready.issuperset(running.child.after):
                self._start(running)

    def _wait(self, wait_s: float | None) -> None:
        """Wait until a child says something or ends, a signal comes, or `wait_s` is over."""
        for key, _ in self._selector.select(wait_s):
            if key.fileobj is self._woken:
                with suppress(BlockingIOError):
                    self._woken.recv(64)

    def _look_after(self, running: Running, now: float) -> None:
        before = running.vigil
        running.vigil = vigil.hear(before, running.heard(), now)
        if running.vigil.stage is not before.stage:
            _log.info("%s works, %.1f s after its start", running.child.name, now - before.since_s)
        due = running.vigil.due_s
        if running.has_ended:
            self._care(running, None, now)
        elif due is not None and now >= due:
            if running.vigil.stage is Stage.RESTING:
                self._start(running)
            else:
                self._care(running, vigil.overdue(running.vigil), now)

    def _care(self, running: Running, fault: Ending | None, now: float) -> None:
        """Do what the policy says about a child that ended by itself (`fault` None), or must end now."""
        silent_s = now - running.vigil.heard_s
        status = self._reap(running)
        ending = fault or vigil.ended(running.vigil, status)
        said = _SAID[ending].format(status=status, silent_s=silent_s)
        match vigil.care(running.vigil, running.child.role, ending):
            case Care.RESTART:
                running.vigil = vigil.rest(running.vigil, now)
                _log.warning("%s %s: it starts again in %.1f s", running.child.name, said, running.vigil.rest_s)
            case Care.END_WELL:
                self._end = End.FINISHED
            case Care.GIVE_UP:
                self._is_explained = ending is Ending.REFUSED
                level = logging.DEBUG if self._is_explained else logging.ERROR
                _log.log(level, "%s %s: all ends", running.child.name, said)
                self._end = End.GIVEN_UP
                self._culprit = running.child.name

    def _start(self, running: Running) -> None:
        running.heard()  # words of the one before
        running.vigil = vigil.start(running.vigil, self._clock())
        running.start()
        self._selector.register(running.exit_fd, selectors.EVENT_READ)

    def _reap(self, running: Running) -> int:
        self._selector.unregister(running.exit_fd)
        return running.reap()

    def _end_all(self) -> None:
        """Ask every child to end; kill what is left after END_WITHIN_S."""
        for running in self._all:
            self._selector.unregister(running.words)
            running.terminate()
        until = self._clock() + END_WITHIN_S
        left = [running for running in self._all if running.process is not None]
        while left and (wait_s := until - self._clock()) > 0:
            self._wait(wait_s)
            for running in [running for running in left if running.has_ended]:
                has_worked = running.vigil.stage is Stage.WORKING
                if self._reap(running) == vigil.REFUSED_STATUS and has_worked:
                    self._failed.append(running.child.name)
                left.remove(running)
        for running in left:
            _log.warning("%s did not end within %.1f s and was killed", running.child.name, END_WITHIN_S)

    def _close(self) -> None:
        self._selector.close()
        for running in self._all:
            running.close()
        self._woken.close()
        self._wake.close()
