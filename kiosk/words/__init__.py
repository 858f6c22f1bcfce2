"""The words of every screen, page and command: one gettext catalogue by key, Vietnamese and English."""

from kiosk.words.words import LANGUAGES, PhoneWords, Words, own_name

__all__ = ["LANGUAGES", "PhoneWords", "Words", "own_name"]
