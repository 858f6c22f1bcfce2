"""Where the marks of a chart stand: places and sizes in the units of its viewBox. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

STEP: Final = 42
"""From the middle of a bar or cell to the next."""
WIDE: Final = 658
"""Width of a chart at least: a few bars are not drawn broad."""
HEIGHT: Final = 150
GAP: Final = 6
LABEL: Final = 26
ROW: Final = 42
NAMES: Final = 40
SHADES: Final = 8
MOST_LABELS: Final = 16


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar from `y` down; `label` is "" where there is no room for each."""

    x: float
    y: float
    width: float
    height: float
    middle: float
    label: str
    is_highest: bool


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of the heat map. `shade`: 0 for nothing, 1 to 8."""

    x: float
    y: float
    width: float
    shade: int


@dataclass(frozen=True, slots=True)
class Segment:
    """One part of a bar that lies."""

    x: float
    width: float
    level: str


def bars_of(values: Sequence[int], labels: Sequence[str]) -> list[Bar]:
    """Return a bar for each value; the highest fills the height, the first of the highest is marked."""
    most = max(values, default=0)
    step = WIDE / max(len(values), 1)
    every = -(-len(values) // MOST_LABELS)
    gap = min(GAP, step / 5)
    found = []
    for number, (value, label) in enumerate(zip(values, labels, strict=True)):
        height = round(HEIGHT * value / most, 1) if most else 0.0
        found.append(
            Bar(
                x=round(number * step + gap / 2, 1),
                y=HEIGHT - height,
                width=round(step - gap, 1),
                height=height,
                middle=round((number + 0.5) * step, 1),
                label=label if number % every == 0 else "",
                is_highest=most > 0 and number == values.index(most),
            )
        )
    return found


def cells_of(rows: Sequence[Sequence[int]]) -> list[list[Cell]]:
    """Return the cells of a heat map: the darkest where most is."""
    most = max((value for row in rows for value in row), default=0)
    step = (WIDE - NAMES) / max((len(row) for row in rows), default=1)
    return [
        [
            Cell(round(NAMES + place * step, 1), number * ROW, round(step - 3, 1), shade_of(value, most))
            for place, value in enumerate(row)
        ]
        for number, row in enumerate(rows)
    ]


def shade_of(value: int, most: int) -> int:
    """Return the shade of a value: any scan at all shows."""
    return 0 if value <= 0 else max(1, -(-value * SHADES // most))


def segments_of(parts: Sequence[tuple[str, int]]) -> list[Segment]:
    """Return the parts of the whole that are not nothing, each wide enough to be seen."""
    shown = [(level, count) for level, count in parts if count > 0]
    least = 6.0
    room = WIDE - least * len(shown)
    total = sum(count for _, count in shown)
    found, x = [], 0.0
    for level, count in shown:
        width = least + room * count / total
        found.append(Segment(round(x, 1), round(width - 3, 1), level))
        x += width
    return found
