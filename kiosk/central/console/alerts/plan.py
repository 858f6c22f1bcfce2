"""A plan of the markets as an SVG: where they lie to each other, with their names where there is room. Pure.

North is up; a degree of longitude is as much shorter as it is there. Sizes are units of the viewBox.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

WIDTH: Final = 658
LOWEST, HIGHEST = 260, 420
EDGE: Final = 40
RADIUS: Final = 21
DOT: Final = 8
LETTER: Final = 13.2
"""Width of a letter of 23 units."""
LINE: Final = 28
AROUND: Final = 0.25
"""Markets that lie farther outside of those that are marked, by this share of their extent, are left out."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A market: its id, name and place in degrees."""

    id: str
    name: str
    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class Mark:
    """A market on the plan. `text` stands in its circle, "" for a dot; `name` is "" where it has no room."""

    id: str
    name: str
    x: float
    y: float
    radius: int
    text: str
    name_x: float = 0.0
    name_y: float = 0.0
    anchor: str = "start"


@dataclass(frozen=True, slots=True)
class Leg:
    """A line from one market to the next."""

    x1: float
    y1: float
    x2: float
    y2: float


@dataclass(frozen=True, slots=True)
class Plan:
    """What is drawn."""

    height: int
    marks: tuple[Mark, ...]
    legs: tuple[Leg, ...]


@dataclass(frozen=True, slots=True)
class _Box:
    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: _Box) -> bool:
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )


def plan_of(spots: Sequence[Spot], texts: Mapping[str, str], way: Sequence[str] = ()) -> Plan | None:
    """Return the plan; `texts` of the markets that are marked, `way` their ids one after another. None for no market.

    Marked markets are drawn last and named first.
    """
    if not spots:
        return None
    spots = _near(spots, texts)
    height, places = _placed(spots)
    ordered = sorted(spots, key=lambda one: (one.id not in texts, -len(texts.get(one.id, "")), one.name, one.id))
    taken = [_around(*places[one.id], RADIUS if one.id in texts else DOT) for one in ordered]
    marks = []
    for spot in ordered:
        mark = Mark(spot.id, "", *places[spot.id], RADIUS if spot.id in texts else DOT, texts.get(spot.id, ""))
        named = _named(mark, spot.name, taken, height)
        if named is not None:
            mark, box = named
            taken.append(box)
        marks.append(mark)
    steps = [one for number, one in enumerate(way) if one in places and (number == 0 or way[number - 1] != one)]
    legs = tuple(Leg(*places[one], *places[other]) for one, other in pairwise(steps))
    return Plan(height, tuple(reversed(marks)), legs)


def _near(spots: Sequence[Spot], texts: Mapping[str, str]) -> Sequence[Spot]:
    """Return the marked markets, and those of the others that lie among them; all where fewer than two are marked."""
    marked = [one for one in spots if one.id in texts]
    if len(marked) < 2:
        return spots
    souths, wests = [one.latitude for one in marked], [one.longitude for one in marked]
    room = AROUND * max(max(souths) - min(souths), max(wests) - min(wests))
    return [
        one
        for one in spots
        if one.id in texts
        or (
            min(souths) - room <= one.latitude <= max(souths) + room
            and min(wests) - room <= one.longitude <= max(wests) + room
        )
    ]


def _placed(spots: Sequence[Spot]) -> tuple[int, dict[str, tuple[float, float]]]:
    middle = math.radians(sum(one.latitude for one in spots) / len(spots))
    easts = {one.id: one.longitude * math.cos(middle) for one in spots}
    west, north = min(easts.values()), max(one.latitude for one in spots)
    wide = max(easts.values()) - west
    high = north - min(one.latitude for one in spots)
    wanted = (WIDTH - 2 * EDGE) * high / wide + 2 * EDGE if wide else HIGHEST
    height = round(min(HIGHEST, max(LOWEST, wanted)))
    room = (WIDTH - 2 * EDGE, height - 2 * EDGE)
    scale = min(room[0] / wide if wide else math.inf, room[1] / high if high else math.inf)
    scale = 0.0 if math.isinf(scale) else scale
    left, top = (WIDTH - wide * scale) / 2, (height - high * scale) / 2
    places = {
        one.id: (round(left + (easts[one.id] - west) * scale, 1), round(top + (north - one.latitude) * scale, 1))
        for one in spots
    }
    return height, places


def _named(mark: Mark, name: str, taken: Sequence[_Box], height: int) -> tuple[Mark, _Box] | None:
    """Return the mark with its name where that meets nothing: right, left, below, above; None where it has no room."""
    length, gap = len(name) * LETTER, mark.radius + 6
    x, y = mark.x, mark.y
    tries = (
        ("start", x + gap, y + 8, _Box(x + gap, y - LINE / 2, x + gap + length, y + LINE / 2)),
        ("end", x - gap, y + 8, _Box(x - gap - length, y - LINE / 2, x - gap, y + LINE / 2)),
        ("middle", x, y + gap + 20, _Box(x - length / 2, y + gap, x + length / 2, y + gap + LINE)),
        ("middle", x, y - gap - 6, _Box(x - length / 2, y - gap - LINE, x + length / 2, y - gap)),
    )
    for anchor, at, base, box in tries:
        is_inside = box.left >= 0 and box.top >= 0 and box.right <= WIDTH and box.bottom <= height
        if is_inside and not any(box.meets(other) for other in taken):
            return Mark(mark.id, name, x, y, mark.radius, mark.text, round(at, 1), round(base, 1), anchor), box
    return None


def _around(x: float, y: float, radius: float) -> _Box:
    return _Box(x - radius, y - radius, x + radius, y + radius)
