"""How much light a camera needs whose exposure is set by hand: a slow hand at its gain, by how bright its pictures are.

Rungs of a ladder, from dark to bright: first all of the gain at the shortest exposure, for noise is forgiven and smear
is not; only then longer exposures. One rung is a small step, and what is bright enough is left alone.
"""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.camera.spans import Span

GAIN_RUNGS, EXPOSURE_RUNGS = 64, 16
LONGEST = 5.0
"""The longest exposure, in shortest ones: at 10 ms a hand smears a module of 4 pixels."""
LEAST, MOST = 75.0, 165.0
"""Grey levels of the picture's middle between which nothing is done …"""
CALM_LEAST, CALM_MOST = 95.0, 135.0
"""… and between which it ends, once something is done."""
PATIENCE_NS = 500_000_000
"""A hand that passes, or a label that is held near, does not begin it."""
SETTLES_NS = 200_000_000
"""A few pictures are on their way when something is set."""
LONGEST_STRIDE = 8


@dataclass(frozen=True, slots=True)
class Rung:
    """What is set at one rung: the camera's own numbers."""

    exposure: int
    gain: int


def ladder(exposure: Span, shortest: int, gain: Span) -> tuple[Rung, ...]:
    """Return the rungs of a camera with such controls, whose exposure is `shortest` at the lower ones.

    Nobody says whether a gain multiplies or counts in decibels: squares are small steps for both.
    """
    shares = ((place / (GAIN_RUNGS - 1)) ** 2 for place in range(GAIN_RUNGS))
    gains = (gain.nearest(round(gain.least + share * (gain.most - gain.least))) for share in shares)
    longer = (shortest * LONGEST ** (place / EXPOSURE_RUNGS) for place in range(1, EXPOSURE_RUNGS + 1))
    rungs = [Rung(exposure.nearest(shortest), one) for one in gains]
    rungs += [Rung(exposure.nearest(round(one)), rungs[-1].gain) for one in longer]
    return tuple(dict.fromkeys(rungs))


class Steering:
    """Climbs a ladder by the brightness of one picture after another. Pure: what to set is returned."""

    def __init__(self, rungs: tuple[Rung, ...]) -> None:
        """Begin in the middle of the gain."""
        self._rungs = rungs
        self._at = min(GAIN_RUNGS // 2, len(rungs) - 1)
        self._is_steering = False
        self._fine_ns: int | None = None
        self._set_ns: int | None = None
        self._stride = LONGEST_STRIDE
        self._went_up: bool | None = None

    @property
    def rung(self) -> Rung:
        """What is set now."""
        return self._rungs[self._at]

    def after(self, brightness: float, at_ns: int) -> Rung | None:
        """Return what to set after a picture whose middle is so bright (0 to 255), taken at `at_ns`; None: nothing."""
        if self._set_ns is not None and at_ns - self._set_ns < SETTLES_NS:
            return None
        if self._is_fine(brightness, at_ns):
            return None
        goes_up = brightness < (CALM_LEAST + CALM_MOST) / 2
        if self._went_up is not None and goes_up is not self._went_up:
            self._stride = max(1, self._stride // 2)  # it went too far
        self._went_up, self._set_ns = goes_up, at_ns
        before = self._at
        self._at = min(max(0, self._at + (self._stride if goes_up else -self._stride)), len(self._rungs) - 1)
        return self.rung if self._at != before else None

    def _is_fine(self, brightness: float, at_ns: int) -> bool:
        is_calming = self._is_steering and self._stride > 1  # between two rungs what is fine will do
        least, most = (CALM_LEAST, CALM_MOST) if is_calming else (LEAST, MOST)
        if least <= brightness <= most:
            self._is_steering, self._fine_ns = False, at_ns
            self._stride, self._went_up = LONGEST_STRIDE, None
            return True
        if self._fine_ns is None:
            self._fine_ns = at_ns
        self._is_steering = self._is_steering or at_ns - self._fine_ns >= PATIENCE_NS
        return not self._is_steering
