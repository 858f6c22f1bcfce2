"""A batch as a sheet to print: PDF for any printer, ZPL for a label printer."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING

from kiosk.central.seals.issuing import Issued
from kiosk.central.seals.sheets.label import label_text
from kiosk.central.seals.sheets.names import Names
from kiosk.central.seals.sheets.paper import PAPERS, THERMAL
from kiosk.settings import assets_dir
from kiosk.words import Words

if TYPE_CHECKING:
    from kiosk.central.seals.sheets.fonts import Fonts


class Form(StrEnum):
    """What the printer takes."""

    PDF = "pdf"
    ZPL = "zpl"


MEDIA_TYPES = {Form.PDF: "application/pdf", Form.ZPL: "application/zpl"}


@dataclass(frozen=True, slots=True)
class SheetWanted:
    """On what paper, for which printer, in which language."""

    paper: str
    form: Form
    dpi: int
    language: str


def sheet_of(issued: Issued, named: Names, wanted: SheetWanted, year: int, copies: int | None = None) -> bytes:
    """Return the sheet of a batch; a label without a serial `copies` times, else as often as the batch counts.

    Raises KioskError SEAL-22 and SEAL-25 for what no label can bear at a size that kiosks read.
    """
    from kiosk.central.seals.sheets.pdf import sheet_pdf  # bring ReportLab and Pillow: only who prints waits for them
    from kiosk.central.seals.sheets.zpl import sheet_zpl

    words, fonts, paper = _words(wanted.language), _fonts(), PAPERS[wanted.paper]
    labels = [label_text(label.link, named.product, named.producer, words, year) for label in issued.labels]
    if not issued.batch.is_serialised:
        labels *= copies or issued.batch.count
    if wanted.form is Form.ZPL:
        return sheet_zpl(labels, paper, THERMAL[wanted.dpi], fonts)
    return sheet_pdf(labels, paper, fonts, words)


@cache
def _fonts() -> Fonts:
    from kiosk.central.seals.sheets.fonts import Fonts

    return Fonts(assets_dir() / "fonts")


@cache
def _words(language: str) -> Words:
    return Words(language)
