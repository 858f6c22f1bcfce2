"""What is asked about scans: one value in the URL, the same for the page, its charts, the list and the files."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from urllib.parse import urlencode

from pydantic import BaseModel, Field

from kiosk.central.console.typed import Faults
from kiosk.moment import HANOI
from kiosk.words import Words

MAX_DAYS: Final = 92
"""Longest span that is asked about at once: a quarter of a year."""
DAYS: Final = 7
"""Without a day: as many, today the last."""
_FIRST, _LAST = date(2000, 1, 1), date(2100, 1, 1)
_PLAIN = r"^[ -~]*$"
_LINE = r"^[^\x00-\x1f\x7f]*$"
FILTERS: Final = (
    "since",
    "until",
    "market",
    "kiosk",
    "level",
    "headline",
    "group",
    "gtin",
    "product",
    "establishment",
    "owner",
    "lot",
)


class Asked(BaseModel):
    """What stands in the query. Days are Hanoi's, both included; "" asks for all.

    `product` and `owner` are what somebody typed, a name or a number; `gtin` and `establishment` are ids, of links.
    """

    since: date | None = Field(default=None, ge=_FIRST, lt=_LAST)
    until: date | None = Field(default=None, ge=_FIRST, lt=_LAST)
    market: str = Field(default="", max_length=64)
    kiosk: str = Field(default="", max_length=64)
    level: str = Field(default="", max_length=16, pattern=r"^[a-z_]*$")
    headline: str = Field(default="", max_length=32, pattern=r"^[a-z0-9_]*$")
    group: str = Field(default="", max_length=64, pattern=_PLAIN)
    gtin: str = Field(default="", max_length=14, pattern=r"^[0-9]*$")
    product: str = Field(default="", max_length=80, pattern=_LINE)
    establishment: str = Field(default="", max_length=64, pattern=_PLAIN)
    owner: str = Field(default="", max_length=80, pattern=_LINE)
    lot: str = Field(default="", max_length=20, pattern=_PLAIN)
    after: str = Field(default="", pattern=r"^([0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12})?$")


Named = tuple[tuple[str, str], ...]
"""By id and name."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """The same with its span settled: hours from `begin`, before `end`.

    `goods` and `owners`: by id and name, what `product` and `owner` were found to mean (sought.py).
    """

    since: date
    until: date
    market: str = ""
    kiosk: str = ""
    level: str = ""
    headline: str = ""
    group: str = ""
    gtin: str = ""
    product: str = ""
    establishment: str = ""
    owner: str = ""
    lot: str = ""
    after: str = ""
    goods: Named = ()
    owners: Named = ()

    @property
    def gtins(self) -> list[str]:
        """The products that are asked for; none asks for all."""
        return [self.gtin] if self.gtin else [gtin for gtin, _ in self.goods]

    @property
    def establishments(self) -> list[str]:
        """The establishments that are asked for; none asks for all."""
        return [self.establishment] if self.establishment else [id_ for id_, _ in self.owners]

    @property
    def begin(self) -> datetime:
        """Midnight in Hanoi, at which the first day begins."""
        return datetime.combine(self.since, time(), HANOI)

    @property
    def end(self) -> datetime:
        """Midnight in Hanoi, at which the last day ends."""
        return datetime.combine(self.until + timedelta(days=1), time(), HANOI)

    @property
    def days(self) -> list[date]:
        """Every day of the span."""
        return [self.since + timedelta(days=number) for number in range((self.until - self.since).days + 1)]

    @property
    def is_about_goods(self) -> bool:
        """Whether it asks for a product, an establishment or a lot."""
        return bool(self.gtins or self.establishments or self.lot)

    @property
    def values(self) -> dict[str, str]:
        """What stands in the field of each filter."""
        return {name: str(getattr(self, name)) for name in FILTERS}

    @property
    def pairs(self) -> dict[str, str]:
        """What stands in an address that asks the same, but where a list goes on."""
        return {name: value for name, value in self.values.items() if value}

    @property
    def query(self) -> str:
        """The same as it stands behind a "?"."""
        return urlencode(self.pairs)


def wanted_of(asked: Asked, today: date, words: Words) -> Wanted | Faults:
    """Return what is wanted, or what is wrong with its days."""
    until = asked.until or today
    since = asked.since or min(today, until) - timedelta(days=DAYS - 1)
    if since > until:
        return {"since": words("console.usage.fault.order")}
    if (until - since).days >= MAX_DAYS:
        return {"since": words("console.usage.fault.span", days=MAX_DAYS)}
    values = asked.model_dump(exclude={"since", "until", "gtin"})
    return Wanted(since=since, until=until, gtin=asked.gtin.zfill(14) if asked.gtin else "", **values)
