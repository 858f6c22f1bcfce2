"""A batch as a sheet to print: PDF for any printer, ZPL for a label printer."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from sqlalchemy import Connection, select

from kiosk.central.registry.tables import establishments, products
from kiosk.central.seals.batches import Batch
from kiosk.central.seals.issuing import Issued
from kiosk.central.seals.sheets.fonts import Fonts
from kiosk.central.seals.sheets.label import label_text
from kiosk.central.seals.sheets.paper import PAPERS, THERMAL
from kiosk.central.seals.sheets.pdf import sheet_pdf
from kiosk.central.seals.sheets.zpl import sheet_zpl
from kiosk.settings import assets_dir
from kiosk.words import Words


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


@dataclass(frozen=True, slots=True)
class PrintedNames:
    """What stands on a label beside the square: the product's name and whose it is, or a place's name alone."""

    name: str
    producer: str


def names_of(connection: Connection, batch: Batch, language: str) -> PrintedNames:
    """Return the names for a batch; Vietnamese where there is no other."""
    if batch.gln:
        query = select(establishments.c.name, establishments.c.name_en).where(establishments.c.gln == batch.gln)
        row = connection.execute(query).first()
        return PrintedNames("" if row is None else _in(language, row.name, row.name_en), "")
    query_of_product = (
        select(
            products.c.name, products.c.name_en,
            establishments.c.name.label("producer"), establishments.c.name_en.label("producer_en"),
        )
        .join(establishments, establishments.c.id == products.c.establishment_id)
        .where(products.c.gtin == batch.gtin)
    )  # fmt: skip
    found = connection.execute(query_of_product).one()
    return PrintedNames(_in(language, found.name, found.name_en), _in(language, found.producer, found.producer_en))


def sheet_of(issued: Issued, names: PrintedNames, wanted: SheetWanted, year: int, copies: int | None = None) -> bytes:
    """Return the sheet of a batch; a label without a serial `copies` times, else as often as the batch counts.

    Raises KioskError SEAL-22 and SEAL-25 for what no label can bear at a size that kiosks read.
    """
    words, fonts, paper = _words(wanted.language), _fonts(), PAPERS[wanted.paper]
    labels = [label_text(label.link, names.name, names.producer, words, year) for label in issued.labels]
    if not issued.batch.is_serialised:
        labels *= copies or issued.batch.count
    if wanted.form is Form.ZPL:
        return sheet_zpl(labels, paper, THERMAL[wanted.dpi], fonts)
    return sheet_pdf(labels, paper, fonts, words)


def _in(language: str, name: str, name_en: str) -> str:
    return name_en if language == "en" and name_en else name


@cache
def _fonts() -> Fonts:
    return Fonts(assets_dir() / "fonts")


@cache
def _words(language: str) -> Words:
    return Words(language)
