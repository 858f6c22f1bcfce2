"""Draw assets/out-of-order.pgm.gz: what the bare console shows where the screen itself cannot work.

The words stand here and in no catalogue: they are painted where the kiosk's program does not run.
"""

from __future__ import annotations

import gzip
import io
import sys
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

SIZE = (1280, 800)
PAPER, INK, QUIET = 255, 30, 95
FONTS = Path(__file__).parent.parent / "assets" / "fonts"
TARGET = FONTS.parent / "out-of-order.pgm.gz"
LINES = (
    ("Máy tạm ngừng hoạt động", 700, 76, INK, 190),
    ("Xin hỏi ban quản lý chợ.", 600, 48, INK, 310),
    ("Out of order", 700, 60, QUIET, 480),
    ("Please ask the market’s management board.", 600, 40, QUIET, 570),
)
"""Words, weight, height in pixels, grey, distance from the top."""


def draw() -> bytes:
    """Return the picture as a gzipped PGM; the same bytes each time."""
    image = Image.new("L", SIZE, PAPER)
    pen = ImageDraw.Draw(image)
    for words, weight, height, grey, top in LINES:
        font = ImageFont.truetype(FONTS / f"BeVietnamPro-{weight}.ttf", height, layout_engine=ImageFont.Layout.BASIC)
        pen.text((SIZE[0] / 2, top), words, fill=grey, font=font, anchor="mt")
    plain = io.BytesIO()
    image.save(plain, "PPM")
    return gzip.compress(plain.getvalue(), mtime=0)


if __name__ == "__main__":
    (Path(sys.argv[1]) if len(sys.argv) > 1 else TARGET).write_bytes(draw())
