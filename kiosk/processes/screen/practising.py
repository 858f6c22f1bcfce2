"""Practice: the codes of the samples, on the screen and held up. It counts nowhere: no look-up, no row, no history."""

from __future__ import annotations

import json
import logging
from pathlib import Path

from kiosk.screen.check import Check
from kiosk.verdicts.verdict import Headline
from kiosk.wording.practice import LESSONS

_log = logging.getLogger(__name__)


class Practising:
    """What can be practised with; the samples are read once, from the release's own file."""

    def __init__(self, assets: Path) -> None:
        self.codes = _codes(assets / "sample" / "labels.json")
        """What the samples' codes say, in the order of the lessons; empty where the file cannot be read."""

    def lesson_of(self, check: Check) -> int | None:
        """Return the lesson whose sample is held up; None for every other label, and in a demonstration."""
        if check.inspection.verdict.headline is not Headline.PRACTICE:
            return None
        held = check.scanned.content
        return next((number for number, code in enumerate(self.codes) if code.encode() == held), None)


def _codes(path: Path) -> tuple[str, ...]:
    try:
        payloads = {row["story"]: str(row["payload"]) for row in json.loads(path.read_bytes())}
        return tuple(payloads[name] for name, _, _ in LESSONS)
    except (OSError, ValueError, LookupError, TypeError) as fault:
        _log.warning("practice goes without codes: %s cannot be read: %s", path, fault)
        return ()
