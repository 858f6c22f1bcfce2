"""The dates that a label carries, and where they contradict the registered lot."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache

from kiosk.codes.code import Code, Elements, ElementString, ForeignLink, Link
from kiosk.codes.dates import day_of, is_month_day
from kiosk.moment import HANOI, Moment
from kiosk.records.registry import Lot, Product
from kiosk.verdicts.freshness import certain_day, certain_instant

NET_WEIGHT_KG = "310"
"""AIs 3100 to 3105: net weight in kilograms; the last digit counts the decimals."""


@dataclass(frozen=True, slots=True)
class LabelDates:
    """Dates as printed, None where the label has none. `use_by_at` is the first instant after AI 7003."""

    produced_on: date | None = None
    packed_on: date | None = None
    best_before: date | None = None
    use_by: date | None = None
    use_by_at: datetime | None = None
    harvested: tuple[date, date] | None = None
    """First and last day, from AI 7007."""


def elements_of(code: Code) -> Elements:
    """Return the application identifiers of `code`; empty for codes that carry none."""
    return code.elements if isinstance(code, (Link, ForeignLink, ElementString)) else ()


def dates_of(elements: Elements, now: Moment) -> LabelDates:
    """Return the dates of a label. What is no date is left out."""
    return _dates_seen_from(certain_day(now).year, elements)


@lru_cache(maxsize=16)
def _dates_seen_from(year: int, elements: Elements) -> LabelDates:
    """Return the dates; one inspection asks for those of its label several times."""
    texts = dict(elements)
    return LabelDates(
        produced_on=_day(texts.get("11", ""), year),
        packed_on=_day(texts.get("13", ""), year),
        best_before=_day(texts.get("15", ""), year),
        use_by=_day(texts.get("17", ""), year),
        use_by_at=_parse_instant(texts.get("7003", ""), year),
        harvested=_parse_range(texts.get("7007", ""), year),
    )


def is_past_use_by(dates: LabelDates, lot: Lot | None, now: Moment) -> bool:
    """Whether a use-by date, printed or registered, has certainly passed: it holds until 24:00 of its day."""
    days = [day for day in (dates.use_by, lot.use_by if lot else None) if day is not None]
    is_past_instant = dates.use_by_at is not None and certain_instant(now) >= dates.use_by_at
    return is_past_instant or any(day < certain_day(now) for day in days)


def is_past_best_before(dates: LabelDates, now: Moment) -> bool:
    """Whether the printed best-before date has certainly passed."""
    return dates.best_before is not None and dates.best_before < certain_day(now)


def is_packed_in_future(dates: LabelDates, now: Moment) -> bool:
    """Whether AI 13 lies more than a day after now, by a trusted clock."""
    return now.is_trusted and dates.packed_on is not None and dates.packed_on > now.day + timedelta(days=1)


class Kind(StrEnum):
    """What a label may bear otherwise than the registry."""

    USE_BY = "use_by"
    BEST_BEFORE = "best_before"
    PACKED = "packed"
    PRODUCED = "produced"
    HARVESTED = "harvested"


@dataclass(frozen=True, slots=True)
class OtherDate:
    """A date as the label bears it, and as it is registered."""

    kind: Kind
    printed: date
    registered: date


def contradictions(dates: LabelDates, lot: Lot) -> tuple[OtherDate, ...]:
    """Return the printed dates that differ from every value that the lot's date has had in the registry.

    A date that was never registered contradicts nothing. AI 11 may be the day of harvest or of packing.
    """
    use_by_day = (dates.use_by_at - timedelta(minutes=1)).astimezone(HANOI).date() if dates.use_by_at else None
    pairs = (
        (Kind.USE_BY, dates.use_by, (lot.use_by,)),
        (Kind.USE_BY, use_by_day, (lot.use_by,)),
        (Kind.BEST_BEFORE, dates.best_before, (lot.best_before,)),
        (Kind.PACKED, dates.packed_on, (lot.packed_on,)),
        (Kind.PRODUCED, dates.produced_on, (lot.packed_on, lot.harvested_on)),
    )
    found = [_other_date(kind, printed, registered, lot) for kind, printed, registered in pairs]
    return tuple(dict.fromkeys(one for one in (*found, _other_harvest(dates, lot)) if one is not None))


def _other_date(kind: Kind, printed: date | None, registered: tuple[date | None, ...], lot: Lot) -> OtherDate | None:
    values = [day for day in registered if day is not None]
    if printed is None or not values or printed in values or printed in lot.earlier_dates:
        return None
    return OtherDate(kind, printed, values[0])


def _other_harvest(dates: LabelDates, lot: Lot) -> OtherDate | None:
    if dates.harvested is None or lot.harvested_on is None:
        return None
    first, last = dates.harvested
    if any(first <= day <= last for day in (lot.harvested_on, *lot.earlier_dates)):
        return None
    return OtherDate(Kind.HARVESTED, first, lot.harvested_on)


def other_weight_g(elements: Elements, product: Product) -> float | None:
    """Return a printed net weight, in grams, that differs from that of a fixed-weight pack; None where none does."""
    if product.net_weight_g is None:
        return None
    for ai, value in elements:
        if len(ai) == 4 and ai.startswith(NET_WEIGHT_KG) and value.isascii() and value.isdigit():
            divisor: int = 10 ** int(ai[3])
            if int(value) * 1000 != product.net_weight_g * divisor:
                return int(value) * 1000 / divisor
    return None


def _day(text: str, year: int) -> date | None:
    """Return the day of six digits YYMMDD as seen from `year`; None for what is no date."""
    if len(text) != 6 or not (text.isascii() and text.isdigit() and is_month_day(text, is_day_zero_legal=True)):
        return None
    return day_of(text, year)


def _parse_instant(text: str, year: int) -> datetime | None:
    """Return the instant after AI 7003: YYMMDDHHMM in local time is the last minute of use."""
    day = _day(text[:6], year)
    clock = text[6:]
    if day is None or len(clock) != 4 or not (clock.isascii() and clock.isdigit()):
        return None
    hour, minute = int(clock[:2]), int(clock[2:])
    if hour > 23 or minute > 59:
        return None
    return datetime.combine(day, time(hour, minute), HANOI) + timedelta(minutes=1)


def _parse_range(text: str, year: int) -> tuple[date, date] | None:
    first, last = _day(text[:6], year), _day(text[6:] or text[:6], year)
    return (first, last) if first is not None and last is not None else None
