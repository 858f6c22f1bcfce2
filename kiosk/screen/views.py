"""Names of what can fill the screen, of what can be opened on it, and of its languages. Pure."""

from __future__ import annotations

from enum import StrEnum


class View(StrEnum):
    """What fills the screen."""

    STARTING = "starting"
    WAITING = "waiting"
    ASKING = "asking"
    RESULT = "result"
    ANSWER = "answer"
    """One of the three answers, opened in full."""
    PACKS = "packs"
    """Two packs side by side."""
    KEYPAD = "keypad"
    REPORT = "report"
    PRACTICE = "practice"
    WHERE = "where"
    """Where is the code?"""
    TROUBLE = "trouble"
    CLOSED = "closed"
    PAIRING = "pairing"
    MAINTENANCE = "maintenance"


class Answer(StrEnum):
    """The three answers of a result."""

    ORIGIN = "origin"
    CERTIFICATION = "certification"
    AUTHENTICITY = "authenticity"


class Standing(StrEnum):
    """What stands instead of waiting, until it is told to be over."""

    MAINTENANCE = "maintenance"
    PAIRING = "pairing"
    CLOSED = "closed"


CODE_LETTERS = 2


class Language(StrEnum):
    """Languages of the screen: these two, and any other by its code (ISO 639-1), for which there may be a catalogue."""

    VIETNAMESE = "vi"
    ENGLISH = "en"

    @property
    def has_english_names(self) -> bool:
        """Whether markets, notices and pages are told in English where somebody wrote that."""
        return self is not Language.VIETNAMESE

    @classmethod
    def _missing_(cls, value: object) -> Language | None:
        if not (isinstance(value, str) and len(value) == CODE_LETTERS and value.isascii() and value.islower()):
            return None
        other = str.__new__(cls, value)
        other._name_, other._value_ = value.upper(), value
        cls._value2member_map_[value] = other
        return other
