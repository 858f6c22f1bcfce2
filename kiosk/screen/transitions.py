"""The table: what each event does in each view, and how long each view stays. Every pair is decided. Pure.

It is drawn in docs/specs/screen.md; a test keeps the drawing current.
"""

from __future__ import annotations

from enum import StrEnum

from kiosk.screen.views import View

COUNTDOWN_S = 20.0
COUNTDOWN_STOP_S = 30.0
"""A stop has more to read and to do."""
CHOICE_S = 30.0
"""A waiting screen that nobody touches goes back to its own language, letters and reach."""
AWAKE_S = 60.0
"""A closed kiosk that somebody touched waits for a label this long."""
SLEEP_S = 300.0
"""After this long without anybody the next touch wakes the waiting screen, and does nothing else."""

HOLD_S = 40.0
"""So much longer a label's view stays for who stands there and touches nothing: a phone takes a code along."""
LESSON_S = 10.0
"""Of practice: three of them are half a minute."""
LAST_LESSON = 2
"""Lessons are counted from 0; this one stays to the end."""

STAYS_S: dict[View, float] = {
    View.STARTING: 10.0,
    View.ASKING: 5.0,
    View.RESULT: COUNTDOWN_S,
    View.ANSWER: 40.0,
    View.PACKS: 40.0,
    View.KEYPAD: 45.0,
    View.REPORT: 45.0,
    View.PRACTICE: 45.0,
    View.WHERE: 40.0,
}
"""How long a view stays where nobody does anything; the others stand until they are told to be over.

Asking ends after 0.8 s by its verdict: this bound holds where none comes.
"""


class Kind(StrEnum):
    """What an event means for the screen as it is: the rows of the drawn table."""

    SCANNED = "label scanned"
    FOUND_OWN = "own data found"
    JUDGED = "verdict known"
    FOUND_LATE = "late answer that may replace"
    NEXT_PRESSED = "next pressed"
    BACK_PRESSED = "back pressed"
    TOUCHED = "screen touched"
    STILL_THERE = "somebody stands there, or holds up its own code"
    WOKEN = "touched in its sleep"
    ANSWER_OPENED = "answer opened"
    PACKS_OPENED = "second pack wanted"
    KEYPAD_OPENED = "keypad opened"
    REPORT_OPENED = "report opened"
    PRACTICE_OPENED = "practice opened"
    WHERE_OPENED = "where is the code? opened"
    TIME_OVER = "countdown over"
    CHOICE_OVER = "nobody stays with what was chosen"
    NOBODY_THERE = "nobody for five minutes"
    LESSON_OVER = "lesson over"
    CAMERA_LOST = "camera lost"
    CAMERA_BACK = "camera back"
    HOME_CHANGED = "market or technician begins or ends"
    CHOSEN = "language, letters or reach chosen"
    HOME_LANGUAGE_SET = "home language set"


OPENINGS: dict[View, Kind] = {
    View.ANSWER: Kind.ANSWER_OPENED,
    View.PACKS: Kind.PACKS_OPENED,
    View.KEYPAD: Kind.KEYPAD_OPENED,
    View.REPORT: Kind.REPORT_OPENED,
    View.PRACTICE: Kind.PRACTICE_OPENED,
    View.WHERE: Kind.WHERE_OPENED,
}
"""Views that are opened by hand."""


class Target(StrEnum):
    """Where a transition leads."""

    WAITING = View.WAITING.value
    """Trouble, while the camera is lost."""
    ASKING = View.ASKING.value
    RESULT = View.RESULT.value
    ANSWER = View.ANSWER.value
    PACKS = View.PACKS.value
    KEYPAD = View.KEYPAD.value
    REPORT = View.REPORT.value
    PRACTICE = View.PRACTICE.value
    WHERE = View.WHERE.value
    HOME = "home"
    """What stands: maintenance, pairing, closed, trouble, else waiting."""
    STAY = "stay"
    NOTHING = "·"


Row = dict[Kind, Target]


def _row(*rows: Row) -> Row:
    """Return one whole row: later parts win, and what none of them names changes nothing."""
    whole = dict.fromkeys(Kind, Target.NOTHING)
    for row in rows:
        whole.update(row)
    return whole


_ALWAYS: Row = {Kind.SCANNED: Target.ASKING, Kind.CHOSEN: Target.STAY}
"""A new label is shown at once, whatever is open; language, letters and reach can be chosen in every view."""
_BOUNDED: Row = {Kind.NEXT_PRESSED: Target.HOME, Kind.TIME_OVER: Target.HOME}
_READ: Row = {Kind.TOUCHED: Target.STAY}
"""Who touches is still reading."""
_HELD: Row = {Kind.STILL_THERE: Target.STAY}
_OF_A_LABEL: Row = (
    _ALWAYS | _BOUNDED | _READ | _HELD | {Kind.BACK_PRESSED: Target.RESULT, Kind.FOUND_LATE: Target.RESULT}
)
_BESIDE: Row = _ALWAYS | _BOUNDED | _READ | {Kind.BACK_PRESSED: Target.HOME}
_HOME: Row = _ALWAYS | {
    Kind.HOME_CHANGED: Target.HOME,
    Kind.CHOICE_OVER: Target.STAY,
    Kind.HOME_LANGUAGE_SET: Target.STAY,
}
_WOKEN_WHILE_CLOSED: Row = {Kind.TOUCHED: Target.STAY, Kind.TIME_OVER: Target.HOME}

TRANSITIONS: dict[View, Row] = {
    View.STARTING: _row(
        _HOME, {Kind.CAMERA_LOST: Target.HOME, Kind.CAMERA_BACK: Target.HOME, Kind.TIME_OVER: Target.HOME}
    ),
    View.WAITING: _row(
        _HOME,
        _WOKEN_WHILE_CLOSED,
        {
            Kind.CAMERA_LOST: Target.HOME,
            Kind.WOKEN: Target.STAY,
            Kind.NOBODY_THERE: Target.STAY,
            Kind.KEYPAD_OPENED: Target.KEYPAD,
            Kind.PRACTICE_OPENED: Target.PRACTICE,
            Kind.WHERE_OPENED: Target.WHERE,
        },
    ),
    View.ASKING: _row(_ALWAYS, _BOUNDED, {Kind.FOUND_OWN: Target.STAY, Kind.JUDGED: Target.RESULT}),
    View.RESULT: _row(
        _ALWAYS,
        _BOUNDED,
        _READ,
        _HELD,
        {
            Kind.FOUND_LATE: Target.RESULT,
            Kind.ANSWER_OPENED: Target.ANSWER,
            Kind.PACKS_OPENED: Target.PACKS,
            Kind.REPORT_OPENED: Target.REPORT,
        },
    ),
    View.ANSWER: _row(_OF_A_LABEL, {Kind.ANSWER_OPENED: Target.ANSWER, Kind.REPORT_OPENED: Target.REPORT}),
    View.PACKS: _row(_OF_A_LABEL),
    View.REPORT: _row(_OF_A_LABEL),
    View.KEYPAD: _row(_BESIDE, {Kind.WHERE_OPENED: Target.WHERE}),
    View.PRACTICE: _row(
        _BESIDE,
        {Kind.PRACTICE_OPENED: Target.PRACTICE, Kind.LESSON_OVER: Target.STAY, Kind.WHERE_OPENED: Target.WHERE},
    ),
    View.WHERE: _row(_BESIDE, {Kind.KEYPAD_OPENED: Target.KEYPAD, Kind.PRACTICE_OPENED: Target.PRACTICE}),
    View.TROUBLE: _row(_HOME, _WOKEN_WHILE_CLOSED, {Kind.CAMERA_BACK: Target.HOME, Kind.KEYPAD_OPENED: Target.KEYPAD}),
    View.CLOSED: _row(_HOME, {Kind.WOKEN: Target.WAITING, Kind.CHOSEN: Target.NOTHING}),
    View.PAIRING: _row(_HOME),
    View.MAINTENANCE: _row(_HOME),
}
