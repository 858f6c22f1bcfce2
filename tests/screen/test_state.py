"""The table of views: every row of it, and what it leaves alone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.messages.local import ANSWER_WITHIN_S, Part
from kiosk.screen import state
from kiosk.screen.state import (
    COUNTDOWN_S,
    COUNTDOWN_STOP_S,
    LANGUAGE_S,
    TRANSITIONS,
    Event,
    FoundLate,
    FoundOwn,
    HomeLanguageSet,
    Judged,
    Kind,
    Language,
    LanguageTouched,
    NextPressed,
    PartBack,
    PartLost,
    Scanned,
    ScreenState,
    Target,
    TimePassed,
    View,
    step,
)
from kiosk.verdicts.verdict import Level
from tests.screen.diagram import SPEC, with_drawing

NOW = 100.0
LATER = 500.0
BLIND = frozenset({Part.CAMERA})

SCREENS = {
    View.WAITING: ScreenState(),
    View.ASKING: step(ScreenState(), Scanned("a", "label a"), NOW),
    View.RESULT: step(step(ScreenState(), Scanned("a", "label a"), NOW), Judged("a", Level.GOOD), NOW),
    View.TROUBLE: step(ScreenState(), PartLost(Part.CAMERA), NOW),
}
EVENTS: dict[Kind, Event] = {
    Kind.SCANNED: Scanned("b", "label b"),
    Kind.FOUND_OWN: FoundOwn("a"),
    Kind.JUDGED: Judged("a", Level.GOOD),
    Kind.FOUND_LATE: FoundLate("a", Level.STOP),
    Kind.NEXT_PRESSED: NextPressed(),
    Kind.RESULT_OVER: TimePassed(),
    Kind.LANGUAGE_OVER: TimePassed(),
    Kind.CAMERA_LOST: PartLost(Part.CAMERA),
    Kind.CAMERA_BACK: PartBack(Part.CAMERA),
    Kind.LANGUAGE_TOUCHED: LanguageTouched(Language.ENGLISH),
    Kind.HOME_LANGUAGE_SET: HomeLanguageSet(Language.ENGLISH),
}


def _screen(view: View, kind: Kind) -> ScreenState:
    """Return the screen in which an event of `kind` means just that."""
    screen = SCREENS[view]
    if kind is Kind.LANGUAGE_OVER:
        return step(screen, LanguageTouched(Language.ENGLISH), NOW)
    return screen


CELLS = [(view, kind) for view in View for kind in Kind if (view, kind) != (View.RESULT, Kind.LANGUAGE_OVER)]
"""In a result the passing of time means the countdown and nothing else."""


@pytest.mark.parametrize(("view", "kind"), CELLS)
def test_every_event_does_in_every_view_what_the_table_says(view: View, kind: Kind) -> None:
    screen = _screen(view, kind)
    after = step(screen, EVENTS[kind], LATER)
    target = TRANSITIONS[view].get(kind)
    expected = {None: view, Target.STAY: view, Target.HOME: View.WAITING}
    assert after.view == expected.get(target, target)
    if target is None:
        assert after == replace(screen, lost=after.lost, home_language=after.home_language)


def test_the_drawing_in_the_specification_is_current() -> None:
    text = SPEC.read_text("utf-8")
    assert with_drawing(text) == text, "run python -m tests.screen.diagram"


def test_another_label_replaces_a_result_at_once() -> None:
    after = step(SCREENS[View.RESULT], Scanned("b", "label b"), NOW)
    assert (after.view, after.check_id, after.level) == (View.ASKING, "b", None)


@pytest.mark.parametrize("is_again", [False, True])
def test_the_same_label_starts_nothing_while_it_is_asked(is_again: bool) -> None:
    asking = SCREENS[View.ASKING]
    assert step(asking, Scanned("b", "label a", is_again), LATER) == asking


def test_a_label_told_again_starts_nothing() -> None:
    result = SCREENS[View.RESULT]
    assert step(result, Scanned("b", "label a", is_again=True), LATER) == result


def test_the_same_label_scanned_anew_is_a_new_check() -> None:
    """All packs of a lot carry one label: this may be the next shopper."""
    asking = step(SCREENS[View.RESULT], Scanned("b", "label a"), NOW + 15)
    assert (asking.view, asking.check_id) == (View.ASKING, "b")
    result = step(asking, Judged("b", Level.GOOD), NOW + 15.25)
    assert result.remaining_s(NOW + 15.25) == COUNTDOWN_S


@pytest.mark.parametrize("view", [View.WAITING, View.RESULT])
def test_another_label_counts_though_it_is_told_again(view: View) -> None:
    assert step(SCREENS[view], Scanned("b", "label b", is_again=True), NOW).check_id == "b"


def test_the_same_label_counts_anew_after_the_result_was_left() -> None:
    home = step(SCREENS[View.RESULT], NextPressed(), NOW)
    assert step(home, Scanned("b", "label a"), NOW).view is View.ASKING


@pytest.mark.parametrize("event", [Judged("former", Level.STOP), FoundOwn("former"), FoundLate("former", Level.STOP)])
@pytest.mark.parametrize("view", list(View))
def test_an_answer_to_another_label_changes_nothing(view: View, event: Event) -> None:
    assert step(SCREENS[view], event, NOW) == SCREENS[view]


def test_asking_is_bounded() -> None:
    asking = SCREENS[View.ASKING]
    assert not asking.is_answer_due(NOW + ANSWER_WITHIN_S - 0.01)
    assert asking.is_answer_due(NOW + ANSWER_WITHIN_S)


def test_a_result_has_no_answer_due() -> None:
    assert not SCREENS[View.RESULT].is_answer_due(LATER)


@pytest.mark.parametrize(
    ("level", "stays_s"),
    [
        (Level.GOOD, COUNTDOWN_S),
        (Level.CAUTION, COUNTDOWN_S),
        (Level.UNKNOWN, COUNTDOWN_S),
        (Level.STOP, COUNTDOWN_STOP_S),
    ],
)
def test_a_result_returns_by_itself(level: Level, stays_s: float) -> None:
    result = step(SCREENS[View.ASKING], Judged("a", level), NOW)
    assert result.remaining_s(NOW) == stays_s
    assert step(result, TimePassed(), NOW + stays_s - 0.1).view is View.RESULT
    assert step(result, TimePassed(), NOW + stays_s).view is View.WAITING


def test_a_late_stop_gets_the_time_of_a_stop() -> None:
    late = step(SCREENS[View.RESULT], FoundLate("a", Level.STOP), NOW + 10)
    assert (late.level, late.remaining_s(NOW + 10)) == (Level.STOP, COUNTDOWN_STOP_S)


def test_the_language_goes_home_with_the_countdown() -> None:
    english = step(SCREENS[View.RESULT], LanguageTouched(Language.ENGLISH), NOW)
    assert english.language is Language.ENGLISH
    assert step(english, TimePassed(), NOW + COUNTDOWN_S).language is Language.VIETNAMESE


def test_who_touches_a_language_is_still_reading() -> None:
    touched = step(SCREENS[View.RESULT], LanguageTouched(Language.ENGLISH), NOW + 15)
    assert touched.remaining_s(NOW + 15) == COUNTDOWN_S


def test_next_keeps_the_language_for_a_while() -> None:
    english = step(SCREENS[View.RESULT], LanguageTouched(Language.ENGLISH), NOW)
    home = step(english, NextPressed(), NOW)
    assert (home.view, home.language) == (View.WAITING, Language.ENGLISH)
    assert step(home, TimePassed(), NOW + LANGUAGE_S).language is Language.VIETNAMESE


def test_a_label_keeps_the_language_that_was_chosen_while_waiting() -> None:
    english = step(ScreenState(), LanguageTouched(Language.ENGLISH), NOW)
    asking = step(english, Scanned("a", "label a"), NOW + 1)
    assert asking.language is Language.ENGLISH
    assert step(asking, TimePassed(), NOW + LANGUAGE_S).language is Language.ENGLISH


def test_a_kiosk_may_have_another_language_of_its_own() -> None:
    home = ScreenState(language=Language.ENGLISH, home_language=Language.ENGLISH)
    touched = step(home, LanguageTouched(Language.VIETNAMESE), NOW)
    assert step(touched, TimePassed(), NOW + LANGUAGE_S).language is Language.ENGLISH


def test_a_home_language_that_is_set_while_waiting_is_spoken_at_once() -> None:
    home = step(ScreenState(), HomeLanguageSet(Language.ENGLISH), NOW)
    assert (home.language, home.home_language, home.language_until_s) == (Language.ENGLISH, Language.ENGLISH, None)


def test_a_home_language_that_is_set_over_a_result_waits_for_its_end() -> None:
    told = step(SCREENS[View.RESULT], HomeLanguageSet(Language.ENGLISH), NOW)
    assert told.language is Language.VIETNAMESE
    assert step(told, TimePassed(), NOW + COUNTDOWN_S).language is Language.ENGLISH


def test_a_home_language_told_again_takes_nobodys_choice_away() -> None:
    chosen = step(ScreenState(), LanguageTouched(Language.ENGLISH), NOW)
    assert step(chosen, HomeLanguageSet(Language.VIETNAMESE), NOW + 1) == chosen


def test_a_lost_camera_does_not_take_a_result_from_its_reader() -> None:
    lost = step(SCREENS[View.RESULT], PartLost(Part.CAMERA), NOW)
    assert lost.view is View.RESULT
    assert step(lost, NextPressed(), NOW).view is View.TROUBLE


@pytest.mark.parametrize("part", [Part.SYNC, Part.PANEL])
def test_other_lost_parts_are_remembered_and_leave_the_view(part: Part) -> None:
    lost = step(ScreenState(), PartLost(part), NOW)
    assert (lost.view, lost.lost) == (View.WAITING, frozenset({part}))
    assert step(lost, PartBack(part), NOW).lost == frozenset()


def test_a_camera_that_is_back_ends_the_trouble() -> None:
    assert step(SCREENS[View.TROUBLE], PartBack(Part.CAMERA), NOW) == ScreenState()


def test_no_row_of_the_table_is_out_of_reach() -> None:
    assert {kind for row in TRANSITIONS.values() for kind in row} == set(Kind)
    assert set(TRANSITIONS) == set(state.View)
