"""The stylesheet's colours: text reaches 7:1 on every ground that it stands on, marks 3:1."""

from __future__ import annotations

import re
from importlib.resources import files

import pytest

STYLE = (files("kiosk.central.pages") / "templates" / "style.css").read_text("utf-8")
TOKENS = dict(re.findall(r"--([a-z-]+):(#[0-9A-F]{3,6})", STYLE))
WHITE = "#FFFFFF"
GROUNDS = ("paper", "card", "stop-tint", "caution-tint", "unknown-tint")
TEXT = [
    *((ink, ground) for ink in ("ink", "quiet") for ground in GROUNDS),
    *((level, "card") for level in ("good", "stop", "unknown", "caution-ink")),
    ("good", "good-tint"), ("stop", "stop-tint"), ("unknown", "unknown-tint"), ("caution-ink", "caution-tint"),
    ("ink", "caution"),
    *((WHITE, ground) for ground in ("good", "stop", "unknown", "ink")),
]  # fmt: skip


def luminance(colour: str) -> float:
    """Return the relative luminance (WCAG 2.2)."""
    digits = colour.removeprefix("#")
    whole = "".join(digit * 2 for digit in digits) if len(digits) == 3 else digits
    channels = [int(whole[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    brighter, darker = sorted((luminance(TOKENS.get(one, one)), luminance(TOKENS.get(other, other))), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize(("ink", "ground"), TEXT)
def test_text_reaches_seven_to_one(ink: str, ground: str) -> None:
    assert contrast(ink, ground) >= 7


def test_edge_of_a_field_is_seen() -> None:
    assert contrast("edge", "card") >= 3


def test_black_on_white_is_twenty_one_to_one() -> None:
    assert round(contrast("#000000", WHITE), 1) == 21.0
