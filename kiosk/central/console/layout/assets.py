"""Stylesheet, script and fonts: served by the service itself, under names that change with what they hold."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

ASSETS_PATH = "/console/assets"
HTMX = "htmx-2.0.11.min.js"
STYLE = "style.css"
FONTS = ("BeVietnamPro-400.ttf", "BeVietnamPro-600.ttf", "BeVietnamPro-700.ttf")

_TYPES: Mapping[str, str] = MappingProxyType(
    {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".ttf": "font/ttf"}
)
_DIGEST_LETTERS = 12
_NAMED_IN_STYLE = re.compile(r"asset\(([A-Za-z0-9.-]+)\)")


@dataclass(frozen=True, slots=True)
class Asset:
    """One file as it is served."""

    content: bytes
    media_type: str


class Assets:
    """The files of all pages, each read once."""

    def __init__(self, folder: Path, style: str) -> None:
        """Take scripts and fonts of the folder `folder`; `asset(NAME)` in `style` stands for another file's path."""
        self._paths: dict[str, str] = {}
        self._served: dict[str, Asset] = {}
        self._add(HTMX, (folder / "scripts" / HTMX).read_bytes())
        for font in FONTS:
            self._add(font, (folder / "fonts" / font).read_bytes())
        named = _NAMED_IN_STYLE.sub(lambda found: f'url("{self.path_of(found[1])}")', style)
        lines = (line.strip() for line in named.splitlines())
        self._add(STYLE, "\n".join(line for line in lines if line and not line.startswith("/*")).encode())

    def path_of(self, name: str) -> str:
        """Return the path of the file called `name`. Raises KeyError where there is none."""
        return self._paths[name]

    def served_as(self, name: str) -> Asset | None:
        """Return the file whose path ends in `name`; None where there is none."""
        return self._served.get(name)

    def _add(self, name: str, content: bytes) -> None:
        digest = hashlib.sha256(content).hexdigest()[:_DIGEST_LETTERS]
        path = Path(name)
        served = f"{path.stem}-{digest}{path.suffix}"
        self._paths[name] = f"{ASSETS_PATH}/{served}"
        self._served[served] = Asset(content, _TYPES[path.suffix])
