"""What a waiting screen tells of its own, beside the board's notices: recalls, suspensions, mark, button."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.lookup.published import Recalled, Suspended
from kiosk.moment import hanoi_day
from kiosk.wording.names import shown
from kiosk.wording.telling import day_text, group_names, short_time
from kiosk.words import Words

MAX_TITLE = 70
NAMED = 2


@dataclass(frozen=True, slots=True)
class TurnView:
    """One thing to tell. `sign` names what is drawn beside it: "" for the board's own words."""

    title: str
    text: str
    sign: str = ""


def recall_turn(recalled: Recalled, words: Words) -> TurnView:
    """Return a recall: of what, by whom and since when, what to do, and how old this unit's knowledge is."""
    recall, is_english = recalled.recall, words.has_english_names
    names = [
        shown((one.name_en if is_english else "") or one.name) for one in recalled.products or recalled.establishments
    ]
    goods = ", ".join(names[:NAMED]) + (" …" if len(names) > NAMED else "")
    scope = shown((recall.scope_en if is_english else "") or recall.scope)
    text = words(
        "waiting.recall.text",
        authority=shown((recall.authority_en if is_english else "") or recall.authority),
        day=day_text(hanoi_day(recall.effective_at)),
        as_of=short_time(recalled.as_of),
    )
    title = words("waiting.recall", goods=goods)
    if not goods or len(title) > MAX_TITLE:
        return TurnView(words("waiting.recall.any"), _sentences(goods, scope, text), "recall")
    return TurnView(title, _sentences(scope, text), "recall")


def suspension_turn(suspended: Suspended, words: Words) -> TurnView:
    """Return a suspension: of whom, what for and of which goods, by whom and until when, how old our knowledge is."""
    violation, place, is_english = suspended.violation, suspended.establishment, words.has_english_names
    name = shown((place.name_en if is_english else "") or place.name)
    summary = shown((violation.summary_en if is_english else "") or violation.summary)
    goods = words("waiting.suspended.goods", goods=", ".join(group_names(violation.suspends_groups, words)))
    decided = {
        "authority": shown((violation.authority_en if is_english else "") or violation.authority),
        "day": day_text(violation.published_on),
        "as_of": short_time(suspended.as_of),
    }
    if violation.in_force_until is None:
        text = words("waiting.suspended.text", **decided)
    else:
        text = words("waiting.suspended.until", until=day_text(violation.in_force_until), **decided)
    title = words("waiting.suspended", name=name)
    if len(title) > MAX_TITLE:
        return TurnView(words("waiting.suspended.any"), _sentences(name, summary, goods, text), "suspension")
    return TurnView(title, _sentences(summary, goods, text), "suspension")


def mark_turn(host: str, words: Words) -> TurnView:
    """Return which label to look for; `host` is where the city's own links lead, "" where no list says."""
    text = words("waiting.mark.text", host=host) if host else words("waiting.mark.text.any")
    return TurnView(words("waiting.mark"), text, "mark")


def button_turn(words: Words) -> TurnView:
    """Return what the one button does, for who cannot touch the screen."""
    return TurnView(words("waiting.button"), words("waiting.button.text"), "button")


def _sentences(*parts: str) -> str:
    return " ".join(part if part.endswith(".") else f"{part}." for part in parts if part)
