"""When a child counts as working, silent, dead; when it starts again."""

from __future__ import annotations

import pytest

from kiosk.processes import vigil
from kiosk.processes.vigil import POLICY, Care, Ending, Role, Stage, Vigil

READY = frozenset({"READY=1"})
ALIVE = frozenset({"WATCHDOG=1"})
STARTED = vigil.start(vigil.wait(90.0), 100.0)


@pytest.fixture
def working() -> Vigil:
    return vigil.hear(STARTED, READY, 101.0)


def test_a_child_that_was_never_started_is_never_late() -> None:
    assert vigil.wait(90.0).due_s is None


def test_a_child_has_a_minute_to_be_ready_as_a_unit_s_screen_has() -> None:
    assert STARTED.due_s == 160.0


def test_ready_makes_it_work(working: Vigil) -> None:
    assert (working.stage, working.was_ready) == (Stage.WORKING, True)


def test_a_beat_before_ready_does_not_make_it_ready() -> None:
    assert vigil.hear(STARTED, ALIVE, 101.0).due_s == 160.0


def test_silence_is_noticed_well_within_two_seconds(working: Vigil) -> None:
    assert vigil.hear(working, ALIVE, 110.0).due_s == 111.5


def test_a_child_without_watchdog_may_be_silent() -> None:
    assert vigil.hear(vigil.start(vigil.wait(90.0, has_watchdog=False), 100.0), READY, 101.0).due_s is None


def test_what_is_overdue_is_named(working: Vigil) -> None:
    assert vigil.overdue(STARTED) is Ending.LATE
    assert vigil.overdue(working) is Ending.SILENT


@pytest.mark.parametrize(
    ("status", "ending"), [(0, Ending.FINISHED), (2, Ending.REFUSED), (1, Ending.DIED), (-9, Ending.DIED)]
)
def test_an_exit_before_ready_is_read_from_its_status(status: int, ending: Ending) -> None:
    assert vigil.ended(STARTED, status) is ending


def test_a_child_that_once_worked_never_refuses(working: Vigil) -> None:
    assert vigil.ended(vigil.start(vigil.rest(working, 102.0), 103.0), 2) is Ending.DIED


def test_rests_double_up_to_five_seconds() -> None:
    rests = []
    state = STARTED
    for _ in range(8):
        state = vigil.rest(state, 101.0)
        rests.append(state.rest_s)
        state = vigil.start(state, 101.0)
    assert rests == [0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 5.0, 5.0]


@pytest.mark.parametrize(("worked_s", "rest_s"), [(29.9, 0.2), (30.0, 0.1)])
def test_thirty_good_seconds_forgive(working: Vigil, worked_s: float, rest_s: float) -> None:
    once = vigil.start(vigil.rest(working, 102.0), 103.0)
    again = vigil.hear(once, READY, 200.0)
    assert vigil.rest(again, 200.0 + worked_s).rest_s == pytest.approx(rest_s)


def failed(times: int, *, was_ready: bool = False) -> Vigil:
    """Return the vigil over a child that is started once more after so many starts in vain."""
    state = vigil.start(vigil.rest(vigil.hear(STARTED, READY, 101.0), 101.0), 101.0) if was_ready else STARTED
    for _ in range(times):
        state = vigil.start(vigil.rest(state, 102.0), 103.0)
    return state


@pytest.mark.parametrize("role", [Role.MAIN, Role.NEEDED])
@pytest.mark.parametrize("ending", [Ending.DIED, Ending.LATE])
def test_the_fourth_start_in_vain_is_the_last(role: Role, ending: Ending) -> None:
    assert vigil.care(failed(2), role, ending) is Care.RESTART
    assert vigil.care(failed(3), role, ending) is Care.GIVE_UP


def test_what_once_worked_is_never_given_up() -> None:
    assert vigil.care(failed(9, was_ready=True), Role.MAIN, Ending.DIED) is Care.RESTART


def test_a_part_is_tried_for_ever() -> None:
    assert vigil.care(failed(9), Role.PART, Ending.DIED) is Care.RESTART


def test_every_role_has_a_care_for_every_ending() -> None:
    assert all(set(POLICY[role]) == set(Ending) for role in Role)


def test_only_the_main_part_ends_the_run_well() -> None:
    assert [(role, ending) for role in Role for ending in Ending if POLICY[role][ending] is Care.END_WELL] == [
        (Role.MAIN, Ending.FINISHED)
    ]
