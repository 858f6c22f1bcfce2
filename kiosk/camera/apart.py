"""A decoder in a process of its own: where it hangs or dies the camera goes on, and its successor reads on.

Pixels go there through shared memory, all else by small messages (served.py, told.py). A picture that took a decoder
with it is not tried again.
"""

from __future__ import annotations

import logging
import mmap
import os
import select
import signal
import socket
import time
import zlib
from collections import deque
from collections.abc import Callable

import numpy as np

from kiosk.camera.decode import Decoder
from kiosk.camera.frame import Frame, Looked, Pixels
from kiosk.camera.presence import Look
from kiosk.camera.served import LONGEST_S, MEMORY_BYTES, SAID_EVERY_S, Decodes, asked, keep
from kiosk.camera.told import MESSAGE_BYTES, Ended, Ready, unpacked
from kiosk.errors import CameraError

SOON_S = 0.3
"""An answer is waited for so long: no frame takes it. A later one is given with the frame that is next then."""
BANNED = 64
"""So many pictures are remembered that took a decoder with them."""

_log = logging.getLogger(__name__)


class Apart:
    """Reads frame after frame as Decoder does, elsewhere. Not for several threads."""

    def __init__(self, make: Callable[[], Decodes] = Decoder, clock: Callable[[], float] = time.monotonic) -> None:
        """Fork the process that keeps decoders made by `make`: before this one has a second thread."""
        self._clock = clock
        self._memory = mmap.mmap(-1, MEMORY_BYTES)
        self._given: Frame | None = None
        self._banned: deque[int] = deque(maxlen=BANNED)
        self._looked: tuple[Looked, ...] = ()
        self._is_ready = False
        self._wanted_s: float | None = clock()
        self._replaced = 0
        self._said_s = -SAID_EVERY_S
        self._line, its = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._keeper = os.fork()
        if self._keeper == 0:
            self._line.close()
            keep(make, its, self._memory)
        its.close()

    def wait(self, for_s: float) -> bool:
        """Return whether a decoder is ready, within `for_s` seconds. Raises CameraError CAM-09."""
        self._wait_until(self._clock() + for_s)
        if self._is_ready:
            self._wanted_s = None
        return self._is_ready

    @property
    def unanswered_s(self) -> float:
        """The seconds since an answer is wanted that did not come; 0 where none is."""
        return 0.0 if self._wanted_s is None else self._clock() - self._wanted_s

    def read(self, frame: Frame, seen: Look) -> tuple[Looked, ...]:
        """Return what was read in the frame; nothing while the decoder still has another one, or is being replaced.

        What it read too late in a frame before is returned with this one. Raises CameraError CAM-09 where
        no decoder will come any more.
        """
        until = self._clock() + SOON_S
        self._hear(0.0)
        self._wait_until(until)
        is_banned = bool(self._banned) and _mark(frame.grey) in self._banned
        if self._is_ready and is_banned:
            self._wanted_s = None
        elif self._wanted_s is None:
            self._wanted_s = self._clock()
        if self._is_ready and self._given is None and not is_banned:
            self._give(frame, seen)
            while self._given is not None and (left_s := until - self._clock()) > 0:
                self._hear(left_s)
        looked, self._looked = self._looked, ()
        return looked

    def close(self) -> None:
        """End the process. A decoder that hangs is ended by the kernel."""
        self._line.close()
        os.kill(self._keeper, signal.SIGKILL)
        os.waitpid(self._keeper, 0)
        self._memory.close()

    def _wait_until(self, until_s: float) -> None:
        while not self._is_ready and (left_s := until_s - self._clock()) > 0:
            self._hear(left_s)

    def _give(self, frame: Frame, seen: Look) -> None:
        np.copyto(self._pixels(frame.grey.shape), frame.grey)
        self._given = frame
        try:
            self._line.send(asked(frame, seen))
        except OSError as fault:
            raise _gone() from fault

    def _pixels(self, shape: tuple[int, ...]) -> Pixels:
        return np.frombuffer(self._memory, np.uint8, shape[0] * shape[1]).reshape(shape)

    def _hear(self, for_s: float) -> None:
        """Take what the process says within `for_s` seconds, if anything. Raises CameraError CAM-09."""
        if not select.select([self._line], [], [], for_s)[0]:
            return
        try:
            told = unpacked(self._line.recv(MESSAGE_BYTES))
        except (OSError, ValueError, OverflowError, RecursionError) as fault:
            raise _gone() from fault
        match told:
            case Ready():
                self._is_ready = True
            case Ended(status):
                self._is_ready = False
                self._ban(status)
            case _ if self._given is not None:
                self._looked += (Looked(self._given.taken_ns, told),)
                self._given = self._wanted_s = None
            case _:
                pass

    def _ban(self, status: int) -> None:
        self._replaced += 1
        if self._clock() - self._said_s >= SAID_EVERY_S:
            self._say_replaced(status)
        if self._given is not None:
            self._banned.append(_mark(self._pixels(self._given.grey.shape)))
            self._given = None

    def _say_replaced(self, status: int) -> None:
        why = f"it took more than {LONGEST_S:g} s" if status == -signal.SIGALRM else f"it died (status {status})"
        _log.warning(
            "CAM-09: the decoder was replaced: %s; %d since this was last said."
            " The picture that it had is not tried again.",
            why,
            self._replaced,
        )
        self._replaced, self._said_s = 0, self._clock()


def _mark(grey: Pixels) -> int:
    """Return what tells this very picture from all others, nearly for certain."""
    return zlib.crc32(np.ascontiguousarray(grey).data)


def _gone() -> CameraError:
    return CameraError("CAM-09", "the process that keeps the decoders is gone.", "It is started again by itself.")
