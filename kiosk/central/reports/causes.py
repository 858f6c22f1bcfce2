"""What came out about a report: one of a list, so that reports can be counted by it. Pure."""

from __future__ import annotations

from enum import StrEnum


class Cause(StrEnum):
    """Why a shopper saw what was reported. Their words stand under `report.cause.…`."""

    KIOSK_WRONG = "kiosk_wrong"
    """The label was genuine and the kiosk was wrong. With a red headline it is what the false-red budget counts."""
    LABEL_COPIED = "label_copied"
    """The label was a copy, or altered: the kiosk was right, or could not know."""
    GOODS_DIFFER = "goods_differ"
    """A genuine label on other goods."""
    RECORD_WRONG = "record_wrong"
    """What the registry held was wrong or late, and the kiosk said it rightly."""
    LABEL_DAMAGED = "label_damaged"
    """Badly printed, torn or wet: nothing could read it."""
    GOODS_BAD = "goods_bad"
    """Quality, weight or price of the goods: not about the label."""
    NOTHING_FOUND = "nothing_found"
    """It was looked into, and nothing was wrong."""
    DUPLICATE = "duplicate"
    """The same matter as another report."""
