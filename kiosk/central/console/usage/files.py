"""What is filtered as CSV and XLSX: a million rows, piece by piece."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from typing import Final

from fastapi import APIRouter, HTTPException, Response
from sqlalchemy import Connection
from starlette.responses import StreamingResponse

from kiosk.central.bounded import bounded
from kiosk.central.console.console import Console
from kiosk.central.console.page import Page, SomePage
from kiosk.central.console.usage.asked import Wanted
from kiosk.central.console.usage.cells import Row, csv_of, xlsx_of
from kiosk.central.console.usage.counted import cells_of
from kiosk.central.console.usage.names import establishment_names, kiosk_names, market_names, product_names
from kiosk.central.console.usage.rows import ScanRow, all_scans
from kiosk.central.console.usage.view import USAGE_PATH, read_wanted
from kiosk.central.people.rights import Caller, Right
from kiosk.central.problems import NotValid
from kiosk.messages.http import FieldError
from kiosk.moment import hanoi_time
from kiosk.words import Words

MAX_ROWS: Final = 1_000_000
"""Of one file; a sheet of Excel has room for 1,048,576."""
KINDS: Final = {
    "csv": ("text/csv; charset=utf-8", csv_of),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", xlsx_of),
}
Connect = Callable[[], AbstractContextManager[Connection]]


def file_routes(console: Console) -> APIRouter:
    """Return the routes of the files."""
    routes = APIRouter()

    def file(page: Page, kind: str) -> Response:
        page.demand(Right.SEE_JOURNAL)
        replica = console.service.replica
        with replica.connect() as connection, bounded(connection, "ask for fewer days"):
            wanted, faults = read_wanted(connection, page)
            if faults:
                raise NotValid([FieldError(field=f"query.{name}", detail=said) for name, said in faults.items()])
            number = sum(cell.scans for cell in cells_of(connection, page.caller, wanted))
        if number > MAX_ROWS:
            raise HTTPException(
                413, f"A file holds at most 1,000,000 scans, and these are {number:,}: ask for fewer days."
            )
        media_type, made_of = KINDS[kind]
        name = f"scans-{wanted.since:%Y%m%d}-{wanted.until:%Y%m%d}.{kind}"
        headers = {
            "Cache-Control": "private, no-store",
            "Content-Disposition": f'attachment; filename="{name}"',
            "X-Content-Type-Options": "nosniff",
        }
        rows = rows_of_file(replica.connect, page.caller, wanted, page.words)
        return StreamingResponse(made_of(rows), media_type=media_type, headers=headers)

    @routes.get(f"{USAGE_PATH}/scans.csv")
    def as_csv(page: SomePage) -> Response:
        """Give every scan that is asked for as CSV."""
        return file(page, "csv")

    @routes.get(f"{USAGE_PATH}/scans.xlsx")
    def as_xlsx(page: SomePage) -> Response:
        """Give every scan that is asked for as a sheet."""
        return file(page, "xlsx")

    return routes


def rows_of_file(connect: Connect, caller: Caller, wanted: Wanted, words: Words) -> Iterator[Row]:
    """Give the rows of a file, newest first, in the columns of `kiosk.central.console.usage.cells`."""
    for piece in all_scans(connect, caller, wanted):
        with connect() as connection:
            markets = market_names(connection, {scan.market_id for scan in piece})
            kiosks = kiosk_names(connection, {scan.kiosk_id for scan in piece})
            products = product_names(connection, {scan.gtin for scan in piece})
            owners = establishment_names(connection, {scan.establishment_id for scan in piece})
        yield from (_row(scan, words, markets, kiosks, products, owners) for scan in piece)


def _row(scan: ScanRow, words: Words, *names: Mapping[str, str]) -> Row:
    markets, kiosks, products, owners = names
    key = f"headline.{scan.headline}"
    return (
        hanoi_time(scan.at),
        scan.market_id,
        markets.get(scan.market_id, ""),
        scan.kiosk_id,
        kiosks.get(scan.kiosk_id, ""),
        scan.level,
        scan.headline,
        words(key) if words.has(key) else "",
        scan.gtin,
        products.get(scan.gtin, ""),
        scan.lot,
        scan.establishment_id,
        owners.get(scan.establishment_id, ""),
        scan.product_group,
        scan.read_ms,
        scan.id,
    )
