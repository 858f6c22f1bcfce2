"""Where what is taller than its page is cut: the pure part of the pages, asked in QML's own language."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtQml import QJSEngine

import kiosk.screen

PAGING = Path(kiosk.screen.__file__).parent / "qml/paging.mjs"
Span = tuple[float, float]


@pytest.fixture
def engine(app: QGuiApplication) -> QJSEngine:
    return QJSEngine(app)


def pages(
    engine: QJSEngine,
    whole: float,
    height: float,
    lines: list[Span],
    units: Sequence[Span] = (),
    blocks: Sequence[Span] = (),
) -> list[tuple[float, float]]:
    """Return where each page begins and ends."""
    pages_of = engine.importModule(str(PAGING)).property("pagesOf")
    found = pages_of.call([engine.toScriptValue(one) for one in (whole, height, *map(_spans, (lines, units, blocks)))])
    assert not found.isError(), found.toString()
    told: list[dict[str, Any]] = found.toVariant()
    assert all(page["to"] - page["from"] <= height + 1 for page in told)
    return [(page["start"], page["to"]) for page in told]


def _spans(spans: Sequence[Span]) -> list[dict[str, Any]]:
    return [{"top": top, "bottom": bottom, "isNext": False} for top, bottom in spans]


LINES: list[Span] = [(top, top + 20) for top in range(0, 300, 20)]


def test_a_page_ends_above_the_line_that_it_would_cut(engine: QJSEngine) -> None:
    assert pages(engine, 300, 130, LINES) == [(0, 120), (120, 240), (240, 300)]


def test_what_belongs_together_goes_to_the_next_page_whole_however_little_is_left(engine: QJSEngine) -> None:
    assert pages(engine, 300, 130, LINES, units=[(40, 160)]) == [(0, 40), (40, 160), (160, 280), (280, 300)]


def test_what_is_taller_than_a_page_is_cut_between_its_lines(engine: QJSEngine) -> None:
    assert pages(engine, 300, 130, LINES, units=[(40, 200)]) == [(0, 120), (120, 240), (240, 300)]


def test_what_begins_on_a_page_is_no_more_cut_than_what_ends_on_it(engine: QJSEngine) -> None:
    """A sign stands beside the end of a title and the beginning of a text: both cannot stay whole, the title does."""
    sign, title, words = (40, 106), [(0, 40), (40, 80)], [(80, 112), (112, 146)]
    assert pages(engine, 146, 111, [sign, *title, *words], units=[(0, 80), (80, 146)]) == [(0, 112), (112, 146)]


def test_a_block_is_kept_whole_where_most_of_a_page_stays_filled(engine: QJSEngine) -> None:
    assert pages(engine, 300, 130, LINES, blocks=[(100, 200)]) == [(0, 100), (100, 220), (220, 300)]
    assert pages(engine, 300, 130, LINES, blocks=[(60, 180)]) == [(0, 120), (120, 240), (240, 300)]


def test_a_last_page_of_one_line_takes_some_along(engine: QJSEngine) -> None:
    assert pages(engine, 160, 150, LINES[:8]) == [(0, 120), (120, 160)]


def test_a_page_is_seen_from_above_the_marks_of_its_first_line_where_there_is_room(engine: QJSEngine) -> None:
    pages_of = engine.importModule(str(PAGING)).property("pagesOf")
    asked: tuple[Any, ...] = (300, 130, _spans(LINES), [], [])
    second = pages_of.call([engine.toScriptValue(one) for one in asked]).toVariant()[1]
    assert (second["from"], second["start"]) == (111, 120)
