"""Where everything stands on a label, in millimetres from its upper left corner: the same for PDF and ZPL."""

from __future__ import annotations

from dataclasses import dataclass, field

from kiosk.central.seals.sheets.fonts import ASCENT, MM_PER_POINT, RISE, Fonts, Weight, line_mm
from kiosk.central.seals.sheets.label import LabelText, Row
from kiosk.central.seals.sheets.paper import SMALLEST_MODULE, Arrangement, Paper, Press
from kiosk.central.seals.sheets.square import QUIET_MODULES, Matrix, qr_matrix
from kiosk.errors import KioskError

EDGE = 1.5
"""Between words and the edge."""
TOP, MARKS_EDGE = 0.6, 0.1
"""Above the first line, and above the highest marks that rise out of it."""
NAME_SIZES = (10.0, 6.0)
NAME_HEIGHT, PRODUCER_HEIGHT = 5.4, 2.45
HEAD = TOP + NAME_HEIGHT + PRODUCER_HEIGHT
GAP = 0.8
FOOT_BELOW = 17.0
"""What the words below a square take."""


@dataclass(frozen=True, slots=True)
class Word:
    """One line of text: `x` is its left end, `baseline` where it stands."""

    text: str
    weight: Weight
    size: float
    x: float
    baseline: float


@dataclass(frozen=True, slots=True)
class Square:
    """The QR code: `x` and `y` are the corner of its modules, the quiet zone is around them."""

    matrix: Matrix
    module: float
    x: float
    y: float

    @property
    def side(self) -> float:
        """How wide the modules are together."""
        return len(self.matrix) * self.module


@dataclass(frozen=True, slots=True)
class Layout:
    """All that is drawn of one label."""

    square: Square
    words: tuple[Word, ...]


CALLS = (((6.5, 6.0), 1), ((6.5, 5.0), 2))
"""Points of what to do with the label, and in how many lines; tried in turn."""


@dataclass(frozen=True, slots=True)
class _Sizes:
    """Points of what a label says, largest and smallest."""

    large: tuple[float, float]
    small: tuple[float, float]
    caption: float


_SIZES = (_Sizes((11, 7), (7.5, 6), 6.5), _Sizes((9, 6), (6.5, 5.5), 6), _Sizes((7, 5), (5.5, 5), 5))
"""Tried in turn until all rows have room."""


@dataclass(slots=True)
class _Stack:
    """A column that is filled from the top. `is_full` once something in it had to be cut off."""

    fonts: Fonts
    x: float
    y: float
    width: float
    words: list[Word] = field(default_factory=list)
    is_full: bool = False

    def add(
        self, text: str, weight: Weight, sizes: tuple[float, float], height: float, *, is_centred: bool = False
    ) -> None:
        fitted = self.fonts.fit(text, weight, sizes, self.width, height)
        self.is_full = self.is_full or fitted.is_cut
        for line in fitted.lines:
            free = self.width - self.fonts.width_mm(line, weight, fitted.size)
            baseline = self.y + fitted.size * ASCENT * MM_PER_POINT
            self.words.append(Word(line, weight, fitted.size, self.x + (free / 2 if is_centred else 0), baseline))
            self.y += line_mm(fitted.size)

    def add_row(self, row: Row, sizes: _Sizes) -> None:
        self.add(row.caption, Weight.REGULAR, (sizes.caption, 5), line_mm(sizes.caption))
        self.add(row.value, Weight.BOLD, sizes.large, 2 * line_mm(sizes.large[1]))
        self.y += GAP


def lay_out(label: LabelText, paper: Paper, press: Press, fonts: Fonts) -> Layout:
    """Return where everything of `label` stands.

    Raises KioskError SEAL-25 where the square does not fit with modules of half a millimetre, or
    the words do not fit beside it: a label is refused, never made too small to be read.
    """
    is_beside = paper.arrangement is Arrangement.BESIDE
    room = min(paper.label_width, paper.label_height - HEAD - (0 if is_beside else FOOT_BELOW))
    square = _square(label, press, room)
    around = square.side + 2 * QUIET_MODULES * square.module
    top = HEAD + (room - around) / 2
    left = 0.0 if is_beside else (paper.label_width - around) / 2
    quiet = QUIET_MODULES * square.module
    square = Square(square.matrix, square.module, *(_whole(at + quiet, press) for at in (left, top)))
    width = paper.label_width - 2 * EDGE
    size = fonts.fit(label.name, Weight.BOLD, NAME_SIZES, width, NAME_HEIGHT).size
    head = _Stack(fonts, EDGE, max(TOP, RISE * size * MM_PER_POINT + MARKS_EDGE), width)
    head.add(label.name, Weight.BOLD, (size, size), NAME_HEIGHT)
    head.add(label.producer, Weight.REGULAR, (6.5, 5), PRODUCER_HEIGHT)
    for sizes in _SIZES:
        words = _beside(label, paper, square, sizes, fonts) if is_beside else _below(label, paper, sizes, fonts)
        if words is not None:
            return Layout(square, (*head.words, *words))
    raise _too_large(label, f"the words have no room on paper {paper.name}")


def _square(label: LabelText, press: Press, room: float) -> Square:
    """Return the square with the best module that has room, not yet in its place."""
    matrix = qr_matrix(label.link)
    modules = len(matrix) + 2 * QUIET_MODULES
    for module in press.modules:
        if module >= SMALLEST_MODULE - 1e-9 and modules * module <= room + 1e-6:
            return Square(matrix, module, 0, 0)
    raise _too_large(label, f"its {len(matrix)} modules have no room at {SMALLEST_MODULE} mm each")


def _beside(label: LabelText, paper: Paper, square: Square, sizes: _Sizes, fonts: Fonts) -> list[Word] | None:
    """Return the words to the right of the square, as high as it is; None without room."""
    left = square.x + square.side + QUIET_MODULES * square.module
    width = paper.label_width - EDGE - left
    column = _Stack(fonts, left, square.y, width)
    sizes_of_call, height = _call(label, width, fonts)
    bottom = square.y + square.side - height
    for row in label.large:
        column.add_row(row, sizes)
    for row in label.small:
        column.add(f"{row.caption} {row.value}", Weight.REGULAR, sizes.small, 2 * line_mm(sizes.small[1]))
        column.y += GAP / 2
    if column.y > bottom or column.is_full:
        return None
    column.y = bottom
    column.add(label.call, Weight.REGULAR, sizes_of_call, height)
    return column.words


def _call(label: LabelText, width: float, fonts: Fonts) -> tuple[tuple[float, float], float]:
    """Return sizes and height at which what to do fits: in one line, else in two."""
    for sizes, lines in CALLS:
        fitted = fonts.fit(label.call, Weight.REGULAR, sizes, width, lines * line_mm(sizes[0]))
        if not fitted.is_cut:
            break
    return (fitted.size, fitted.size), fitted.height_mm


def _below(label: LabelText, paper: Paper, sizes: _Sizes, fonts: Fonts) -> list[Word] | None:
    """Return the words under the square: what is large side by side, then the rest; None without room."""
    top, bottom = paper.label_height - FOOT_BELOW, paper.label_height - TOP
    width = paper.label_width - 2 * EDGE
    share = (width - 2 * GAP * (len(label.large) - 1)) / max(1, len(label.large))
    rest = _Stack(fonts, EDGE, top, width)
    for index, row in enumerate(label.large):
        column = _Stack(fonts, EDGE + index * (share + 2 * GAP), top, share)
        column.add_row(row, sizes)
        rest.words += column.words
        rest.y = max(rest.y, column.y)
        rest.is_full = rest.is_full or column.is_full
    small = " · ".join(f"{row.caption} {row.value}" for row in label.small)
    if small:
        rest.add(small, Weight.REGULAR, sizes.small, 2 * line_mm(sizes.small[1]))
    sizes_of_call, height = _call(label, width, fonts)
    rest.add(label.call, Weight.REGULAR, sizes_of_call, height, is_centred=True)
    return None if rest.y > bottom or rest.is_full else rest.words


def _whole(at: float, press: Press) -> float:
    """Return the nearest place at which a dot begins."""
    return at if press.dots_per_mm is None else round(at * press.dots_per_mm) / press.dots_per_mm


def _too_large(label: LabelText, reason: str) -> KioskError:
    return KioskError(
        "SEAL-25",
        f"The label of {label.link[:60]!r} cannot be printed: {reason}.",
        "Choose a larger paper, a shorter host or a shorter lot number.",
    )
