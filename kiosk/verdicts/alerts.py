"""Rules R5 and R6: what supervisors are told of a lot. They change no verdict, for they name no label.

The centre judges them over all checks of a lot; as with R1 to R4, no rule reads an absence as a fact.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from kiosk.records.history import Check
from kiosk.records.registry import Lot


class AlertRule(StrEnum):
    """The rules, by the names of docs/specs/verdicts.md."""

    R5 = "R5"
    R6 = "R6"


@dataclass(frozen=True, slots=True)
class SerialCheck:
    """One check of one serial of the lot."""

    serial: str
    check: Check


@dataclass(frozen=True, slots=True)
class LotAlerts:
    """What holds of a lot: `surplus` serials more than it has labels; `markets` that it was not sent to."""

    surplus: int = 0
    markets: frozenset[str] = frozenset()

    @property
    def rules(self) -> frozenset[AlertRule]:
        """The rules that hold."""
        held = {AlertRule.R5: self.surplus > 0, AlertRule.R6: bool(self.markets)}
        return frozenset(rule for rule, holds in held.items() if holds)


def judge_lot(lot: Lot, checks: Iterable[SerialCheck]) -> LotAlerts:
    """Return what the checks of a lot say of it.

    A lot without a declared quantity has no surplus, one without a recorded destination is
    nowhere out of place. Checks under an untrusted clock, or without a market, enter no rule.
    """
    counted = [one for one in checks if one.check.is_clock_trusted and one.check.market_id]
    seen = len({one.serial for one in counted})
    surplus = 0 if lot.quantity is None or not lot.is_serialised else max(0, seen - lot.quantity)
    markets = {one.check.market_id for one in counted} - {lot.destination_market_id}
    return LotAlerts(surplus, frozenset(markets) if lot.destination_market_id else frozenset())
