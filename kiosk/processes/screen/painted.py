"""What was painted: a verdict counts as shown with the first frame that holds it, and only while it stands."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from pathlib import Path

from kiosk.processes.screen.journal import ScreenJournal
from kiosk.screen.check import Check
from kiosk.screen.views import Language
from kiosk.verdicts.verdict import Level

_log = logging.getLogger(__name__)


class Painted:
    """Follows one verdict to the display; then, in this order: lamp, journal, voice, screenshot."""

    def __init__(
        self,
        journal: ScreenJournal,
        light: Callable[[Level], None],
        speak: Callable[[], None],
        save: Callable[[Path], None],
        screenshots: Path | None,
    ) -> None:
        """`save` writes a picture of the window, and may raise OSError; None for `screenshots`: none are kept."""
        self._journal = journal
        self._light = light
        self._speak = speak
        self._save = save
        self._screenshots = screenshots
        self._due: Check | None = None
        self._prepared: Check | None = None
        self._is_to_say = self._is_prepared_to_say = False
        self._has_waited = False

    @property
    def is_due(self) -> bool:
        """Whether a verdict stands that no frame has shown yet."""
        return self._due is not None

    def expect(self, check: Check | None) -> None:
        """Wait for a frame with the verdict of `check`, and for no other."""
        self._due, self._prepared = check, None
        self._is_to_say = False

    def say_again(self, *, is_shown: bool) -> None:
        """Have what stands, if anything does, read aloud with the next frame: in another language."""
        self._is_to_say = is_shown and self._due is None

    def prepared(self) -> None:
        """Take note that what stands now goes into the next frame."""
        self._prepared = self._due
        self._is_prepared_to_say = self._is_to_say

    def painted(self, language: Language) -> bool:
        """Return whether the frame that reached the display is the first with the verdict."""
        check, self._prepared = self._prepared, None
        if self._is_prepared_to_say and self._is_to_say:
            self._is_to_say = self._is_prepared_to_say = False
            self._speak()
        if check is None or check is not self._due:
            return False
        self._due = None
        painted_ns = time.monotonic_ns()
        self._light(check.inspection.verdict.level)
        self._journal.write(check, language, painted_ns)
        self._speak()
        self.picture(check.inspection.verdict.headline.value, self._journal.count)
        return True

    def waits(self) -> None:
        """Keep a picture of the first waiting screen."""
        if not self._has_waited:
            self._has_waited = True
            self.picture("waiting", 0)

    def picture(self, name: str, number: int) -> None:
        """Keep a picture of the window, if pictures are kept."""
        if self._screenshots is None:
            return
        try:
            self._save(self._screenshots / f"{number:02d}-{name}.png")
        except OSError as fault:
            _log.warning("no screenshot: %s", fault)
