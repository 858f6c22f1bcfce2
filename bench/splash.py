"""Draw what a unit shows while it starts: provisioning/files/usr/share/plymouth/themes/kiosk/splash.png."""

from __future__ import annotations

import sys
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from bench.out_of_order import FONTS, INK, PAPER, QUIET

SIZE = (900, 330)
TARGET = FONTS.parent.parent / "provisioning/files/usr/share/plymouth/themes/kiosk/splash.png"
LINES = (
    ("Trạm quét nông sản", 700, 84, INK, 30),
    ("Đang khởi động, vui lòng chờ giây lát.", 600, 44, QUIET, 160),
    ("Starting. One moment, please.", 600, 36, QUIET, 245),
)
"""Words, weight, height in pixels, grey, distance from the top."""


def draw() -> Image.Image:
    """Return the picture; the same each time."""
    image = Image.new("L", SIZE, PAPER)
    pen = ImageDraw.Draw(image)
    for words, weight, height, grey, top in LINES:
        font = ImageFont.truetype(FONTS / f"BeVietnamPro-{weight}.ttf", height, layout_engine=ImageFont.Layout.BASIC)
        pen.text((SIZE[0] / 2, top), words, fill=grey, font=font, anchor="mt")
    return image


if __name__ == "__main__":
    draw().save(Path(sys.argv[1]) if len(sys.argv) > 1 else TARGET, optimize=True)
