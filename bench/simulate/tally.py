"""Counting: what was said how often, which of it was wrong, and which copies were caught."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from bench.simulate.people import GENUINE, Kind, Scan
from kiosk.inspection import Inspection
from kiosk.verdicts.verdict import Headline, Level

SUSPICIONS = frozenset({Headline.COPY_SUSPECTED, Headline.REUSED, Headline.SEAL_MISSING, Headline.CONTRADICTS})
"""Ambers that doubt the label; the others name a known state."""
RED_BUDGET_PER_10000 = 1.0
AMBER_BUDGET_PER_500 = 1.0


@dataclass(slots=True)
class Caught:
    """Copied serials of one number of copies and checking rate."""

    serials: int = 0
    red: int = 0
    suspected: int = 0
    """Red or amber for suspicion at least once."""
    scans: int = 0
    scans_flagged: int = 0

    @property
    def red_share(self) -> float:
        """Of the serials, those that were shown red."""
        return self.red / self.serials if self.serials else 0.0

    @property
    def suspected_share(self) -> float:
        """Of the serials, those that were shown red or amber."""
        return self.suspected / self.serials if self.serials else 0.0


@dataclass(slots=True)
class Tally:
    """All counts of one run."""

    said: Counter[tuple[Kind, Headline]] = field(default_factory=Counter)
    false_reds: Counter[tuple[Headline, str, Kind]] = field(default_factory=Counter)
    false_ambers: Counter[tuple[Headline, str, Kind]] = field(default_factory=Counter)
    phone_alarms: Counter[tuple[Headline, str]] = field(default_factory=Counter)
    caught: dict[tuple[int, float], Caught] = field(default_factory=dict)

    def count(self, scan: Scan, inspection: Inspection, cause: str, *, is_past_use_by: bool) -> None:
        """Count one scan of a serial that was never copied. Goods past their use-by day are rightly red."""
        headline = inspection.verdict.headline
        self.said[scan.kind, headline] += 1
        is_right = headline is Headline.EXPIRED and is_past_use_by
        is_red = inspection.verdict.level is Level.STOP and not is_right
        is_amber = headline in SUSPICIONS
        if scan.kind is Kind.PHONE and (is_red or is_amber):
            self.phone_alarms[headline, cause] += 1
        elif scan.kind in GENUINE and is_red:
            self.false_reds[headline, cause, scan.kind] += 1
        elif scan.kind in GENUINE and is_amber:
            self.false_ambers[headline, cause, scan.kind] += 1

    def count_copied(self, copies: int, rate: float, heads: Sequence[tuple[Scan, Headline]]) -> None:
        """Count one copied serial with what was said of each of its scans."""
        cell = self.caught.setdefault((copies, rate), Caught())
        is_red = any(headline is Headline.COPIED for _, headline in heads)
        flagged = sum(headline in {Headline.COPIED, *SUSPICIONS} for _, headline in heads)
        cell.serials += 1
        cell.red += is_red
        cell.suspected += flagged > 0
        cell.scans += len(heads)
        cell.scans_flagged += flagged

    @property
    def genuine_scans(self) -> int:
        """Scans of genuine labels at kiosks."""
        return sum(count for (kind, _), count in self.said.items() if kind in GENUINE)

    @property
    def reds_per_10000(self) -> float:
        """False reds in 10,000 scans of genuine labels."""
        return 10_000 * self.false_reds.total() / max(1, self.genuine_scans)

    @property
    def ambers_per_500(self) -> float:
        """False ambers for suspicion in 500 scans of genuine labels."""
        return 500 * self.false_ambers.total() / max(1, self.genuine_scans)

    @property
    def is_in_budget(self) -> bool:
        """Whether both budgets are kept."""
        return self.reds_per_10000 <= RED_BUDGET_PER_10000 and self.ambers_per_500 <= AMBER_BUDGET_PER_500
