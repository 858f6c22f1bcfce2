"""What of a result is read aloud, in order: the goods, the verdict, why, and what to do. Pure."""

from __future__ import annotations

from typing import Final

from kiosk.wording.result_view import CardKind, CardView

MOST_LINES: Final = 6
MOST_CHARACTERS: Final = 300
"""Of one line: longer is cut, a name of 200 letters is not."""


def spoken_lines(goods: str, headline: str, underline: str, cards: tuple[CardView, ...]) -> tuple[str, ...]:
    """Return the lines that are read aloud; each that stands fixed in the catalogue is one line of its own."""
    advice = [item.title for card in cards if card.kind is CardKind.ADVICE for item in card.items]
    lines = (goods, headline, underline, *advice)
    return tuple(line[:MOST_CHARACTERS] for line in lines if line.strip())[:MOST_LINES]
