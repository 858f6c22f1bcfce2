"""The check card for scanner guns, to print: a square with every kind of letter, and what it is for."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from kiosk.central.seals.sheets.fonts import Fonts, Weight
from kiosk.central.seals.sheets.layout import Square
from kiosk.central.seals.sheets.pdf import draw_square
from kiosk.central.seals.sheets.square import qr_matrix
from kiosk.doctor.gun import CARD, TITLE
from kiosk.words import Words

WIDTH_MM, HEIGHT_MM = 105.0, 148.0
"""A6: four on a sheet of A4, or one at its real size."""
MODULE_MM = 1.0
"""Large: the card asks what letters come, not how well the gun sees."""
TOP_MM = 46.0
LINES = ("guncard.title", "guncard.stop", "guncard.run", "guncard.read", "guncard.start")
_BELOW = "guncard.holds"


def card_pdf(fonts_folder: Path, words: Words) -> bytes:
    """Return the card as PDF in the language of `words`: real size, vectors, fonts inside.

    Raises OSError where a font is missing.
    """
    Fonts(fonts_folder)
    made = BytesIO()
    font = str(Weight.REGULAR)
    size = (WIDTH_MM * mm, HEIGHT_MM * mm)
    canvas = Canvas(made, size, invariant=1, initialFontName=font)  # type: ignore[arg-type]  # wrong stub
    canvas.setTitle(TITLE)
    for number, line in enumerate(LINES):
        canvas.setFont(str(Weight.BOLD) if number == 0 else font, 10 if number == 0 else 8)
        canvas.drawString(10 * mm, (HEIGHT_MM - 12 - 6 * number) * mm, words(line))
    matrix = qr_matrix(CARD)
    side = len(matrix) * MODULE_MM
    square = Square(matrix, MODULE_MM, (WIDTH_MM - side) / 2, 0.0)
    draw_square(canvas, square, 0.0, HEIGHT_MM - TOP_MM)
    canvas.setFont(font, 8)
    canvas.drawCentredString(WIDTH_MM / 2 * mm, (HEIGHT_MM - TOP_MM - side - 10) * mm, words(_BELOW))
    canvas.showPage()
    canvas.save()
    return made.getvalue()
