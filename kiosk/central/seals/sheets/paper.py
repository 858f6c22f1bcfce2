"""What labels are printed on, and by what: one table of papers, one of presses. All lengths in millimetres."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

SMALLEST_MODULE = 0.5
"""Below, a kiosk's camera does not read reliably (docs/specs/seal.md, section 1)."""
BEST_MODULE = 0.625


class Arrangement(StrEnum):
    """Where the words stand: beside the square, or below it."""

    BESIDE = "beside"
    BELOW = "below"


@dataclass(frozen=True, slots=True)
class Paper:
    """A page, and the grid of labels on it. On a roll each label is a page."""

    name: str
    width: float
    height: float
    left: float
    top: float
    label_width: float
    label_height: float
    arrangement: Arrangement
    columns: int = 1
    rows: int = 1
    step_x: float = 0.0
    step_y: float = 0.0

    @property
    def is_roll(self) -> bool:
        """Whether each label is a page."""
        return self.columns * self.rows == 1

    @property
    def each(self) -> int:
        """How many labels a page has."""
        return self.columns * self.rows


PAPERS = {
    paper.name: paper
    for paper in (
        # 18 labels of 63.5 × 46.6: the usual die-cut sheet, and easy to cut by hand from a plain one
        Paper("a4", 210, 297, 7.25, 8.7, 63.5, 46.6, Arrangement.BESIDE, columns=3, rows=6, step_x=66, step_y=46.6),
        # what the heads of these printers reach is 48 and 72 mm in the middle of the roll
        Paper("58", 58, 69, 5, 1, 48, 67, Arrangement.BELOW),
        Paper("80", 80, 52, 4, 1, 72, 50, Arrangement.BESIDE),
    )
}


@dataclass(frozen=True, slots=True)
class Press:
    """What prints: `modules` are the sizes that a module may have, the best first."""

    name: str
    modules: tuple[float, ...]
    dots_per_mm: float | None = None
    """None where nothing has to be a whole number of dots."""


def _thermal(dpi: int, dots_per_mm: float, dots: tuple[int, ...]) -> Press:
    return Press(str(dpi), tuple(each / dots_per_mm for each in dots), dots_per_mm)


FINE = Press("pdf", (BEST_MODULE, 0.6, 0.575, 0.55, 0.525, SMALLEST_MODULE))
"""A laser or ink printer of 600 dpi and more."""
THERMAL = {203: _thermal(203, 8.0, (5, 4)), 300: _thermal(300, 300 / 25.4, (8, 7, 6))}
"""Label printers, by their dots per inch: whole dots for each module, from 0.68 down to 0.5 mm."""
