"""Published decisions against an establishment: when one is in force. Pure."""

from __future__ import annotations

from datetime import date

from kiosk.records.registry import Violation


def is_in_force(violation: Violation, today: date) -> bool:
    """Whether `violation` is published and not over on the Hanoi day `today`. Its last day is still of it."""
    is_over = violation.in_force_until is not None and violation.in_force_until < today
    return violation.published_on <= today and not is_over
