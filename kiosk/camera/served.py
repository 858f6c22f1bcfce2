"""The decoder's own process: it is fed by strangers, and what they print may hang it or kill it.

The camera's process forks a keeper, which forks a decoder; where that dies or takes too long, the keeper forks the next
one, with nothing to load. The kernel itself ends a decoder that is at one picture for LONGEST_S, wherever it hangs.
"""

from __future__ import annotations

import logging
import mmap
import os
import pickle
import signal
import socket
from collections.abc import Callable
from dataclasses import replace
from typing import NoReturn, Protocol

import numpy as np

from kiosk.camera.frame import MAX_LONG_SIDE, MAX_SHORT_SIDE, Frame, Pixels, Reading
from kiosk.camera.presence import Look
from kiosk.camera.told import Ended, Ready, Told, packed

LONGEST_S = 2.0
MEMORY_BYTES = MAX_LONG_SIDE * MAX_SHORT_SIDE
"""The grey pixels of the largest frame: the sender writes them there, and says so by a small message."""
MESSAGE_BYTES = 1 << 16
NO_PIXELS: Pixels = np.zeros((0, 0), np.uint8)

_log = logging.getLogger(__name__)


class Decodes(Protocol):
    """What reads the frames of a stream, one after another."""

    def read(self, frame: Frame, seen: Look) -> tuple[Reading, ...]:
        """Return the codes in `frame`, which looks as `seen` says."""


def asked(frame: Frame, seen: Look) -> bytes:
    """Return the message that goes with a frame whose pixels stand in the memory."""
    return pickle.dumps((frame.grey.shape, frame.taken_ns, frame.number, replace(seen, small=NO_PIXELS)))


def keep(make: Callable[[], Decodes], line: socket.socket, memory: mmap.mmap) -> NoReturn:
    """Be the keeper: fork one decoder after another, until the other side of `line` is closed."""
    for one in (signal.SIGTERM, signal.SIGINT):
        signal.signal(one, signal.SIG_IGN)  # it ends with the camera's process, which may have codes to tell yet
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    status = 1
    while status != 0:
        child = os.fork()
        if child == 0:
            _be_decoder(make, line, memory)
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        if status != 0 and not _is_told(line, Ended(status)):
            status = 0
    os._exit(0)


def _be_decoder(make: Callable[[], Decodes], line: socket.socket, memory: mmap.mmap) -> NoReturn:
    status = 1
    try:
        _decode(make(), line, memory)
        status = 0
    except Exception:  # noqa: BLE001 - whatever it is, the next decoder takes its place
        _log.exception("the decoder gives up")
    finally:
        os._exit(status)  # nothing of the process that was forked is its to end


def _decode(decoder: Decodes, line: socket.socket, memory: mmap.mmap) -> None:
    """Answer frame after frame; return where there is nobody to answer."""
    if not _is_told(line, Ready()):
        return
    while message := _heard(line):
        shape, taken_ns, number, seen = pickle.loads(message)  # noqa: S301 - of the process that started this one
        grey = np.frombuffer(memory, np.uint8, shape[0] * shape[1]).reshape(shape).copy()
        signal.setitimer(signal.ITIMER_REAL, LONGEST_S)
        readings = decoder.read(Frame(grey, taken_ns, number), seen)
        signal.setitimer(signal.ITIMER_REAL, 0)
        if not _is_told(line, readings):
            return


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
