"""What one inspection has to tell, in one language: names, days and times as people here write them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from kiosk.codes.code import ElementString, TradeItemNumber
from kiosk.inspection import Inspection
from kiosk.moment import HANOI, Moment
from kiosk.records.finding import Source
from kiosk.records.history import Check
from kiosk.records.registry import Recall
from kiosk.trust.seal import SealState
from kiosk.verdicts.freshness import Age, age_of_finding
from kiosk.verdicts.gather import Item, recall_item
from kiosk.verdicts.history import distinct_checks
from kiosk.verdicts.recalls import recalls_of
from kiosk.verdicts.verdict import Headline, Reason
from kiosk.wording.names import BETWEEN, NO_BREAK, shown
from kiosk.wording.result_view import FactView
from kiosk.words import Words

SHOWN_REASONS = 2
SAYS_NO_MORE = frozenset(
    {
        Headline.PRACTICE,
        Headline.NOT_PRODUCE,
        Headline.CANNOT_CONFIRM,
        Headline.UNKNOWN_ITEM,
        Headline.PRODUCT_ONLY,
        Headline.STALE,
        Headline.UNSEALED,
    }
)
"""Headlines that add nothing beside another one: the answers say it."""
IMPLIED = {
    Headline.COPIED: frozenset({Headline.COPY_SUSPECTED}),
    Headline.EXPIRED: frozenset({Headline.PAST_BEST_BEFORE}),
}
"""Headlines that say less than the one above them."""


@dataclass(frozen=True, slots=True)
class PageViews:
    """How often the page of one serial was opened on phones, this time included, and since when."""

    number: int
    first_day: date


@dataclass(frozen=True, slots=True)
class Telling:
    """One inspection with all that is needed to put it in words. `item` holds the parts that belong together.

    On a phone `on_phone` is set, and `place_name` is "": it is no scan point and stands in no market.
    """

    inspection: Inspection
    item: Item
    words: Words
    now: Moment
    place_name: str
    on_phone: PageViews | None = None

    @property
    def headline(self) -> Headline:
        """The headline that is told."""
        return self.inspection.verdict.headline

    def also(self, reason: Headline | Reason) -> bool:
        """Whether `reason` stands among the reasons."""
        return reason in self.inspection.verdict.reasons

    def also_said(self) -> str:
        """Return the other headlines that warn, as a sentence; "" where there is none."""
        implied = SAYS_NO_MORE | IMPLIED.get(self.headline, frozenset())
        others = [r for r in self.inspection.verdict.reasons if isinstance(r, Headline) and r not in implied]
        warnings = [self.words(f"headline.{headline}") for headline in others[:SHOWN_REASONS]]
        return self.words("why.also", what=BETWEEN.join(warnings)) if warnings else ""

    def name(self, vietnamese: str, english: str) -> str:
        """Return the name in this language; the Vietnamese one where there is no other."""
        return shown(english if self.words.has_english_names and english else vietnamese)

    @property
    def product(self) -> str:
        """The product's name, of a commodity its kind; "" where that is not known."""
        product = self.item.product
        if product is not None and self.item.is_commodity:
            key = f"choice.group.{product.group}"
            return self.words(key) if self.words.has(key) else ""
        return self.name(product.name, product.name_en) if product else ""

    @property
    def goods(self) -> str:
        """The product with its amount: "Rau muống VietGAP, bó 500 g"."""
        product = self.item.product
        content = self.name(product.content, product.content_en) if product and not self.item.is_commodity else ""
        return f"{self.product}, {content}" if content else self.product

    @property
    def producer(self) -> str:
        """The establishment's name; "" where it is not known."""
        establishment = self.item.establishment
        return self.name(establishment.name, establishment.name_en) if establishment else ""

    @property
    def lot(self) -> str:
        """The lot as registered, or as a valid seal vouches for it; a stranger's text is never shown."""
        if self.item.lot is not None:
            return self.item.lot.lot
        is_vouched_for = self.inspection.seal.state is SealState.VALID
        return (self.inspection.identity.lot or "") if is_vouched_for else ""

    def facts(self, pairs: Iterable[tuple[str, str]]) -> tuple[FactView, ...]:
        """Return (key of the words, value) pairs as they are shown; one without a value is left out."""
        return tuple(FactView(self.words(key), value) for key, value in pairs if value)

    @property
    def use_by(self) -> date | None:
        """The use-by date: as registered, else as printed."""
        lot = self.item.lot
        return (lot.use_by if lot else None) or self.item.dates.use_by

    @property
    def number(self) -> str:
        """The number that the code gives for goods or a place, digits only; "" without one."""
        identity = self.inspection.identity
        return identity.gtin or identity.gln or identity.sscc or identity.plu or ""

    @property
    def is_bar_code(self) -> bool:
        """Whether the code is the same on every pack."""
        return isinstance(self.inspection.code, TradeItemNumber | ElementString)

    @property
    def is_asked(self) -> bool:
        """Whether the centre itself answered."""
        return self.inspection.finding.source is Source.CENTRAL

    @property
    def age(self) -> Age:
        """How old what was found is."""
        return age_of_finding(self.inspection.finding, self.now)

    def checks(self) -> tuple[Check, ...]:
        """Return the earlier checks of this serial that count, oldest first."""
        return distinct_checks(self.inspection.finding.history.checks)

    @property
    def here(self) -> str:
        """The name of this market, in this language where what was found names it so."""
        known = next((m for m in self.inspection.finding.markets if self.place_name in {m.name, m.name_en}), None)
        return self.name(known.name, known.name_en) if known and self.place_name else self.place_name

    def market(self, check: Check) -> str:
        """Return the name of the market of a check."""
        known = next((m for m in self.inspection.finding.markets if m.id == check.market_id), None)
        return self.name(known.name, known.name_en) if known else shown(check.market_name or check.market_id)

    def is_here(self, check: Check) -> bool:
        """Whether a check was made at this market."""
        names = {check.market_name}
        names.update(n for m in self.inspection.finding.markets if m.id == check.market_id for n in (m.name, m.name_en))
        return self.place_name in names - {""}

    def recall(self) -> Recall | None:
        """Return the recall that the verdict speaks of: newest of those that cover the item, else that may."""
        recalls = self.inspection.finding.recalls
        covering, possible = recalls_of(recalls, recall_item(self.item), self.now)
        return next(iter((*covering, *possible, *recalls)), None)

    def when(self, at: datetime) -> str:
        """Return an instant: "06:40 hôm nay", or "22/11/2026, 14:00"."""
        local = at.astimezone(HANOI)
        if local.date() == self.now.day:
            return self.words("time.today", time=f"{local:%H:%M}")
        return f"{local:%d/%m/%Y, %H:%M}"

    def clock(self, at: datetime) -> str:
        """Return an instant in short: "06:40", or "22/11 · 14:00"."""
        local = at.astimezone(HANOI)
        return f"{local:%H:%M}" if local.date() == self.now.day else short_time(at)

    def stated(self, who: str) -> str:
        """Return "theo …"; "" where nobody states it."""
        return self.words("stated.by", who=who) if who else ""

    def stated_by_system(self) -> str:
        """Return who states what is said of the label: the centre at its time, or this unit and when it last asked."""
        as_of = self.inspection.finding.as_of
        if self.is_asked and as_of is not None:
            return self.words("stated.system_at", when=self.clock(as_of))
        return self.words("stated.unit") if as_of is None else self.words("stated.unit_asked", when=self.clock(as_of))


def day_text(day: date | None) -> str:
    """Return a day as dd/mm/yyyy; "" of none."""
    return f"{day:%d/%m/%Y}" if day else ""


def group_names(groups: Iterable[str], words: Words) -> list[str]:
    """Return the names of product groups, each once; one without words is "other goods"."""
    keys = (f"choice.group.{group}" for group in groups)
    return list(dict.fromkeys(words(key) if words.has(key) else words("opened.other_group") for key in keys))


def short_time(at: datetime) -> str:
    """Return an instant as "22/11 · 05:30"."""
    return f"{at.astimezone(HANOI):%d/%m{NO_BREAK}·{NO_BREAK}%H:%M}"
