"""A sheet as PDF: vectors only, real sizes, fonts inside; the same bytes for the same labels."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from kiosk.central.seals.sheets.fonts import Fonts, Weight
from kiosk.central.seals.sheets.label import LabelText
from kiosk.central.seals.sheets.layout import EDGE, Layout, Square, lay_out
from kiosk.central.seals.sheets.limits import demand_count
from kiosk.central.seals.sheets.paper import FINE, Paper
from kiosk.central.seals.sheets.square import blocks
from kiosk.words import Words

BLACK, OUTLINE = 0.0, 0.65
"""Greys: 0 is black."""
HAIR = 0.15 * mm
HEAD_SIZE = 6.5


def sheet_pdf(labels: Sequence[LabelText], paper: Paper, fonts: Fonts, words: Words) -> bytes:
    """Return a PDF of `labels` on `paper`, in their order, row by row.

    Raises KioskError SEAL-25 where one does not fit, SEAL-23 for none or too many.
    """
    demand_count(len(labels))
    sheet = BytesIO()
    size = (paper.width * mm, paper.height * mm)
    font = str(Weight.REGULAR)  # every page begins with a font, which must be one of those inside
    canvas = Canvas(sheet, size, invariant=1, initialFontName=font)  # type: ignore[arg-type]  # wrong stub
    canvas.setTitle(f"{labels[0].name}, {len(labels)}")
    pages = -(-len(labels) // paper.each)
    for page in range(pages):
        some = labels[page * paper.each : (page + 1) * paper.each]
        if not paper.is_roll:
            _draw_head(canvas, paper, words("sheet.head", count=len(labels), page=page + 1, pages=pages), fonts)
        for index, label in enumerate(some):
            row, column = divmod(index, paper.columns)
            left, top = paper.left + column * paper.step_x, paper.top + row * paper.step_y
            if not paper.is_roll:
                _draw_outline(canvas, paper, left, top)
            _draw_label(canvas, lay_out(label, paper, FINE, fonts), left, paper.height - top)
        canvas.showPage()
    canvas.save()
    return sheet.getvalue()


def draw_square(canvas: Canvas, square: Square, left: float, top: float) -> None:
    """Draw the modules of `square`, as one filled path; `left` and `top` are its label's, in millimetres.

    `top` is measured from the bottom of the page, as PDF does.
    """
    canvas.saveState()
    canvas.translate((left + square.x) * mm, (top - square.y) * mm)
    canvas.scale(square.module * mm, -square.module * mm)
    path = canvas.beginPath()
    for block in blocks(square.matrix):
        path.rect(block.x, block.y, block.width, block.height)
    canvas.drawPath(path, stroke=0, fill=1)
    canvas.restoreState()


def _draw_label(canvas: Canvas, layout: Layout, left: float, top: float) -> None:
    canvas.setFillGray(BLACK)
    draw_square(canvas, layout.square, left, top)
    for word in layout.words:
        canvas.setFont(str(word.weight), word.size)
        canvas.drawString((left + word.x) * mm, (top - word.baseline) * mm, word.text)


def _draw_outline(canvas: Canvas, paper: Paper, left: float, top: float) -> None:
    """Draw where to cut."""
    canvas.setStrokeGray(OUTLINE)
    canvas.setLineWidth(HAIR)
    bottom = paper.height - top - paper.label_height
    canvas.rect(left * mm, bottom * mm, paper.label_width * mm, paper.label_height * mm)


def _draw_head(canvas: Canvas, paper: Paper, text: str, fonts: Fonts) -> None:
    """Say above the labels how to print them."""
    fitted = fonts.fit(text, Weight.REGULAR, (HEAD_SIZE, HEAD_SIZE), paper.width - 2 * paper.left, 0)
    canvas.setFillGray(BLACK)
    canvas.setFont(str(Weight.REGULAR), HEAD_SIZE)
    canvas.drawString((paper.left + EDGE) * mm, (paper.height - paper.top + 1.4) * mm, fitted.lines[0])
