"""One screen in one language: what all scenes share, and how its picture is called."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from kiosk.processes.check import Checker, sample_checker
from kiosk.screen.app import Models
from kiosk.screen.models.status import NetworkView, StatusView
from kiosk.screen.views import Language

ASSETS = Path(__file__).parents[2] / "assets"
AT = datetime.fromisoformat("2026-11-23T09:00:00+07:00")
MARKET = "Chợ đầu mối Minh Khai"
STATUS = StatusView(MARKET, "Cổng A", "09:00", network=NetworkView.ONLINE)
LABELS = {row["story"]: row for row in json.loads((ASSETS / "sample/labels.json").read_text("utf-8"))}
Size = tuple[int, int]
WIDE, LARGE, TALL = (1280, 800), (1920, 1080), (800, 1280)
SIZES: tuple[Size, ...] = (WIDE, LARGE, TALL)


@dataclass(frozen=True, slots=True)
class Scene:
    """One screen in one language. `show` puts it onto the models."""

    name: str
    language: Language
    show: Callable[[Models], None]

    def file_name(self, size: Size) -> str:
        """Return the name of its picture in `size`."""
        return f"{self.name}-{size[0]}x{size[1]}-{self.language}.png"


@contextmanager
def checker(*, is_offline: bool = False) -> Iterator[Checker]:
    with sample_checker(ASSETS / "sample", AT, is_offline=is_offline) as found:
        yield found
