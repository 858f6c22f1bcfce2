"""What is to be published now, from what stands and what the centre holds. Pure: values in, a plan out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from pydantic import AwareDatetime, BaseModel, ConfigDict

from kiosk.central.publishing.roles import ROLE_OF, RoleName

REGISTRY_EVERY: Final = timedelta(hours=1)
"""Lots of the night are registered while they are on the road: what a unit fetches at opening holds them."""
TIMESTAMP_EVERY: Final = timedelta(minutes=15)
CLEAR_EVERY: Final = timedelta(days=1)
CLOCKS_DIFFER: Final = timedelta(minutes=1)
"""So far the clocks of two machines that publish may be apart, and none of them was set back."""


class Progress(BaseModel):
    """What was published last, as the database keeps it."""

    model_config = ConfigDict(frozen=True)

    settings: int = 0
    """The newest version of any setting that units can fetch."""
    told: int = 0
    """How many notices were made or ended."""
    stops: int = 0
    """How many recalls, violations and withdrawals of labels were decided, changed or ended."""
    registry_at: AwareDatetime | None = None
    cleared_at: AwareDatetime | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """What the centre holds now, counted as in Progress."""

    settings: int
    told: int
    stops: int


@dataclass(frozen=True, slots=True)
class Signed:
    """How the metadata of the service stand: when the timestamp was made, when each online role ends."""

    timestamp_at: datetime | None
    ends: Mapping[RoleName, datetime]


@dataclass(frozen=True, slots=True)
class Due:
    """What to publish. `is_urgent`: no unit waits for its daily exchange."""

    settings: bool = False
    registry: bool = False
    is_urgent: bool = False
    renewed: tuple[RoleName, ...] = ()
    timestamp: bool = False
    clear: bool = False
    set_back_from: datetime | None = None
    """What was published last bears this time, which has not come yet: the clock was set back since."""

    @property
    def is_anything(self) -> bool:
        """Whether there is anything to do."""
        return self.settings or self.registry or bool(self.renewed) or self.timestamp or self.clear


def plan(progress: Progress, held: Held, signed: Signed, now: datetime) -> Due:
    """Return what is due at `now`: what changed, what is old, and what would expire before long."""
    is_urgent = held.stops != progress.stops
    is_old = _is_over(progress.registry_at, REGISTRY_EVERY, now)
    settings = held.settings != progress.settings or progress.registry_at is None
    registry = is_urgent or is_old or held.told != progress.told
    renewed = tuple(
        role for role in (RoleName.REGISTRY, RoleName.SETTINGS) if _is_half_spent(role, signed.ends.get(role), now)
    )
    times = (progress.registry_at, signed.timestamp_at, progress.cleared_at)
    return Due(
        settings=settings,
        registry=registry,
        is_urgent=is_urgent,
        renewed=renewed,
        timestamp=_is_over(signed.timestamp_at, TIMESTAMP_EVERY, now),
        clear=_is_over(progress.cleared_at, CLEAR_EVERY, now),
        set_back_from=max((time for time in times if time is not None and time - now > CLOCKS_DIFFER), default=None),
    )


def _is_over(since: datetime | None, length: timedelta, now: datetime) -> bool:
    """Return whether `length` has passed; a time that has not come yet is of a clock that was wrong."""
    return since is None or not timedelta() <= now - since < length


def _is_half_spent(role: RoleName, end: datetime | None, now: datetime) -> bool:
    return end is None or end - now <= ROLE_OF[role].lifetime / 2
