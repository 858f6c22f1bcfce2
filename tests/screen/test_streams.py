"""Whatever happens, in whatever order: the screen comes home, and the next label is answered as if it were the first.

`KIOSK_STREAMS=10000 pytest tests/screen/test_streams.py` tries them all (`make screens` does); here are some.
"""

from __future__ import annotations

import os
import random

import pytest

from kiosk.messages.local import Part
from kiosk.screen.events import (
    BackPressed,
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
from kiosk.screen.state import ScreenState, at_start, home_of, step
from kiosk.screen.transitions import AWAKE_S, CHOICE_S, COUNTDOWN_STOP_S, OPENINGS, STAYS_S
from kiosk.screen.views import Answer, Language, Standing, View
from kiosk.verdicts.verdict import Level

STREAMS = int(os.environ.get("KIOSK_STREAMS", "250"))
EVENTS = 200
LONGEST_S = max(*STAYS_S.values(), AWAKE_S, COUNTDOWN_STOP_S, CHOICE_S)
CHECKS = ("a", "b", "c")
WAITS_S = (0.0, 0.01, 0.1, 0.7, 3.0, 15.0, 45.0, 400.0)

_ALL: tuple[Event, ...] = (
    *(Scanned(check, f"label {check}", again) for check in CHECKS for again in (False, True)),
    *(FoundOwn(check) for check in CHECKS),
    *(kind(check, level) for check in CHECKS for kind in (Judged, FoundLate) for level in Level),
    *(Opened(view, answer, lesson) for view in OPENINGS for lesson, answer in enumerate(Answer)),
    *(kind(part) for part in Part for kind in (PartLost, PartBack)),
    *(Stands(standing, is_so) for standing in Standing for is_so in (True, False)),
    *(kind(language) for language in Language for kind in (LanguageTouched, HomeLanguageSet)),
    *(kind(is_so) for is_so in (True, False) for kind in (LettersTouched, ReachTouched)),
    *(NextPressed(), BackPressed(), Touched(), StillThere(), TimePassed()) * 4,
)


@pytest.fixture(scope="module")
def seen() -> set[View]:
    return set()


@pytest.fixture(scope="module")
def ends(seen: set[View]) -> list[tuple[ScreenState, float]]:
    """The screen after each stream of random events, and when that is."""
    return [_after(random.Random(seed), seen) for seed in range(STREAMS)]


def _after(chosen: random.Random, seen: set[View]) -> tuple[ScreenState, float]:
    screen, now_s = at_start(Language.VIETNAMESE, 0.0), 0.0
    seen.add(screen.view)
    for event, wait_s in zip(chosen.choices(_ALL, k=EVENTS), chosen.choices(WAITS_S, k=EVENTS), strict=True):
        now_s += wait_s
        screen = step(screen, event, now_s)
        seen.add(screen.view)
    return screen, now_s


def test_every_stream_comes_home_within_the_time_out(ends: list[tuple[ScreenState, float]], seen: set[View]) -> None:
    for screen, now_s in ends:
        home = step(screen, TimePassed(), now_s + LONGEST_S)
        assert home.view is home_of(screen)
        home = step(home, PartBack(Part.CAMERA), now_s + LONGEST_S)
        for standing in Standing:
            home = step(home, Stands(standing, is_so=False), now_s + LONGEST_S)
        home = step(home, TimePassed(), now_s + 2 * LONGEST_S)
        assert (home.view, home.check_id, home.level) == (View.WAITING, "", None)
        assert home.is_as_usual
    assert seen == set(View), "the streams reach every view"


def test_whatever_was_scanned_or_touched_before_the_next_label_is_answered_as_the_first(
    ends: list[tuple[ScreenState, float]],
) -> None:
    for screen, now_s in ends:
        first = _answered(at_start(Language.VIETNAMESE, now_s), now_s)
        after = _answered(screen, now_s)
        same = ("view", "check_id", "label", "level", "answer", "countdown_s", "returns_at_s", "is_asleep")
        assert [getattr(after, name) for name in same] == [getattr(first, name) for name in same]


def _answered(screen: ScreenState, now_s: float) -> ScreenState:
    asking = step(screen, Scanned("next", "the next label"), now_s)
    assert asking.view is View.ASKING
    return step(asking, Judged("next", Level.CAUTION), now_s)
