"""The share of copied serials that are caught, as a picture: SVG for the page, PNG for whoever needs pixels."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from xml.sax.saxutils import escape

from PIL import Image, ImageDraw, ImageFont

from bench.simulate.tally import Caught

WIDTH, HEIGHT = 960, 560
LEFT, RIGHT, TOP, BOTTOM = 90, 930, 100, 470
INK, FAINT, PAPER = "#1f2933", "#d5dbe1", "#ffffff"
COLOURS = ("#0b6e99", "#c2570c", "#5b3a8c", "#2f7d32")
FONT = Path(__file__).parents[2] / "assets" / "fonts" / "BeVietnamPro-400.ttf"
SCALE = 2
"""Pixels of the PNG for each unit of the drawing."""

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Line:
    """A line through points; dashed for what is only suspected."""

    points: tuple[Point, ...]
    colour: str
    width: float = 1.0
    is_dashed: bool = False


@dataclass(frozen=True, slots=True)
class Dot:
    """A measured value."""

    at: Point
    colour: str


@dataclass(frozen=True, slots=True)
class Text:
    """Words whose middle is at the height of `at`; `anchor` says which end is there: start, middle, end."""

    at: Point
    words: str
    anchor: str = "middle"
    size: int = 16


Shape = Line | Dot | Text


def drawing(caught: dict[tuple[int, float], Caught]) -> tuple[Shape, ...]:
    """Return the picture: copies from left to right, shares from 0 to 100 %, a colour for each checking rate."""
    copies, rates = sorted({c for c, _ in caught}), sorted({r for _, r in caught})
    return (*_axes(copies), *_legend(rates), *_curves(caught, copies, rates))


def svg(shapes: Sequence[Shape]) -> str:
    """Return the drawing as SVG."""
    body = "\n".join(_element(shape) for shape in shapes)
    title = "<title>Copied serials caught, by number of copies and checking rate</title>"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img"'
        f' font-family="sans-serif" fill="{INK}">\n{title}\n<rect width="100%" height="100%" fill="{PAPER}"/>\n'
        f"{body}\n</svg>\n"
    )


def png(shapes: Sequence[Shape], path: Path) -> None:
    """Write the drawing to `path` as PNG."""
    image = Image.new("RGB", (WIDTH * SCALE, HEIGHT * SCALE), PAPER)
    draw = ImageDraw.Draw(image)
    for shape in shapes:
        _paint(draw, shape)
    image.save(path, optimize=True)


def _axes(copies: Sequence[int]) -> Iterator[Shape]:
    for percent in range(0, 101, 20):
        y = _y(percent / 100)
        yield Line(((LEFT, y), (RIGHT, y)), FAINT)
        yield Text((LEFT - 12, y), f"{percent} %", "end")
    for count in copies:
        x = _x(count, copies)
        yield Line(((x, BOTTOM), (x, BOTTOM + 6)), INK)
        yield Text((x, BOTTOM + 22), str(count))
    yield Text(((LEFT + RIGHT) / 2, BOTTOM + 56), "copies of one genuine label, spread over five markets")
    yield Text((LEFT, 28), "Copied serials caught: shown red (lines), red or amber (dashes)", "start", 22)


def _legend(rates: Sequence[float]) -> Iterator[Shape]:
    for place, rate in enumerate(rates):
        x = LEFT + 230 * place
        yield Line(((x, 66), (x + 34, 66)), COLOURS[place], 3)
        yield Text((x + 42, 66), f"{rate:g} checks a copy", "start")


def _curves(caught: dict[tuple[int, float], Caught], copies: Sequence[int], rates: Sequence[float]) -> Iterator[Shape]:
    for place, rate in enumerate(rates):
        colour = COLOURS[place]
        cells = [(_x(count, copies), caught[count, rate]) for count in copies]
        yield Line(tuple((x, _y(cell.suspected_share)) for x, cell in cells), colour, 2, is_dashed=True)
        yield Line(tuple((x, _y(cell.red_share)) for x, cell in cells), colour, 3)
        for x, cell in cells:
            yield Dot((x, _y(cell.red_share)), colour)


def _x(count: int, copies: Sequence[int]) -> float:
    first, last = math.log(copies[0]), math.log(copies[-1])
    part = (math.log(count) - first) / (last - first) if last > first else 0.5
    return LEFT + 30 + (RIGHT - LEFT - 60) * part


def _y(share: float) -> float:
    return BOTTOM - (BOTTOM - TOP) * share


def _element(shape: Shape) -> str:
    match shape:
        case Line(points, colour, width, is_dashed):
            joined = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
            dash = ' stroke-dasharray="7 5"' if is_dashed else ""
            return f'<polyline points="{joined}" fill="none" stroke="{colour}" stroke-width="{width:g}"{dash}/>'
        case Dot((x, y), colour):
            return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5" fill="{colour}"/>'
        case Text((x, y), words, anchor, size):
            place = f'x="{x:.1f}" y="{y:.1f}" dy="0.35em" text-anchor="{anchor}" font-size="{size}"'
            return f"<text {place}>{escape(words)}</text>"


def _paint(draw: ImageDraw.ImageDraw, shape: Shape) -> None:
    match shape:
        case Line(points, colour, width, is_dashed):
            pieces = _dashes(points) if is_dashed else [points]
            for piece in pieces:
                scaled = [(x * SCALE, y * SCALE) for x, y in piece]
                draw.line(scaled, fill=colour, width=round(width * SCALE), joint="curve")
        case Dot((x, y), colour):
            draw.circle((x * SCALE, y * SCALE), 5 * SCALE, fill=colour)
        case Text((x, y), words, anchor, size):
            font = ImageFont.truetype(str(FONT), size * SCALE)
            side = {"start": "lm", "middle": "mm", "end": "rm"}[anchor]
            draw.text((x * SCALE, y * SCALE), words, fill=INK, font=font, anchor=side)


def _dashes(points: Sequence[Point]) -> Iterator[tuple[Point, Point]]:
    """Return dashes of 7 with gaps of 5 along each piece of the line."""
    for (x0, y0), (x1, y1) in pairwise(points):
        length = math.hypot(x1 - x0, y1 - y0)
        for number in range(math.ceil(length / 12)):
            start, end = number * 12 / length, min(1.0, (number * 12 + 7) / length)
            yield (
                (x0 + (x1 - x0) * start, y0 + (y1 - y0) * start),
                (x0 + (x1 - x0) * end, y0 + (y1 - y0) * end),
            )
