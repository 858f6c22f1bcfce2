"""Recalls and suspensions as they are told to who waits: with the names of what they are about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from kiosk.records.registry import Establishment, Product, Recall, Violation


@dataclass(frozen=True, slots=True)
class Recalled:
    """A recall in force. `as_of` is of when the registry is that says so."""

    recall: Recall
    products: tuple[Product, ...]
    establishments: tuple[Establishment, ...]
    as_of: datetime


@dataclass(frozen=True, slots=True)
class Suspended:
    """A decision in force by which the business of an establishment is suspended. `as_of` as above."""

    violation: Violation
    establishment: Establishment
    as_of: datetime
