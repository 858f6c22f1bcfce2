"""A recall as it is told to who waits: with the names of what it is about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from kiosk.records.registry import Establishment, Product, Recall


@dataclass(frozen=True, slots=True)
class Recalled:
    """A recall in force. `as_of` is of when the registry is that says so."""

    recall: Recall
    products: tuple[Product, ...]
    establishments: tuple[Establishment, ...]
    as_of: datetime
