"""What the stalls of a kiosk's market announce today: the choice behind a number that somebody types."""

from __future__ import annotations

from datetime import date

from pydantic import BaseModel, ConfigDict

from kiosk.messages.instant import BoundedInstant

PATH = "/v1/announcements"


class AnnouncedLot(BaseModel):
    """A lot that a stall sells today."""

    model_config = ConfigDict(frozen=True)

    stall: str
    plu: str
    """"" where the product has none."""
    gtin: str
    lot: str
    product: str
    product_en: str
    producer: str
    announced_at: BoundedInstant | None = None
    """None where a centre of an older release says none."""
    arrived_at: BoundedInstant | None = None
    """When it last came to this market, by the movements that were recorded; None where none was."""


class AnnouncementsAnswer(BaseModel):
    """Answer of GET /v1/announcements, in the order of the products' names."""

    model_config = ConfigDict(frozen=True)

    day: date
    """In Hanoi: another day's say nothing of today."""
    version: int = 0
    """Grows with each change; a day that passes is none."""
    lots: tuple[AnnouncedLot, ...]
    answered_at: BoundedInstant
