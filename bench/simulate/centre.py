"""What the centre keeps of one serial: the checks that reached it and the flags that it raised."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from bench.simulate.markets import MARKETS
from kiosk.records.history import SAME_CHECK, Check, Flag, FlagKind, History
from kiosk.records.registry import Movement
from kiosk.verdicts.history import HistoryRule, SerialHistory, judge_history

if TYPE_CHECKING:
    from collections.abc import Iterable

FLAGS = {
    HistoryRule.R1: FlagKind.COPY_SUSPECTED,
    HistoryRule.R2: FlagKind.COPIED,
    HistoryRule.R4: FlagKind.REUSED,
}
"""Rules whose flags go to all kiosks. R3 is each market's own."""


@dataclass(slots=True)
class Serial:
    """The centre's rows of one serial. Instants are its own, save of checks that were sent in later."""

    name: str
    checks: list[Check] = field(default_factory=list)
    waiting: list[tuple[datetime, Check]] = field(default_factory=list)
    flags: dict[FlagKind, Flag] = field(default_factory=dict)
    causes: dict[FlagKind, str] = field(default_factory=dict)

    def ask(self, check: Check) -> History:
        """Record `check` as the centre does, and return the history that it answers, without it.

        A repeat within 120 s of a recorded check at the same market is that check.
        """
        same = next(
            (c for c in self.checks if c.market_id == check.market_id and c.at <= check.at <= c.at + SAME_CHECK), None
        )
        earlier = tuple(sorted((c for c in self.checks if c is not same), key=lambda c: c.at))
        if same is None:
            self.checks.append(check)
        return History(earlier, tuple(self.flags.values()), was_asked=True)

    def receive(self, at: datetime, movements: Iterable[Movement]) -> None:
        """Take in the checks of kiosks that have a network again at `at`, and judge with them."""
        arrived = [check for sent_at, check in self.waiting if sent_at <= at]
        if not arrived:
            return
        self.waiting = [(sent_at, check) for sent_at, check in self.waiting if sent_at > at]
        self.checks += arrived
        self.judge(at, tuple(movements), None)

    def judge(self, at: datetime, movements: tuple[Movement, ...], present: Check | None) -> None:
        """Raise the flags of the rules that hold at `at`. A flag that stands keeps its date."""
        history = SerialHistory(tuple(self.checks), at, self.name, present, movements, MARKETS)
        if len(self.checks) < 2 and not any(self.name in movement.serials for movement in movements):
            return
        for rule in judge_history(history):
            kind = FLAGS.get(rule)
            if kind is not None and kind not in self.flags:
                self.flags[kind] = Flag(kind, at)
                self.causes[kind] = cause_of(rule, history)


def cause_of(rule: HistoryRule, history: SerialHistory) -> str:
    """Return the rule, with which half of R2 holds."""
    if rule is not HistoryRule.R2:
        return str(rule)
    without_places = SerialHistory(
        history.checks, history.at, history.serial, history.present, history.movements, (), history.is_past_use_by
    )
    return "R2 by markets" if HistoryRule.R2 in judge_history(without_places) else "R2 by journeys"
