"""`kiosk central seal sheet`: links → labels to print."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, TextIO

import click

from kiosk.commands.database import database_url
from kiosk.commands.unit import Unit, this_unit
from kiosk.errors import KioskError, StoreError
from kiosk.settings import assets_dir

if TYPE_CHECKING:
    from kiosk.central.seals.sheets.names import NamesOf
    from kiosk.codes.code import Elements

MOST_COPIES = 10_000
PAPER_NAMES = ("a4", "58", "80")
LANGUAGES = ("vi", "en")
STANDARD = Path("-")
FILE = click.Path(dir_okay=False, allow_dash=True, path_type=Path)
PAPER_HELP = "A4 with 18 labels a page, or a roll of so many millimetres."
FORM_HELP = "PDF for any printer, ZPL for a label printer with a roll."


@click.command()
@click.option(
    "--links", required=True, metavar="FILE|-", type=FILE, help="What `seal lot --json` printed; - for stdin."
)
@click.option("--paper", "paper_name", default="a4", show_default=True, type=click.Choice(PAPER_NAMES), help=PAPER_HELP)
@click.option("--format", "form", default="pdf", show_default=True, type=click.Choice(["pdf", "zpl"]), help=FORM_HELP)
@click.option("--dpi", default="203", show_default=True, type=click.Choice(["203", "300"]), help="Of a label printer.")
@click.option("--product", default="", metavar="NAME", help="What the product is called, where a line does not say.")
@click.option("--producer", default="", metavar="NAME", help="Whose product it is, where a line does not say.")
@click.option("--language", default="vi", show_default=True, type=click.Choice(LANGUAGES), help="Of the words on them.")
@click.option("--copies", default=1, show_default=True, type=click.IntRange(1, MOST_COPIES), help="Of each label.")
@click.option("--output", required=True, metavar="FILE|-", type=FILE, help="The file to print; - for stdout.")
def sheet(
    links: Path,
    paper_name: str,
    form: str,
    dpi: str,
    product: str,
    producer: str,
    language: str,
    copies: int,
    output: Path,
) -> None:
    """Make a sheet of labels to print: the square, and for people the product, lot, dates and producer.

    Lot, dates and serial are read from each link; names, where neither line nor option gives them, from
    the registry of the central database, where there is one. A label that a kiosk could not read at the size
    it would have is refused, and nothing is written then.
    """
    from kiosk.central.seals.sheets.fonts import Fonts
    from kiosk.central.seals.sheets.limits import demand_count
    from kiosk.central.seals.sheets.lines import read_labels
    from kiosk.central.seals.sheets.paper import PAPERS, THERMAL
    from kiosk.central.seals.sheets.pdf import sheet_pdf
    from kiosk.central.seals.sheets.zpl import sheet_zpl
    from kiosk.words import Words

    paper, words, fonts = PAPERS[paper_name], Words(language), Fonts(assets_dir() / "fonts")
    if form == "zpl" and not paper.is_roll:
        raise click.UsageError("ZPL is for rolls: give --paper 58 or --paper 80.")
    unit = this_unit()
    with _names(unit, product, producer, language) as names_of, _reading(links) as lines:
        labels = read_labels(lines, names_of, words, unit.clock().now().day.year)
    demand_count(len(labels) * copies)
    labels = tuple(label for label in labels for _ in range(copies))
    if form == "pdf":
        made = sheet_pdf(labels, paper, fonts, words)
    else:
        made = sheet_zpl(labels, paper, THERMAL[int(dpi)], fonts)
    with _writing(output) as file:
        file.write(made)


@contextmanager
def _names(unit: Unit, product: str, producer: str, language: str) -> Iterator[NamesOf]:
    """Yield what names labels: the options, then the registry. Raises StoreError where it cannot be asked."""
    from sqlalchemy.exc import DBAPIError

    from kiosk.central.database import open_database
    from kiosk.central.seals.sheets.names import Names, RegisteredNames

    is_there = bool(unit.settings.central.database_url) or (unit.places.state / "central.db").exists()
    if not is_there or (product and producer):
        yield lambda _elements: Names(product, producer)
        return

    def named(elements: Elements) -> Names:
        names = registered(elements)
        return Names(product or names.product, producer or names.producer)

    engine = open_database(database_url(unit, unit.places.state))
    try:
        with engine.connect() as connection:
            registered = RegisteredNames(connection, language)
            yield named
    except DBAPIError as fault:
        raise StoreError(
            "STO-10",
            f"The central database cannot be used: {' '.join(str(fault.orig).split())}.",
            "Check KIOSK_CENTRAL__DATABASE_URL, or give both --product and --producer.",
        ) from fault
    finally:
        engine.dispose()


@contextmanager
def _reading(path: Path) -> Iterator[TextIO]:
    try:
        if path == STANDARD:
            yield sys.stdin
            return
        with path.open(encoding="utf-8") as file:
            yield file
    except (OSError, UnicodeDecodeError) as fault:
        raise _no_file(path, "read", fault) from fault


@contextmanager
def _writing(path: Path) -> Iterator[BinaryIO]:
    if path == STANDARD:
        yield sys.stdout.buffer
        return
    try:
        with path.open("wb") as file:
            yield file
    except OSError as fault:
        raise _no_file(path, "written", fault) from fault


def _no_file(path: Path, done: str, fault: OSError | UnicodeDecodeError) -> KioskError:
    reason = fault.strerror if isinstance(fault, OSError) else "it is no UTF-8"
    return KioskError("SEAL-24", f"{path} cannot be {done}: {reason}.", "Name another file.")
