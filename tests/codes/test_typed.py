"""What is typed at a keypad: only what may stand there, and what is called whole names something."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.codes.city_code import city_check_character
from kiosk.codes.classify import classify
from kiosk.codes.code import CityCode, PriceLookUp, ShopNumber, TradeItemNumber
from kiosk.codes.typed import LETTERS, NAMES_SOMETHING, TypedKind, TypedNumber, Wholeness

PLACE = "P00417" + city_check_character("HNP00417")


def typed(text: str, kind: TypedKind = TypedKind.NUMBER) -> TypedNumber:
    made = TypedNumber(kind)
    for key in text:
        made = made.typed(key)
    return made


@pytest.mark.parametrize(
    ("text", "wholeness", "missing"),
    [
        ("", Wholeness.EMPTY, 4),
        ("406", Wholeness.HALF, 1),
        ("4065", Wholeness.PLU, 0),
        ("94065", Wholeness.PLU, 3),
        ("40653", Wholeness.HALF, 3),
        ("9521234", Wholeness.HALF, 1),
        ("95200002", Wholeness.WHOLE, 0),
        ("95200003", Wholeness.DOUBTFUL, 0),
        ("952123454", Wholeness.HALF, 3),
        ("012345678905", Wholeness.WHOLE, 0),
        ("952123454321", Wholeness.DOUBTFUL, 0),
        ("9521234543213", Wholeness.WHOLE, 0),
        ("9521234543214", Wholeness.DOUBTFUL, 0),
        ("09521234543213", Wholeness.WHOLE, 0),
        ("09521234543214", Wholeness.WRONG, 0),
    ],
)
def test_a_number_is_whole_by_its_length_and_check_digit(text: str, wholeness: Wholeness, missing: int) -> None:
    number = typed(text)
    assert (number.text, number.wholeness, number.missing) == (text, wholeness, missing)


def test_a_number_takes_no_letter_and_no_fifteenth_digit() -> None:
    assert typed("A1B2").text == "12"
    assert typed("0952123454321377").text == "09521234543213"
    assert typed("09521234543213").keys == frozenset()


def test_of_a_city_code_each_place_takes_what_may_stand_there() -> None:
    assert typed("HN7P", TypedKind.PLACE).text == "P"
    assert typed("P0A0417", TypedKind.PLACE).text == "P00417"
    assert typed("P00417ILO", TypedKind.PLACE).text == "P00417"
    assert set(LETTERS).isdisjoint("ILO")
    assert typed(PLACE, TypedKind.PLACE).wholeness is Wholeness.WHOLE
    other = next(letter for letter in LETTERS if letter != PLACE[-1])
    assert typed(PLACE[:-1] + other, TypedKind.PLACE).wholeness is Wholeness.WRONG
    assert typed("P0041", TypedKind.PLACE).missing == 2


def test_erasing_takes_the_last_character_and_nothing_from_nothing() -> None:
    assert typed("95").erased() == typed("9")
    assert typed("").erased() == typed("")


@given(st.text("0123456789", max_size=14))
def test_what_is_whole_is_what_the_classification_takes_and_nothing_else(text: str) -> None:
    number = typed(text)
    code = classify(number.payload, (), ())
    assert isinstance(code, TradeItemNumber | ShopNumber | PriceLookUp) is (number.wholeness in NAMES_SOMETHING)


def test_a_whole_city_code_is_one_to_the_classification() -> None:
    number = typed(PLACE, TypedKind.PLACE)
    assert classify(number.payload, (), ()) == CityCode("HN" + PLACE)
