"""Rules R1 to R4: good histories first, then one sighting too many."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from kiosk.records.history import Check
from kiosk.records.registry import Step
from kiosk.verdicts.history import HistoryRule, SerialHistory, distance_km, distinct_checks, judge_history
from tests.verdicts.cases import AT, MARKETS, SERIAL, WAY, check, moved

PRESENT = Check("now", AT, "minh-khai")
FIRST = SerialHistory((), AT, SERIAL, PRESENT, WAY, MARKETS)
OFF_ITS_WAY = (check(100, "long-bien"), check(60, "ha-dong"), check(20, "den-lu"))


def rules(*checks: Check, **changes: Any) -> frozenset[HistoryRule]:
    return judge_history(replace(FIRST, checks=checks, **changes))


def test_a_first_check_holds_nothing_against_it() -> None:
    assert judge_history(FIRST) == frozenset()


def test_distance_between_two_markets() -> None:
    assert 11 < distance_km(MARKETS[0], MARKETS[1]) < 12


def test_repeats_within_two_minutes_at_one_market_are_one_check() -> None:
    repeats = [replace(PRESENT, check_id=str(s), at=AT + timedelta(seconds=s)) for s in (0, 120, 240, 361)]
    assert [c.at for c in distinct_checks(repeats)] == [AT, AT + timedelta(seconds=361)]


def test_the_same_check_told_twice_counts_once() -> None:
    assert len(distinct_checks([PRESENT, replace(PRESENT, at=AT + timedelta(hours=1))])) == 1


def test_faster_than_a_car_between_markets_is_a_suspicion() -> None:
    assert rules(check(0.15, "long-bien")) == {HistoryRule.R1}


def test_as_fast_as_a_car_between_markets_is_none() -> None:
    assert rules(check(0.25, "long-bien")) == frozenset()


def test_a_market_without_a_place_has_no_distance() -> None:
    assert rules(check(0.15, "elsewhere")) == frozenset()


def test_two_fast_journeys_between_different_markets_are_copies() -> None:
    assert HistoryRule.R2 in rules(check(0.3, "ha-dong"), check(0.15, "long-bien"))


def test_two_fast_journeys_between_the_same_markets_stay_a_suspicion() -> None:
    assert rules(check(0.3, "minh-khai"), check(0.15, "long-bien")) == {HistoryRule.R1}


def test_three_markets_off_its_recorded_way_are_copies() -> None:
    assert rules(*OFF_ITS_WAY) == {HistoryRule.R2}


def test_a_market_on_its_way_does_not_count() -> None:
    way = (*WAY, moved(Step.RECEIVING, 3, "den-lu"))
    assert rules(*OFF_ITS_WAY, movements=way) == frozenset()


def test_a_way_that_reaches_no_market_yet_says_nothing() -> None:
    assert rules(*OFF_ITS_WAY, movements=WAY[:3]) == frozenset()
    assert rules(*OFF_ITS_WAY, movements=()) == frozenset()


def test_markets_seen_more_than_a_week_apart_are_no_copies() -> None:
    assert rules(check(169, "long-bien"), *OFF_ITS_WAY[1:]) == frozenset()


def test_six_checks_in_one_market_in_a_week_are_a_suspicion() -> None:
    five = tuple(check(hours, "minh-khai") for hours in (160, 50, 40, 30, 20))
    assert rules(*five) == {HistoryRule.R3}
    assert rules(*five[1:]) == frozenset()
    assert rules(check(169, "minh-khai"), *five[1:]) == frozenset()


def test_six_checks_within_one_visit_are_no_suspicion() -> None:
    shown_around = tuple(check(minutes / 60, "minh-khai") for minutes in range(5, 150, 5))
    assert rules(*shown_around) == frozenset()


def test_checks_half_an_hour_apart_are_counted_however_many_stand_between() -> None:
    counted = tuple(check(minutes / 60, "minh-khai") for minutes in range(30, 180, 30))
    between = tuple(check(minutes / 60, "minh-khai") for minutes in range(40, 180, 30))
    assert rules(*counted) == {HistoryRule.R3}
    assert rules(*counted, *between) == {HistoryRule.R3}
    assert rules(*counted[1:], *between[1:]) == frozenset()


def test_after_its_use_by_date_many_checks_are_no_suspicion() -> None:
    five = tuple(check(hours, "minh-khai") for hours in (60, 50, 40, 30, 20))
    assert rules(*five, is_past_use_by=True) == frozenset()


def test_a_check_a_day_after_its_sale_is_a_second_use() -> None:
    sold = moved(Step.SALE, 24.01, "minh-khai", (SERIAL,))
    assert rules(movements=(*WAY, sold)) == {HistoryRule.R4}
    assert rules(movements=(*WAY, moved(Step.SALE, 24, "minh-khai", (SERIAL,)))) == frozenset()
    assert rules(movements=(*WAY, replace(sold, serials=()))) == frozenset()
    assert rules(movements=(*WAY, sold), present=None) == frozenset()


def test_checks_under_an_untrusted_clock_enter_no_rule() -> None:
    assert rules(replace(check(0.15, "long-bien"), is_clock_trusted=False)) == frozenset()
    unsure = replace(PRESENT, is_clock_trusted=False)
    sold = moved(Step.SALE, 30, "minh-khai", (SERIAL,))
    assert rules(present=unsure, movements=(*WAY, sold)) == frozenset()
