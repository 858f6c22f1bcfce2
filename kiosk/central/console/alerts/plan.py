"""A plan of the markets as an SVG: where they lie to each other, with their names where there is room. Pure.

North is up; a degree of longitude is as much shorter as it is there. Sizes are units of the viewBox. It is laid out
twice, for a table and for a telephone: a drawing that shrinks would shrink its words.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from kiosk.central.console.alerts.ground import CITY, LAKE, RIVER, Place, Point, line_of

WIDTHS: Final = {"wide": 658, "narrow": 400}
"""Of the viewBox, by the class of the drawing: on a telephone a unit is 0.8 of a pixel."""
LOWEST, HIGHEST = 260, 420
EDGE: Final = 40
HEAD: Final = 58
"""Above and below all markets: room for a name there."""
RADIUS: Final = 21
DOT: Final = 8
LETTER: Final = 13.2
"""Width of a letter of 23 units."""
LINE: Final = 28
NORTH: Final = 60
"""The corner in which an arrow says where north is."""
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
    """What is drawn. `river`, `lake`, `city`: paths of the ground, "" where one market alone gives no scale."""

    key: str
    width: int
    height: int
    marks: tuple[Mark, ...]
    legs: tuple[Leg, ...]
    river: str
    lake: str
    city: str


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


@dataclass(frozen=True, slots=True)
class _Scale:
    """How places become points."""

    height: int
    left: float
    top: float
    west: float
    north: float
    shrink: float
    units: float
    """In a degree of latitude; 0 where there is one market alone."""

    def drawn(self, place: Place) -> Point:
        """Return the point of a place."""
        latitude, longitude = place
        east = longitude * self.shrink - self.west
        return round(self.left + east * self.units, 1), round(self.top + (self.north - latitude) * self.units, 1)


@dataclass(frozen=True, slots=True)
class _Room:
    """What a name may lie on."""

    width: int
    height: int
    taken: Sequence[_Box]
    legs: Sequence[Leg]

    def has(self, box: _Box) -> bool:
        """Return whether `box` lies inside and meets nothing that is taken."""
        is_inside = box.left >= 0 and box.top >= 0 and box.right <= self.width and box.bottom <= self.height
        return is_inside and not any(box.meets(other) for other in self.taken)

    def is_crossed(self, box: _Box) -> bool:
        """Return whether the way goes through `box`: looked at in steps that are shorter than a line is high."""
        return any(box.meets(_around(x, y, 0.5)) for leg in self.legs for x, y in _points(leg))


def plans_of(spots: Sequence[Spot], texts: Mapping[str, str], way: Sequence[str] = ()) -> Sequence[Plan]:
    """Return the plan once a width; `texts` of the markets that are marked, `way` their ids one after another.

    None for no market. Marked markets are drawn last and named first.
    """
    return [_plan(_near(spots, texts), texts, way, key) for key in WIDTHS] if spots else ()


def _plan(spots: Sequence[Spot], texts: Mapping[str, str], way: Sequence[str], key: str) -> Plan:
    width = WIDTHS[key]
    scale = _scale(spots, width)
    places = {one.id: scale.drawn((one.latitude, one.longitude)) for one in spots}
    steps = [one for number, one in enumerate(way) if one in places and (number == 0 or way[number - 1] != one)]
    legs = tuple(Leg(*places[one], *places[other]) for one, other in pairwise(steps))
    ordered = sorted(spots, key=lambda one: (one.id not in texts, -len(texts.get(one.id, "")), one.name, one.id))
    taken = [_around(*places[one.id], RADIUS if one.id in texts else DOT) for one in ordered]
    taken.append(_Box(width - NORTH, 0, width, NORTH))
    marks = []
    for spot in ordered:
        mark = Mark(spot.id, "", *places[spot.id], RADIUS if spot.id in texts else DOT, texts.get(spot.id, ""))
        named = _named(mark, spot.name, _Room(width, scale.height, taken, legs))
        if named is not None:
            mark, box = named
            taken.append(box)
        marks.append(mark)
    ground = {
        name: line_of(line, scale.drawn, is_closed=line is not RIVER) if scale.units else ""
        for name, line in (("river", RIVER), ("lake", LAKE), ("city", CITY))
    }
    return Plan(key, width, scale.height, tuple(reversed(marks)), legs, **ground)


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


def _scale(spots: Sequence[Spot], width: int) -> _Scale:
    shrink = math.cos(math.radians(sum(one.latitude for one in spots) / len(spots)))
    easts = [one.longitude * shrink for one in spots]
    west, north = min(easts), max(one.latitude for one in spots)
    wide, high = max(easts) - west, north - min(one.latitude for one in spots)
    wanted = (width - 2 * EDGE) * high / wide + 2 * HEAD if wide else HIGHEST
    height = round(min(HIGHEST, max(LOWEST, wanted)))
    room = (width - 2 * EDGE, height - 2 * HEAD)
    units = min(room[0] / wide if wide else math.inf, room[1] / high if high else math.inf)
    units = 0.0 if math.isinf(units) else units
    return _Scale(height, (width - wide * units) / 2, (height - high * units) / 2, west, north, shrink, units)


def _named(mark: Mark, name: str, room: _Room) -> tuple[Mark, _Box] | None:
    """Return the mark with its name where that meets nothing: right, left, below, above; None where it has no room.

    Beside the way if it can be, else across it.
    """
    length, gap = len(name) * LETTER, mark.radius + 6
    x, y = mark.x, mark.y
    middle = max(length / 2, min(x, room.width - length / 2))
    tries = (
        ("start", x + gap, y + 8, _Box(x + gap, y - LINE / 2, x + gap + length, y + LINE / 2)),
        ("end", x - gap, y + 8, _Box(x - gap - length, y - LINE / 2, x - gap, y + LINE / 2)),
        ("middle", middle, y + gap + 20, _Box(middle - length / 2, y + gap, middle + length / 2, y + gap + LINE)),
        ("middle", middle, y - gap - 6, _Box(middle - length / 2, y - gap - LINE, middle + length / 2, y - gap)),
    )
    free = [each for each in tries if room.has(each[3])]
    if not free:
        return None
    anchor, at, base, box = next((each for each in free if not room.is_crossed(each[3])), free[0])
    return Mark(mark.id, name, x, y, mark.radius, mark.text, round(at, 1), round(base, 1), anchor), box


def _around(x: float, y: float, radius: float) -> _Box:
    return _Box(x - radius, y - radius, x + radius, y + radius)


def _points(leg: Leg) -> Sequence[Point]:
    steps = max(1, round(math.hypot(leg.x2 - leg.x1, leg.y2 - leg.y1) / (LINE / 4)))
    shares = [number / steps for number in range(steps + 1)]
    return [(leg.x1 + (leg.x2 - leg.x1) * share, leg.y1 + (leg.y2 - leg.y1) * share) for share in shares]
