"""ZPL reads back as its links from what a printer makes of it; its graphics hold every dot of the square."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kiosk.central.seals.sheets.fonts import Fonts
from kiosk.central.seals.sheets.layout import lay_out
from kiosk.central.seals.sheets.paper import PAPERS, THERMAL
from kiosk.central.seals.sheets.square import qr_matrix
from kiosk.central.seals.sheets.zpl import sheet_zpl
from tests.central.sheets.conftest import PLACE, label, link, lot_of, read_back
from tests.central.sheets.renderer import print_zpl

ROLLS = ["58", "80"]


@pytest.mark.parametrize("name", ROLLS)
@pytest.mark.parametrize("dpi", THERMAL)
def test_every_label_reads_back(fonts: Fonts, name: str, dpi: int) -> None:
    labels = (*lot_of(5), label(PLACE, "HTX Rau mẫu", ""), label(link(lot="A%2F1%25%2B%26-b")))
    read = [read_back(picture) for picture in print_zpl(sheet_zpl(labels, PAPERS[name], THERMAL[dpi], fonts))]
    assert read == [[each.link] for each in labels]


@pytest.mark.parametrize("name", ROLLS)
@pytest.mark.parametrize("dpi", THERMAL)
def test_every_module_is_a_whole_number_of_dots_in_its_place(fonts: Fonts, name: str, dpi: int) -> None:
    paper, press, one = PAPERS[name], THERMAL[dpi], label()
    assert press.dots_per_mm is not None
    (picture,) = print_zpl(sheet_zpl([one], paper, press, fonts))
    square = lay_out(one, paper, press, fonts).square
    dots = round(square.module * press.dots_per_mm)
    left, top = (
        round(edge * press.dots_per_mm) + round(at * press.dots_per_mm)
        for edge, at in ((paper.left, square.x), (paper.top, square.y))
    )
    side = len(square.matrix) * dots
    printed = picture[top : top + side, left : left + side] == 0
    wanted = np.kron(np.array(qr_matrix(one.link)), np.ones((dots, dots), bool))
    assert np.array_equal(printed, wanted)
    quiet = 4 * dots
    around = picture[top - quiet : top + side + quiet, left - quiet : left + side + quiet].copy()
    around[quiet:-quiet, quiet:-quiet] = 255
    assert (around == 255).all()


def test_words_are_drawn_with_their_marks(fonts: Fonts) -> None:
    with_marks, without = (
        next(print_zpl(sheet_zpl([label(name=name)], PAPERS["80"], THERMAL[203], fonts))) for name in ("Ổi ệ", "Oi e")
    )
    head = slice(0, 60)
    assert (with_marks[head] == 0).sum() > (without[head] == 0).sum()


def test_each_label_begins_and_ends_for_itself(fonts: Fonts) -> None:
    zpl = sheet_zpl(lot_of(3), PAPERS["58"], THERMAL[203], fonts).decode("ascii")
    assert (zpl.count("^XA"), zpl.count("^XZ"), zpl.count("^PW464^LL552^LH0,0")) == (3, 3, 3)


NAMES = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=200).filter(lambda text: text.split())
LOTS = st.text(st.sampled_from("AWMijl19-_."), min_size=1, max_size=20).filter(lambda text: set(text) != {"."})


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=NAMES, producer=NAMES, lot=LOTS, roll=st.sampled_from(ROLLS), dpi=st.sampled_from(list(THERMAL)))
def test_no_dot_is_printed_out_of_the_label(
    fonts: Fonts, name: str, producer: str, lot: str, roll: str, dpi: int
) -> None:
    one = label(link(lot=lot), name, producer)
    (picture,) = print_zpl(sheet_zpl([one], PAPERS[roll], THERMAL[dpi], fonts))
    assert read_back(picture) == [one.link]
    dots_per_mm = THERMAL[dpi].dots_per_mm
    assert dots_per_mm is not None
    edge = int(PAPERS[roll].left * dots_per_mm)
    assert (picture[:, :edge] == 255).all()
    assert (picture[:, -edge:] == 255).all()
