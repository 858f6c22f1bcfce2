"""The number of a report survives being read out and typed."""

from __future__ import annotations

import pytest

from kiosk.codes.city_code import city_check_character
from kiosk.messages.report_number import DRAWN, DRAWN_FROM, read_report_number, report_number

COUNTED = "BL-2611-0042" + city_check_character("BL26110042")
"""As reports were numbered at first."""


@pytest.fixture
def number() -> str:
    made = report_number("2611", "7KQ4M3X")
    assert made is not None
    return made


def test_number_has_its_month_what_was_drawn_and_a_check_character(number: str) -> None:
    assert number[:-1] == "BL-2611-7KQ4M3X"
    assert read_report_number(number) == number


def test_check_character_is_one_that_nobody_mistakes() -> None:
    numbers = [report_number("2611", "7KQ4M3" + last) for last in DRAWN_FROM]
    made = [number for number in numbers if number]
    assert made
    assert len(made) < len(numbers)
    assert all(number[-1] in DRAWN_FROM for number in made)


def test_guessing_hits_less_than_once_in_a_million_among_a_thousand_reports() -> None:
    assert len(set(DRAWN_FROM)) ** DRAWN / 1000 > 1_000_000
    assert not set(DRAWN_FROM) & set("01ILOSZB")


@pytest.mark.parametrize("typed", ["{}", "bl-2611-{}", "BL2611{}", " BL 2611 {} ", "bl-2611{}", "BL-2611-{}\n"])
def test_number_may_be_typed_loosely(number: str, typed: str) -> None:
    start = "BL-2611-"
    loosely = typed.format(number.removeprefix(start).lower() if typed != "{}" else number)
    assert read_report_number(loosely) == number


def test_number_may_be_typed_in_groups(number: str) -> None:
    assert (
        read_report_number(f"{number[:12]} {number[12:]}")
        == read_report_number(f"{number[:12]}-{number[12:]}")
        == number
    )


def test_every_single_wrong_character_is_noticed(number: str) -> None:
    for place in range(len("BL-2611-"), len(number)):
        for wrong in set(DRAWN_FROM) - {number[place]}:
            assert read_report_number(number[:place] + wrong + number[place + 1 :]) is None


def test_two_neighbours_that_changed_places_are_noticed(number: str) -> None:
    for place in range(len("BL-2611-"), len(number) - 1):
        pair = number[place : place + 2]
        assert read_report_number(number[:place] + pair[::-1] + number[place + 2 :]) is None


def test_numbers_that_were_counted_are_still_read() -> None:
    assert read_report_number(COUNTED) == read_report_number(COUNTED.lower().replace("-", "")) == COUNTED


@pytest.mark.parametrize(
    "text", ["", "BL-2611-0042", "XX-2611-0042K", "BL-2611-0042ß", "BL-２611-0042K", "BL-2611-0KQ4M3XT", "B" * 200]
)
def test_anything_else_is_no_number(text: str) -> None:
    assert read_report_number(text) is None
