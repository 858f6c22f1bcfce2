"""The ground of the plan: the Red River, the West Lake and the inner city, so that people see where a market lies.

A sketch of our own by few round coordinates, for the eye alone: no map, and from no map service. Pure.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Final

Place = tuple[float, float]
"""Latitude and longitude in degrees."""
Point = tuple[float, float]

RIVER: Final[Sequence[Place]] = (
    (21.32, 105.42),
    (21.24, 105.47),
    (21.15, 105.51),
    (21.15, 105.60),
    (21.13, 105.66),
    (21.11, 105.74),
    (21.10, 105.81),
    (21.07, 105.84),
    (21.04, 105.86),
    (21.00, 105.88),
    (20.98, 105.91),
    (20.91, 105.91),
    (20.86, 105.91),
    (20.75, 105.95),
    (20.62, 106.00),
)
"""From where the Lô and the Đà have joined it, down to where it leaves the city."""
LAKE: Final[Sequence[Place]] = ((21.08, 105.82), (21.06, 105.84), (21.04, 105.83), (21.05, 105.81))
CITY: Final[Sequence[Place]] = (
    (21.10, 105.79),
    (21.04, 105.78),
    (21.00, 105.79),
    (20.97, 105.83),
    (20.96, 105.85),
    (20.98, 105.91),
    (21.00, 105.88),
    (21.04, 105.86),
    (21.07, 105.84),
    (21.10, 105.81),
)
"""What lies within the third ring road, on this side of the river."""


def line_of(places: Sequence[Place], drawn: Callable[[Place], Point], *, is_closed: bool = False) -> str:
    """Return the path of an SVG through `places`, with soft corners: straight from middle to middle, curved by each."""
    points = [drawn(place) for place in places]
    if is_closed:
        start = _middle(points[-1], points[0])
        turns = list(zip(points, [*points[1:], points[0]], strict=True))
        ends = "Z"
    else:
        start = points[0]
        turns = list(pairwise(points[1:]))
        ends = f"L{_said(points[-1])}"
    curves = "".join(f"Q{_said(one)} {_said(_middle(one, other))}" for one, other in turns)
    return f"M{_said(start)}{curves}{ends}"


def _middle(one: Point, other: Point) -> Point:
    return (one[0] + other[0]) / 2, (one[1] + other[1]) / 2


def _said(point: Point) -> str:
    return f"{point[0]:.1f} {point[1]:.1f}"
