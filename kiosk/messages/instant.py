"""Instants as they come from outside: in what the centre is asked and answers, in what kiosks and phones send."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Final

from pydantic import AfterValidator, AwareDatetime
from pydantic_core import PydanticCustomError

from kiosk.records.finding import Finding
from kiosk.records.instants import are_reckonable, is_reckonable

FIRST: Final = datetime(2000, 1, 1, tzinfo=UTC)
END: Final = datetime(2200, 1, 1, tzinfo=UTC)


def _of_our_time(at: datetime) -> datetime:
    if not FIRST <= at < END:
        sentence = "lies outside the years {first} to {last}"
        raise PydanticCustomError("instant_bounds", sentence, {"first": FIRST.year, "last": END.year - 1})
    return at


def _reckonable(at: datetime) -> datetime:
    if not is_reckonable(at):
        raise PydanticCustomError("instant_beyond", "is no time that can be reckoned with")
    return at


def _sound(finding: Finding) -> Finding:
    if not are_reckonable(finding):
        raise PydanticCustomError("finding_instants", "holds a time that cannot be reckoned with")
    return finding


BoundedInstant = Annotated[AwareDatetime, AfterValidator(_of_our_time)]
"""An aware datetime from 2000 until 2200.

Beyond lie mistakes alone, and times at the ends of the calendar that have no UTC: to reckon with one
of those is an OverflowError.
"""
OwnInstant = Annotated[AwareDatetime, AfterValidator(_reckonable)]
"""An aware datetime of this unit's own clock, which may be years off, but never beyond reckoning with."""
SoundFinding = Annotated[Finding, AfterValidator(_sound)]
"""A finding whose every instant is aware and can be reckoned with."""
