"""Names as they are shown: in one direction, numbers beside their units, no longer than their room."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.wording.names import GOES_ON, NAME_ROOM, NO_BREAK, brief, shown, together


@pytest.mark.parametrize(
    ("name", "seen"),
    [
        ("bó 500 g", "bó 500\u00a0g"),
        ("chai 1,5 l, 10 %", "chai 1,5\u00a0l, 10\u00a0%"),
        ("10 gói, 3 giờ", "10 gói, 3 giờ"),
        ("xã Phúc Thịnh, Hà Nội", "xã\u00a0Phúc\u00a0Thịnh, Hà\u00a0Nội"),
        ("Chợ đầu mối Minh Khai, Cổng A", "Chợ đầu mối Minh\u00a0Khai, Cổng\u00a0A"),
        ("HTX Rau mẫu Sông Hồng", "HTX Rau mẫu Sông\u00a0Hồng"),
        ("Chợ Long Biên · 14 lần", "Chợ\u00a0Long\u00a0Biên\u00a0· 14 lần"),
        ("Sample Vegetable Cooperative", "Sample Vegetable Cooperative"),
        ("Mở Excel. Sửa ô", "Mở\u00a0Excel. Sửa ô"),
        ("Rau \u202eGAPteiV\u202c mẫu", "Rau GAPteiV mẫu"),
        ("\u2067الخضار\u2069\u200f", "الخضار"),
        ("Quầy A1\nthứ\thai", "Quầy A1 thứ hai"),
        ("Giò\u200b lụa\ufeff", "Giò lụa"),
    ],
)
def test_a_name_is_shown(name: str, seen: str) -> None:
    assert shown(name) == seen


@given(st.text())
def test_no_sign_that_turns_the_direction_or_cannot_be_seen_is_shown(name: str) -> None:
    assert {unicodedata.category(sign) for sign in shown(name)}.isdisjoint({"Cc", "Cf", "Cs", "Co", "Cn"})
    assert shown(shown(name)) == shown(name)


@given(st.lists(st.sampled_from(("Hà", "Nội", "chợ", "Nghĩa", "Tân,", "A", "500", "kg", "·", "rau")), max_size=60))
def test_a_name_longer_than_a_line_may_be_broken(words: list[str]) -> None:
    kept = together(" ".join(words))
    assert kept.replace(NO_BREAK, " ") == " ".join(words)
    names = [run.partition(f"{NO_BREAK}·")[0] for run in kept.split(" ")]
    assert all(len(name) <= NAME_ROOM + len(" kg") for name in names)


@given(st.text(max_size=300), st.integers(8, 120))
def test_a_brief_name_fits_and_says_that_it_goes_on(name: str, characters: int) -> None:
    short = brief(name, characters)
    assert len(short) <= characters
    assert short == name or short.endswith(GOES_ON)


def test_a_brief_name_ends_with_a_whole_word() -> None:
    assert brief("Hợp tác xã Dịch vụ nông nghiệp Văn Đức", 24) == "Hợp tác xã Dịch vụ nông…"
