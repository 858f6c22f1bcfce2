"""Facts → the three answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from kiosk.trust.seal import SealState
from kiosk.verdicts.facts import Facts
from kiosk.verdicts.labels import is_false, is_seal_missing, is_withdrawn_label
from kiosk.verdicts.verdict import AuthenticityState, CertificationState, OriginState


@dataclass(frozen=True, slots=True)
class Answer:
    """A row of the table of answers about the label."""

    state: AuthenticityState
    holds: Callable[[Facts], bool]


AUTHENTICITY = (
    Answer(AuthenticityState.UNKNOWN, lambda f: f.is_practice),
    Answer(AuthenticityState.FORGED, is_false),
    Answer(AuthenticityState.WITHDRAWN, is_withdrawn_label),
    Answer(AuthenticityState.COPIED, lambda f: f.is_copied),
    Answer(AuthenticityState.SEAL_MISSING, is_seal_missing),
    Answer(AuthenticityState.COPY_SUSPECTED, lambda f: f.is_copy_suspected),
    Answer(AuthenticityState.REUSED, lambda f: f.is_reused),
    Answer(
        AuthenticityState.GENUINE_LOT_LABEL,
        lambda f: f.is_seal_valid and not f.names_serial and not f.names_place,
    ),
    Answer(
        AuthenticityState.UNCHECKED,
        lambda f: f.is_seal_valid and f.names_serial and not f.is_history_asked,
    ),
    Answer(AuthenticityState.GENUINE_SEAL, lambda f: f.is_seal_valid),
    Answer(AuthenticityState.NO_SEAL, lambda f: f.names_item and f.seal is SealState.ABSENT),
)
"""The first that holds; none: nothing can be said of the label."""


def authenticity(facts: Facts) -> AuthenticityState:
    """Return what can be said of the label."""
    return next((row.state for row in AUTHENTICITY if row.holds(facts)), AuthenticityState.UNKNOWN)


def origin(facts: Facts) -> OriginState:
    """Return where the goods come from: not known where the label that claims it is false, or is for practice."""
    return OriginState.UNKNOWN if facts.is_practice or is_false(facts) else facts.origin


def certification(facts: Facts) -> CertificationState:
    """Return who certified the goods: not known where the label that claims its lot is false, or is for practice."""
    return CertificationState.UNKNOWN if facts.is_practice or is_false(facts) else facts.certification
