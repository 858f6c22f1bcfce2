"""What can happen to the screen. Time is an event. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.messages.local import Part
from kiosk.screen.views import Answer, Language, Standing, View
from kiosk.verdicts.verdict import Level


@dataclass(frozen=True, slots=True)
class Scanned:
    """A label came into view and must be asked for. `label` is equal for equal labels, such as those of one lot.

    `is_again`: it was never away, and the camera tells of it once more.
    """

    check_id: str
    label: str
    is_again: bool = False


@dataclass(frozen=True, slots=True)
class FoundOwn:
    """The unit's own data answered; the centre is still being asked."""

    check_id: str


@dataclass(frozen=True, slots=True)
class Judged:
    """There is a verdict to be shown: nothing to ask, the final answer, or the time is over."""

    check_id: str
    level: Level


@dataclass(frozen=True, slots=True)
class FoundLate:
    """The centre answered after the verdict was shown, and its verdict may replace that one."""

    check_id: str
    level: Level


@dataclass(frozen=True, slots=True)
class NextPressed:
    """The button on the screen or on the panel."""


@dataclass(frozen=True, slots=True)
class BackPressed:
    """The button that leaves what was opened by hand."""


@dataclass(frozen=True, slots=True)
class Touched:
    """A finger, wherever it was: somebody is there, or turns a page of what is open."""


@dataclass(frozen=True, slots=True)
class StillThere:
    """Somebody stands there with a phone, or holds up the very code that the screen shows. Not by hand."""


@dataclass(frozen=True, slots=True)
class Opened:
    """Somebody opened `view` by hand; `answer` says which of the three, where it is an answer.

    `lesson` counts from 0, where it is practice: chosen by a touch, or by a sample label that is held up.
    """

    view: View
    answer: Answer | None = None
    lesson: int = 0


@dataclass(frozen=True, slots=True)
class TimePassed:
    """Nothing happened but time."""


@dataclass(frozen=True, slots=True)
class PartLost:
    """A part was not heard, or the camera has no pictures."""

    part: Part


@dataclass(frozen=True, slots=True)
class PartBack:
    """A part is heard again, or the camera has pictures again."""

    part: Part


@dataclass(frozen=True, slots=True)
class Stands:
    """The market closed or opened, or a technician began or ended something."""

    standing: Standing
    is_so: bool


@dataclass(frozen=True, slots=True)
class LanguageTouched:
    """A shopper chose a language."""

    language: Language


@dataclass(frozen=True, slots=True)
class LettersTouched:
    """A shopper wants larger letters, or the usual ones."""

    is_large: bool


@dataclass(frozen=True, slots=True)
class ReachTouched:
    """A shopper wants all that is touched in the lower half, or where it usually is."""

    is_low: bool


@dataclass(frozen=True, slots=True)
class HomeLanguageSet:
    """The board chose the language that the screen returns to."""

    language: Language


Choice = LanguageTouched | LettersTouched | ReachTouched
"""What a shopper chooses for as long as the kiosk is theirs."""
ByHand = NextPressed | BackPressed | Touched | Opened | Choice
Event = (
    Scanned
    | FoundOwn
    | Judged
    | FoundLate
    | ByHand
    | StillThere
    | TimePassed
    | PartLost
    | PartBack
    | Stands
    | HomeLanguageSet
)
