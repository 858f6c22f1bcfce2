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
    """A decoder died: `status` as subprocess counts it, negative by a signal. The next one is on its way."""

    status: int


Told: TypeAlias = Ready | Ended | tuple[Reading, ...]


def packed(told: Told) -> bytes:
    """Return `told` as a message."""
    match told:
        case Ready():
            return b'"ready"'
        case Ended(status):
            return json.dumps(status).encode()
        case _:
            return json.dumps([_fields(one) for one in told[:MOST]]).encode()


def unpacked(message: bytes) -> Told:
    """Return what `message` says. Raises ValueError where it is of no known form."""
    said: object = json.loads(message)
    match said:
        case "ready":
            return Ready()
        case int() if not isinstance(said, bool):
            return Ended(said)
        case list() if len(said) <= MOST:
            return tuple(_reading(one) for one in said)
        case _:
            raise ValueError(f"message {message[:40]!r}: expected ready, a status or a list of readings")


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
