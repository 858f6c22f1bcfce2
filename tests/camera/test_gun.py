"""A scanner gun on a serial line: payloads without pictures."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.camera.gun import Gun, as_payload
from kiosk.codes.payload import Payload
from tests.camera.pictures import SEALED


@pytest.fixture
def gun() -> Iterator[tuple[Gun, int]]:
    ours, its = os.openpty()
    gun = Gun(Path(os.ttyname(its)))
    os.close(its)
    yield gun, ours
    gun.close()
    gun.close()
    os.close(ours)


def shot(gun: Gun) -> Payload:
    end = time.monotonic() + 5
    while time.monotonic() < end:
        if (payload := gun.read()) is not None:
            return payload
    raise AssertionError


def test_a_gun_gives_a_payload_a_line(gun: tuple[Gun, int]) -> None:
    os.write(gun[1], b"]Q1" + SEALED + b"\r\n]E09521234543213\n\r\r")
    assert shot(gun[0]) == Payload(SEALED, "]Q1")
    assert shot(gun[0]) == Payload(b"9521234543213", "]E0")
    assert gun[0].read() is None


def test_half_a_line_of_a_gun_waits_for_its_end(gun: tuple[Gun, int]) -> None:
    os.write(gun[1], b"]Q1hel")
    assert gun[0].read() is None
    os.write(gun[1], "lo Cà chua\r".encode())
    assert shot(gun[0]) == Payload("hello Cà chua".encode(), "]Q1")


def test_a_line_without_an_end_does_not_grow_for_ever(gun: tuple[Gun, int]) -> None:
    for _ in range(30):
        os.write(gun[1], b"x" * 1000)
        gun[0].read()
    os.write(gun[1], b"\n")
    assert len(shot(gun[0]).content) <= 4 * 512


@pytest.mark.parametrize(
    ("line", "payload"),
    [
        (b"]d2010952123454321310L1\x1d217K", Payload(b"010952123454321310L1\x1d217K", "]d2")),
        (b"9521234543213", Payload(b"9521234543213", "]E0")),
        (b"012345678905", Payload(b"0012345678905", "]E0")),
        (b"12345670", Payload(b"12345670", "]E4")),
        (b"09521234543213", Payload(b"09521234543213", "]I1")),
        (b"10L1\x1d217K", Payload(b"10L1\x1d217K", "]C1")),
        (SEALED, Payload(SEALED, "]Q1")),
        (b"]zz", Payload(b"]zz", "]Q1")),
    ],
)
def test_a_guns_line_tells_its_symbology_or_looks_like_one(line: bytes, payload: Payload) -> None:
    assert as_payload(line) == payload
