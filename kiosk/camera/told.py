"""What the decoder's own process says: small texts, checked like any other that strangers may have shaped.

A code that is crafted well enough makes that process say whatever it likes: nothing that it says is run or unpickled.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from math import isfinite
from typing import TypeAlias

from kiosk.camera.frame import Corners, Reading
from kiosk.codes.payload import Payload

MOST = 16
"""So many codes of one frame are told, the first of them; the largest QR code has 2,953 bytes."""
MESSAGE_BYTES = 1 << 18
"""Room for MOST of the largest codes, each byte told by two figures."""


@dataclass(frozen=True, slots=True)
class Ready:
    """A decoder waits for frames."""


@dataclass(frozen=True, slots=True)
class Ended:
    """A decoder died: `status` as subprocess counts it, negative by a signal. The next one is on its way.

    `question`: the number of the one that it was at; NO_QUESTION where it had none.
    """

    status: int
    question: int


@dataclass(frozen=True, slots=True)
class Answered:
    """What was read in the picture of that question."""

    question: int
    readings: tuple[Reading, ...]


NO_QUESTION = 0
"""Questions count from 1."""

Told: TypeAlias = Ready | Ended | Answered


def packed(told: Told) -> bytes:
    """Return `told` as a message."""
    match told:
        case Ready():
            said: list[object] = ["ready"]
        case Ended(status, question):
            said = ["ended", status, question]
        case Answered(question, readings):
            said = ["answered", question, [_fields(one) for one in readings[:MOST]]]
    return json.dumps(said).encode()


def unpacked(message: bytes) -> Told:
    """Return what `message` says. Raises ValueError where it is of no known form."""
    match json.loads(message):
        case ["ready"]:
            return Ready()
        case ["ended", int(status), int(question)]:
            return Ended(status, question)
        case ["answered", int(question), [*readings]] if len(readings) <= MOST:
            return Answered(question, tuple(_reading(one) for one in readings))
        case _:
            raise ValueError(f"message {message[:40]!r}: expected that it is ready, ended or answered")


def _fields(one: Reading) -> list[object]:
    payload = one.payload
    return [payload.content.hex(), payload.symbology, one.corners, one.format, one.reader, one.decode_ms]


def _reading(fields: object) -> Reading:
    match fields:
        case [
            str(content),
            str() | None as symbology,
            [*corners],
            str(form),
            str(reader),
            (int() | float()) as decode_ms,
        ] if isfinite(decode_ms):
            return Reading(
                Payload(bytes.fromhex(content), symbology), _corners(corners), form, reader, float(decode_ms)
            )
        case _:
            raise ValueError(f"reading {str(fields)[:80]!r}: expected content, symbology, corners, format, reader, ms")


def _corners(corners: list[object]) -> Corners:
    match corners:
        case [
            [int(a), int(b)],
            [int(c), int(d)],
            [int(e), int(f)],
            [int(g), int(h)],
        ]:
            return (a, b), (c, d), (e, f), (g, h)
        case _:
            raise ValueError(f"corners {str(corners)[:80]!r}: expected four points")
