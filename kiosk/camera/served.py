"""The decoder's own process: it is fed by strangers, and what they print may hang it or kill it.

The camera's process forks a keeper, which forks a decoder; where that dies or takes too long, the keeper forks the next
one, with nothing to load. The kernel itself ends a decoder that is at one picture for LONGEST_S, wherever it hangs;
one that was stopped from outside hears no timer, and the camera's process asks the keeper to end it.
"""

from __future__ import annotations

import logging
import mmap
import os
import pickle
import resource
import signal
import socket
import struct
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from types import FrameType
from typing import NoReturn, Protocol

import numpy as np

from kiosk.camera.frame import MAX_LONG_SIDE, MAX_SHORT_SIDE, Frame, Pixels, Reading
from kiosk.camera.presence import Look
from kiosk.camera.readers import load
from kiosk.camera.steady import in_order
from kiosk.camera.told import MESSAGE_BYTES, NO_QUESTION, Answered, Ended, Ready, Told, packed

LONGEST_S = 2.0
MEMORY_BYTES = MAX_LONG_SIDE * MAX_SHORT_SIDE
"""The grey pixels of the largest frame: the sender writes them there, and says so by a small message."""
END_IT = signal.SIGUSR1
"""What the keeper is sent to have its decoder ended."""
FIRST_REST_S = 0.1
LONGEST_REST_S = 2.0
"""Where decoders die without one answer the next one comes after a rest, each time twice as long as the last."""
SAID_EVERY_S = 60.0
NO_PIXELS: Pixels = np.zeros((0, 0), np.uint8)
_NOTES = struct.Struct("<?Q")

_log = logging.getLogger(__name__)


class Decodes(Protocol):
    """What reads the frames of a stream, one after another."""

    def read(self, frame: Frame, seen: Look) -> tuple[Reading, ...]:
        """Return the codes in `frame`, which looks as `seen` says."""


class _Notes:
    """What a decoder leaves to its keeper: whether it answered anything, and which question it is at."""

    def __init__(self) -> None:
        self._memory = mmap.mmap(-1, _NOTES.size)

    def write(self, question: int, *, has_answered: bool) -> None:
        _NOTES.pack_into(self._memory, 0, has_answered, question)

    def read(self) -> tuple[bool, int]:
        has_answered, question = _NOTES.unpack_from(self._memory)
        return has_answered, question


def asked(question: int, frame: Frame, seen: Look) -> bytes:
    """Return the message that goes with a frame whose pixels stand in the memory."""
    return pickle.dumps((question, frame.grey.shape, frame.taken_ns, frame.number, replace(seen, small=NO_PIXELS)))


def keep(make: Callable[[], Decodes], line: socket.socket, memory: mmap.mmap) -> NoReturn:
    """Be the keeper: fork one decoder after another, until the other side of `line` is closed."""
    for one in (signal.SIGTERM, signal.SIGINT):
        signal.signal(one, signal.SIG_IGN)  # it ends with the camera's process, which may have codes to tell yet
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    child = 0

    def end_it(_number: int, _frame: FrameType | None) -> None:
        if child:
            with suppress(ProcessLookupError):  # it ended by itself, a moment ago
                os.kill(child, signal.SIGKILL)

    signal.signal(END_IT, end_it)
    load()
    notes = _Notes()
    rest_s, said_s = FIRST_REST_S, -SAID_EVERY_S
    while True:
        notes.write(NO_QUESTION, has_answered=False)
        is_saying = time.monotonic() - said_s >= SAID_EVERY_S
        child = os.fork()
        if child == 0:
            _be_decoder(make, line, memory, notes, is_saying=is_saying)
        _, ended = os.waitpid(child, 0)
        child = 0
        status, (has_answered, question) = os.waitstatus_to_exitcode(ended), notes.read()
        if status == 0 or not _is_told(line, Ended(status, question)):
            os._exit(0)
        said_s = time.monotonic() if is_saying else said_s
        if has_answered:
            rest_s = FIRST_REST_S
            continue
        time.sleep(rest_s)
        rest_s = min(LONGEST_REST_S, rest_s * 2)


def _be_decoder(
    make: Callable[[], Decodes], line: socket.socket, memory: mmap.mmap, notes: _Notes, *, is_saying: bool
) -> NoReturn:
    status = 1
    signal.signal(END_IT, signal.SIG_DFL)
    with suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a core would have the picture in it
    try:
        _decode(make(), line, memory, notes)
        status = 0
    except Exception:  # noqa: BLE001 - whatever it is, the next decoder takes its place
        if is_saying:
            _log.exception("the decoder gives up")
    finally:
        os._exit(status)  # nothing of the process that was forked is its to end


def _decode(decoder: Decodes, line: socket.socket, memory: mmap.mmap, notes: _Notes) -> None:
    """Answer frame after frame, and note it; return where there is nobody to answer."""
    if not _is_told(line, Ready()):
        return
    has_answered = False
    while message := _heard(line):
        question, shape, taken_ns, number, seen = pickle.loads(message)  # noqa: S301 - of the process that started this one
        notes.write(question, has_answered=has_answered)
        grey = np.frombuffer(memory, np.uint8, shape[0] * shape[1]).reshape(shape).copy()
        signal.setitimer(signal.ITIMER_REAL, LONGEST_S)
        readings = decoder.read(Frame(grey, taken_ns, number), seen)
        signal.setitimer(signal.ITIMER_REAL, 0)
        if not _is_told(line, Answered(question, in_order(readings, (shape[1] / 2, shape[0] / 2)))):
            return
        has_answered = True
        notes.write(NO_QUESTION, has_answered=has_answered)


def _heard(line: socket.socket) -> bytes:
    """Return the next message; none where the other side is closed."""
    try:
        return line.recv(MESSAGE_BYTES)
    except ConnectionResetError:
        return b""


def _is_told(line: socket.socket, told: Told) -> bool:
    try:
        line.send(packed(told))
    except OSError:
        return False
    return True
