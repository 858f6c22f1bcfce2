"""The values that a camera's control takes."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Span:
    """The values that a control takes: `least` to `most`, every `step`."""

    least: int
    most: int
    step: int = 1

    def nearest(self, wanted: int) -> int:
        """Return the value that it takes for `wanted`."""
        step = max(1, self.step)
        return self.least + round((min(max(wanted, self.least), self.most) - self.least) / step) * step
