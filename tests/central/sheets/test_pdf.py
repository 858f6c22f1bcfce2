"""A PDF reads back from paper as its links, label by label, and stays within its page."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from kiosk.central.seals.sheets.fonts import Fonts
from kiosk.central.seals.sheets.paper import PAPERS, Paper
from kiosk.central.seals.sheets.pdf import sheet_pdf
from tests.central.sheets.conftest import HAS_POPPLER, PLACE, VI, Pixels, label, link, lot_of, pages_of, read_back

pytestmark = pytest.mark.skipif(not HAS_POPPLER, reason="pdftoppm and pdffonts (poppler-utils) are not installed")

OFFICE_DPI = 300
"""What the plainest office printer has."""


def cells(page: Pixels, paper: Paper, dpi: int) -> Iterator[Pixels]:
    """The places of the labels on a page, row by row."""
    for index in range(paper.each):
        row, column = divmod(index, paper.columns)
        left, top = paper.left + column * paper.step_x, paper.top + row * paper.step_y
        x0, y0, x1, y1 = (
            round(at * dpi / 25.4) for at in (left, top, left + paper.label_width, top + paper.label_height)
        )
        yield page[y0:y1, x0:x1]


def test_every_label_on_every_page_of_a4_reads_back_in_its_place(fonts: Fonts, tmp_path: Path) -> None:
    paper = PAPERS["a4"]
    labels = lot_of(2 * paper.each + 1)
    sheet = sheet_pdf(labels, paper, fonts, VI)
    pages = list(pages_of(sheet, tmp_path, OFFICE_DPI))
    read = [found for page in pages for cell in cells(page, paper, OFFICE_DPI) for found in read_back(cell)]
    assert len(pages) == 3
    assert read == [each.link for each in labels]


@pytest.mark.parametrize("name", ["58", "80"])
@pytest.mark.parametrize("dpi", [203, 300])
def test_every_label_of_a_roll_reads_back_as_a_thermal_printer_draws_it(
    fonts: Fonts, tmp_path: Path, name: str, dpi: int
) -> None:
    labels = (*lot_of(3), label(PLACE, "HTX Rau mẫu", "Xã Phúc Thịnh"), label(link(lot="A%2F1%25%2B%26-b")))
    read = [read_back(page) for page in pages_of(sheet_pdf(labels, PAPERS[name], fonts, VI), tmp_path, dpi)]
    assert read == [[each.link] for each in labels]


@pytest.mark.parametrize("name", PAPERS)
def test_fonts_are_inside_and_nothing_is_a_picture(fonts: Fonts, tmp_path: Path, name: str) -> None:
    sheet = tmp_path / "sheet.pdf"
    sheet.write_bytes(sheet_pdf(lot_of(2), PAPERS[name], fonts, VI))
    listed = subprocess.run(["pdffonts", sheet], capture_output=True, text=True, check=True, timeout=20).stdout
    rows = [row.split() for row in listed.splitlines()[2:]]
    assert rows
    for row in rows:
        assert "BeVietnamPro" in row[0]
        assert row[-5:-2] == ["yes", "yes", "yes"]
    assert b"/Subtype /Image" not in sheet.read_bytes()


def test_sheet_is_the_same_at_every_run(fonts: Fonts) -> None:
    assert sheet_pdf(lot_of(3), PAPERS["a4"], fonts, VI) == sheet_pdf(lot_of(3), PAPERS["a4"], fonts, VI)


NAMES = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=200).filter(lambda text: text.split())
VIETNAMESE = st.lists(
    st.sampled_from(["Rau", "muống", "Ổi", "nghiêng", "ỆỆ", "hữu cơ", "W" * 30, "500 g"]), min_size=1, max_size=12
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(name="Ẳ Ổ", producer="0", paper=PAPERS["58"])
@example(name="Ẳ Ổ " * 20, producer="Ẳ", paper=PAPERS["80"])
@given(name=st.one_of(NAMES, VIETNAMESE.map(" ".join)), producer=NAMES, paper=st.sampled_from(list(PAPERS.values())))
def test_whatever_the_names_the_link_reads_back_and_the_margins_stay_white(
    fonts: Fonts, tmp_path_factory: pytest.TempPathFactory, name: str, producer: str, paper: Paper
) -> None:
    one = label(name=name[:200], producer=producer)
    sheet = sheet_pdf([one], paper, fonts, VI)
    (page,) = pages_of(sheet, tmp_path_factory.mktemp("names"), 203)
    (first, *_) = cells(page, paper, 203)
    assert read_back(first) == [one.link]
    dark = np.argwhere(page < 200)
    margin = 3.0 if not paper.is_roll else 1.0
    dots = margin * 203 / 25.4
    assert dark.min() >= dots
    assert (np.array(page.shape) - dark.max(axis=0)).min() >= dots
