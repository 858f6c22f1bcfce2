"""The words of an answer opened in full: frozen values that QML lays out and never decides about. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.wording.phone_view import StatedFacts
from kiosk.wording.result_view import CardKind, ItemView, Mark


@dataclass(frozen=True, slots=True)
class SpotView:
    """A place on the map. `x` and `y` are shares of the map's square, from its upper left corner."""

    name: str
    x: float
    y: float
    is_here: bool = False


@dataclass(frozen=True, slots=True)
class MapView:
    """Places in the order of the way, north above; a line as long as `scale_share` of the square is `scale` long."""

    spots: tuple[SpotView, ...]
    scale: str
    scale_share: float


@dataclass(frozen=True, slots=True)
class OpenedView:
    """One answer in full. `rows` are listed under `rows_title`; a page of them at a time."""

    kind: CardKind
    title: str
    mark: Mark
    heading: str
    lines: tuple[str, ...] = ()
    groups: tuple[StatedFacts, ...] = ()
    rows_title: str = ""
    rows: tuple[ItemView, ...] = ()
    map: MapView | None = None
    stated_by: str = ""
