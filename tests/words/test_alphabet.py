"""Names stand where a Vietnamese reader looks for them."""

from __future__ import annotations

import random

import pytest

from kiosk.words.alphabet import in_order, order_of


@pytest.mark.parametrize(
    "names",
    [
        ["Chợ Dịch Vọng", "Chợ Đồng Xuân", "Chợ Ép"],
        ["Chợ Bưởi", "Chợ Hôm", "Chợ Long Biên", "Chợ Mơ", "Chợ Phùng Khoang", "Chợ Xanh", "chợ Yên Sở"],
        ["an", "ăn", "ân", "ba"],
        ["oan", "ôn", "ơn", "pha"],
        ["ung", "ưng", "va"],
        ["ma", "mà", "mả", "mã", "má", "mạ", "mai"],
        ["lê", "lề", "lể", "lễ", "lế", "lệ"],
        ["Chợ", "Chợ Mơ", "Chợ Mơ 2", "Chợ Mơ 10", "Chợ Mơ A"],
        ["", "1", "2", "10", "a", "z", "市"],
    ],
)
def test_names_stand_in_the_order_of_the_alphabet(names: list[str]) -> None:
    mixed = random.Random(3).sample(names, len(names))
    assert [name for _, name in in_order((name, name) for name in mixed)] == names


def test_letters_count_before_tones() -> None:
    assert order_of("mạ an") < order_of("ma ăn")


def test_both_ways_to_write_a_letter_are_one_place() -> None:
    assert order_of("\u1ed9")[:2] == order_of("o\u0302\u0323")[:2] == order_of("o\u0323\u0302")[:2]


def test_those_of_one_name_stand_by_their_ids() -> None:
    assert in_order([("m2", "Chợ Mơ"), ("m1", "Chợ Mơ")]) == [("m1", "Chợ Mơ"), ("m2", "Chợ Mơ")]
