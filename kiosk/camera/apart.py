"""A decoder in a process of its own: where it hangs or dies the camera goes on, and its successor reads on.

Pixels go there through shared memory, all else by small messages (served.py, told.py). Each question has a number:
a picture that took a decoder with it is not tried again, and one that a dead decoder never had is not blamed for it.
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
from dataclasses import dataclass

import numpy as np

from kiosk.camera.decode import Decoder
from kiosk.camera.frame import Frame, Looked, Pixels
from kiosk.camera.presence import Look
from kiosk.camera.served import END_IT, LONGEST_S, MEMORY_BYTES, SAID_EVERY_S, Decodes, asked, keep
from kiosk.camera.told import MESSAGE_BYTES, NO_QUESTION, Answered, Ended, Ready, unpacked
from kiosk.errors import CameraError

SOON_S = 0.3
"""An answer is waited for so long: no frame takes it. A later one is given with the frame that is next then."""
OVERDUE_S = LONGEST_S + 0.5
"""A decoder that neither answered nor was ended by then was stopped from outside, or lets no timer end it."""
ENDS_WITHIN_S = 1.0
BANNED = 64
"""So many pictures are remembered that took a decoder with them."""

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Question:
    """What the decoder has: which frame, by which number, until when, and whether its end was asked for."""

    number: int
    frame: Frame
    overdue_s: float
    is_given_up: bool = False


class Apart:
    """Reads frame after frame as Decoder does, elsewhere. Not for several threads."""

    def __init__(self, make: Callable[[], Decodes] = Decoder, clock: Callable[[], float] = time.monotonic) -> None:
        """Fork the process that keeps decoders made by `make`: before this one has a second thread."""
        self._clock = clock
        self._memory = mmap.mmap(-1, MEMORY_BYTES)
        self._asked = NO_QUESTION
        self._open: _Question | None = None
        self._banned: deque[int] = deque(maxlen=BANNED)
        self._looked: tuple[Looked, ...] = ()
        self._is_ready = False
        self._wanted_s: float | None = clock()
        self._replaced = 0
        self._said_s = -SAID_EVERY_S
        self._line, its = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._keeper = os.fork()
        if self._keeper == 0:
            try:
                self._line.close()
                keep(make, its, self._memory)
            finally:
                os._exit(1)  # the rest of what was forked is not its to run
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
        if self._is_ready and self._open is None and not is_banned:
            self._ask(frame, seen)
            while self._open is not None and (left_s := until - self._clock()) > 0:
                self._hear(left_s)
        self._give_up_overdue()
        looked, self._looked = self._looked, ()
        return looked

    def close(self) -> None:
        """End the process and its decoder, whatever that is at."""
        self._line.close()
        self._end_decoder()
        until_s = time.monotonic() + ENDS_WITHIN_S
        while not (is_over := os.waitpid(self._keeper, os.WNOHANG)[0] != 0) and time.monotonic() < until_s:
            time.sleep(0.005)
        if not is_over:
            os.kill(self._keeper, signal.SIGKILL)
            os.waitpid(self._keeper, 0)
        self._memory.close()

    def _wait_until(self, until_s: float) -> None:
        while not self._is_ready and (left_s := until_s - self._clock()) > 0:
            self._hear(left_s)

    def _ask(self, frame: Frame, seen: Look) -> None:
        np.copyto(self._pixels(frame.grey.shape), frame.grey)
        self._asked += 1
        self._open = _Question(self._asked, frame, self._clock() + OVERDUE_S)
        try:
            self._line.send(asked(self._asked, frame, seen))
        except OSError as fault:
            raise _gone() from fault

    def _give_up_overdue(self) -> None:
        """Have a decoder ended that is at one picture for too long; again where the keeper did not hear of it."""
        question = self._open
        if question is not None and self._clock() >= question.overdue_s:
            question.is_given_up = True
            question.overdue_s += OVERDUE_S
            self._end_decoder()

    def _end_decoder(self) -> None:
        for one in (END_IT, signal.SIGCONT):  # a keeper that was stopped too goes on, and hears it
            os.kill(self._keeper, one)

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
            case Ended(status, question):
                self._is_ready = False
                self._replace(status, question)
            case Answered(question, readings) if self._open is not None and self._open.number == question:
                self._looked += (Looked(self._open.frame.taken_ns, readings),)
                self._open = self._wanted_s = None
            case Answered():
                pass

    def _replace(self, status: int, question: int) -> None:
        """Let go of the question that is open; its picture is banned only if the decoder was at it."""
        self._replaced += 1
        if self._clock() - self._said_s >= SAID_EVERY_S:
            is_late = status == -signal.SIGALRM or (self._open is not None and self._open.is_given_up)
            self._say_replaced(f"it took more than {LONGEST_S:g} s" if is_late else f"it died (status {status})")
        if self._open is not None and self._open.number == question:
            self._banned.append(_mark(self._pixels(self._open.frame.grey.shape)))
        self._open = None

    def _say_replaced(self, why: str) -> None:
        _log.warning(
            "CAM-09: the decoder was replaced: %s; %d since this was last said."
            " A picture that it was at is not tried again.",
            why,
            self._replaced,
        )
        self._replaced, self._said_s = 0, self._clock()


def _mark(grey: Pixels) -> int:
    """Return what tells this very picture from all others, nearly for certain."""
    return zlib.crc32(np.ascontiguousarray(grey).data)


def _gone() -> CameraError:
    return CameraError("CAM-09", "the process that keeps the decoders is gone.", "It is started again by itself.")
