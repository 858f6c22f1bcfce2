"""Which release is wanted, and of how many units so far. Pure."""

from __future__ import annotations

from hashlib import sha256
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field

SHARES: Final = 10_000
"""Units are told apart to a hundredth of a per cent."""

Version = Annotated[str, Field(pattern=r"^[0-9]([.-]?[0-9A-Za-z]){0,19}$")]
"""What a release may be called; never a path that leads elsewhere."""


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
