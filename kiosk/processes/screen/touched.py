"""What a finger asked for, as events."""

from __future__ import annotations

from collections.abc import Callable

from kiosk.messages.reports import ReportReason
from kiosk.screen.events import (
    BackPressed,
    Event,
    LanguageTouched,
    LettersTouched,
    NextPressed,
    Opened,
    ReachTouched,
    Touched,
)
from kiosk.screen.models.touches import Touches
from kiosk.screen.views import Answer, Language, View


def hand_over(touches: Touches, step: Callable[[Event], None], report: Callable[[ReportReason], None]) -> None:
    """Call `step` for each touch, and `report` with the reason that somebody sends."""
    touches.report_sent.connect(lambda reason: report(ReportReason(reason)))
    touches.next_pressed.connect(lambda: step(NextPressed()))
    touches.back_pressed.connect(lambda: step(BackPressed()))
    touches.touched.connect(lambda: step(Touched()))
    touches.language_touched.connect(lambda language: step(LanguageTouched(Language(language))))
    touches.letters_touched.connect(lambda is_large: step(LettersTouched(is_large)))
    touches.reach_touched.connect(lambda is_low: step(ReachTouched(is_low)))
    touches.answer_opened.connect(lambda answer: step(Opened(View.ANSWER, Answer(answer))))
    touches.lesson_opened.connect(lambda lesson: step(Opened(View.PRACTICE, lesson=lesson)))
    touches.view_opened.connect(lambda view: step(Opened(View(view))))
