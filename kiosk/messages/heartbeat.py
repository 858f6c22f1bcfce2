"""How a unit fares, in its own words: sent every ten minutes, nothing about people."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from kiosk.messages.http import Versions
from kiosk.messages.instant import BoundedInstant

PATH = "/v1/heartbeats"
EVERY_S = 600
MAX_FAULTS = 16

FaultNumber = Annotated[str, Field(pattern=r"^[A-Z]{3,4}-[0-9]{2}$")]
ShortText = Annotated[str, Field(max_length=80, pattern=r"^[^\x00-\x1f\x7f]*$")]


class CameraState(StrEnum):
    """Whether pictures come."""

    OK = "ok"
    LOST = "lost"
    ABSENT = "absent"
    """The unit is set up without one."""
    UNKNOWN = "unknown"


class ClockQuality(StrEnum):
    """How far the unit's time can be trusted."""

    SYNCHRONISED = "synchronised"
    KEPT = "kept"
    """By a battery clock, within its limits."""
    UNTRUSTED = "untrusted"


class Restarts(BaseModel):
    """How often each part was started again since the machine was switched on."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    camera: int = Field(default=0, ge=0, le=1_000_000)
    screen: int = Field(default=0, ge=0, le=1_000_000)
    sync: int = Field(default=0, ge=0, le=1_000_000)
    panel: int = Field(default=0, ge=0, le=1_000_000)


class Heartbeat(BaseModel):
    """Body of POST /v1/heartbeats. None: this unit cannot measure it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    made_at: BoundedInstant
    """By the unit's own clock."""
    release: ShortText
    data_as_of: BoundedInstant | None = None
    """Of the newest data that the unit has for when the centre is out of reach."""
    camera: CameraState = CameraState.UNKNOWN
    temperature_c: float | None = Field(default=None, ge=-60, le=200, allow_inf_nan=False)
    disk_free_mb: int | None = Field(default=None, ge=0, le=1_000_000_000)
    unsent: int = Field(default=0, ge=0, le=1_000_000_000)
    """Rows of the journal that the centre has not confirmed."""
    last_read_at: BoundedInstant | None = None
    """When the camera read a label last; None where that is not known."""
    clock: ClockQuality = ClockQuality.UNTRUSTED
    settings_version: int = Field(default=0, ge=0)
    trust_version: int = Field(default=0, ge=0)
    restarts: Restarts | None = None
    """None where no part was started again, or where the unit's release counts none."""
    faults: tuple[FaultNumber, ...] = Field(default=(), max_length=MAX_FAULTS)
    """Error numbers of docs/technician.md that stand now."""


class HeartbeatAnswer(BaseModel):
    """Its answer."""

    model_config = ConfigDict(frozen=True)

    answered_at: BoundedInstant
    versions: Versions
