"""Coordinates → a plain map: places of the way in a square, with a scale. No map service, no picture. Pure."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from kiosk.wording.names import NO_BREAK, brief
from kiosk.wording.opened_view import MapView, SpotView

KM_A_DEGREE = 111.2
"""Of latitude: 2 π · 6371 km / 360."""
SCALES_KM = (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000)
LEAST_KM = 0.05
"""Places nearer to each other than this are one place."""
MARGIN = 0.12
"""Share of the square that stays free on each side."""


NEAR = 0.1
"""Share of the square: two places nearer than this would hide each other, and share a number."""
NAME_ROOM = 27
"""Characters of a name beside its number."""
SHOWN_SPOTS = 6
"""As many numbers and names as fit; a way of more places has them in its list."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A named place, in degrees."""

    name: str
    latitude: float
    longitude: float
    is_here: bool = False

    @property
    def is_sound(self) -> bool:
        """Whether this is a place on the earth that a flat map can show."""
        return -85 <= self.latitude <= 85 and -180 <= self.longitude <= 180


def map_of(spots: Sequence[Spot]) -> MapView | None:
    """Return the map of `spots` in their order; None where there are not two places to show."""
    sound = [spot for spot in spots if spot.is_sound]
    if not sound:
        return None
    middle = math.cos(math.radians(sum(spot.latitude for spot in sound) / len(sound)))
    across = [spot.longitude * KM_A_DEGREE * middle for spot in sound]
    up = [spot.latitude * KM_A_DEGREE for spot in sound]
    extent_km = max(max(across) - min(across), max(up) - min(up))
    if extent_km < LEAST_KM:
        return None
    share = (1 - 2 * MARGIN) / extent_km
    centre = ((max(across) + min(across)) / 2, (max(up) + min(up)) / 2)
    shown: list[SpotView] = []
    for spot, x, y in zip(sound, across, up, strict=True):
        _put(shown, SpotView(spot.name, 0.5 + (x - centre[0]) * share, 0.5 - (y - centre[1]) * share, spot.is_here))
    scale_km = max((km for km in SCALES_KM if km <= extent_km / 2), default=SCALES_KM[0])
    scale = f"{scale_km:g}{NO_BREAK}km" if scale_km >= 1 else f"{scale_km * 1000:g}{NO_BREAK}m"
    named = tuple(replace(spot, name=brief(spot.name, NAME_ROOM)) for spot in shown[:SHOWN_SPOTS])
    return MapView(named, scale, scale_km * share)


def _put(shown: list[SpotView], spot: SpotView) -> None:
    for at, other in enumerate(shown):
        if math.hypot(spot.x - other.x, spot.y - other.y) < NEAR:
            name = other.name if spot.name == other.name else f"{other.name}, {spot.name}"
            shown[at] = replace(other, name=name, is_here=other.is_here or spot.is_here)
            return
    shown.append(spot)
