"""What decoder and camera tell each other: a decoder that a stranger's print has captured says nothing else."""

from __future__ import annotations

import pytest

from kiosk.camera.frame import Reading
from kiosk.camera.told import MOST, NO_QUESTION, Answered, Ended, Ready, packed, unpacked
from kiosk.codes.payload import Payload

NO_NUMBER, HUGE = (
    b'["answered", 1, [["00", null, [[1,2],[3,4],[5,6],[7,8]], "QRCode", "squares", %s]]]' % ms
    for ms in (b"NaN", b"1" + b"0" * 400)
)


@pytest.mark.parametrize(
    "message",
    [
        b"",
        b"{}",
        b"[[]]",
        b'"ready"',
        b"true",
        b"[1]",
        b'["ended", -9]',
        b'["answered", "1", []]',
        b'["answered", 1, [[]]]',
        b"\xff",
        b"[" * 20_000,
        NO_NUMBER,
        HUGE,
    ],
)
def test_what_a_captured_decoder_may_say_is_refused(message: bytes) -> None:
    with pytest.raises((ValueError, RecursionError, OverflowError)):
        unpacked(message)


def test_what_a_decoder_says_comes_out_as_it_went_in() -> None:
    reading = Reading(Payload(bytes(range(256)), "]Q1"), ((1, 2), (3, 4), (5, 6), (7, 8)), "QRCode", "squares", 1.5)
    for told in (Ready(), Ended(-11, NO_QUESTION), Answered(1, ()), Answered(2, (reading,))):
        assert unpacked(packed(told)) == told
    assert unpacked(packed(Answered(3, (reading,) * 40))) == Answered(3, (reading,) * MOST)
