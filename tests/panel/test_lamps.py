"""The table of lamps, as a person sees and hears it."""

from __future__ import annotations

import itertools

import pytest

from kiosk.panel.button import HELD_S, SETTLED_S, Contact, Press
from kiosk.panel.fan import runs
from kiosk.panel.lamps import LONGEST_S, PATTERNS, Lamp, buzzes_at, lamp_at
from kiosk.verdicts.verdict import Level

FIVE_SECONDS = [step * 0.02 for step in range(250)]


def seen(level: Level | None) -> tuple[Lamp | None, ...]:
    return tuple(lamp_at(level, passed_s) for passed_s in FIVE_SECONDS)


def heard(level: Level) -> list[float]:
    """The length of each pulse, in seconds."""
    sounds = itertools.groupby(buzzes_at(level, passed_s) for passed_s in FIVE_SECONDS)
    return [round(len(list(run)) * 0.02, 2) for is_on, run in sounds if is_on]


def test_every_level_has_a_pattern() -> None:
    assert set(PATTERNS) == set(Level)


def test_only_good_lights_green() -> None:
    assert [level for level in Level if Lamp.GREEN in seen(level)] == [Level.GOOD]


def test_only_stop_lights_red() -> None:
    assert [level for level in Level if Lamp.RED in seen(level)] == [Level.STOP]


@pytest.mark.parametrize(("one", "other"), list(itertools.combinations(Level, 2)))
def test_levels_differ_without_colour(one: Level, other: Level) -> None:
    """By the lamp's place or its rhythm for those who see, by the pulses for those who hear."""
    assert seen(one) != seen(other)
    assert heard(one) != heard(other)


@pytest.mark.parametrize("level", Level)
def test_lamp_is_lit_at_once(level: Level) -> None:
    assert lamp_at(level, 0.0) is PATTERNS[level].lamp


@pytest.mark.parametrize("level", Level)
def test_buzzer_is_silent_after_two_seconds(level: Level) -> None:
    assert not any(buzzes_at(level, passed_s) for passed_s in FIVE_SECONDS if passed_s > 2.0)


@pytest.mark.parametrize("level", Level)
def test_lamp_goes_dark_where_the_screen_says_nothing_more(level: Level) -> None:
    assert lamp_at(level, LONGEST_S) is None


def test_waiting_is_dark_and_silent() -> None:
    assert set(seen(None)) == {None}
    assert not any(buzzes_at(None, passed_s) for passed_s in FIVE_SECONDS)


def presses(readings: list[tuple[float, bool]]) -> list[Press]:
    contact, told = Contact(), []
    for now_s, raw in readings:
        contact, press = contact.after(raw, now_s)
        told += [] if press is None else [press]
    return told


UP = [(0.0, False), (0.1, False)]
DOWN = [(1.0, True), (1.0 + SETTLED_S, True)]
LET_GO = [(1.3, False), (1.3 + SETTLED_S, False)]
HELD_UNTIL_S = 1.0 + HELD_S


def test_press_is_known_when_it_is_let_go() -> None:
    assert presses(UP + DOWN) == []
    assert presses(UP + DOWN + LET_GO) == [Press.BRIEF]


def test_held_button_is_known_while_it_is_down_and_once_however_long_it_is_held() -> None:
    assert presses([*UP, *DOWN, (HELD_UNTIL_S - 0.01, True)]) == []
    held = [*UP, *DOWN, (HELD_UNTIL_S, True), (9.0, True), (9.1, False), (9.2, False)]
    assert presses(held) == [Press.HELD]


def test_held_button_that_nobody_looked_at_meanwhile_was_held() -> None:
    assert presses([*UP, *DOWN, (HELD_UNTIL_S + 1.0, False), (HELD_UNTIL_S + 1.1, False)]) == [Press.HELD]


def test_bouncing_contact_is_one_press() -> None:
    bouncing = [(1.0 + step * 0.004, step % 2 == 0) for step in range(6)]
    assert presses([*UP, *bouncing, (1.03, True), (1.07, True), *LET_GO]) == [Press.BRIEF]


def test_spike_is_no_press() -> None:
    assert presses([*UP, (1.0, True), (1.01, False), (2.0, False)]) == []


def test_button_that_is_stuck_from_the_start_presses_nothing() -> None:
    assert presses([(0.0, True), (1.0, True), (9.0, True), (9.1, False), (9.2, False)]) == []


def test_second_press_counts_again() -> None:
    again = [(3.0, True), (3.1, True), (3.2, False), (3.3, False)]
    assert presses(UP + DOWN + LET_GO + again) == [Press.BRIEF, Press.BRIEF]


@pytest.mark.parametrize(
    ("was_running", "celsius", "expected"),
    [(False, 66.0, True), (False, 60.0, False), (True, 60.0, True), (True, 54.0, False), (False, None, True)],
)
def test_fan_turns_with_hysteresis_and_where_nobody_knows(
    was_running: bool, celsius: float | None, expected: bool
) -> None:
    assert runs(was_running, celsius) is expected
