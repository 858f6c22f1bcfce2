"""How the screen is made easy to read and to reach. Values."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Ease:
    """What was chosen; nothing of it is how every new shopper finds the screen."""

    is_large: bool = False
    """A shopper chose larger letters."""
    is_low: bool = False
    """All that is touched stands in the lower half: a shopper chose it, or the board."""
    is_low_for_all: bool = False
    """The board chose it."""
    is_still: bool = False
    """The board chose that nothing moves."""


AS_USUAL = Ease()
