"""Orders and restarts as people read them. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kiosk.central.console.page import Page
from kiosk.central.kiosks.orders import GivenOrder, State
from kiosk.messages.heartbeat import Heartbeat, Restarts
from kiosk.messages.orders import Finding, OrderKind
from kiosk.words import Words

LEVELS: Mapping[State, str] = {
    State.WAITING: "unknown",
    State.DONE: "good",
    State.FAILED: "stop",
    State.REFUSED: "caution",
    State.WITHDRAWN: "unknown",
    State.EXPIRED: "unknown",
}
"""The mark of each state."""
ROW_LEVELS: Mapping[str, str] = {"failed": "stop", "warning": "caution", "ok": "good", "absent": "unknown"}
"""The mark of each line of the doctor's, in the order in which they are shown."""
DRAWN: Mapping[OrderKind, str] = {
    OrderKind.RESTART: "power",
    OrderKind.EXAMINE: "lightbulb",
    OrderKind.BUNDLE: "package",
    OrderKind.PICTURE: "monitor",
}
"""The icon of what can be ordered, in the order of the buttons."""


@dataclass(frozen=True, slots=True)
class ShownOrder:
    """An order with its state in words. `is_mine`: the reader gave it, and may see its picture."""

    order: GivenOrder
    level: str
    state: str
    is_mine: bool

    @property
    def waits(self) -> bool:
        """Whether it can be withdrawn."""
        return self.order.state is State.WAITING

    @property
    def has_more(self) -> bool:
        """Whether there is more of it than its line."""
        brings = self.order.kind in {OrderKind.PICTURE, OrderKind.BUNDLE}
        return bool(self.order.findings) or (brings and self.order.state is State.DONE)

    @property
    def rows(self) -> tuple[tuple[str, Finding], ...]:
        """The doctor's lines, each with its mark: what is wrong first."""
        ranks = tuple(ROW_LEVELS)
        worst_first = sorted(self.order.findings, key=lambda each: ranks.index(each.state))
        return tuple((ROW_LEVELS[each.state], each) for each in worst_first)


def shown_order(order: GivenOrder, page: Page) -> ShownOrder:
    """Return an order in the reader's words."""
    words = page.words
    state = words(f"console.devices.order.state.{order.state.value}")
    if order.why and words.has(f"console.devices.order.why.{order.why}"):
        state = f"{state}: {words(f'console.devices.order.why.{order.why}')}"
    return ShownOrder(order, LEVELS[order.state], state, order.user_id == page.caller.user_id)


def restarts_in_words(beat: Heartbeat | None, words: Words) -> str:
    """Return how often each part was restarted: "Camera: 3 · Màn hình: 1"."""
    told = Restarts() if beat is None or beat.restarts is None else beat.restarts
    named = (
        words(f"console.devices.restarts.{part}", number=number) for part, number in told.model_dump().items() if number
    )
    return " · ".join(named) or words("console.devices.restarts.none")
