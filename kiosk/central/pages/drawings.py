"""Icons as inline SVG: no request of their own, coloured by the stylesheet."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from markupsafe import Markup

_NAME = re.compile(r"[a-z0-9-]{1,40}")
_SIZE = re.compile(r' width="[0-9]+" height="[0-9]+"')
_SECOND = re.compile(r"\b(fill|stroke)=\"secondColor\"")


class Drawings:
    """The icons of one folder (assets/icons), each read once."""

    def __init__(self, folder: Path) -> None:
        self._read = cache(lambda name: _inline((folder / f"{name}.svg").read_text("utf-8")))

    def __call__(self, name: str) -> Markup:
        """Return the icon called `name`, hidden from readers aloud: words always stand beside it.

        Raises ValueError for what is no name of an icon, FileNotFoundError where there is none.
        """
        if not _NAME.fullmatch(name):
            raise ValueError(f"no name of an icon: {name!r}")
        return self._read(name)


def _inline(svg: str) -> Markup:
    drawn = svg.strip().replace(' xmlns="http://www.w3.org/2000/svg"', "", 1)
    drawn = _SIZE.sub(' class="icon" aria-hidden="true" focusable="false"', drawn, count=1)
    drawn = _SECOND.sub(r'class="\1-second"', drawn)
    return Markup(drawn)  # noqa: S704  # a file of ours
