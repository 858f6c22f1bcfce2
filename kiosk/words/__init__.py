"""The words of every screen, page and command: one gettext catalogue by key, Vietnamese and English."""

from kiosk.words.words import LANGUAGES, Words

__all__ = ["LANGUAGES", "Words"]
