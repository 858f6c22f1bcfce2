"""What is asked of the registry: one item, named in one way, by one who asks."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kiosk.codes.code import Identity


class Way(StrEnum):
    """By what an item is named."""

    GTIN = "gtin"
    GLN = "gln"
    CITY_CODE = "city_code"
    PLU = "plu"
    SSCC = "sscc"


@dataclass(frozen=True, slots=True)
class Question:
    """One item, as a statement asks for it. "" is nothing."""

    way: Way
    key: str
    lot: str = ""
    serial: str = ""
    market_id: str = ""
    """The market that asks, to be named among the markets."""
    kiosk_id: str = ""
    check_id: str = ""
    """The present check, which is no earlier one."""
    is_public: bool = False
    """Whether anybody may read the answer: less is told then."""

    @property
    def kind(self) -> tuple[Way, bool]:
        """What questions of one statement have in common."""
        return self.way, self.is_public


def question_of(identity: Identity, market_id: str = "", kiosk_id: str = "", check_id: str = "") -> Question | None:
    """Return the question by the most exact that `identity` names; None where it names nothing."""
    for way in Way:
        key = getattr(identity, way.value)
        if key is not None:
            return Question(way, key, identity.lot or "", identity.serial or "", market_id, kiosk_id, check_id)
    return None
