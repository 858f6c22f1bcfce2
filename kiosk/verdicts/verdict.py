"""What is said: a level, a headline, three answers, reasons."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How a verdict looks."""

    STOP = "stop"
    CAUTION = "caution"
    UNKNOWN = "unknown"
    GOOD = "good"


class Headline(StrEnum):
    """Headlines in the order of the table: the first that holds is said."""

    RECALLED = "recalled"
    PRACTICE = "practice"
    FORGED = "forged"
    LOOK_ALIKE = "look_alike"
    WITHDRAWN_LABEL = "withdrawn_label"
    KEY_REVOKED = "key_revoked"
    COPIED = "copied"
    EXPIRED = "expired"
    VIOLATION = "violation"
    FAULTY_CODE = "faulty_code"
    OTHER_SCHEME = "other_scheme"
    SHOP_CODE = "shop_code"
    NOT_PRODUCE = "not_produce"
    RECALL_POSSIBLE = "recall_possible"
    CANNOT_CONFIRM = "cannot_confirm"
    UNKNOWN_ITEM = "unknown_item"
    SEAL_MISSING = "seal_missing"
    CONTRADICTS = "contradicts"
    COPY_SUSPECTED = "copy_suspected"
    REUSED = "reused"
    PAST_BEST_BEFORE = "past_best_before"
    NOT_CERTIFIED = "not_certified"
    PRODUCT_ONLY = "product_only"
    CLOCK_UNSURE = "clock_unsure"
    STALE = "stale"
    UNSEALED = "unsealed"
    GENUINE_PLACE = "genuine_place"
    GENUINE_LOT = "genuine_lot"
    GENUINE = "genuine"


class Reason(StrEnum):
    """Reasons beside the headlines that also held: finer, and never a headline."""

    LOT_NOT_ASKED = "lot_not_asked"
    """The signature is right; the lot's record was not asked yet."""
    VIOLATION_WITHOUT_SUSPENSION = "violation_without_suspension"
    HOLD_UP_SQUARE_CODE = "hold_up_square_code"
    SEAL_CHECKED_AT_KIOSK = "seal_checked_at_kiosk"
    TYPED = "typed"
    """A number that was typed carries no signature."""
    OLDER_DATA = "older_data"
    """Good by data 24 to 72 hours old: the banner carries the date."""


class OriginState(StrEnum):
    """Where it comes from."""

    TRACED = "traced"
    PARTLY_TRACED = "partly_traced"
    REGISTERED = "registered"
    ELSEWHERE = "elsewhere"
    UNKNOWN = "unknown"


class CertificationState(StrEnum):
    """Who certified it."""

    IN_FORCE = "in_force"
    EXPIRING = "expiring"
    EXPIRED = "expired"
    SUSPENDED = "suspended"
    NONE = "none"
    UNKNOWN = "unknown"


class AuthenticityState(StrEnum):
    """Whether the label is genuine."""

    GENUINE_SEAL = "genuine_seal"
    GENUINE_LOT_LABEL = "genuine_lot_label"
    UNCHECKED = "unchecked"
    NO_SEAL = "no_seal"
    SEAL_MISSING = "seal_missing"
    FORGED = "forged"
    COPIED = "copied"
    COPY_SUSPECTED = "copy_suspected"
    REUSED = "reused"
    WITHDRAWN = "withdrawn"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Verdict:
    """The verdict of one inspection.

    `headline` is the deciding row of the table. `reasons` holds every other headline that
    also held, in table order, then finer reasons.
    """

    level: Level
    headline: Headline
    reasons: tuple[Headline | Reason, ...]
    origin: OriginState
    certification: CertificationState
    authenticity: AuthenticityState
