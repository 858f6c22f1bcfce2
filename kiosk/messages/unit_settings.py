"""What boards set on kiosks: for the city, a market or one unit. Absent means: as the wider level has it."""

from __future__ import annotations

from functools import reduce
from typing import Annotated, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from kiosk.messages.instant import BoundedInstant
from kiosk.messages.wave import WantedRelease

SETTINGS_PATH = "/v1/settings"

Time = Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
Line = Annotated[str, Field(max_length=120, pattern=r"^[^\x00-\x1f\x7f]*$")]
Lines = Annotated[str, Field(max_length=600, pattern=r"^[^\x00-\x09\x0b-\x1f\x7f]*$")]
LanguageCode = Annotated[str, Field(pattern=r"^[a-z]{2}\z", description="ISO 639-1")]
MAX_LANGUAGES = 8
MAX_HOURS = 14
MAX_QUIET = 4
MAX_PAGES = 12
USUAL_VOLUME = 60
"""In percent: how loud a unit reads aloud where nobody set it."""


class _Settings(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class OpeningHours(_Settings):
    """From when to when a market is open on a day of the week, in Hanoi's time."""

    weekday: int = Field(ge=1, le=7, description="1 is Monday")
    opens: Time
    closes: Time

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.closes <= self.opens:
            raise ValueError("closes must be later than opens; give hours past midnight to the next day")
        return self


class QuietHours(_Settings):
    """From when to when another volume holds, each day, in Hanoi's time: past midnight where the end comes first."""

    begins: Time
    ends: Time
    volume: int = Field(ge=0, le=100)

    @model_validator(mode="after")
    def _lasts(self) -> Self:
        if self.ends == self.begins:
            raise ValueError("ends must differ from begins")
        return self

    def holds_at(self, time: str) -> bool:
        """Return whether `time` ("HH:MM") lies in them; the minute in which they end does not."""
        if self.begins < self.ends:
            return self.begins <= time < self.ends
        return time >= self.begins or time < self.ends


class WaitingPage(_Settings):
    """One page that a waiting screen shows."""

    title: Line = Field(min_length=1)
    title_en: Line = Field(min_length=1)
    text: Lines = ""
    text_en: Lines = ""


class KioskSettings(_Settings):
    """What can be set. None leaves a matter to the wider level, and at last to the unit's own default."""

    languages: tuple[LanguageCode, ...] | None = Field(default=None, min_length=1, max_length=MAX_LANGUAGES)
    """The first is the one that a screen returns to. One that a unit has no words in is left out there."""
    opening_hours: tuple[OpeningHours, ...] | None = Field(default=None, max_length=MAX_HOURS)
    volume: int | None = Field(default=None, ge=0, le=100)
    quiet: tuple[QuietHours, ...] | None = Field(default=None, max_length=MAX_QUIET)
    """Hours with a volume of their own; of those that overlap the first holds."""
    release: WantedRelease | None = Field(default=None, description="which software units run; none: as they are")
    brightness: int | None = Field(default=None, ge=10, le=100, description="never dark: a black screen looks broken")
    waiting: tuple[WaitingPage, ...] | None = Field(default=None, max_length=MAX_PAGES)
    low_reach: bool | None = Field(
        default=None, description="all that is touched in the lower half of a landscape screen"
    )
    less_motion: bool | None = Field(default=None, description="nothing on the screen moves, the ring counts in steps")
    screen_pictures: bool | None = Field(default=None, description="whether a picture of the screen may be ordered")

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        if self.languages is not None and len(set(self.languages)) != len(self.languages):
            raise ValueError("a language stands twice")
        return self


class SettingsAnswer(BaseModel):
    """Answer of GET /v1/settings: what holds for the asking kiosk, and what it is called."""

    model_config = ConfigDict(frozen=True)

    version: int
    settings: Annotated[KioskSettings, BeforeValidator(understood)]
    name: str
    market_id: str
    market_name: str
    market_name_en: str = ""
    """"" where a centre of an older release says none."""
    area: str
    position: str
    answered_at: BoundedInstant


def understood(said: object) -> object:
    """Return what this release understands of the settings `said` by a newer centre.

    A matter that it does not know, or knows in another form, is as if nobody had set it; the others hold.
    """
    if not isinstance(said, dict):
        return said
    return {name: value for name, value in said.items() if name in KioskSettings.model_fields and _is_good(name, value)}


def _is_good(name: str, value: object) -> bool:
    try:
        KioskSettings.model_validate({name: value})
    except ValidationError:
        return False
    return True


def merged(levels: tuple[KioskSettings, ...]) -> KioskSettings:
    """Return what holds: of each matter the last level that says something. Give the city first, the kiosk last."""
    return reduce(lambda wider, nearer: wider.model_copy(update=_said(nearer)), levels, KioskSettings())


def _said(settings: KioskSettings) -> dict[str, object]:
    return {name: value for name in KioskSettings.model_fields if (value := getattr(settings, name)) is not None}
