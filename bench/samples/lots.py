"""Eighty lots: those of the stories by hand, the others by a calendar of deliveries."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from bench.samples.markets import MINH_KHAI
from bench.samples.numbers import at, gtin, serial
from bench.samples.products import PRODUCT, PRODUCTS
from kiosk.records.registry import Lot, Product

COUNT = 80
SERIALS_EACH = 6
"""Serials that the registry of samples lists for a lot; a real one lists them all."""


@dataclass(frozen=True, slots=True)
class Keeping:
    """How goods of a group keep, and what their lots look like."""

    letter: str
    days: int
    is_use_by: bool
    days_before_packing: int
    newest: date
    days_between: int
    is_sealed: bool = True
    is_serialised: bool = True


KEEPING = {
    "vegetable": Keeping("V", 3, True, 0, date(2026, 11, 22), 2),
    "fruit": Keeping("Q", 30, False, 1, date(2026, 11, 20), 4),
    "meat": Keeping("T", 5, True, 0, date(2026, 11, 22), 2),
    "fish": Keeping("C", 4, True, 0, date(2026, 11, 22), 2),
    "tea": Keeping("H", 365, False, 3, date(2026, 11, 6), 21, is_serialised=False),
    "rice": Keeping("G", 180, False, 12, date(2026, 11, 9), 28, is_sealed=False, is_serialised=False),
}


def make_lot(product: Product, code: str, packed_on: date) -> Lot:
    """Return a lot of `product` as its group keeps."""
    keeping = KEEPING[product.group]
    last_day = packed_on + timedelta(days=keeping.days)
    return Lot(
        gtin=product.gtin,
        lot=code,
        registered_at=at(packed_on, 8, 40),
        is_sealed=keeping.is_sealed,
        is_serialised=keeping.is_serialised,
        quantity=240 if keeping.is_serialised else None,
        harvested_on=None if product.group == "meat" else packed_on - timedelta(days=keeping.days_before_packing),
        packed_on=packed_on,
        best_before=None if keeping.is_use_by else last_day,
        use_by=last_day if keeping.is_use_by else None,
        destination_market_id=MINH_KHAI,
    )


def _story(reference: int, code: str, month: int, day: int) -> Lot:
    return make_lot(PRODUCT[gtin(reference)], code, date(2026, month, day))


GENUINE = replace(_story(4321, "L2611A", 11, 22), earlier_dates=(date(2026, 11, 30),))
"""Also the lot of the worked example in docs/specs/seal.md, whose label bears an earlier use-by date."""
WORKED_EXAMPLE_SERIAL = "7K2M9Q"
LOT_LABEL = replace(_story(4811, "G2610B", 10, 26), is_sealed=True)
COPIED = replace(_story(4422, "B1811", 11, 18), quantity=300)
RECALLED = replace(_story(4510, "G1120", 11, 20), use_by=date(2026, 11, 30))
ALSO_RECALLED_PRODUCT = replace(_story(4510, "G1121", 11, 21), use_by=date(2026, 12, 1))
EXPIRED = _story(4610, "C1711", 11, 17)
NOT_CERTIFIED = _story(4330, "C2311", 11, 22)
SUSPENDED = _story(4531, "T2111", 11, 21)
UNSEALED = replace(_story(4340, "CT2011", 11, 21), is_sealed=False, is_serialised=False, quantity=None)
VIOLATION = _story(4620, "C2111", 11, 21)
WITHDRAWN = _story(4520, "T2211", 11, 22)
REUSED = replace(_story(4440, "Q1411", 11, 14), quantity=60)
COPY_SUSPECTED = replace(_story(4430, "Q1911", 11, 19), quantity=180)
PAST_BEST_BEFORE = replace(_story(4711, "H1501", 1, 15), best_before=date(2026, 11, 15))
STOLEN_KEY = _story(4432, "Q1211", 11, 12)
CORRECTED = replace(
    _story(4322, "L2611B", 11, 22), use_by=date(2026, 11, 26), earlier_dates=(date(2026, 11, 25),), note="sửa hạn dùng"
)

STORY_LOTS = (
    GENUINE,
    LOT_LABEL,
    COPIED,
    RECALLED,
    ALSO_RECALLED_PRODUCT,
    EXPIRED,
    NOT_CERTIFIED,
    SUSPENDED,
    UNSEALED,
    VIOLATION,
    WITHDRAWN,
    REUSED,
    COPY_SUSPECTED,
    PAST_BEST_BEFORE,
    STOLEN_KEY,
    CORRECTED,
)


def _ordinary() -> tuple[Lot, ...]:
    """Return the other lots, product by product in turn, each delivery some days before the last."""
    taken = {(lot.gtin, lot.lot) for lot in STORY_LOTS}
    lots: list[Lot] = []
    delivery = 0
    while len(lots) < COUNT - len(STORY_LOTS):
        for product in PRODUCTS[: COUNT - len(STORY_LOTS) - len(lots)]:
            keeping = KEEPING[product.group]
            day = keeping.newest - timedelta(days=keeping.days_between * delivery)
            code = f"{keeping.letter}{day:%d%m}{'KMPR'[delivery]}"
            if (product.gtin, code) not in taken:
                lots.append(make_lot(product, code, day))
        delivery += 1
    return tuple(lots)


ORDINARY_LOTS = _ordinary()
LOTS = (*STORY_LOTS, *ORDINARY_LOTS)


@dataclass(frozen=True, slots=True)
class IssuedSerials:
    """Serials that the centre issued for one lot."""

    gtin: str
    lot: str
    serials: tuple[str, ...]


def _serials(lot: Lot) -> tuple[str, ...]:
    drawn = tuple(serial(lot.gtin, lot.lot, index) for index in range(SERIALS_EACH))
    return (*drawn, WORKED_EXAMPLE_SERIAL) if lot == GENUINE else drawn


ISSUED = tuple(IssuedSerials(lot.gtin, lot.lot, _serials(lot)) for lot in LOTS if lot.is_serialised)


def first_serial(lot: Lot) -> str:
    """Return the serial that the stories use of `lot`."""
    return serial(lot.gtin, lot.lot, 0)
