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


class Language(StrEnum):
    """Languages of the screen; the first is every shopper's start."""

    VIETNAMESE = "vi"
    ENGLISH = "en"
