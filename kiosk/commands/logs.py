"""Logs go to standard error: for journald with its priorities, for people with the time."""

from __future__ import annotations

import logging
import os
import sys

from kiosk.errors import SettingsError

LOG_LEVEL = "KIOSK_LOG"
"""Environment variable: one of the levels."""
LEVELS = {
    "debug": logging.DEBUG,
    "info": logging.INFO,
    "warning": logging.WARNING,
    "error": logging.ERROR,
}

_PRIORITIES = {logging.DEBUG: 7, logging.INFO: 6, logging.WARNING: 4, logging.ERROR: 3, logging.CRITICAL: 2}
"""Levels of sd-daemon(3)."""
_TALKATIVE = ("alembic", "httpcore", "httpx", "tuf", "uvicorn")
"""Libraries that tell of every request, or of each key that need not sign; only their warnings count."""


class _ForJournald(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        """Return the record with its priority before each line, so that journald keeps it whole."""
        priority = f"<{_PRIORITIES.get(record.levelno, 6)}>"
        return "\n".join(f"{priority}{line}" for line in super().format(record).splitlines())


def log_to_stderr(usual: int) -> None:
    """Log to standard error from level `usual` on, or from the level that KIOSK_LOG names.

    Raises SettingsError SET-02, with the log as it is usual, where it names none.
    """
    named = os.environ.get(LOG_LEVEL, "")
    wanted = LEVELS.get(named.lower(), usual)
    stderr = logging.StreamHandler(sys.stderr)
    if "JOURNAL_STREAM" in os.environ:
        stderr.setFormatter(_ForJournald("%(name)s: %(message)s"))
    else:
        stderr.setFormatter(logging.Formatter("%(asctime)s %(levelname)-7s %(name)s: %(message)s", "%H:%M:%S"))
    logging.basicConfig(level=wanted, handlers=[stderr], force=True)
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(logging.DEBUG if wanted <= logging.DEBUG else logging.WARNING)
    if named and named.lower() not in LEVELS:
        *others, last = LEVELS
        raise SettingsError(
            "SET-02", f"{LOG_LEVEL} is {named!r}, which is wrong.", f"Give {', '.join(others)} or {last}."
        )
