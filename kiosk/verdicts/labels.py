"""What can be wrong with the label itself: read by the rules and by the answer about authenticity."""

from __future__ import annotations

from kiosk.trust.seal import SealState
from kiosk.verdicts.facts import Facts


def is_forged(facts: Facts) -> bool:
    """Whether the signature is wrong; or its signer may not seal this, by a list that is surely the newest."""
    if facts.seal in {SealState.INVALID, SealState.MALFORMED}:
        return True
    return facts.is_trust_list_fresh and facts.seal in {SealState.OUT_OF_SCOPE, SealState.UNKNOWN_KEY}


def is_look_alike(facts: Facts) -> bool:
    """Whether the code leads to a host that is made to be taken for one of ours."""
    return facts.imitates_ours or facts.seal is SealState.FOREIGN_HOST


def is_withdrawn_label(facts: Facts) -> bool:
    """Whether the serial was withdrawn, or the centre, asked now, never issued it."""
    return facts.is_withdrawn or (facts.is_seal_valid and facts.is_never_issued and facts.is_centre_asked)


def is_key_revoked(facts: Facts) -> bool:
    """Whether it is sealed with a stolen key and fresh data say that nothing was registered before the theft."""
    return facts.seal is SealState.REVOKED_KEY and facts.is_fresh and facts.is_registered_before_theft is False


def is_seal_missing(facts: Facts) -> bool:
    """Whether it is one of our own links for a lot whose labels carry a seal, and this one does not."""
    return (
        facts.is_digital_link
        and not facts.is_from_kiosk
        and not facts.is_typed
        and facts.seal is SealState.ABSENT
        and facts.is_lot_registered
        and facts.is_lot_sealed
    )


def is_false(facts: Facts) -> bool:
    """Whether nothing that this label claims of the goods may be believed."""
    return is_forged(facts) or is_look_alike(facts) or is_key_revoked(facts)
