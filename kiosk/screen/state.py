"""What fills the screen: one table of transitions and one step. Time is an event. Pure.

The table is drawn in docs/specs/screen.md; a test keeps the drawing current.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import assert_never

from kiosk.messages.local import ANSWER_WITHIN_S, Part
from kiosk.verdicts.verdict import Level

COUNTDOWN_S = 20.0
COUNTDOWN_STOP_S = 30.0
"""A stop has more to read and to do."""
LANGUAGE_S = 30.0
"""A waiting screen that nobody touches goes back to its own language."""


class View(StrEnum):
    """What fills the screen."""

    WAITING = "waiting"
    ASKING = "asking"
    RESULT = "result"
    TROUBLE = "trouble"


class Language(StrEnum):
    """Languages of the screen; the first is every shopper's start."""

    VIETNAMESE = "vi"
    ENGLISH = "en"


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
class LanguageTouched:
    """A shopper chose a language."""

    language: Language


@dataclass(frozen=True, slots=True)
class HomeLanguageSet:
    """The board chose the language that the screen returns to."""

    language: Language


Event = (
    Scanned
    | FoundOwn
    | Judged
    | FoundLate
    | NextPressed
    | TimePassed
    | PartLost
    | PartBack
    | LanguageTouched
    | HomeLanguageSet
)


class Kind(StrEnum):
    """What an event means for the screen as it is: the columns of the table."""

    SCANNED = "label scanned"
    FOUND_OWN = "own data found"
    JUDGED = "verdict known"
    FOUND_LATE = "late answer that may replace"
    NEXT_PRESSED = "next pressed"
    RESULT_OVER = "countdown over"
    LANGUAGE_OVER = "nobody touches the other language"
    CAMERA_LOST = "camera lost"
    CAMERA_BACK = "camera back"
    LANGUAGE_TOUCHED = "language touched"
    HOME_LANGUAGE_SET = "home language set"


class Target(StrEnum):
    """Where a transition leads."""

    WAITING = View.WAITING.value
    ASKING = View.ASKING.value
    RESULT = View.RESULT.value
    TROUBLE = View.TROUBLE.value
    HOME = "home"
    """Waiting; trouble while the camera is lost."""
    STAY = "stay"


TRANSITIONS: dict[View, dict[Kind, Target]] = {
    View.WAITING: {
        Kind.SCANNED: Target.ASKING,
        Kind.CAMERA_LOST: Target.TROUBLE,
        Kind.LANGUAGE_TOUCHED: Target.STAY,
        Kind.LANGUAGE_OVER: Target.STAY,
        Kind.HOME_LANGUAGE_SET: Target.STAY,
    },
    View.ASKING: {
        Kind.SCANNED: Target.ASKING,
        Kind.FOUND_OWN: Target.STAY,
        Kind.JUDGED: Target.RESULT,
        Kind.NEXT_PRESSED: Target.HOME,
        Kind.LANGUAGE_TOUCHED: Target.STAY,
    },
    View.RESULT: {
        Kind.SCANNED: Target.ASKING,
        Kind.FOUND_LATE: Target.RESULT,
        Kind.NEXT_PRESSED: Target.HOME,
        Kind.RESULT_OVER: Target.HOME,
        Kind.LANGUAGE_TOUCHED: Target.STAY,
    },
    View.TROUBLE: {
        Kind.SCANNED: Target.ASKING,
        Kind.CAMERA_BACK: Target.WAITING,
        Kind.LANGUAGE_TOUCHED: Target.STAY,
        Kind.LANGUAGE_OVER: Target.STAY,
        Kind.HOME_LANGUAGE_SET: Target.STAY,
    },
}
"""What is not in the table changes nothing (a lost part and the home language are remembered all the same)."""


@dataclass(frozen=True, slots=True)
class ScreenState:
    """The screen at one instant. Times are seconds of the monotonic clock.

    `label` is what was scanned last and not yet left; `answer_by_s` bounds asking, `returns_at_s`
    the result, `language_until_s` another language while waiting. None: no such bound.
    """

    view: View = View.WAITING
    language: Language = Language.VIETNAMESE
    check_id: str = ""
    label: str = ""
    level: Level | None = None
    countdown_s: float = COUNTDOWN_S
    answer_by_s: float | None = None
    returns_at_s: float | None = None
    language_until_s: float | None = None
    home_language: Language = Language.VIETNAMESE
    """What every new shopper is spoken to in."""
    lost: frozenset[Part] = frozenset()

    def is_answer_due(self, now_s: float) -> bool:
        """Whether the verdict must be given now from what there is."""
        return self.answer_by_s is not None and now_s >= self.answer_by_s

    def remaining_s(self, now_s: float) -> float:
        """Seconds until the screen returns by itself; 0 where it does not."""
        return 0.0 if self.returns_at_s is None else max(0.0, self.returns_at_s - now_s)


def step(screen: ScreenState, event: Event, now_s: float) -> ScreenState:
    """Return the screen after `event` at `now_s`. What the table does not name changes nothing."""
    remembered = _remember(screen, event)
    kind = meaning(screen, event, now_s)
    if kind is None or kind not in TRANSITIONS[screen.view]:
        return remembered
    return _arrive(remembered, TRANSITIONS[screen.view][kind], event, now_s)


def meaning(screen: ScreenState, event: Event, now_s: float) -> Kind | None:
    """Return what `event` means for `screen`; None for nothing (an answer to another label, a label told again)."""
    match event:
        case Scanned():
            is_known = screen.view is View.ASKING or (screen.view is View.RESULT and event.is_again)
            return None if is_known and event.label == screen.label else Kind.SCANNED
        case FoundOwn() | Judged() | FoundLate():
            kinds = {FoundOwn: Kind.FOUND_OWN, Judged: Kind.JUDGED, FoundLate: Kind.FOUND_LATE}
            return kinds[type(event)] if event.check_id == screen.check_id else None
        case NextPressed():
            return Kind.NEXT_PRESSED
        case TimePassed():
            return _overdue(screen, now_s)
        case PartLost():
            return Kind.CAMERA_LOST if event.part is Part.CAMERA else None
        case PartBack():
            return Kind.CAMERA_BACK if event.part is Part.CAMERA else None
        case LanguageTouched():
            return Kind.LANGUAGE_TOUCHED
        case HomeLanguageSet():
            return Kind.HOME_LANGUAGE_SET if event.language is not screen.home_language else None
        case _:
            assert_never(event)


def _overdue(screen: ScreenState, now_s: float) -> Kind | None:
    if screen.returns_at_s is not None and now_s >= screen.returns_at_s:
        return Kind.RESULT_OVER
    if screen.language_until_s is not None and now_s >= screen.language_until_s:
        return Kind.LANGUAGE_OVER
    return None


def _remember(screen: ScreenState, event: Event) -> ScreenState:
    if isinstance(event, PartLost):
        return replace(screen, lost=screen.lost | {event.part})
    if isinstance(event, PartBack):
        return replace(screen, lost=screen.lost - {event.part})
    if isinstance(event, HomeLanguageSet):
        return replace(screen, home_language=event.language)
    return screen


def _arrive(screen: ScreenState, target: Target, event: Event, now_s: float) -> ScreenState:
    match target:
        case Target.STAY:
            return _stay(screen, event, now_s)
        case Target.ASKING:
            return _ask(screen, event, now_s)
        case Target.RESULT:
            return _show(screen, event, now_s)
        case Target.WAITING | Target.TROUBLE | Target.HOME:
            is_blind = Part.CAMERA in screen.lost
            return _go_home(screen, View.TROUBLE if is_blind else View.WAITING, event, now_s)
        case _:
            assert_never(target)


def _stay(screen: ScreenState, event: Event, now_s: float) -> ScreenState:
    if isinstance(event, LanguageTouched | HomeLanguageSet):
        return _speak(screen, event.language, now_s)
    if isinstance(event, TimePassed):
        return _speak(screen, screen.home_language, now_s)
    return screen


def _speak(screen: ScreenState, language: Language, now_s: float) -> ScreenState:
    """Speak `language`; who touches the screen is still reading, so a countdown starts anew."""
    is_home = screen.view in (View.WAITING, View.TROUBLE)
    is_bounded = is_home and language is not screen.home_language
    return replace(
        screen,
        language=language,
        language_until_s=now_s + LANGUAGE_S if is_bounded else None,
        returns_at_s=None if screen.returns_at_s is None else now_s + screen.countdown_s,
    )


def _ask(screen: ScreenState, event: Event, now_s: float) -> ScreenState:
    assert isinstance(event, Scanned)
    return replace(
        screen,
        view=View.ASKING,
        check_id=event.check_id,
        label=event.label,
        level=None,
        answer_by_s=now_s + ANSWER_WITHIN_S,
        returns_at_s=None,
        language_until_s=None,
    )


def _show(screen: ScreenState, event: Event, now_s: float) -> ScreenState:
    assert isinstance(event, Judged | FoundLate)
    countdown_s = COUNTDOWN_STOP_S if event.level is Level.STOP else COUNTDOWN_S
    return replace(
        screen,
        view=View.RESULT,
        level=event.level,
        countdown_s=countdown_s,
        answer_by_s=None,
        returns_at_s=now_s + countdown_s,
    )


def _go_home(screen: ScreenState, view: View, event: Event, now_s: float) -> ScreenState:
    """Who presses next keeps the language for a while; who walked away does not."""
    stays = isinstance(event, NextPressed | PartLost | PartBack) and screen.language is not screen.home_language
    return ScreenState(
        view=view,
        language=screen.language if stays else screen.home_language,
        language_until_s=now_s + LANGUAGE_S if stays else None,
        home_language=screen.home_language,
        lost=screen.lost,
    )
