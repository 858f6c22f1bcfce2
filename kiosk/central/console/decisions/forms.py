"""What is typed to propose something: texts of a form, as the rules of the registry take them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Final

from kiosk.central.console.typed import Faults, Typed, read_form
from kiosk.central.kiosks.notice_decisions import NewNotice
from kiosk.central.registry.decisions import GivenRecall, GivenViolation
from kiosk.moment import HANOI
from kiosk.words import Words

DO: Final = "do"
SEARCH, PREVIEW = "search", "preview"
"""What the buttons of a form ask for, but the one that proposes."""
ALL_MARKETS: Final = "*"
MORE_LOTS: Final = "more_lots"
MADE_TO: Final = "made_to"
_RECALL: Mapping[str, str] = MappingProxyType(
    {"recall_of_all": "gtins", "lots_without_gtin": "lots", "serials_without_lot": "serial_from", "days_order": MADE_TO}
)
_VIOLATION: Mapping[str, str] = MappingProxyType({"days_order": "in_force_until"})
_NOTICE: Mapping[str, str] = MappingProxyType({"value_error": "ends_at"})


def read_recall(typed: Typed, words: Words) -> GivenRecall | Faults:
    """Return the recall that was typed: lots that were found and those that were typed besides, times in Hanoi's."""
    further = [("lots", each) for each in typed[MORE_LOTS].replace(";", ",").replace("\n", ",").split(",")]
    return read_form(GivenRecall, _in_hanoi(typed, "effective_at", further), words, _RECALL)


def read_violation(typed: Typed, words: Words) -> GivenViolation | Faults:
    """Return the decision that was typed."""
    return read_form(GivenViolation, typed, words, _VIOLATION)


def read_notice(typed: Typed, words: Words, now: datetime) -> NewNotice | Faults:
    """Return the notice that was typed. It begins now where no beginning was typed; a market must be chosen."""
    if not typed["market_id"]:
        return {"market_id": words("console.fault.missing")}
    market = "" if typed["market_id"] == ALL_MARKETS else typed["market_id"]
    begins = [] if typed["starts_at"].strip() else [("starts_at", now.isoformat())]
    kept = Typed(tuple(pair for pair in typed if pair[0] not in {"market_id", *(name for name, _ in begins)}))
    further = [("market_id", market), *begins]
    names = ("ends_at",) if begins else ("starts_at", "ends_at")
    read = kept
    for name in names:
        read = _in_hanoi(read, name, ())
    return read_form(NewNotice, Typed((*read, *further)), words, _NOTICE)


def local(at: datetime | None) -> str:
    """Return an instant as a field of the kind datetime-local has it, in Hanoi's time; "" for none."""
    return "" if at is None else f"{at.astimezone(HANOI):%Y-%m-%dT%H:%M}"


def _in_hanoi(typed: Typed, name: str, further: list[tuple[str, str]] | tuple[()]) -> Typed:
    """Return the texts with `further`, and the time in the field `name` with the offset of Hanoi."""
    pairs = [pair for pair in typed if pair[0] != name]
    at = typed[name].strip()
    return Typed((*pairs, *further, *([(name, f"{at}+07:00")] if at else [])))
