"""Kinds of alerts as one table: who may see each, by when to look after it, and why it may be closed. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from kiosk.central.people.rights import Right


class Kind(StrEnum):
    """What an alert is about, the gravest first."""

    RECALLED_SEEN = "recalled_seen"
    """Recalled goods were held before a kiosk."""
    COPIED = "copied"
    COPY_SUSPECTED = "copy_suspected"
    QUANTITY = "quantity"
    """More distinct serials of a lot seen than it has labels (rule R5)."""
    MASS_BALANCE = "mass_balance"
    """More kilograms out of a lot, or out of a place, than went in."""
    WRONG_MARKET = "wrong_market"
    """A market that the lot was not sent to (rule R6)."""
    FALSE_VERDICTS = "false_verdicts"
    """More reds, or ambers for suspicion, were found false than the budget has."""
    KIOSK_DOWN = "kiosk_down"
    CAMERA_NOTHING = "camera_nothing"
    CAMERA_DIRTY = "camera_dirty"


class State(StrEnum):
    """How far an alert has come."""

    OPEN = "open"
    IN_HAND = "in_hand"
    CLOSED = "closed"


class Cause(StrEnum):
    """Why an alert was closed."""

    COPY_CONFIRMED = "copy_confirmed"
    LABEL_MOVED = "label_moved"
    """Honest goods went from market to market."""
    TRIED_OUT = "tried_out"
    """Staff or a demonstration tried the label."""
    WAY_KEYED_LATE = "way_keyed_late"
    TAKEN_AWAY = "taken_away"
    """The goods were taken from the stall."""
    RETURNED = "returned"
    NOT_FOUND = "not_found"
    """Nobody found the goods any more."""
    RECALL_WRONG = "recall_wrong"
    """The recall did not mean these goods."""
    EXTRA_LABELS = "extra_labels"
    DECLARED_WRONG = "declared_wrong"
    RELABELLED = "relabelled"
    """Goods from elsewhere under these labels."""
    WEIGHT_WRONG = "weight_wrong"
    EVENT_MISSING = "event_missing"
    RESOLD = "resold"
    NO_POWER = "no_power"
    NO_NETWORK = "no_network"
    DEVICE_BROKEN = "device_broken"
    MARKET_CLOSED = "market_closed"
    """Nobody was there: the market did not open, or the hours were set wrong."""
    CAMERA_BROKEN = "camera_broken"
    CAMERA_COVERED = "camera_covered"
    CLEANED = "cleaned"
    LIGHT = "light"
    """Too dark, or glare."""
    LABELS_BAD = "labels_bad"
    """The labels were printed badly, not the camera dirty."""
    RULE_MENDED = "rule_mended"
    DATA_MENDED = "data_mended"
    ROSE = "rose"
    """It became a graver alert about the same."""
    OVER = "over"
    """It ended by itself before anybody took it in hand."""
    OTHER = "other"


FALSE_CAUSES = frozenset({Cause.LABEL_MOVED, Cause.TRIED_OUT, Cause.WAY_KEYED_LATE, Cause.RECALL_WRONG})
"""Closed so, the red or amber that shoppers saw was wrong: it counts against the budget."""
OF_THE_CENTRE = frozenset({Cause.ROSE, Cause.OVER})
"""Nobody chooses these."""


@dataclass(frozen=True, slots=True)
class KindRule:
    """`right` is the one that lets somebody see what the alert is about; `within`: from its opening to its deadline.

    `quiet`: for so long after somebody closed it, the same is no new alert.
    """

    level: str
    right: Right
    within: timedelta
    quiet: timedelta
    causes: tuple[Cause, ...]


_HOUR, _DAY, _AT_ONCE = timedelta(hours=1), timedelta(days=1), timedelta(0)
_OF_LABELS = (
    Cause.COPY_CONFIRMED,
    Cause.RELABELLED,
    Cause.LABEL_MOVED,
    Cause.TRIED_OUT,
    Cause.WAY_KEYED_LATE,
    Cause.OTHER,
)
_CAMERA = (Cause.CAMERA_BROKEN, Cause.CAMERA_COVERED, Cause.CLEANED, Cause.LIGHT)

KINDS: Mapping[Kind, KindRule] = {
    Kind.RECALLED_SEEN: KindRule(
        "stop",
        Right.SEE_JOURNAL,
        4 * _HOUR,
        4 * _HOUR,
        (Cause.TAKEN_AWAY, Cause.RETURNED, Cause.NOT_FOUND, Cause.RECALL_WRONG, Cause.TRIED_OUT, Cause.OTHER),
    ),
    Kind.COPIED: KindRule("stop", Right.SEE_JOURNAL, _DAY, 7 * _DAY, _OF_LABELS),
    Kind.COPY_SUSPECTED: KindRule("caution", Right.SEE_JOURNAL, 3 * _DAY, 7 * _DAY, _OF_LABELS),
    Kind.QUANTITY: KindRule(
        "stop",
        Right.SEE_JOURNAL,
        2 * _DAY,
        7 * _DAY,
        (Cause.EXTRA_LABELS, Cause.COPY_CONFIRMED, Cause.RELABELLED, Cause.DECLARED_WRONG, Cause.OTHER),
    ),
    Kind.MASS_BALANCE: KindRule(
        "caution",
        Right.SEE_WHOLE_WAY,
        7 * _DAY,
        7 * _DAY,
        (Cause.RELABELLED, Cause.WEIGHT_WRONG, Cause.EVENT_MISSING, Cause.OTHER),
    ),
    Kind.WRONG_MARKET: KindRule(
        "caution",
        Right.SEE_JOURNAL,
        7 * _DAY,
        7 * _DAY,
        (Cause.RESOLD, Cause.DECLARED_WRONG, Cause.COPY_CONFIRMED, Cause.RELABELLED, Cause.OTHER),
    ),
    Kind.FALSE_VERDICTS: KindRule(
        "stop",
        Right.SEE_JOURNAL,
        2 * _DAY,
        7 * _DAY,
        (Cause.RULE_MENDED, Cause.DATA_MENDED, Cause.OTHER),
    ),
    Kind.KIOSK_DOWN: KindRule(
        "stop",
        Right.SEE_KIOSKS,
        _DAY,
        _AT_ONCE,
        (Cause.NO_POWER, Cause.NO_NETWORK, Cause.DEVICE_BROKEN, Cause.MARKET_CLOSED, Cause.OTHER),
    ),
    Kind.CAMERA_NOTHING: KindRule(
        "stop", Right.SEE_KIOSKS, _DAY, _AT_ONCE, (*_CAMERA, Cause.MARKET_CLOSED, Cause.OTHER)
    ),
    Kind.CAMERA_DIRTY: KindRule(
        "caution", Right.SEE_KIOSKS, 3 * _DAY, 2 * _DAY, (*_CAMERA, Cause.LABELS_BAD, Cause.OTHER)
    ),
}
