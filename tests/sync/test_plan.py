"""The circuit breaker: when the centre is asked."""

from __future__ import annotations

import pytest

from kiosk.sync.plan import Breaker, State, after_failure, after_sign_of_life, after_success, left_alone, permit


def failed(breaker: Breaker, times: int, now_s: float = 0.0, chance: float = 0.5) -> Breaker:
    for _ in range(times):
        breaker = after_failure(breaker, now_s, chance)
    return breaker


def test_four_failures_in_a_row_keep_asking() -> None:
    assert permit(failed(Breaker(), 4), 0.0).is_given


def test_fifth_failure_in_a_row_stops_asking() -> None:
    breaker = failed(Breaker(), 5)
    assert breaker.state is State.OPEN
    assert not permit(breaker, 29.9).is_given


def test_success_between_breaks_the_row() -> None:
    assert permit(failed(after_success(failed(Breaker(), 4)), 4), 0.0).is_given


def test_half_of_the_last_twenty_stops_asking() -> None:
    breaker = Breaker()
    for _ in range(9):
        breaker = after_success(failed(breaker, 1))
    assert breaker.state is State.CLOSED
    breaker = failed(after_success(breaker), 1)
    assert breaker.recent.count(False) == 10
    assert breaker.state is State.OPEN


def test_half_of_fewer_than_twenty_says_too_little() -> None:
    breaker = Breaker()
    for _ in range(9):
        breaker = after_success(failed(breaker, 1))
    assert failed(breaker, 1).state is State.CLOSED


@pytest.mark.parametrize(("chance", "rest_s"), [(0.0, 15.0), (0.5, 30.0), (0.999, 44.97)])
def test_rest_is_thirty_seconds_more_or_less_half(chance: float, rest_s: float) -> None:
    breaker = failed(Breaker(), 5, now_s=100.0, chance=chance)
    assert breaker.until_s == pytest.approx(100.0 + rest_s)
    assert not permit(breaker, 100.0 + rest_s - 0.1).is_given
    assert permit(breaker, 100.1 + rest_s).is_given


def test_after_the_rest_one_asks_as_a_trial() -> None:
    trial = permit(failed(Breaker(), 5), 31.0)
    assert trial.is_given
    assert trial.breaker.state is State.HALF_OPEN
    assert not permit(trial.breaker, 31.1).is_given


def test_trial_that_succeeds_forgets_all_before() -> None:
    assert after_success(permit(failed(Breaker(), 5), 31.0).breaker) == Breaker()


def test_trial_that_fails_rests_anew() -> None:
    breaker = after_failure(permit(failed(Breaker(), 5), 31.0).breaker, 32.0, 0.5)
    assert (breaker.state, breaker.until_s) == (State.OPEN, 62.0)


def test_trial_that_never_ends_lets_another_try() -> None:
    assert permit(permit(failed(Breaker(), 5), 31.0).breaker, 38.0).is_given


def test_failure_while_resting_does_not_lengthen_the_rest() -> None:
    breaker = failed(Breaker(), 5)
    assert after_failure(breaker, 10.0, 0.9).until_s == breaker.until_s


def test_sign_of_life_ends_the_rest_with_a_trial() -> None:
    breaker = after_sign_of_life(failed(Breaker(), 5), 3.0)
    assert permit(breaker, 3.0).breaker.state is State.HALF_OPEN


def test_sign_of_life_says_nothing_where_the_centre_is_asked_anyway() -> None:
    breaker = failed(Breaker(), 3)
    assert after_sign_of_life(breaker, 3.0) == breaker


def test_centre_that_asked_for_a_rest_is_left_alone_until_then() -> None:
    breaker = left_alone(failed(Breaker(), 1), 100.0, 120.0)
    assert not permit(breaker, 219.9).is_given
    assert permit(breaker, 220.0).breaker.state is State.HALF_OPEN


def test_rest_that_the_centre_asked_for_lasts_five_minutes_at_most() -> None:
    assert permit(left_alone(Breaker(), 100.0, 86_400.0), 400.0).is_given


def test_sign_of_life_does_not_end_a_rest_that_the_centre_asked_for() -> None:
    breaker = after_sign_of_life(left_alone(failed(Breaker(), 5), 0.0, 10.0), 3.0)
    assert not permit(breaker, 9.9).is_given
    assert permit(breaker, 10.0).is_given
