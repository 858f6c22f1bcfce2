"""What is assumed of goods, people and machines: every number of the simulation in one value."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from kiosk.moment import HANOI

START = datetime(2026, 11, 9, tzinfo=HANOI)
"""The first day on which goods are packed."""


@dataclass(frozen=True, slots=True)
class Scenario:
    """Shares are of 1; what happens seldom is counted for each unit, so that a small run has the same mixture."""

    units: int = 1_000_000
    seed: int = 4
    days: int = 14
    units_a_lot: int = 200
    units_a_maker: int = 3_300
    kiosks_a_market: int = 12

    checks_a_unit: float = 0.3
    """By people who buy. A tenth of the units lies in front and is checked six times as often as the rest."""
    phones_a_unit: float = 0.05
    bursts_a_unit: float = 840e-6
    """Children at play: one a kiosk and day. 5 to 40 scans of one label, a few seconds to a minute apart."""
    demonstrations_a_unit: float = 70e-6
    """Staff show how it works with goods at hand: one a market and day. 5 to 15 scans, 1 to 10 minutes apart."""
    photographs_a_unit: float = 50e-6
    """A photograph of the label is held up at another market, every fifth at two others."""

    late_share: float = 0.3
    """Lots whose movements are keyed in 1 to 3 days late; the others within two hours."""
    never_share: float = 0.0
    """Lots whose movements after the first market are never keyed in."""
    resold_share: float = 0.2
    resold_markets: int = 3
    """Markets that a resold lot passes after the one it was sent to."""
    named_sale_share: float = 0.15
    """Units whose sale is recorded with their serial."""
    early_sale_share: float = 0.01
    """Of these, those recorded as sold when the crate was opened."""
    brought_back_share: float = 0.005
    """Checks that are made again with what was bought 1 to 4 days before."""

    same_day_share: float = 0.2
    """Lots packed, registered and sold from on the day of harvest."""
    new_key_share: float = 0.1
    """Makers that get a new key within the fortnight, and as many whose key gets a new product."""
    list_lead_h: float = 48.0
    """Hours between the list with a new key or product and its first use: signers wait 48 (docs/specs/seal.md)."""

    unanswered_share: float = 0.01
    """Questions of a kiosk with a network that get no answer in time."""
    wrong_clock_share: float = 0.05
    """Kiosks with a network whose clock is trusted and up to three minutes wrong."""

    copied_serials: int = 1_000
    """At each checking rate, in equal parts with each number of copies."""
    copies: tuple[int, ...] = (5, 10, 20, 50, 100)
    rates: tuple[float, ...] = (0.1, 0.3, 1.0)
    """Checks a copy."""

    @property
    def makers(self) -> int:
        """How many makers there are: as many for each unit in a small run."""
        return max(10, self.units // self.units_a_maker)
