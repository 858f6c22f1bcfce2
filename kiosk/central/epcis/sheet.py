"""A trace as a sortable sheet: one row for each lot of each event, as inspectors ask for it.

The columns are those of the sortable spreadsheet of FSMA 204 (21 CFR 1.1455): lot, product, amount,
event, places, times, papers, farm and field.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import Final

from sqlalchemy import Connection, select

from kiosk.central.epcis.items import Role
from kiosk.central.epcis.places import Places
from kiosk.central.epcis.steps import Amount, Step, place_name
from kiosk.central.registry.tables import products
from kiosk.moment import HANOI

SHEET: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HEADINGS: Final = (
    "Traceability lot code",
    "GTIN",
    "Product",
    "Quantity",
    "Unit",
    "Event",
    "Role",
    "Date and time (Hanoi)",
    "Location",
    "From",
    "To",
    "Document type",
    "Document number",
    "Field or plot",
    "Lot data",
    "Event ID",
)
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
_LONGEST: Final = 60


CUT: Final = "NOT THE WHOLE WAY: the trace was ended at its limit of {0}. More events may exist than stand here."


def sheet_of(connection: Connection, steps: Sequence[Step], places: Places, limit: str = "") -> bytes:
    """Return an .xlsx file of the events `steps`, in the order of time, with a filter over every column.

    Where the way was cut at a `limit`, the first row says so, above the headings.
    """
    from openpyxl import Workbook  # brings NumPy: only who asks for a sheet waits for it
    from openpyxl.utils import get_column_letter

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Trace"
    rows = [HEADINGS, *_rows(steps, places, _product_names(connection, steps))]
    top = 2 if limit else 1
    if limit:
        sheet.append([CUT.format(limit)])
    for row in rows:
        sheet.append([_harmless(cell) for cell in row])
    for column, heading in enumerate(HEADINGS, start=1):
        longest = max(len(str(row[column - 1])) for row in rows)
        sheet.column_dimensions[get_column_letter(column)].width = min(max(longest, len(heading)) + 2, _LONGEST)
    sheet.auto_filter.ref = f"A{top}:{get_column_letter(len(HEADINGS))}{top + len(rows) - 1}"
    sheet.freeze_panes = f"A{top + 1}"
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


Cell = str | float


def _rows(steps: Sequence[Step], places: Places, names: dict[str, str]) -> Iterable[tuple[Cell, ...]]:
    for step in steps:
        for amount in step.amounts:
            if amount.role is not Role.TRANSFORMATION:
                yield _row(step, amount, places, names)


def _row(step: Step, amount: Amount, places: Places, names: dict[str, str]) -> tuple[Cell, ...]:
    gtin, lot = _gtin(amount.item), amount.item.partition("/10/")[2]
    return (
        lot or amount.item,
        gtin,
        names.get(gtin, ""),
        "" if amount.quantity is None else amount.quantity,
        amount.uom,
        step.biz_step or step.type,
        amount.role.name.lower(),
        step.at.astimezone(HANOI).strftime("%Y-%m-%d %H:%M:%S"),
        place_name(places, step.place),
        place_name(places, step.source),
        place_name(places, step.destination),
        "; ".join(kind for kind, _ in step.papers),
        "; ".join(number for _, number in step.papers),
        _field(step),
        _lot_data(step) if amount.role in (Role.MADE, Role.OUTPUT) else "",
        step.event_id,
    )


def _field(step: Step) -> str:
    """Return where on the farm: the place of ours by its name, else a read point that is not the farm itself."""
    own = next((str(value) for name, value in step.document.items() if name.endswith(":place")), "")
    return own or (step.read_point if step.read_point != step.place else "")


def _lot_data(step: Step) -> str:
    ilmd = step.document.get("ilmd")
    fields = ilmd.items() if isinstance(ilmd, dict) else ()
    return "; ".join(f"{name.rpartition(':')[2]}: {value}" for name, value in fields)


def _product_names(connection: Connection, steps: Sequence[Step]) -> dict[str, str]:
    gtins = sorted({_gtin(amount.item) for step in steps for amount in step.amounts} - {""})[:500]
    query = select(products.c.gtin, products.c.name).where(products.c.gtin.in_(gtins))
    return {row.gtin: row.name for row in connection.execute(query)}


def _gtin(item: str) -> str:
    return item[3:17] if item.startswith("01/") else ""


def _harmless(cell: Cell) -> Cell:
    """Return a text that no spreadsheet takes for a formula: lots and names are words of strangers."""
    if isinstance(cell, str):
        shown = "".join(letter for letter in cell if letter >= " " or letter == "\t")
        return f"'{shown}" if shown.startswith(_FORMULA) else shown
    return cell
