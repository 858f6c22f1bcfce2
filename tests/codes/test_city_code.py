"""The city's establishment codes: type letter, sequence number, check character."""

from __future__ import annotations

import pytest

from kiosk.codes.city_code import ALPHABET, NEVER_ISSUED, city_check_character
from kiosk.codes.code import CityCode, Family, Refusal
from tests.codes.reading import bad_check_digit, none, read

CODE = "HNP00417S"


def test_the_check_character_is_iso_7064_mod_37_36() -> None:
    # The Global Release Identifier's published example, A1-2425G-ABC1234002-M, has the same check.
    assert city_check_character("A12425GABC1234002") == "M"


def test_a_right_code_is_read_in_either_case() -> None:
    assert read(CODE, None) == CityCode(CODE)
    assert read(CODE.lower(), None) == CityCode(CODE)


@pytest.mark.parametrize("letter", "PSKWRT")
def test_every_type_of_establishment_is_read(letter: str) -> None:
    body = f"HN{letter}00001"
    assert read(body + city_check_character(body), None) == CityCode(body + city_check_character(body))


@pytest.mark.parametrize("check", [letter for letter in ALPHABET if letter != CODE[-1]])
def test_every_other_check_character_is_refused(check: str) -> None:
    assert read(CODE[:-1] + check, None) == bad_check_digit(Family.CITY_CODE)


@pytest.mark.parametrize("position", range(3, 8))
def test_every_mistyped_digit_is_noticed(position: int) -> None:
    for digit in set("0123456789") - {CODE[position]}:
        typed = CODE[:position] + digit + CODE[position + 1 :]
        assert read(typed, None) == bad_check_digit(Family.CITY_CODE)


@pytest.mark.parametrize("sequence", [419, 438])
def test_a_number_whose_check_character_looks_like_a_digit_was_never_issued(sequence: int) -> None:
    body = f"HNP{sequence:05}"
    assert city_check_character(body) in NEVER_ISSUED
    assert read(body + city_check_character(body), None) == bad_check_digit(Family.CITY_CODE)


@pytest.mark.parametrize(
    "text", ["HNX00417S", "HNP00417", "HNP0417S", "HCP00417S", "HNP00417SS", "HNP٠٠٤١٧S", "ſNP00417S"]
)
def test_another_form_is_no_city_code(text: str) -> None:
    assert read(text, None) == none(Refusal.OTHER_TEXT)
