"""What is in view when a line was broken is told again, and marked; of two codes in view both are framed."""

from __future__ import annotations

import time

import pytest

from kiosk.camera.apart import Apart
from kiosk.camera.decode import Decoder
from kiosk.camera.frame import Frame, Looked, Pixels
from kiosk.camera.presence import Look
from kiosk.camera.steady import AWAY_NS
from kiosk.camera.watch import Watch
from kiosk.messages.local import Guided, Hint
from tests.camera.pictures import SEALED, background, frame, placed, qr
from tests.camera.poisoned import IS_VERY_SLOW, Poisoned, marked

LABEL, OTHER = placed(qr(b"https://tem.example/1")), placed(qr(b"https://tem.example/2"))
STEP_NS = 66_000_000


def told(watch: Watch, picture: Pixels, number: int) -> list[bool]:
    """Return for each code that arrives with a frame whether it is told again."""
    seen = watch.after(frame(picture, number, number * STEP_NS))
    return [arrival.is_again for arrival in seen.arrivals]


def test_label_that_is_still_held_is_told_again_and_marked() -> None:
    watch = Watch(is_live=False)
    assert [told(watch, LABEL, 1), told(watch, LABEL, 2)] == [[False], []]
    watch.forget()
    assert [told(watch, LABEL, 3), told(watch, LABEL, 4)] == [[True], []]


def test_another_label_after_a_broken_line_is_new() -> None:
    watch = Watch(is_live=False)
    told(watch, LABEL, 1)
    watch.forget()
    assert told(watch, OTHER, 2) == [False]


def test_label_that_was_away_is_new() -> None:
    watch = Watch(is_live=False)
    told(watch, LABEL, 1)
    watch.forget()
    assert told(watch, LABEL, 30) == [False]


class Once:
    """Reads each frame once, for all that look at it: what a busy machine misses, all miss."""

    def __init__(self) -> None:
        self._decoder, self._number = Decoder(), 0
        self._read: tuple[Looked, ...] = ()

    def read(self, frame: Frame, seen: Look) -> tuple[Looked, ...]:
        if frame.number != self._number:
            self._number, self._read = frame.number, (Looked(frame.taken_ns, self._decoder.read(frame, seen)),)
        return self._read


def test_what_is_read_is_measured_only_where_somebody_looks_on() -> None:
    once = Once()
    shown, unseen = Watch(is_live=False, decoder=once), Watch(is_live=False, decoder=once, is_for_show=False)
    unread = LABEL.copy()
    unread[310:410, 590:690] = 255
    for number, picture in enumerate([LABEL] * 30 + [unread] * 30, 1):
        one = frame(picture, number, number * STEP_NS)
        there, here = shown.after(one), unseen.after(one)
        assert there.measures is not None
        assert here.measures is None or here.measures == there.measures
        assert here.guided == there.guided
        if number == 30:
            assert here.measures is None
    assert here.measures is not None


SECOND = SEALED.replace(b"7K2M9Q", b"8L3N0R")
PAYMENT = b"00020101021138570010A00000072701270006970403011300110123456780208QRIBFTTA5303704"


def observed(first: bytes, second: bytes) -> tuple[list[bytes], Guided]:
    """Return what arrives of two labels side by side, the second nearer to the middle, and what is shown at last."""
    scene = placed(qr(second), placed(qr(first, 5), at=(150, 200)), at=(700, 230))
    watch = Watch(is_live=False)
    seen = [watch.after(frame(scene, number)) for number in range(16, 28)]
    return [arrival.reading.payload.content for one in seen for arrival in one.arrivals], seen[-1].guided


def test_of_two_labels_of_goods_one_counts_both_are_framed_and_one_is_asked_for() -> None:
    arrived, guided = observed(SEALED, SECOND)
    assert arrived == [SECOND]
    assert (guided.hint, len(guided.frames)) == (Hint.TWO_CODES, 2)


def test_a_label_of_goods_goes_before_a_payment_that_is_nearer_and_both_are_framed() -> None:
    arrived, guided = observed(SEALED, PAYMENT)
    assert arrived == [SEALED]
    assert guided.hint is Hint.NONE
    label, payment = guided.frames
    assert [label.left, payment.left] == pytest.approx([170 / 1280, 716 / 1280], abs=0.01)


@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_frames_that_nobody_looked_at_do_not_take_a_label_away() -> None:
    """A decode takes 1.6 s while the label is held; before and after it, the label is not read in a few frames."""
    slow = marked(background(), IS_VERY_SLOW)
    apart = Apart(Poisoned)
    watch = Watch(is_live=False, decoder=apart)
    arrivals: list[bytes] = []
    try:
        assert apart.wait(5)
        for number, picture in enumerate([LABEL] * 3 + [slow] + [background()] * 36 + [LABEL] * 3):
            seen = watch.after(frame(picture, number, time.monotonic_ns()))
            arrivals += [one.reading.payload.content for one in seen.arrivals]
            if apart.unanswered_s == 0 and picture is not LABEL and number > 6:
                break
            time.sleep(0.05)
        for number in range(50, 53):
            seen = watch.after(frame(LABEL, number, time.monotonic_ns()))
            arrivals += [one.reading.payload.content for one in seen.arrivals]
    finally:
        apart.close()
    assert arrivals == [b"https://tem.example/1"]


def test_label_that_counted_is_told_as_such_until_it_was_away() -> None:
    watch = Watch(is_live=False)
    pictures = [background()] * 5 + [LABEL] * 30 + [background()] * 20
    seen = [watch.after(frame(picture, number, number * STEP_NS)) for number, picture in enumerate(pictures, 1)]
    (counted,) = (number for number, one in enumerate(seen) if one.arrivals)
    told = [number for number, one in enumerate(seen) if one.guided.has_counted]
    assert told == list(range(counted, told[-1] + 1))
    assert AWAY_NS - STEP_NS <= (told[-1] - 34) * STEP_NS <= AWAY_NS
    assert {one.guided.hint for one in seen[counted:]} == {Hint.NONE}
