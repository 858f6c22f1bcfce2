"""Which release is wanted, and of how many units so far; which of two is the newer one. Pure."""

from __future__ import annotations

import re
from hashlib import sha256
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field

SHARES: Final = 10_000
"""Units are told apart to a hundredth of a per cent."""

Version = Annotated[str, Field(pattern=r"^[0-9]([.-]?[0-9A-Za-z]){0,19}$")]
"""What a release may be called; never a path that leads elsewhere."""
_NUMBERS = re.compile(r"[0-9]+(?:\.[0-9]+)*")


class WantedRelease(BaseModel):
    """Which release the units of a level are to run, and how many in a hundred of them so far."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: Version
    percent: int = Field(ge=0, le=100, description="1, then 10, then 100: a wave")

    def is_for(self, device_id: str) -> bool:
        """Return whether a unit belongs to those that are to run it; who once did still does in a greater wave."""
        return share_of(device_id) < self.percent * SHARES // 100


def share_of(device_id: str) -> int:
    """Return where a unit stands among all, from 0 to SHARES - 1: by its id alone, always the same."""
    return int.from_bytes(sha256(device_id.encode()).digest()[8:16]) % SHARES


def is_newer(version: str, other: str) -> bool:
    """Return whether the release `version` comes after `other` by their names: 0.10.0 after 0.9.1, 1.0 after 1.0rc2.

    Where the names do not tell, as of 1.0rc1 and 1.0rc2, it does not.
    """
    return _place(version) > _place(other)


def _place(version: str) -> tuple[tuple[int, ...], bool]:
    """Return a release's place among all: by the numbers that its name begins with; more behind them comes before."""
    begins = _NUMBERS.match(version)
    numbers = [] if begins is None else [int(one) for one in begins[0].split(".")]
    while numbers and not numbers[-1]:
        numbers.pop()
    return tuple(numbers), begins is not None and begins.end() == len(version)
