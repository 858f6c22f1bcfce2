"""What stands on a label is read from its link, and only sealed links are printed."""

from __future__ import annotations

import json
import unicodedata

import pytest

from kiosk.central.seals.sheets.label import Row, label_text
from kiosk.central.seals.sheets.limits import MAX_LABELS
from kiosk.central.seals.sheets.lines import read_labels
from kiosk.central.seals.sheets.names import Names
from kiosk.codes.code import Elements
from kiosk.errors import KioskError
from tests.central.sheets.conftest import EN, GOODS, PLACE, SEAL, VI, YEAR, label, link


def named(_elements: Elements) -> Names:
    return Names("Rau muống", "HTX Rau mẫu")


def test_lot_and_date_are_large_and_the_serial_is_there() -> None:
    one = label()
    assert one.large == (Row("Lô", "L2611A"), Row("Dùng đến", "30/11/2026"))
    assert one.small == (Row("Số tem", "7K2M0000"),)


def test_lot_is_decoded_once() -> None:
    assert label(link(lot="A%2F1%2525")).large[0].value == "A/1%25"


@pytest.mark.parametrize(
    ("more", "row"),
    [
        ("&13=261120", Row("Packed", "20/11/2026")),
        ("&11=261100", Row("Produced", "11/2026")),
        ("&7007=261120", Row("Harvested", "20/11/2026")),
        ("&7007=261118261120", Row("Harvested", "18–20/11/2026")),
        ("&7007=261030261102", Row("Harvested", "30/10–02/11/2026")),
        ("&7007=261230270102", Row("Harvested", "30/12/2026–02/01/2027")),
        ("&3103=000500", Row("Net weight", "0,5 kg")),
        ("&3100=000012", Row("Net weight", "12 kg")),
        ("&3105=123456", Row("Net weight", "1,23456 kg")),
    ],
)
def test_what_else_the_link_says_is_told(more: str, row: Row) -> None:
    assert row in label_text(link(more=more), "Morning glory", "", EN, YEAR).small


def test_best_before_stands_where_there_is_no_use_by() -> None:
    one = label(f"{GOODS}/L1?15=261200&s={SEAL}")
    assert one.large == (Row("Lô", "L1"), Row("Dùng tốt nhất trước", "12/2026"))


def test_sign_of_a_place_bears_its_number() -> None:
    assert label(PLACE, "HTX Rau mẫu").large == (Row("Mã nơi (GLN)", "9521234000013"),)


def test_names_are_composed_and_on_one_line() -> None:
    one = label(name=unicodedata.normalize("NFD", "  Rau\nmuống "))
    assert one.name == "Rau muống"


@pytest.mark.parametrize(
    "wrong",
    [
        f"{GOODS}/L1/21/S1?17=261130",
        f"{GOODS}/L1/21/S1?s={SEAL[:-1]}",
        f"https://trace.example/01/09521234543214/10/L1?s={SEAL}",
        f"https://trace.example/help?s={SEAL}",
        f"{link()}&x={'y' * 512}",
        f"{link()}&x=ệ",
        "L2611A",
        "",
    ],
)
def test_what_is_no_sealed_link_is_not_printed(wrong: str) -> None:
    with pytest.raises(KioskError, match="SEAL-21"):
        label_text(wrong, "Rau muống", "", VI, YEAR)


def test_names_are_of_bounded_length() -> None:
    with pytest.raises(KioskError, match="SEAL-22"):
        label(name="x" * 201)
    with pytest.raises(KioskError, match="SEAL-22"):
        label(producer="x" * 201)


def test_number_stands_where_no_name_is_known() -> None:
    assert label(name=" \t").name == "GTIN 09521234543213"
    assert label(PLACE, name="").name == "GLN 9521234000013"


def test_lines_are_json_or_bare_links_with_names_of_their_own_or_of_all() -> None:
    lines = [
        json.dumps({"link": link(1), "code": {"10": "L2611A"}}),
        "",
        link(2) + "\n",
        json.dumps({"link": link(3), "product": "Cải ngọt", "producer": "HTX khác"}),
    ]
    labels = read_labels(lines, named, VI, YEAR)
    assert [(each.link, each.name, each.producer) for each in labels] == [
        (link(1), "Rau muống", "HTX Rau mẫu"),
        (link(2), "Rau muống", "HTX Rau mẫu"),
        (link(3), "Cải ngọt", "HTX khác"),
    ]


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ('{"link": ', "SEAL-21: Line 2"),
        ('{"other": 1}', "SEAL-21: Line 2"),
        ("{" + " " * 5000, "SEAL-21: Line 2"),
        ("text", "SEAL-21: Line 2"),
        (json.dumps({"link": link(), "product": "x" * 201}), "SEAL-22: Line 2"),
    ],
)
def test_fault_names_its_line(line: str, number: str) -> None:
    with pytest.raises(KioskError, match=number):
        read_labels([link(), line], named, VI, YEAR)


def test_none_and_too_many_are_refused() -> None:
    with pytest.raises(KioskError, match="SEAL-23: labels given: 0"):
        read_labels(["", "\n"], named, VI, YEAR)
    with pytest.raises(KioskError, match=f"SEAL-23: labels given: {MAX_LABELS + 1}"):
        read_labels((link() for _ in range(MAX_LABELS + 100)), named, VI, YEAR)
