"""How long things stay on the screen: the numbers that its page promises are those of the program."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.camera.guidance import APPEARS_AFTER_NS, STAYS_NS
from kiosk.messages.local import ANSWER_WITHIN_S
from kiosk.processes.screen.comparing import KEPT_S
from kiosk.processes.screen.reporting import AN_HOUR_S, MOST_IN_AN_HOUR
from kiosk.screen.told import PIECE_S
from kiosk.screen.transitions import (
    AWAKE_S,
    CHOICE_S,
    COUNTDOWN_S,
    COUNTDOWN_STOP_S,
    HOLD_S,
    LESSON_S,
    SLEEP_S,
    STAYS_S,
)
from kiosk.screen.views import View

PAGE = " ".join((Path(__file__).parents[2] / "docs/specs/screen.md").read_text("utf-8").split())
S_NS = 1_000_000_000
LONGEST_S = 60.0
"""Whatever happens, and whoever left it: a stranger who comes a minute later meets the waiting screen."""


@pytest.mark.parametrize(
    ("promise", "value", "number"),
    [
        ("**A result** stays 20 s, a stop 30 s", (COUNTDOWN_S, COUNTDOWN_STOP_S), (20, 30)),
        ("40 s longer at most than untouched", HOLD_S, 40),
        ("then waits for a label for 60 s", AWAKE_S, 60),
        ("a waiting one after five minutes without anybody", SLEEP_S, 5 * 60),
        ("keeps it for 30 s more", CHOICE_S, 30),
        ("three lessons of 10 s", LESSON_S, 10),
        ("within 90 s, and not where the screen went home by itself", KEPT_S, 90),
        ("One for each check, 20 an hour", (MOST_IN_AN_HOUR, AN_HOUR_S), (20, 3600)),
        ("the final answer, at 0.8 s at the latest", ANSWER_WITHIN_S, 0.8),
        ("8 s each", PIECE_S, 8),
        ("comes after half a second and stays for a whole one", (APPEARS_AFTER_NS, STAYS_NS), (S_NS / 2, S_NS)),
    ],
)  # fmt: skip
def test_a_promised_time_is_kept(promise: str, value: object, number: object) -> None:
    assert promise in PAGE
    assert value == number


def test_no_view_of_a_shopper_outlasts_the_next_one() -> None:
    assert max(STAYS_S.values()) <= LONGEST_S
    assert STAYS_S[View.ASKING] > ANSWER_WITHIN_S
