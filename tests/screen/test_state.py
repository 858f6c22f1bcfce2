"""The table of views: every row of it, and what it leaves alone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.messages.local import ANSWER_WITHIN_S, Part
from kiosk.screen.events import (
    BackPressed,
    Event,
    FoundLate,
    FoundOwn,
    HomeLanguageSet,
    Judged,
    LanguageTouched,
    NextPressed,
    Opened,
    PartBack,
    PartLost,
    Scanned,
    Stands,
    StillThere,
    TimePassed,
    Touched,
)
from kiosk.screen.state import ScreenState, at_start, home_of, meaning, step
from kiosk.screen.transitions import (
    AWAKE_S,
    CHOICE_S,
    COUNTDOWN_S,
    COUNTDOWN_STOP_S,
    OPENINGS,
    SLEEP_S,
    STAYS_S,
    TRANSITIONS,
    Kind,
    Target,
)
from kiosk.screen.views import Answer, Language, Standing, View
from kiosk.verdicts.verdict import Level
from tests.screen.diagram import SPEC, with_drawing

NOW = 100.0
LATER = 900.0
BLIND = frozenset({Part.CAMERA})


def _result() -> ScreenState:
    return step(step(ScreenState(), Scanned("a", "label a"), NOW), Judged("a", Level.GOOD), NOW)


def _begun(view: View) -> ScreenState:
    """Return the screen that shows `view` since NOW."""
    match view:
        case View.STARTING:
            return at_start(Language.VIETNAMESE, NOW)
        case View.WAITING:
            return step(at_start(Language.VIETNAMESE, NOW), PartBack(Part.CAMERA), NOW)
        case View.ASKING:
            return step(ScreenState(), Scanned("a", "label a"), NOW)
        case View.RESULT:
            return _result()
        case View.TROUBLE:
            return step(ScreenState(), PartLost(Part.CAMERA), NOW)
        case View.CLOSED | View.PAIRING | View.MAINTENANCE:
            return step(ScreenState(), Stands(Standing(view.value), is_so=True), NOW)
        case View.ANSWER | View.PACKS | View.REPORT:
            return step(_result(), Opened(view, Answer.ORIGIN), NOW)
        case _:
            return step(ScreenState(), Opened(view), NOW)


EVENTS: dict[Kind, Event] = {
    Kind.SCANNED: Scanned("b", "label b"),
    Kind.FOUND_OWN: FoundOwn("a"),
    Kind.JUDGED: Judged("a", Level.GOOD),
    Kind.FOUND_LATE: FoundLate("a", Level.STOP),
    Kind.NEXT_PRESSED: NextPressed(),
    Kind.BACK_PRESSED: BackPressed(),
    Kind.TOUCHED: Touched(),
    Kind.STILL_THERE: StillThere(),
    Kind.WOKEN: Touched(),
    **{kind: Opened(view) for view, kind in OPENINGS.items()},
    Kind.TIME_OVER: TimePassed(),
    Kind.CHOICE_OVER: TimePassed(),
    Kind.NOBODY_THERE: TimePassed(),
    Kind.LESSON_OVER: TimePassed(),
    Kind.CAMERA_LOST: PartLost(Part.CAMERA),
    Kind.CAMERA_BACK: PartBack(Part.CAMERA),
    Kind.HOME_CHANGED: Stands(Standing.MAINTENANCE, is_so=True),
    Kind.CHOSEN: LanguageTouched(Language.ENGLISH),
    Kind.HOME_LANGUAGE_SET: HomeLanguageSet(Language.ENGLISH),
}


PASSING = frozenset({Kind.CHOICE_OVER, Kind.NOBODY_THERE, Kind.LESSON_OVER, Kind.TIME_OVER})


def _screen(view: View, kind: Kind) -> ScreenState | None:
    """Return the screen in which an event of `kind` means just that; None where it never can."""
    screen = _begun(view)
    if kind is Kind.CHOICE_OVER:
        screen = step(screen, LanguageTouched(Language.ENGLISH), NOW)
    if kind is Kind.WOKEN:
        screen = step(screen, TimePassed(), LATER)
    if kind is Kind.HOME_CHANGED and view is View.MAINTENANCE:
        return screen
    return screen if meaning(screen, _event(view, kind), LATER) is kind else None


def _event(view: View, kind: Kind) -> Event:
    if kind is Kind.HOME_CHANGED and view is View.MAINTENANCE:
        return Stands(Standing.MAINTENANCE, is_so=False)
    return EVENTS[kind]


CELLS = [(view, kind) for view in View for kind in Kind]


@pytest.mark.parametrize(("view", "kind"), CELLS)
def test_every_event_does_in_every_view_what_the_table_says(view: View, kind: Kind) -> None:
    screen, target = _screen(view, kind), TRANSITIONS[view][kind]
    if screen is None:  # time that is over means one thing at a time, and who sleeps is only woken
        assert target is Target.NOTHING or kind in PASSING
        return
    event = _event(view, kind)
    after = step(screen, event, LATER)
    expected = {Target.NOTHING: view, Target.STAY: view, Target.HOME: home_of(after)}
    assert after.view == expected.get(target, target)
    if target is Target.NOTHING:
        kept = replace(screen, lost=after.lost, home_language=after.home_language, standing=after.standing)
        assert after == kept


def test_every_pair_is_decided() -> None:
    assert set(TRANSITIONS) == set(View)
    assert all(set(row) == set(Kind) for row in TRANSITIONS.values())


def test_a_label_is_asked_for_whatever_fills_the_screen() -> None:
    for view in View:
        after = step(_begun(view), Scanned("new", "another label"), NOW)
        assert (after.view, after.check_id, after.level, after.answer) == (View.ASKING, "new", None, None), view


@pytest.mark.parametrize("view", [view for view in View if view in STAYS_S])
def test_a_view_goes_home_by_itself_and_not_before_its_time(view: View) -> None:
    screen, over_s = _begun(view), NOW + STAYS_S[view]
    assert step(screen, TimePassed(), over_s - 0.1).view is view
    assert step(screen, TimePassed(), over_s).view is View.WAITING


def test_the_drawing_in_the_specification_is_current() -> None:
    text = SPEC.read_text("utf-8")
    assert with_drawing(text) == text, "run python -m tests.screen.diagram"


def test_another_label_replaces_a_result_at_once() -> None:
    after = step(_result(), Scanned("b", "label b"), NOW)
    assert (after.view, after.check_id, after.level) == (View.ASKING, "b", None)


@pytest.mark.parametrize("is_again", [False, True])
def test_the_same_label_starts_nothing_while_it_is_asked(is_again: bool) -> None:
    asking = _begun(View.ASKING)
    assert step(asking, Scanned("b", "label a", is_again), LATER) == asking


def test_a_label_told_again_starts_nothing() -> None:
    result = _result()
    assert step(result, Scanned("b", "label a", is_again=True), LATER) == result


def test_the_same_label_scanned_anew_is_a_new_check() -> None:
    """All packs of a lot carry one label: this may be the next shopper."""
    asking = step(_result(), Scanned("b", "label a"), NOW + 15)
    assert (asking.view, asking.check_id) == (View.ASKING, "b")
    result = step(asking, Judged("b", Level.GOOD), NOW + 15.25)
    assert result.remaining_s(NOW + 15.25) == COUNTDOWN_S


@pytest.mark.parametrize("view", [View.WAITING, View.RESULT])
def test_another_label_counts_though_it_is_told_again(view: View) -> None:
    assert step(_begun(view), Scanned("b", "label b", is_again=True), NOW).check_id == "b"


def test_the_same_label_counts_anew_after_the_result_was_left() -> None:
    home = step(_result(), NextPressed(), NOW)
    assert step(home, Scanned("b", "label a"), NOW).view is View.ASKING


@pytest.mark.parametrize("event", [Judged("former", Level.STOP), FoundOwn("former"), FoundLate("former", Level.STOP)])
@pytest.mark.parametrize("view", list(View))
def test_an_answer_to_another_label_changes_nothing(view: View, event: Event) -> None:
    assert step(_begun(view), event, NOW) == _begun(view)


def test_asking_is_bounded() -> None:
    asking = _begun(View.ASKING)
    assert not asking.is_answer_due(NOW + ANSWER_WITHIN_S - 0.01)
    assert asking.is_answer_due(NOW + ANSWER_WITHIN_S)


def test_a_result_has_no_answer_due() -> None:
    assert not _result().is_answer_due(LATER)


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
    result = step(_begun(View.ASKING), Judged("a", level), NOW)
    assert result.remaining_s(NOW) == stays_s
    assert step(result, TimePassed(), NOW + stays_s - 0.1).view is View.RESULT
    assert step(result, TimePassed(), NOW + stays_s).view is View.WAITING


def test_a_late_stop_gets_the_time_of_a_stop() -> None:
    late = step(_result(), FoundLate("a", Level.STOP), NOW + 10)
    assert (late.level, late.remaining_s(NOW + 10)) == (Level.STOP, COUNTDOWN_STOP_S)


def test_the_language_goes_home_with_the_countdown() -> None:
    english = step(_result(), LanguageTouched(Language.ENGLISH), NOW)
    assert english.language is Language.ENGLISH
    assert step(english, TimePassed(), NOW + COUNTDOWN_S).language is Language.VIETNAMESE


def test_who_touches_a_language_is_still_reading() -> None:
    touched = step(_result(), LanguageTouched(Language.ENGLISH), NOW + 15)
    assert touched.remaining_s(NOW + 15) == COUNTDOWN_S


def test_next_keeps_the_language_for_a_while() -> None:
    english = step(_result(), LanguageTouched(Language.ENGLISH), NOW)
    home = step(english, NextPressed(), NOW)
    assert (home.view, home.language) == (View.WAITING, Language.ENGLISH)
    assert step(home, TimePassed(), NOW + CHOICE_S).language is Language.VIETNAMESE


def test_a_label_keeps_the_language_that_was_chosen_while_waiting() -> None:
    english = step(ScreenState(), LanguageTouched(Language.ENGLISH), NOW)
    asking = step(english, Scanned("a", "label a"), NOW + 1)
    assert asking.language is Language.ENGLISH
    assert step(step(asking, Judged("a", Level.STOP), NOW + 2), TimePassed(), NOW + 31).language is Language.ENGLISH


def test_a_kiosk_may_have_another_language_of_its_own() -> None:
    home = ScreenState(language=Language.ENGLISH, home_language=Language.ENGLISH)
    touched = step(home, LanguageTouched(Language.VIETNAMESE), NOW)
    assert step(touched, TimePassed(), NOW + CHOICE_S).language is Language.ENGLISH


def test_a_home_language_that_is_set_while_waiting_is_spoken_at_once() -> None:
    home = step(ScreenState(), HomeLanguageSet(Language.ENGLISH), NOW)
    assert (home.language, home.home_language, home.choice_until_s) == (Language.ENGLISH, Language.ENGLISH, None)


def test_a_home_language_that_is_set_over_a_result_waits_for_its_end() -> None:
    told = step(_result(), HomeLanguageSet(Language.ENGLISH), NOW)
    assert told.language is Language.VIETNAMESE
    assert step(told, TimePassed(), NOW + COUNTDOWN_S).language is Language.ENGLISH


def test_a_home_language_told_again_takes_nobodys_choice_away() -> None:
    chosen = step(ScreenState(), LanguageTouched(Language.ENGLISH), NOW)
    assert step(chosen, HomeLanguageSet(Language.VIETNAMESE), NOW + 1) == chosen


def test_a_lost_camera_does_not_take_a_result_from_its_reader() -> None:
    lost = step(_result(), PartLost(Part.CAMERA), NOW)
    assert lost.view is View.RESULT
    assert step(lost, NextPressed(), NOW).view is View.TROUBLE


@pytest.mark.parametrize("part", [Part.SYNC, Part.PANEL])
def test_other_lost_parts_are_remembered_and_leave_the_view(part: Part) -> None:
    lost = step(ScreenState(), PartLost(part), NOW)
    assert (lost.view, lost.lost) == (View.WAITING, frozenset({part}))
    assert step(lost, PartBack(part), NOW).lost == frozenset()


def test_a_camera_that_is_back_ends_the_trouble() -> None:
    assert step(_begun(View.TROUBLE), PartBack(Part.CAMERA), NOW).view is View.WAITING


def test_no_row_of_the_table_is_out_of_reach() -> None:
    decided = {kind for row in TRANSITIONS.values() for kind, target in row.items() if target is not Target.NOTHING}
    assert decided == set(Kind)


def test_the_first_touch_wakes_the_waiting_screen_and_clicks_nothing() -> None:
    asleep = step(_begun(View.WAITING), TimePassed(), NOW + SLEEP_S)
    assert asleep.is_asleep
    for click in (LanguageTouched(Language.ENGLISH), Opened(View.KEYPAD), NextPressed(), Touched()):
        woken = step(asleep, click, LATER)
        assert (woken.view, woken.language, woken.is_asleep) == (View.WAITING, Language.VIETNAMESE, False)
        assert step(woken, LanguageTouched(Language.ENGLISH), LATER).language is Language.ENGLISH


def test_a_touch_keeps_the_waiting_screen_awake() -> None:
    touched = step(_begun(View.WAITING), Touched(), NOW + SLEEP_S - 1)
    assert not step(touched, TimePassed(), NOW + SLEEP_S).is_asleep


def test_a_closed_kiosk_that_is_touched_waits_for_a_label_for_a_while() -> None:
    woken = step(_begun(View.CLOSED), Touched(), NOW)
    assert (woken.view, woken.is_asleep) == (View.WAITING, False)
    assert step(woken, TimePassed(), NOW + AWAKE_S - 1).view is View.WAITING
    assert step(woken, TimePassed(), NOW + AWAKE_S).view is View.CLOSED


def test_a_closed_kiosk_answers_for_a_label_and_is_closed_again() -> None:
    result = step(step(_begun(View.CLOSED), Scanned("b", "label b"), NOW), Judged("b", Level.GOOD), NOW)
    assert result.view is View.RESULT
    assert step(result, TimePassed(), NOW + COUNTDOWN_S).view is View.CLOSED


def test_closing_takes_no_result_from_its_reader() -> None:
    told = step(_result(), Stands(Standing.CLOSED, is_so=True), NOW)
    assert told.view is View.RESULT
    assert step(told, NextPressed(), NOW).view is View.CLOSED


def test_what_a_technician_does_stands_before_the_rest() -> None:
    closed = step(_begun(View.CLOSED), Stands(Standing.PAIRING, is_so=True), NOW)
    maintained = step(closed, Stands(Standing.MAINTENANCE, is_so=True), NOW)
    assert (closed.view, maintained.view) == (View.PAIRING, View.MAINTENANCE)
    assert step(maintained, Stands(Standing.MAINTENANCE, is_so=False), NOW).view is View.PAIRING


def test_an_opened_answer_leads_back_to_its_result_and_to_the_other_answers() -> None:
    opened = step(_result(), Opened(View.ANSWER, Answer.ORIGIN), NOW)
    other = step(opened, Opened(View.ANSWER, Answer.CERTIFICATION), NOW)
    assert (opened.answer, other.answer) == (Answer.ORIGIN, Answer.CERTIFICATION)
    back = step(other, BackPressed(), NOW + 30)
    assert (back.view, back.level, back.answer, back.remaining_s(NOW + 30)) == (View.RESULT, Level.GOOD, None, 20)


def test_a_late_stop_is_shown_over_an_opened_answer() -> None:
    late = step(_begun(View.ANSWER), FoundLate("a", Level.STOP), NOW)
    assert (late.view, late.level) == (View.RESULT, Level.STOP)


def test_who_turns_pages_is_still_reading() -> None:
    touched = step(_begun(View.ANSWER), Touched(), NOW + 39)
    assert touched.remaining_s(NOW + 39) == STAYS_S[View.ANSWER]


def test_a_screen_that_hears_nothing_waits_all_the_same() -> None:
    assert step(_begun(View.STARTING), TimePassed(), NOW + STAYS_S[View.STARTING]).view is View.WAITING
