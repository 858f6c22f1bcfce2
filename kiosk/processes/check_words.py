"""The result of `kiosk check` for people: what the screen shows, in lines of text."""

from __future__ import annotations

from collections.abc import Iterator

from kiosk.codes.escape import escaped
from kiosk.processes.check import Asked, Checker
from kiosk.wording.result_view import CardView, ResultView
from kiosk.words import Words

ECHO = 160
"""Characters of a payload that are worth a line."""


def in_words(asked: Asked, checker: Checker, words: Words) -> str:
    """Return the whole result in the language of `words`, in several lines."""
    inspection = checker.inspect(asked.payload)
    return "\n".join(_lines(checker.view(inspection, words), words))


def in_one_line(asked: Asked, checker: Checker, words: Words, number: int) -> str:
    """Return level, headline and the payload in one line; what is wrong with line `number` where it was wrong.

    A fault of the input is no verdict and does not look like one.
    """
    if asked.fault is not None:
        return ": ".join(filter(None, ("fault", f"line {number}", asked.fault, asked.echo[:ECHO])))
    inspection = checker.inspect(asked.payload)
    view = checker.view(inspection, words)
    return f"{words(f'level.{inspection.verdict.level}')}: {view.headline}: {escaped(asked.payload.content)[:ECHO]}"


def _lines(view: ResultView, words: Words) -> Iterator[str]:
    yield f"{words(f'level.{view.mark}').upper()}: {view.headline}"
    yield from filter(None, (view.underline, view.overline))
    for card in view.cards:
        yield ""
        yield from _card(card)
    if view.stops:
        yield ""
    for stop in view.stops:
        yield f"{stop.when}  {stop.title}  ({stop.stated_by})"
    if view.take_along_url:
        yield ""
        yield f"{view.take_along_text}: {view.take_along_url}"


def _card(card: CardView) -> Iterator[str]:
    yield ": ".join(filter(None, (card.title, card.heading)))
    yield from (f"  {line}" for line in card.lines)
    yield from (f"  {fact.label}: {fact.value}" for fact in card.facts)
    for item in card.items:
        badge = f" [{item.badge}]" if item.badge else ""
        yield f"  - {item.title}{badge}"
        yield from (f"    {line}" for line in (item.text, item.stated_by) if line)
    if card.stated_by:
        yield f"  ({card.stated_by})"
