"""When a late answer of the centre replaces what a shopper already reads."""

from __future__ import annotations

from kiosk.verdicts.verdict import Level, Verdict


def may_replace(shown: Verdict, late: Verdict) -> bool:
    """Whether `late` replaces `shown`: only a stop does, or where nothing was known."""
    return late.level is Level.STOP or shown.level is Level.UNKNOWN
