"""When the fan runs. Pure."""

from __future__ import annotations

ON_ABOVE_C = 65.0
OFF_BELOW_C = 55.0


def runs(was_running: bool, celsius: float | None) -> bool:  # noqa: FBT001 - a state
    """Return whether the fan runs at `celsius`; where nobody knows the temperature, it does."""
    if celsius is None:
        return True
    return celsius > ON_ABOVE_C or (was_running and celsius >= OFF_BELOW_C)
