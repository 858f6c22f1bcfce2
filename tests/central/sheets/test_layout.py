"""Sizes: as large as they can be, never under half a millimetre, every word within its label."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import ImageFont

from kiosk.central.seals.sheets.fonts import MM_PER_POINT, RISE, Fonts, Weight
from kiosk.central.seals.sheets.layout import lay_out
from kiosk.central.seals.sheets.paper import FINE, PAPERS, SMALLEST_MODULE, THERMAL, Paper, Press
from kiosk.central.seals.sheets.square import Block, blocks, qr_matrix, runs_of
from kiosk.errors import KioskError
from kiosk.settings import assets_dir
from tests.central.sheets.conftest import GOODS, SEAL, label, link

WAYS = [(PAPERS["a4"], FINE), *((PAPERS[roll], press) for roll in ("58", "80") for press in (FINE, *THERMAL.values()))]


@pytest.mark.parametrize(
    ("paper", "press", "module"),
    [
        ("a4", FINE, 0.625),
        ("58", FINE, 0.625),
        ("80", FINE, 0.625),
        ("58", THERMAL[203], 0.625),
        ("80", THERMAL[203], 0.625),
        ("58", THERMAL[300], 8 * 25.4 / 300),
        ("80", THERMAL[300], 8 * 25.4 / 300),
    ],
)
def test_label_of_a_pack_has_modules_of_the_best_size(fonts: Fonts, paper: str, press: Press, module: float) -> None:
    layout = lay_out(label(), PAPERS[paper], press, fonts)
    assert len(layout.square.matrix) == 53
    assert layout.square.module == pytest.approx(module)


def test_larger_square_gets_smaller_modules(fonts: Fonts) -> None:
    square = lay_out(label(link(more="&7007=261118261120&3103=000500")), PAPERS["a4"], FINE, fonts).square
    assert len(square.matrix) > 53
    assert SMALLEST_MODULE <= square.module < 0.625


@pytest.mark.parametrize(("paper", "press"), WAYS)
def test_square_that_would_be_too_small_is_refused(fonts: Fonts, paper: Paper, press: Press) -> None:
    long = f"{GOODS}/L2611A/21/7K2M0001?17=261130&x={'y' * 250}&s={SEAL}"
    with pytest.raises(KioskError, match=r"SEAL-25.*no room at 0\.5 mm"):
        lay_out(label(long), paper, press, fonts)


def test_words_without_room_are_refused_and_not_cut_off(fonts: Fonts) -> None:
    full = label()
    with pytest.raises(KioskError, match=r"SEAL-25.*words have no room"):
        lay_out(replace(full, small=full.small * 12), PAPERS["a4"], FINE, fonts)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    way=st.sampled_from(WAYS),
    name=st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=200).filter(lambda text: text.split()),
    producer=st.text(st.characters(max_codepoint=0x1EFF, exclude_categories=["Cs"]), max_size=200),
    lot=st.text(st.sampled_from("AWMij19-_"), min_size=1, max_size=20),
    more=st.sampled_from(["", "&13=261120", "&13=261120&3103=000500", "&7007=261118261120&11=261100"]),
)
def test_every_word_stands_within_its_label_and_off_the_square(
    fonts: Fonts, way: tuple[Paper, Press], name: str, producer: str, lot: str, more: str
) -> None:
    paper, press = way
    one = label(link(lot=lot, more=more), name, producer)
    layout = lay_out(one, paper, press, fonts)
    square, quiet = layout.square, 4 * layout.square.module
    assert min(square.x, square.y) >= quiet - 0.1
    assert square.x + square.side + quiet <= paper.label_width + 0.1
    assert square.y + square.side + quiet <= paper.label_height + 0.1
    for word in layout.words:
        above, below = word.size * MM_PER_POINT, 0.265 * word.size * MM_PER_POINT
        right = word.x + fonts.width_mm(word.text, word.weight, word.size)
        assert word.baseline - (1 + RISE) * above >= 0
        assert word.baseline + below <= paper.label_height + 0.01
        assert word.x >= 0
        assert right <= paper.label_width - 1.4
        is_beside = word.x >= square.x + square.side + quiet - 0.1
        is_above = word.baseline + below <= square.y - quiet + 0.3
        is_under = word.baseline - above >= square.y + square.side + quiet - 0.3
        assert is_beside or is_above or is_under
    shown = "".join(word.text for word in layout.words)
    assert lot in shown
    assert one.link.partition("/21/")[2][:8] in shown.replace(" ", "")


def test_marks_of_the_highest_capitals_stay_within_the_rise() -> None:
    for weight in Weight:
        font = ImageFont.truetype(assets_dir() / "fonts" / f"{weight}.ttf", 1000)
        highest = min(font.getbbox(letter, anchor="ls")[1] for letter in "ẲẰẮỔẴỖỂẨỄẪỒỐÅ")
        assert -highest <= 1000 * (1 + RISE) + 1


def test_long_name_is_cut_off_with_an_ellipsis(fonts: Fonts) -> None:
    fitted = fonts.fit("Rau muống " * 20, Weight.BOLD, (10, 6), 40, 5.4)
    assert (fitted.is_cut, fitted.size, len(fitted.lines)) == (True, 6, 2)
    assert fitted.lines[-1].endswith("…")
    assert max(fonts.width_mm(line, Weight.BOLD, 6) for line in fitted.lines) <= 40


def test_blocks_cover_each_dark_module_once() -> None:
    matrix = qr_matrix(link())
    covered = [
        (x, y)
        for block in blocks(matrix)
        for y in range(block.y, block.y + block.height)
        for x in range(block.x, block.x + block.width)
    ]
    dark = {(x, y) for y, row in enumerate(matrix) for x, is_dark in enumerate(row) if is_dark}
    assert (len(covered), set(covered)) == (len(dark), dark)


def test_equal_runs_below_each_other_are_one_block() -> None:
    assert blocks(((True, True, False), (True, True, False), (False, True, True))) == (
        Block(0, 0, 2, 2),
        Block(1, 2, 2, 1),
    )
    assert runs_of((True, False, True, True)) == [(0, 1), (2, 2)]
