"""Merge the subsets of npm's @fontsource/be-vietnam-pro to one TTF a weight.

npm pack @fontsource/be-vietnam-pro@5.3.0 && tar xzf fontsource-be-vietnam-pro-5.3.0.tgz
python -m bench.fonts package/files assets/fonts
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from fontTools.merge import Merger
from fontTools.ttLib import TTFont

WEIGHTS = (400, 600, 700)
SEMI_BOLD = 600
SUBSETS = ("latin", "latin-ext", "vietnamese")
NEEDED = "ăâđêôơưĂÂĐÊÔƠƯ" + "".join(map(chr, range(0x1EA0, 0x1EFA))) + "₫·–×"


def merge(source: Path, weight: int) -> TTFont:
    """Return the font of `weight` with the letters of all subsets."""
    with tempfile.TemporaryDirectory() as folder:
        parts = []
        for subset in SUBSETS:
            part = TTFont(source / f"be-vietnam-pro-{subset}-{weight}-normal.woff2", recalcTimestamp=False)
            part.flavor = None
            parts.append(str(Path(folder) / f"{subset}.ttf"))
            part.save(parts[-1])
        font = Merger().merge(parts)
        font["head"].created = font["head"].modified = TTFont(parts[0])["head"].created
        font.recalcTimestamp = False
        return font


def main(source: str, target: str) -> None:
    """Write one font a weight; say which needed letters are missing, if any."""
    for weight in WEIGHTS:
        font = merge(Path(source), weight)
        if weight == SEMI_BOLD:  # one family for who asks by family and weight
            font["name"].setName("Be Vietnam Pro", 16, 3, 1, 0x409)
            font["name"].setName("SemiBold", 17, 3, 1, 0x409)
        font.save(Path(target) / f"BeVietnamPro-{weight}.ttf")
        letters = font.getBestCmap()
        missing = [letter for letter in NEEDED if ord(letter) not in letters]
        print(weight, f"{len(letters)} letters", "missing:", missing or "none")


if __name__ == "__main__":
    main(*sys.argv[1:3])
