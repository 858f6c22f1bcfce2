"""Which of two releases is the newer one, by their names. Pure, and standard library only: the settle step asks too."""

from __future__ import annotations

import re

_NUMBERS = re.compile(r"[0-9]+(?:\.[0-9]+)*")


def is_newer(version: str, other: str) -> bool:
    """Return whether the release `version` comes after `other` by their names: 0.10.0 after 0.9.1, 1.0 after 1.0rc2.

    Where the names do not tell, as of 1.0rc1 and 1.0rc2, it does not.
    """
    return place(version) > place(other)


def place(version: str) -> tuple[tuple[int, ...], bool]:
    """Return a release's place among all: by the numbers that its name begins with; more behind them comes before."""
    begins = _NUMBERS.match(version)
    numbers = [] if begins is None else [int(one) for one in begins[0].split(".")]
    while numbers and not numbers[-1]:
        numbers.pop()
    return tuple(numbers), begins is not None and begins.end() == len(version)
