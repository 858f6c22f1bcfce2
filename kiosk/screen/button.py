"""What the one button of the panel means on each view, for who cannot touch the screen. Pure.

It goes on: to the next page (the window knows of those), the next answer, the next lesson, and at last to the next
label. Held, it goes home at once; held at home, it chooses larger letters, then the next language. Typing and reporting
need a choice of many, and stay with the finger; a phone can report, too.
"""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.screen.events import Event, LanguageTouched, LettersTouched, NextPressed, Opened
from kiosk.screen.state import HOMES, ScreenState
from kiosk.screen.transitions import LAST_LESSON
from kiosk.screen.views import Answer, Language, View

ANSWERS = tuple(Answer)


def meant_by_button(screen: ScreenState, *, can_open: bool) -> Event:
    """Return what a press of the button does on `screen`, whose last page is shown.

    `can_open`: the result has answers that can be opened in full. Who sleeps is woken by any of them.
    """
    if screen.is_asleep:
        return NextPressed()
    match screen.view:
        case View.WAITING:
            return Opened(View.PRACTICE)
        case View.PRACTICE:
            is_last = screen.lesson >= LAST_LESSON
            return Opened(View.WHERE) if is_last else Opened(View.PRACTICE, lesson=screen.lesson + 1)
        case View.RESULT if can_open:
            return Opened(View.ANSWER, ANSWERS[0])
        case View.ANSWER:
            return _after(screen.answer)
        case _:
            return NextPressed()


def meant_by_hold(screen: ScreenState, languages: Sequence[Language]) -> tuple[Event, ...]:
    """Return what it does on `screen` to hold the button. `languages` are those to choose from.

    At home the letters grow; from larger ones it goes on to the next language in usual ones, and round again.
    """
    if screen.is_asleep or screen.view not in HOMES:
        return (NextPressed(),)
    if not screen.is_large:
        return (LettersTouched(is_large=True),)
    at = languages.index(screen.language) if screen.language in languages else -1
    return LettersTouched(is_large=False), LanguageTouched(languages[(at + 1) % len(languages)])


def _after(answer: Answer | None) -> Event:
    """Return the way to the next answer; after the last one that to the next label."""
    at = -1 if answer is None else ANSWERS.index(answer)
    return Opened(View.ANSWER, ANSWERS[at + 1]) if at + 1 < len(ANSWERS) else NextPressed()
