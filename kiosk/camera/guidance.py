"""What would help the shopper while a label is in view and does not read: one hint, that does not flicker."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from kiosk.camera.live import framed
from kiosk.camera.measures import Measures
from kiosk.messages.local import Framed, Guided, Hint

TOO_DARK = 32.0
GLARE_SHARE = 0.05
LARGE_SHARE = 0.92
"""A region that fills so much of the picture's shorter side is too near to be whole."""
FEW_PIXELS = 2.8
"""Pixels a module: 2.5 is the floor, and a hand needs something to spare."""
SMALL_SHARE = 0.19
"""The same for what shows no finder pattern: a label of 53 modules in a picture of 720 lines."""
SOFT = 0.28
MOVING = 0.5
"""Widths of the picture a second: more smears a module of 4 pixels within 10 ms of exposure."""
LONG_S = 3.0
"""A label that could be read is read within this time."""
LIES_S = 20.0
"""What is in view for so long, and does not move, nobody holds: a crate that looks like a code."""
STILL = 0.02

APPEARS_AFTER_NS = 500_000_000
STAYS_NS = 1_000_000_000
FOLLOWS = 0.02
"""A frame round a code is moved once it is off by so much of the picture's side."""


def is_far(seen: Measures) -> bool:
    """Return whether the label has too few pixels: by its modules where they are seen, else by its size."""
    if seen.module_px is not None:
        return seen.module_px < FEW_PIXELS
    return seen.box.short_side < SMALL_SHARE * min(seen.width, seen.height)


HINTS: tuple[tuple[Hint, Callable[[Measures], bool]], ...] = (
    (Hint.NONE, lambda seen: seen.in_view_s > LIES_S and seen.motion < STILL),
    (Hint.TOO_DARK, lambda seen: seen.brightness < TOO_DARK),
    (Hint.GLARE, lambda seen: seen.glare > GLARE_SHARE),
    (Hint.FARTHER, lambda seen: seen.box.short_side > LARGE_SHARE * min(seen.width, seen.height)),
    (Hint.CLOSER, is_far),
    (Hint.HOLD_STILL, lambda seen: seen.sharpness < SOFT or seen.motion > MOVING),
    (Hint.FLATTEN, lambda seen: seen.in_view_s > LONG_S),
)
"""The first that holds is what would help most."""


def advice(seen: Measures) -> Hint:
    """Return what would help with this frame alone."""
    return next((hint for hint, holds in HINTS if holds(seen)), Hint.NONE)


class Guidance:
    """Turns advice for single frames into a hint to show: it comes after half a second and stays for a whole."""

    def __init__(self) -> None:
        self._shown = Hint.NONE
        self._shown_ns = 0
        self._wished = Hint.NONE
        self._wished_ns = 0
        self._frames: tuple[Framed, ...] = ()

    def after(
        self,
        seen: Measures | None,
        at_ns: int,
        *,
        is_read: bool = False,
        has_two_codes: bool = False,
        has_counted: bool = False,
        together: Sequence[Framed] = (),
    ) -> Guided:
        """Return what to show after a frame of monotonic time `at_ns` that had these measures.

        `is_read`: a code was read just now, and nothing needs help save two codes: that takes its time
        too, for one label that replaces another is seen beside it for a moment. `has_counted`: a code is in
        view that was told. `together`: where two codes are that are in view together.
        """
        wish = Hint.TWO_CODES if has_two_codes else Hint.NONE if is_read or seen is None else advice(seen)
        if wish is not self._wished:
            self._wished, self._wished_ns = wish, at_ns
        is_steady = at_ns - self._wished_ns >= APPEARS_AFTER_NS
        is_instant = wish is Hint.NONE and is_read
        has_stood = at_ns - self._shown_ns >= STAYS_NS
        if wish is not self._shown and (is_instant or (is_steady and has_stood)):
            self._shown, self._shown_ns = wish, at_ns
        self._frames = self._followed(seen, tuple(together), is_read=is_read)
        module_px = None if seen is None or self._shown is Hint.NONE else seen.module_px
        return Guided(
            hint=self._shown,
            frames=self._frames,
            module_px=None if module_px is None else round(2 * module_px) / 2,
            has_counted=has_counted,
        )

    def _followed(self, seen: Measures | None, together: tuple[Framed, ...], *, is_read: bool) -> tuple[Framed, ...]:
        """Return where the frames are drawn: they stand still while the codes in them hardly move."""
        if together:
            wanted = together
        elif self._shown is Hint.NONE or is_read:
            return ()
        elif seen is None:
            return self._frames
        else:
            wanted = (framed(seen.box, seen.width, seen.height),)
        is_as_before = len(wanted) == len(self._frames) and all(map(_is_near, wanted, self._frames))
        return self._frames if is_as_before else wanted


def _is_near(one: Framed, other: Framed) -> bool:
    sides = zip(
        (one.left, one.top, one.right, one.bottom), (other.left, other.top, other.right, other.bottom), strict=True
    )
    return all(abs(here - there) <= FOLLOWS for here, there in sides)
