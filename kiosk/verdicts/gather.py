"""Code, seal, finding, lists, place and time → the flat facts that the rules read."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.codes.code import Code
from kiosk.moment import Moment
from kiosk.records.finding import Finding
from kiosk.trust.lists import Lists
from kiosk.trust.seal import Seal
from kiosk.verdicts.facts import Facts


@dataclass(frozen=True, slots=True)
class Place:
    """Where this kiosk stands. `is_enrolled` false: a demonstration, a developer's machine, a phone page."""

    market_id: str = ""
    is_enrolled: bool = False


def gather(code: Code, seal: Seal, finding: Finding, lists: Lists, place: Place, now: Moment) -> Facts:
    """Return the facts of one inspection at `now`. Total: never raises."""
    raise NotImplementedError
