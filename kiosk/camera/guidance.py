"""What would help the shopper while a label is in view and does not read: one hint, that does not flicker."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from kiosk.camera.frame import Box
from kiosk.camera.presence import Look
from kiosk.messages.local import Hint

TOO_DARK = 32.0
GLARE_SHARE = 0.05
LARGE_SHARE = 0.92
"""A region that fills so much of the picture's shorter side is too near to be whole."""
SMALL_SHARE = 0.19
"""2.5 pixels a module, the floor, for a label of 53 modules in a picture of 720 lines."""
SOFT = 0.28
MOVED_SHARE = 0.06
"""So much of the picture's width from frame to frame is a hand that waves."""

APPEARS_AFTER_NS = 500_000_000
STAYS_NS = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Sighted:
    """What the hints go by: the measures, the frame's size, how far the region moved (of the width)."""

    look: Look
    box: Box
    width: int
    height: int
    moved: float


HINTS: tuple[tuple[Hint, Callable[[Sighted], bool]], ...] = (
    (Hint.TOO_DARK, lambda seen: seen.look.box_brightness < TOO_DARK),
    (Hint.GLARE, lambda seen: seen.look.glare > GLARE_SHARE),
    (Hint.FARTHER, lambda seen: seen.box.short_side > LARGE_SHARE * min(seen.width, seen.height)),
    (Hint.CLOSER, lambda seen: seen.box.short_side < SMALL_SHARE * min(seen.width, seen.height)),
    (Hint.HOLD_STILL, lambda seen: seen.look.sharpness < SOFT or seen.moved > MOVED_SHARE),
)
"""The first that holds is what would help most."""


def advice(seen: Sighted) -> Hint:
    """Return what would help with this frame alone."""
    return next((hint for hint, holds in HINTS if holds(seen)), Hint.NONE)


class Guidance:
    """Turns advice for single frames into a hint to show: it comes after half a second and stays for a whole."""

    def __init__(self) -> None:
        self._shown = Hint.NONE
        self._shown_ns = 0
        self._wished = Hint.NONE
        self._wished_ns = 0
        self._box: Box | None = None

    def after(self, seen: Look, size: tuple[int, int], at_ns: int, *, is_read: bool, has_two_codes: bool) -> Hint:
        """Return the hint to show after a frame of `size` (width, height) and monotonic time `at_ns`.

        `is_read`: a code was read just now, and nothing needs help save two codes: that takes its time
        too, for one label that replaces another is seen beside it for a moment.
        """
        wish = self._wish(seen, size, is_read=is_read, has_two_codes=has_two_codes)
        if wish is not self._wished:
            self._wished, self._wished_ns = wish, at_ns
        is_steady = at_ns - self._wished_ns >= APPEARS_AFTER_NS
        is_instant = wish is Hint.NONE and is_read
        has_stood = at_ns - self._shown_ns >= STAYS_NS
        if wish is not self._shown and (is_instant or (is_steady and has_stood)):
            self._shown, self._shown_ns = wish, at_ns
        return self._shown

    def _wish(self, seen: Look, size: tuple[int, int], *, is_read: bool, has_two_codes: bool) -> Hint:
        before, self._box = self._box, seen.box
        if has_two_codes:
            return Hint.TWO_CODES
        if is_read or seen.box is None:
            return Hint.NONE
        moved = 0.0 if before is None else abs(seen.box.centre[0] - before.centre[0]) / size[0]
        return advice(Sighted(seen, seen.box, size[0], size[1], moved))
