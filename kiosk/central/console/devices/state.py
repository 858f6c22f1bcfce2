"""How a kiosk fares, as a level and in words. Pure: a view and the time in, texts out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from kiosk.central.kiosks.fleet import Health, KioskView
from kiosk.central.kiosks.heartbeats import Ailment
from kiosk.moment import HANOI
from kiosk.words import Words

LEVELS: Mapping[Health, str] = {
    Health.CANNOT_SCAN: "stop",
    Health.SILENT: "unknown",
    Health.AILING: "caution",
    Health.WELL: "good",
    Health.SHUT: "unknown",
    Health.DENIED: "unknown",
}
"""The mark of each health."""

_WITH_MINUTES = timedelta(hours=10)
_IN_HOURS = timedelta(hours=48)


@dataclass(frozen=True, slots=True)
class State:
    """A level (good, caution, stop, unknown) and what is the matter, the gravest first."""

    level: str
    texts: tuple[str, ...]

    @property
    def is_well(self) -> bool:
        """Whether there is nothing to do."""
        return self.level == "good"


def state_of(kiosk: KioskView, now: datetime, words: Words) -> State:
    """Return how a kiosk fares. Of one that is silent, nothing is known but since when."""
    level = LEVELS[kiosk.health]
    match kiosk.health:
        case Health.DENIED:
            return State(level, (words("console.devices.denied_because", reason=kiosk.denied_because),))
        case Health.SILENT:
            return State(level, (_silence(kiosk, now, words),))
        case Health.SHUT:
            return State(level, (words("console.devices.is_shut"),))
        case Health.WELL:
            return State(level, (words("console.devices.well"),))
        case Health.CANNOT_SCAN | Health.AILING:
            return State(level, tuple(_ailment(kiosk, each, now, words) for each in kiosk.ailments))


def age_of(age: timedelta, words: Words) -> str:
    """Return how long something took or is ago: 12 minutes, 2 h 32 min, 31 h, 3 days. Less than none is none."""
    age = max(age, timedelta(0))
    hours, minutes = divmod(int(age.total_seconds()) // 60, 60)
    if not hours:
        return words("console.age.minutes", minutes=minutes)
    if age < _WITH_MINUTES:
        return words("console.age.hours_minutes", hours=hours, minutes=minutes)
    if age < _IN_HOURS:
        return words("console.age.hours", hours=hours)
    return words("console.age.days", days=hours // 24)


def seen_at(at: datetime, now: datetime) -> str:
    """Return an instant as short as can be: 09:12 today, 21/11 09:12 before; in Hanoi's time."""
    there, here = at.astimezone(HANOI), now.astimezone(HANOI)
    if there.date() == here.date():
        return f"{there:%H:%M}"
    return f"{there:%d/%m %H:%M}" if there.year == here.year else f"{there:%d/%m/%Y}"


def _silence(kiosk: KioskView, now: datetime, words: Words) -> str:
    if kiosk.last_seen_at is None:
        return words("console.devices.never_seen")
    return words("console.devices.silent_for", age=age_of(now - kiosk.last_seen_at, words))


def _ailment(kiosk: KioskView, ailment: Ailment, now: datetime, words: Words) -> str:
    beat = kiosk.heartbeat
    if ailment is Ailment.FAULT and beat is not None:
        return words("console.devices.ailment.fault", numbers=", ".join(beat.faults))
    if ailment is Ailment.OLD_DATA and beat is not None and beat.data_as_of is not None:
        return words("console.devices.ailment.old_data", age=age_of(now - beat.data_as_of, words))
    return words(f"console.devices.ailment.{ailment.value}")
