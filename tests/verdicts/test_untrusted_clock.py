"""What is judged where nobody vouches for the time."""

from __future__ import annotations

from dataclasses import replace

from kiosk.records.history import FlagKind
from kiosk.verdicts.verdict import (
    Headline,
)
from tests.verdicts.cases import (
    Case,
    flagged,
    labelled,
    unsure,
)


def test_untrusted_clock_judges_only_dates_that_are_past_at_the_floor() -> None:
    past = Case(code=labelled(ai17="261121"), now=unsure(floor_hours_ago=24))
    maybe = Case(code=labelled(ai17="261122"), now=unsure(floor_hours_ago=24))
    assert past.verdict().headline is Headline.EXPIRED
    assert maybe.verdict().headline is Headline.CONTRADICTS


def test_untrusted_clock_makes_a_flag_of_copies_a_suspicion() -> None:
    assert replace(flagged(FlagKind.COPIED, days=1), now=unsure()).verdict().headline is Headline.COPY_SUSPECTED
