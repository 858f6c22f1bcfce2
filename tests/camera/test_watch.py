"""What is in view when a line was broken is told again, and marked: it is no new label."""

from __future__ import annotations

from kiosk.camera.frame import Pixels
from kiosk.camera.watch import Watch
from tests.camera.pictures import frame, placed, qr

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
