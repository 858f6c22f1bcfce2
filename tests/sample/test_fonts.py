"""The shipped fonts hold every letter that the kiosk writes."""

from __future__ import annotations

from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from bench.fonts import NEEDED, WEIGHTS
from tests.sample.samples import FOLDER

FONTS = FOLDER.parent / "fonts"


@pytest.mark.parametrize("weight", WEIGHTS)
def test_font_holds_every_vietnamese_letter_of_the_samples(weight: int) -> None:
    with TTFont(FONTS / f"BeVietnamPro-{weight}.ttf") as font:
        letters = {chr(code) for code in font.getBestCmap()}
    written = "".join(path.read_text(encoding="utf-8") for path in FOLDER.glob("registry/*.json")).replace("\n", "")
    assert (set(NEEDED) | set(written)) - letters == set()


def test_licence_of_the_fonts_lies_beside_them() -> None:
    assert "SIL OPEN FONT LICENSE" in Path(FONTS / "OFL.txt").read_text(encoding="utf-8")
