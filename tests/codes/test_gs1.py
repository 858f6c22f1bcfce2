"""Values and their company: a good element string, one thing spoiled."""

from __future__ import annotations

import pytest

from kiosk.codes.code import Elements, ElementString, Family, Refusal
from kiosk.codes.gs1 import fault_of
from kiosk.codes.gs1_checks import CHECKS
from tests.codes.reading import GTIN, bad_check_digit, bad_syntax, read

ITEM = (("01", GTIN),)
LOAD = (("00", "095212345432101239"),)
GLN = "9521234000013"


@pytest.mark.parametrize(
    "elements",
    [
        ITEM,
        (*ITEM, ("10", "A/%+&-"), ("21", "x" * 20), ("17", "261100")),
        (*ITEM, ("7003", "2611301530")),
        (*ITEM, ("7007", "261101261103"), ("422", "704")),
        (*ITEM, ("422", "704"), ("427", "HN")),
        (*ITEM, ("423", "704156")),
        (*ITEM, ("7030", "704HNP00417S"), ("7031", "999X")),
        (*ITEM, ("21", "S"), ("8030", "Ab-_=")),
        (*ITEM, ("3922", "1250"), ("3103", "000500")),
        (("01", "99521234543216"), ("3103", "000500")),
        (("01", "99521234543216"), ("30", "5")),
        (*LOAD, ("02", GTIN), ("37", "12"), ("10", "L")),
        (*LOAD, ("4331", "000400-")),
        (("414", GLN), ("254", "12")),
        (("415", GLN), ("8020", "R1")),
        (("8013", "1987654Ad4X4bL5ttr2310c2K"),),
        (("8003", f"0{GLN}A1"),),
        (("8004", "9521A"),),
        (("253", GLN), ("90", "own")),
    ],
)
def test_what_the_general_specifications_allow_has_no_fault(elements: Elements) -> None:
    assert fault_of(elements) is None


@pytest.mark.parametrize(
    "elements",
    [
        (("01", GTIN[:-1]),),
        (("01", GTIN + "0"),),
        (("10", "L"),),
        (*ITEM, ("10", "")),
        (*ITEM, ("10", "x" * 21)),
        (*ITEM, ("10", "a b")),
        (*ITEM, ("10", "rấu")),
        (*ITEM, ("17", "261131")),
        (*ITEM, ("17", "26113")),
        (*ITEM, ("17", "٢٦١١٣٠")),
        (*ITEM, ("7007", "261100")),
        (*ITEM, ("7003", "2611302460")),
        (*ITEM, ("7003", "2611302400")),
        (*ITEM, ("422", "999")),
        (*ITEM, ("422", "704"), ("426", "704")),
        (*ITEM, ("427", "HN")),
        (*ITEM, ("423", "7041")),
        (*ITEM, ("235", "X"), ("21", "S")),
        (*ITEM, ("37", "5")),
        (*ITEM, ("255", GLN)),
        (*ITEM, ("3103", "000500"), ("3102", "005000")),
        (*ITEM, ("3922", "1250")),
        (*ITEM, ("8030", "Ab")),
        (*ITEM, ("05", "1")),
        (*ITEM, ("01", GTIN)),
        (("01", "99521234543216"),),
        (("02", GTIN), ("37", "5")),
        (*LOAD, ("02", GTIN)),
        (*LOAD, ("10", "L")),
        (*LOAD, ("4331", "000400"), ("4330", "000400")),
        (*LOAD, ("4331", "000400+")),
        (("254", "12"),),
        (("8004", "AB521"),),
        (("8008", "261130"), *ITEM),
    ],
)
def test_what_they_forbid_is_wrong_syntax(elements: Elements) -> None:
    assert fault_of(elements) is Refusal.BAD_SYNTAX


@pytest.mark.parametrize(
    "elements",
    [
        (("01", "09521234543214"),),
        (("00", "095212345432101230"),),
        (("414", "9521234000010"),),
        (*ITEM, ("416", "9521234000010")),
        (("8013", "1987654Ad4X4bL5ttr2310c2L"),),
        (("415", GLN), ("8020", "R1"), ("8007", "DE89370400440532013001")),
    ],
)
def test_a_wrong_check_digit_is_said_to_be_one(elements: Elements) -> None:
    assert fault_of(elements) is Refusal.BAD_CHECK_DIGIT


@pytest.mark.parametrize(
    ("text", "elements"),
    [
        (f"01{GTIN}10L\x1d17261130", (*ITEM, ("10", "L"), ("17", "261130"))),
        (f"01{GTIN}\x1d17261130\x1d10L\x1d", (*ITEM, ("17", "261130"), ("10", "L"))),
        (f"10L\x1d01{GTIN}", (("10", "L"), *ITEM)),
        (f"01{GTIN}422704\x1d10L", (*ITEM, ("422", "704"), ("10", "L"))),
    ],
)
def test_an_element_string_is_cut_at_lengths_and_separators(text: str, elements: Elements) -> None:
    assert read(text, "]C1") == ElementString(elements)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\x1d",
        f"\x1d01{GTIN}",
        f"01{GTIN}\x1d\x1d10L",
        f"01{GTIN}10L\x1d\x1d",
        f"01{GTIN}42270410L",
        f"01{GTIN}10",
        f"01{GTIN}1",
        f"01{GTIN}05A",
        f"01{GTIN[:-1]}",
        f"(01){GTIN}",
        GTIN,
    ],
)
def test_a_broken_element_string_keeps_the_family(text: str) -> None:
    assert read(text, "]C1") == bad_syntax(Family.ELEMENT_STRING)


def test_a_wrong_check_digit_in_an_element_string_keeps_the_family() -> None:
    assert read("0109521234543214", "]d2") == bad_check_digit(Family.ELEMENT_STRING)


@pytest.mark.parametrize(
    ("check", "good", "bad"),
    [
        ("csumalpha", "1987654Ad4X4bL5ttr2310c2K", "K"),
        ("iban", "DE89370400440532013000", "89DE370400440532013000"),
        ("gcppos1", "9521", "952"),
        ("gcppos2", "09521", "0A521"),
        ("yyyymmdd", "20240229", "21000229"),
        ("yyyymmdd", "20261123", "00001123"),
        ("hh", "23", "24"),
        ("mi", "59", "60"),
        ("ss", "00", "61"),
        ("hhmi", "2359", "2360"),
        ("iso3166alpha2", "VN", "VV"),
        ("iso3166", "704", "703X"),
        ("iso3166999", "999", "998"),
        ("iso4217", "704", "000"),
        ("iso5218", "9", "3"),
        ("pcenc", "a%20b", "a%2"),
        ("latitude", "1800000000", "1800000001"),
        ("longitude", "3600000000", "3600000001"),
        ("yesno", "1", "2"),
        ("zero", "0", "1"),
        ("nonzero", "0100", "0000"),
        ("winding", "9", "2"),
        ("pieceoftotal", "0202", "0302"),
        ("pieceoftotal", "0102", "0002"),
        ("nozeroprefix", "0", "01"),
        ("hasnondigit", "1A", "11"),
        ("importeridx", "_", "/"),
        ("posinseqslash", "1/2", "2/1"),
        ("hyphen", "-", "+"),
    ],
)
def test_a_part_holds_what_its_name_says(check: str, good: str, bad: str) -> None:
    assert CHECKS[check](good)
    assert not CHECKS[check](bad)
