"""The printable sheet of story labels: A4, real sizes, with what the kiosk should say beside each."""

from __future__ import annotations

from pathlib import Path

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from bench.samples.barcodes import ean13
from bench.samples.stories import EAN, STORIES, Story
from kiosk.central.seals.sheets.layout import Square
from kiosk.central.seals.sheets.paper import BEST_MODULE
from kiosk.central.seals.sheets.pdf import draw_square
from kiosk.central.seals.sheets.square import qr_matrix, runs_of
from kiosk.verdicts.verdict import Level
from kiosk.words import Words

FONTS = Path(__file__).parents[2] / "assets" / "fonts"
REGULAR, SEMIBOLD, BOLD = (f"BeVietnamPro-{weight}" for weight in (400, 600, 700))
COLUMNS, ROWS = 3, 4
CELL_WIDTH, CELL_HEIGHT = 62 * mm, 66 * mm
LEFT, TOP = 12 * mm, 24 * mm
SQUARE = 38 * mm
"""A label with its quiet zone."""
BAR, BAR_HEIGHT = 0.33 * mm, 22.85 * mm
"""EAN-13 at its nominal size (GS1 General Specifications, 5.12)."""
PADDING = 3 * mm

INK, QUIET, LINE = HexColor("#16231B"), HexColor("#4A564F"), HexColor("#C9C7BE")
LOOK = {
    Level.GOOD: (HexColor("#085A30"), HexColor("#FFFFFF")),
    Level.STOP: (HexColor("#9C1B14"), HexColor("#FFFFFF")),
    Level.UNKNOWN: (HexColor("#3D4B5C"), HexColor("#FFFFFF")),
    Level.CAUTION: (HexColor("#FFCF6B"), INK),
}
HEADING = "Tem mẫu để thử trạm quét"
HEADING_MORE = (
    "Khóa thử, tên và số bịa, tiền tố GS1 952: không dán lên hàng bán. In đúng cỡ (100 %), giấy mờ, đưa từng tem vào "
    "ô sáng.",
    "Sample labels for a scan kiosk. Test keys, invented names and numbers: not for goods. Print at 100 %, matt paper, "
    "show one label at a time.",
)


def write_sheet(path: Path) -> None:
    """Write the sheet of all story labels to `path`: the same bytes at every run."""
    for name in (REGULAR, SEMIBOLD, BOLD):
        pdfmetrics.registerFont(TTFont(name, FONTS / f"{name}.ttf"))
    sheet = Canvas(str(path), pagesize=A4, invariant=1, initialFontName=REGULAR)  # type: ignore[arg-type]  # wrong stub
    sheet.setTitle(HEADING)
    each = COLUMNS * ROWS
    pages = -(-len(STORIES) // each)
    for page in range(pages):
        _head(sheet, page + 1, pages)
        for index, story in enumerate(STORIES[page * each : (page + 1) * each]):
            left = LEFT + index % COLUMNS * CELL_WIDTH
            top = A4[1] - TOP - index // COLUMNS * CELL_HEIGHT
            _label(sheet, story, page * each + index + 1, left, top)
        sheet.showPage()
    sheet.save()


def _head(sheet: Canvas, page: int, pages: int) -> None:
    sheet.setFillColor(INK)
    sheet.setFont(BOLD, 13)
    sheet.drawString(LEFT, A4[1] - 12 * mm, HEADING)
    sheet.setFont(REGULAR, 9)
    sheet.drawRightString(A4[0] - LEFT, A4[1] - 12 * mm, f"{page} / {pages}")
    sheet.setFillColor(QUIET)
    sheet.setFont(REGULAR, 7)
    for line, text in enumerate(HEADING_MORE):
        sheet.drawString(LEFT, A4[1] - (16 + 3.2 * line) * mm, text)


def _label(sheet: Canvas, story: Story, number: int, left: float, top: float) -> None:
    """Draw one label with its name above and the kiosk's words below."""
    sheet.setStrokeColor(LINE)
    sheet.setDash(2, 2)
    sheet.rect(left, top - CELL_HEIGHT, CELL_WIDTH, CELL_HEIGHT)
    sheet.setFillColor(INK)
    _write(sheet, f"{number}. {story.title_vi}", SEMIBOLD, 9.5, left, top - 6 * mm)
    sheet.setFillColor(QUIET)
    _write(sheet, story.title_en, REGULAR, 8, left, top - 9.6 * mm)
    middle, square_top = left + CELL_WIDTH / 2, top - 11 * mm
    sheet.setFillColor(HexColor("#000000"))
    (_bars if story.symbology == EAN else _square)(sheet, story.payload, middle, square_top)
    _says(sheet, story, left, top - CELL_HEIGHT + 3 * mm)


def _says(sheet: Canvas, story: Story, left: float, bottom: float) -> None:
    back, front = LOOK[story.level]
    sheet.setFillColor(back)
    sheet.roundRect(left + PADDING, bottom, CELL_WIDTH - 2 * PADDING, 11.4 * mm, 2 * mm, stroke=0, fill=1)
    sheet.setFillColor(front)
    key = f"headline.{story.headline.value}"
    _write(sheet, Words("vi")(key), SEMIBOLD, 9, left + PADDING, bottom + 6.6 * mm, narrower=4 * PADDING)
    _write(sheet, Words("en")(key), REGULAR, 8, left + PADDING, bottom + 2.6 * mm, narrower=4 * PADDING)


def _square(sheet: Canvas, text: str, middle: float, top: float) -> None:
    """Draw the QR code of `text` in the middle of its 38 mm square."""
    square = Square(qr_matrix(text), BEST_MODULE, 0, 0)
    inset = (SQUARE / mm - square.side) / 2
    draw_square(sheet, square, middle / mm - square.side / 2, top / mm - inset)


def _bars(sheet: Canvas, digits: str, middle: float, top: float) -> None:
    modules = ean13(digits)
    left, bottom = middle - len(modules) * BAR / 2, top - SQUARE / 2 - BAR_HEIGHT / 2
    for start, length in runs_of(modules):
        sheet.rect(left + start * BAR, bottom, length * BAR, BAR_HEIGHT, stroke=0, fill=1)
    sheet.setFont(REGULAR, 9)
    sheet.drawCentredString(middle, bottom - 4 * mm, f"{digits[0]} {digits[1:7]} {digits[7:]}")


def _write(
    sheet: Canvas, text: str, font: str, size: float, left: float, bottom: float, narrower: float = 2 * PADDING
) -> None:
    """Write one line, smaller where the cell is too narrow for it."""
    limit = CELL_WIDTH - narrower
    size = min(size, size * limit / pdfmetrics.stringWidth(text, font, size))
    sheet.setFont(font, size)
    sheet.drawString(left + PADDING, bottom, text)
