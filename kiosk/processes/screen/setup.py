"""What the screen's process is told when it starts."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from kiosk.camera.naming import SourceKind
from kiosk.clock import Clock
from kiosk.journal.event import Stand
from kiosk.screen.app import DESIGN
from kiosk.verdicts.gather import Place

GRACE_S = 10.0
"""All parts start together; a camera needs a while for its first word."""
GRACE_OF_DEMONSTRATION_S = 60.0
"""There the camera starts after all others, on a machine that may have much else to do."""


@dataclass(frozen=True, slots=True)
class ScreenSetup:
    """All that the process is told.

    Beside the journal stands the registry, which sync writes. `lists_path` holds trust list and label
    schemes; `kept_lists_path` the last good ones; `placed_lists_path` is where sync puts newer ones, None
    where it never does. `has_button`: the front panel has the one button.
    """

    runtime_dir: Path
    journal_path: Path
    lists_path: Path
    kept_lists_path: Path
    assets: Path
    clock: Clock
    stand: Stand
    place: Place
    market: str = ""
    position: str = ""
    placed_lists_path: Path | None = None
    language: str = "vi"
    size: tuple[int, int] = (DESIGN.width(), DESIGN.height())
    has_button: bool = False
    is_demo: bool = False
    is_windowed: bool = False
    is_headless: bool = False
    ends_with_source: bool = False
    screenshots: Path | None = None
    source: SourceKind = SourceKind.CAMERA

    @property
    def grace_s(self) -> float:
        """How long another part has for its first word."""
        return GRACE_OF_DEMONSTRATION_S if self.is_demo else GRACE_S
