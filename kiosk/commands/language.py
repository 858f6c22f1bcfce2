"""The language of the terminal that a command speaks to."""

from __future__ import annotations

import os


def terminal_language() -> str:
    """Return the language of the terminal: Vietnamese where it says so, else English."""
    locale = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return "vi" if locale.lower().startswith("vi") else "en"
