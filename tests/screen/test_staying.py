"""What keeps a view longer than its countdown, or moves it on before: lessons, and who stands there with a phone."""

from __future__ import annotations

from kiosk.screen.events import Judged, Opened, Scanned, StillThere, TimePassed, Touched
from kiosk.screen.state import ScreenState, step
from kiosk.screen.transitions import COUNTDOWN_S, HOLD_S, STAYS_S
from kiosk.screen.views import View
from kiosk.verdicts.verdict import Level

NOW = 100.0


def result() -> ScreenState:
    return step(step(ScreenState(), Scanned("a", "label a"), NOW), Judged("a", Level.GOOD), NOW)


def practised() -> ScreenState:
    return step(ScreenState(), Opened(View.PRACTICE), NOW)


def test_lessons_follow_each_other_and_the_last_one_stays_until_it_goes_home() -> None:
    practice = practised()
    lessons = []
    for second in range(int(STAYS_S[View.PRACTICE]) + 1):
        practice = step(practice, TimePassed(), NOW + second)
        lessons.append(practice.lesson if practice.view is View.PRACTICE else None)
    assert lessons == [0] * 10 + [1] * 10 + [2] * 25 + [None]


def test_lesson_that_is_chosen_has_its_whole_time() -> None:
    practice = step(practised(), TimePassed(), NOW + 9)
    chosen = step(practice, Opened(View.PRACTICE, lesson=1), NOW + 9)
    assert step(chosen, TimePassed(), NOW + 18).lesson == 1
    assert step(chosen, TimePassed(), NOW + 19).lesson == 2
    assert step(practice, Opened(View.PRACTICE, lesson=7), NOW + 9).lesson == 2


def test_who_stands_there_holds_a_result_for_a_while_and_no_longer() -> None:
    held, now_s = result(), NOW
    while held.view is View.RESULT:
        now_s += 1
        held = step(step(held, StillThere(), now_s), TimePassed(), now_s)
        assert now_s <= NOW + COUNTDOWN_S + HOLD_S
    assert (held.view, now_s) == (View.WAITING, NOW + COUNTDOWN_S + HOLD_S)


def test_who_stands_there_shortens_nothing() -> None:
    touched = step(result(), Touched(), NOW + COUNTDOWN_S + HOLD_S)
    assert step(touched, StillThere(), NOW + COUNTDOWN_S + HOLD_S) == touched
