"""Level → lamp and buzzer: one table. Pure.

Lamps stand side by side: red left, amber in the middle, green right. Who tells no colours tells
the place, the rhythm and the number of pulses.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kiosk.verdicts.verdict import Level


class Lamp(StrEnum):
    """The lamps, from left to right."""

    RED = "red"
    AMBER = "amber"
    GREEN = "green"


@dataclass(frozen=True, slots=True)
class Pattern:
    """What a level looks and sounds like. `blink_s` is half a period; 0 is steady."""

    lamp: Lamp
    blink_s: float
    pulses: int
    pulse_s: float


PATTERNS = {
    Level.GOOD: Pattern(Lamp.GREEN, blink_s=0.0, pulses=1, pulse_s=0.08),
    Level.CAUTION: Pattern(Lamp.AMBER, blink_s=0.0, pulses=2, pulse_s=0.08),
    Level.UNKNOWN: Pattern(Lamp.AMBER, blink_s=0.8, pulses=1, pulse_s=0.4),
    Level.STOP: Pattern(Lamp.RED, blink_s=0.25, pulses=3, pulse_s=0.25),
}
LONGEST_S = 60.0
"""No verdict is shown longer: where the screen says nothing more, the lamps go dark."""


def lamp_at(level: Level | None, passed_s: float) -> Lamp | None:
    """Return the lamp that is lit `passed_s` after the level was shown; None for none."""
    if level is None or not 0 <= passed_s < LONGEST_S:
        return None
    pattern = PATTERNS[level]
    is_dark = pattern.blink_s > 0 and int(passed_s / pattern.blink_s) % 2 == 1
    return None if is_dark else pattern.lamp


def buzzes_at(level: Level | None, passed_s: float) -> bool:
    """Whether the buzzer sounds then: as many pulses as the table says, each followed by as long a pause."""
    if level is None or passed_s < 0:
        return False
    pattern = PATTERNS[level]
    half = int(passed_s / pattern.pulse_s)
    return half % 2 == 0 and half // 2 < pattern.pulses
