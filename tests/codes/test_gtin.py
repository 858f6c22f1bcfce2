"""Numbers of bar codes: one normal form, and the shop's own apart."""

from __future__ import annotations

import pytest

from kiosk.codes.code import Family, Refusal, ShopNumber, TradeItemNumber
from kiosk.codes.gtin import check_digit, to_gtin14
from tests.codes.reading import bad_check_digit, none, read


def with_check(body: str) -> str:
    return body + check_digit(body)


@pytest.mark.parametrize(
    ("number", "symbology", "gtin"),
    [
        ("96385074", "]E4", "00000096385074"),
        ("036000291452", "]E0", "00036000291452"),
        ("0036000291452", "]E0", "00036000291452"),
        ("4006381333931", "]E0", "04006381333931"),
        ("8934563138165", None, "08934563138165"),
        ("19521234543210", "]I1", "19521234543210"),
        ("00000096385074", None, "00000096385074"),
    ],
)
def test_every_length_has_one_normal_form(number: str, symbology: str | None, gtin: str) -> None:
    number = with_check(number[:-1])
    assert read(number, symbology) == TradeItemNumber(to_gtin14(number))
    assert to_gtin14(number)[:-1] == gtin[:-1]


@pytest.mark.parametrize("prefix", ["02", "04", *map(str, range(20, 30))])
def test_ean_13_of_a_shops_prefix_is_the_shops_own(prefix: str) -> None:
    number = with_check(f"{prefix}1234512345")
    assert read(number, "]E0") == ShopNumber(number)
    assert read(f"0{number}", None) == ShopNumber(f"0{number}")


@pytest.mark.parametrize("prefix", ["00", "01", "03", "05", "19", "30", "952", "893"])
def test_ean_13_of_another_prefix_is_a_product(prefix: str) -> None:
    number = with_check(f"{prefix}123451234567"[:12])
    assert read(number, "]E0") == TradeItemNumber(f"0{number}")


@pytest.mark.parametrize("first", "0123456789")
def test_ean_8_is_the_shops_own_where_it_begins_with_0_or_2(first: str) -> None:
    number = with_check(f"{first}123456")
    expected = ShopNumber(number) if first in "02" else TradeItemNumber(f"000000{number}")
    assert read(number, "]E4") == expected


@pytest.mark.parametrize("first", "24")
def test_upc_a_of_a_shops_prefix_is_the_shops_own(first: str) -> None:
    number = with_check(f"{first}1234512345")
    assert read(number, "]E0") == ShopNumber(number)


def test_a_wrong_check_digit_keeps_the_family() -> None:
    assert read("8934563138160", "]E0") == bad_check_digit(Family.GTIN)
    assert read("2012345678900", "]E0") == bad_check_digit(Family.SHOP_NUMBER)


@pytest.mark.parametrize(
    "number", ["893456313816", "٨٩٣٤٥٦٣١٣٨١٦٥", "８９３４５６３１３８１６５", "8934563138165 ", "²934563138165"]
)
def test_digits_of_other_scripts_and_blanks_are_no_number(number: str) -> None:
    code = read(number, None)
    assert code == none(Refusal.OTHER_TEXT) or code == bad_check_digit(Family.GTIN)
    assert not isinstance(code, TradeItemNumber)


@pytest.mark.parametrize("length", [7, 9, 10, 11, 15, 16])
def test_other_lengths_are_no_number(length: int) -> None:
    assert read("5" * length, None) == none(Refusal.OTHER_TEXT)
