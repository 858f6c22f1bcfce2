"""The words of every screen, page and command: one gettext catalogue by key, Vietnamese and English."""

from kiosk.words.words import LANGUAGES, PhoneWords, Words

__all__ = ["LANGUAGES", "PhoneWords", "Words"]
