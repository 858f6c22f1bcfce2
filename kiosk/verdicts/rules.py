"""All rules in one table, in order: the first that holds gives the headline."""

from __future__ import annotations

from kiosk.verdicts.facts import Facts
from kiosk.verdicts.verdict import Verdict


def judge(facts: Facts) -> Verdict:
    """Return the verdict of the first rule that holds; without one, the cautious last row."""
    raise NotImplementedError
