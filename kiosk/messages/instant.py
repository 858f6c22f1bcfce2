"""Instants as they come over HTTP, in what the centre is asked and in what kiosks and phones send."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Final

from pydantic import AfterValidator, AwareDatetime
from pydantic_core import PydanticCustomError

FIRST: Final = datetime(2000, 1, 1, tzinfo=UTC)
END: Final = datetime(2200, 1, 1, tzinfo=UTC)


def _of_our_time(at: datetime) -> datetime:
    if not FIRST <= at < END:
        sentence = "lies outside the years {first} to {last}"
        raise PydanticCustomError("instant_bounds", sentence, {"first": FIRST.year, "last": END.year - 1})
    return at


BoundedInstant = Annotated[AwareDatetime, AfterValidator(_of_our_time)]
"""An aware datetime from 2000 until 2200.

Beyond lie mistakes alone, and times at the ends of the calendar that have no UTC: to reckon with one
of those is an OverflowError.
"""
