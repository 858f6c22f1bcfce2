"""A story told again where the machine, not the kiosk, was late. Speed is measured by `make faults`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Protocol, TypeVar

TRIES = 5


class Timed(Protocol):
    """A story in which shoppers wait."""

    @property
    def is_late(self) -> bool:
        """Whether one waited for longer than a second."""


T = TypeVar("T", bound=Timed)


async def in_time(tell: Callable[[int], Awaitable[T]]) -> T:
    """Return the first story that `tell` gives, by the number of the try, in which nobody was late; else the last."""
    for again in range(TRIES - 1):
        story = await tell(again)
        if not story.is_late:
            return story
    return await tell(TRIES - 1)
