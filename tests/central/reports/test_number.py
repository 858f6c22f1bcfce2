"""The number of a report survives being read out and typed."""

from __future__ import annotations

import pytest

from kiosk.central.reports.number import read_report_number, report_number
from kiosk.codes.city_code import NEVER_ISSUED


def test_number_has_its_month_its_sequence_and_a_check_character() -> None:
    number = report_number("2611", 42)
    assert number is not None
    assert number[:-1] == "BL-2611-0042"
    assert read_report_number(number) == number


def test_about_one_in_twelve_is_left_out() -> None:
    numbers = [report_number("2611", sequence) for sequence in range(1, 1001)]
    assert 50 < numbers.count(None) < 120
    assert not any(number[-1] in NEVER_ISSUED for number in numbers if number)


@pytest.mark.parametrize("typed", ["bl-2611-0042{}", "BL26110042{}", " BL 2611 0042 {} ", "bl-26110042{}"])
def test_number_may_be_typed_loosely(typed: str) -> None:
    number = report_number("2611", 42)
    assert number is not None
    assert read_report_number(typed.format(number[-1].lower())) == number


def test_every_wrong_digit_is_noticed() -> None:
    number = report_number("2611", 42)
    assert number is not None
    for place, right in enumerate(number):
        for wrong in set("0123456789") - {right}:
            if right.isdigit():
                assert read_report_number(number[:place] + wrong + number[place + 1 :]) is None


@pytest.mark.parametrize("text", ["", "BL-2611-0042", "XX-2611-0042K", "BL-2611-0042ß", "BL-２611-0042K", "B" * 200])
def test_anything_else_is_no_number(text: str) -> None:
    assert read_report_number(text) is None
