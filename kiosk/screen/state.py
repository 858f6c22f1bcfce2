"""What fills the screen: one value, and one step by the table of transitions. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import assert_never

from kiosk.messages.local import ANSWER_WITHIN_S, Part
from kiosk.screen.events import (
    BackPressed,
    ByHand,
    Choice,
    Event,
    FoundLate,
    FoundOwn,
    HomeLanguageSet,
    Judged,
    LanguageTouched,
    LettersTouched,
    NextPressed,
    Opened,
    PartBack,
    PartLost,
    ReachTouched,
    Scanned,
    Stands,
    StillThere,
    TimePassed,
    Touched,
)
from kiosk.screen.transitions import (
    AWAKE_S,
    CHOICE_S,
    COUNTDOWN_S,
    COUNTDOWN_STOP_S,
    HOLD_S,
    LAST_LESSON,
    LESSON_S,
    OPENINGS,
    SLEEP_S,
    STAYS_S,
    TRANSITIONS,
    Kind,
    Target,
)
from kiosk.screen.views import Answer, Language, Standing, View
from kiosk.verdicts.verdict import Level

HOMES = frozenset({View.STARTING, View.WAITING, View.TROUBLE, View.CLOSED, View.PAIRING, View.MAINTENANCE})
"""Views of nobody's label, which nobody opened."""
OF_A_LABEL = frozenset({View.ASKING, View.RESULT, View.ANSWER, View.PACKS, View.REPORT})
"""Views that show the label that was scanned last."""


@dataclass(frozen=True, slots=True)
class ScreenState:
    """The screen at one instant. Times are seconds of the monotonic clock.

    `label` is what was scanned last and not yet left; `answer_by_s` bounds asking, `returns_at_s`
    what does not stand for ever, `choice_until_s` what a shopper chose while waiting, `sleeps_at_s` how long
    the waiting screen is awake, `lesson_until_s` a lesson that another follows. None: no such bound.
    """

    view: View = View.WAITING
    language: Language = Language.VIETNAMESE
    check_id: str = ""
    label: str = ""
    level: Level | None = None
    answer: Answer | None = None
    """Which of the three is open."""
    countdown_s: float = COUNTDOWN_S
    answer_by_s: float | None = None
    returns_at_s: float | None = None
    choice_until_s: float | None = None
    sleeps_at_s: float | None = None
    held_until_s: float = 0.0
    """Who stands there without a touch holds the view so long, and no longer."""
    lesson: int = 0
    """Of practice, from 0 on."""
    lesson_until_s: float | None = None
    is_large: bool = False
    """A shopper chose larger letters."""
    is_low: bool = False
    """A shopper chose all that is touched in the lower half."""
    is_drowsy: bool = False
    """Nobody was there for long."""
    home_language: Language = Language.VIETNAMESE
    """What every new shopper is spoken to in."""
    lost: frozenset[Part] = frozenset()
    standing: frozenset[Standing] = frozenset()

    @property
    def is_as_usual(self) -> bool:
        """Whether it speaks and looks as every new shopper finds it."""
        return self.language is self.home_language and not self.is_large and not self.is_low

    @property
    def is_asleep(self) -> bool:
        """Whether a touch wakes the screen and does nothing else."""
        return self.view is View.CLOSED or self.is_drowsy

    def is_answer_due(self, now_s: float) -> bool:
        """Whether the verdict must be given now from what there is."""
        return self.answer_by_s is not None and now_s >= self.answer_by_s

    def remaining_s(self, now_s: float) -> float:
        """Seconds until the screen returns by itself; 0 where it does not."""
        return 0.0 if self.returns_at_s is None else max(0.0, self.returns_at_s - now_s)


def at_start(home_language: Language, now_s: float) -> ScreenState:
    """Return the screen before anything was heard."""
    stays_s = STAYS_S[View.STARTING]
    return ScreenState(
        View.STARTING,
        home_language,
        countdown_s=stays_s,
        returns_at_s=now_s + stays_s,
        home_language=home_language,
    )


def step(screen: ScreenState, event: Event, now_s: float) -> ScreenState:
    """Return the screen after `event` at `now_s`, as the table says."""
    remembered = _remember(screen, event)
    kind = meaning(screen, event, now_s)
    target = Target.NOTHING if kind is None else TRANSITIONS[screen.view][kind]
    return _arrive(remembered, target, event, now_s)


def meaning(screen: ScreenState, event: Event, now_s: float) -> Kind | None:
    """Return what `event` means for `screen`; None for nothing (an answer to another label, a label told again)."""
    if screen.is_asleep and isinstance(event, ByHand):
        return Kind.WOKEN
    match event:
        case Scanned():
            is_known = screen.view is View.ASKING or (screen.view in OF_A_LABEL and event.is_again)
            return None if is_known and event.label == screen.label else Kind.SCANNED
        case FoundOwn() | Judged() | FoundLate():
            kinds = {FoundOwn: Kind.FOUND_OWN, Judged: Kind.JUDGED, FoundLate: Kind.FOUND_LATE}
            return kinds[type(event)] if event.check_id == screen.check_id else None
        case Opened():
            return OPENINGS[event.view]
        case TimePassed():
            return _overdue(screen, now_s)
        case PartLost() | PartBack():
            lost = isinstance(event, PartLost)
            return None if event.part is not Part.CAMERA else Kind.CAMERA_LOST if lost else Kind.CAMERA_BACK
        case Stands():
            return Kind.HOME_CHANGED if event.is_so != (event.standing in screen.standing) else None
        case HomeLanguageSet():
            return Kind.HOME_LANGUAGE_SET if event.language is not screen.home_language else None
        case LanguageTouched() | LettersTouched() | ReachTouched():
            return Kind.CHOSEN
        case NextPressed() | BackPressed() | Touched() | StillThere():
            return _PLAIN[type(event)]
        case _:
            assert_never(event)


_PLAIN: dict[type[NextPressed | BackPressed | Touched | StillThere], Kind] = {
    NextPressed: Kind.NEXT_PRESSED,
    BackPressed: Kind.BACK_PRESSED,
    Touched: Kind.TOUCHED,
    StillThere: Kind.STILL_THERE,
}


def home_of(screen: ScreenState) -> View:
    """Return what the screen goes back to."""
    for standing in Standing:
        if standing in screen.standing:
            return View(standing.value)
    return _waiting(screen)


def _waiting(screen: ScreenState) -> View:
    return View.TROUBLE if Part.CAMERA in screen.lost else View.WAITING


def _overdue(screen: ScreenState, now_s: float) -> Kind | None:
    bounds = (
        (screen.returns_at_s, Kind.TIME_OVER),
        (screen.choice_until_s, Kind.CHOICE_OVER),
        (screen.sleeps_at_s, Kind.NOBODY_THERE),
        (screen.lesson_until_s, Kind.LESSON_OVER),
    )
    return next((kind for until_s, kind in bounds if until_s is not None and now_s >= until_s), None)


def _remember(screen: ScreenState, event: Event) -> ScreenState:
    match event:
        case PartLost():
            return replace(screen, lost=screen.lost | {event.part})
        case PartBack():
            return replace(screen, lost=screen.lost - {event.part})
        case Stands():
            former = screen.standing
            return replace(screen, standing=former | {event.standing} if event.is_so else former - {event.standing})
        case HomeLanguageSet():
            return replace(screen, home_language=event.language)
        case _:
            return screen


def _arrive(screen: ScreenState, target: Target, event: Event, now_s: float) -> ScreenState:
    match target:
        case Target.NOTHING:
            return screen
        case Target.STAY:
            return _stay(screen, event, now_s)
        case Target.ASKING:
            return _ask(screen, event, now_s)
        case Target.RESULT:
            return _show(screen, event, now_s)
        case Target.WAITING:
            return _wake(screen, event, now_s)
        case Target.HOME:
            return _go(screen, home_of(screen), event, now_s)
        case _:
            return _open(screen, View(target.value), event, now_s)


def _stay(screen: ScreenState, event: Event, now_s: float) -> ScreenState:
    if isinstance(event, TimePassed):
        return _outlast(screen, now_s)
    if isinstance(event, StillThere):
        return _held(screen, now_s)
    awake = _stirred(screen, now_s) if isinstance(event, ByHand) else screen
    if isinstance(event, HomeLanguageSet) or (isinstance(event, Choice) and not screen.is_asleep):
        return _chosen(awake, event, now_s)
    return awake


def _held(screen: ScreenState, now_s: float) -> ScreenState:
    """Return the screen with its countdown begun anew, but for what would be too long without a touch."""
    if screen.returns_at_s is None:
        return screen
    return replace(screen, returns_at_s=max(screen.returns_at_s, min(now_s + screen.countdown_s, screen.held_until_s)))


def _outlast(screen: ScreenState, now_s: float) -> ScreenState:
    """Return the screen after the time of something that does not end its view is over."""
    if screen.view is View.PRACTICE:
        return _learn(screen, screen.lesson + 1, now_s)
    is_late = screen.choice_until_s is not None and now_s >= screen.choice_until_s
    return _as_usual(screen) if is_late else _doze(screen)


def _doze(screen: ScreenState) -> ScreenState:
    return replace(screen, is_drowsy=True, sleeps_at_s=None)


def _learn(screen: ScreenState, lesson: int, now_s: float) -> ScreenState:
    """Return practice with `lesson`, or the last one; another follows it by itself."""
    is_last = lesson >= LAST_LESSON
    return replace(screen, lesson=min(lesson, LAST_LESSON), lesson_until_s=None if is_last else now_s + LESSON_S)


def _stirred(screen: ScreenState, now_s: float) -> ScreenState:
    """Return the screen with its bounds begun anew: somebody is there."""
    is_waiting = screen.view is View.WAITING
    return replace(
        screen,
        is_drowsy=False,
        sleeps_at_s=now_s + SLEEP_S if is_waiting else None,
        returns_at_s=None if screen.returns_at_s is None else now_s + screen.countdown_s,
        lesson_until_s=None if screen.lesson_until_s is None else now_s + LESSON_S,
    )


def _as_usual(screen: ScreenState) -> ScreenState:
    return replace(screen, language=screen.home_language, is_large=False, is_low=False, choice_until_s=None)


def _chosen(screen: ScreenState, event: Choice | HomeLanguageSet, now_s: float) -> ScreenState:
    match event:
        case LanguageTouched() | HomeLanguageSet():
            chosen = replace(screen, language=event.language)
        case LettersTouched():
            chosen = replace(screen, is_large=event.is_large)
        case ReachTouched():
            chosen = replace(screen, is_low=event.is_low)
    is_bounded = chosen.view in HOMES and not chosen.is_as_usual
    return replace(chosen, choice_until_s=now_s + CHOICE_S if is_bounded else None)


def _ask(screen: ScreenState, event: Event, now_s: float) -> ScreenState:
    assert isinstance(event, Scanned)
    return ScreenState(
        view=View.ASKING,
        language=screen.language,
        check_id=event.check_id,
        label=event.label,
        countdown_s=STAYS_S[View.ASKING],
        answer_by_s=now_s + ANSWER_WITHIN_S,
        returns_at_s=now_s + STAYS_S[View.ASKING],
        is_large=screen.is_large,
        is_low=screen.is_low,
        home_language=screen.home_language,
        lost=screen.lost,
        standing=screen.standing,
    )


def _show(screen: ScreenState, event: Event, now_s: float) -> ScreenState:
    """Show a verdict, or go back to it from what was opened over it."""
    level = event.level if isinstance(event, Judged | FoundLate) else screen.level
    countdown_s = COUNTDOWN_STOP_S if level is Level.STOP else COUNTDOWN_S
    return replace(
        screen,
        view=View.RESULT,
        level=level,
        answer=None,
        countdown_s=countdown_s,
        answer_by_s=None,
        returns_at_s=now_s + countdown_s,
        held_until_s=now_s + countdown_s + HOLD_S,
    )


def _open(screen: ScreenState, view: View, event: Event, now_s: float) -> ScreenState:
    assert isinstance(event, Opened)
    opened = replace(
        screen,
        view=view,
        answer=event.answer,
        countdown_s=STAYS_S[view],
        returns_at_s=now_s + STAYS_S[view],
        held_until_s=now_s + STAYS_S[view] + HOLD_S,
        choice_until_s=None,
        sleeps_at_s=None,
        lesson=0,
        lesson_until_s=None,
    )
    return _learn(opened, event.lesson, now_s) if view is View.PRACTICE else opened


def _go(screen: ScreenState, view: View, event: Event, now_s: float) -> ScreenState:
    """Go to `view`. Who pressed something keeps what was chosen for a while; who walked away does not."""
    stays = not isinstance(event, TimePassed) and not screen.is_as_usual
    return ScreenState(
        view=view,
        language=screen.language if stays else screen.home_language,
        choice_until_s=now_s + CHOICE_S if stays else None,
        is_large=stays and screen.is_large,
        is_low=stays and screen.is_low,
        sleeps_at_s=now_s + SLEEP_S if view is View.WAITING else None,
        home_language=screen.home_language,
        lost=screen.lost,
        standing=screen.standing,
    )


def _wake(screen: ScreenState, event: Event, now_s: float) -> ScreenState:
    """Wait for a label though the market is closed: for a while."""
    waiting = _go(screen, _waiting(screen), event, now_s)
    return replace(waiting, countdown_s=AWAKE_S, returns_at_s=now_s + AWAKE_S, sleeps_at_s=None)
