"""For each headline, the facts that make it hold; and the pairs of headlines that cannot hold together.

A row lists what must be so for its headline; two rows that want the same fact otherwise exclude each other.
What a row does not name stays as on a genuine label.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from kiosk.trust.seal import SealState
from kiosk.verdicts.facts import Facts
from kiosk.verdicts.freshness import Age
from kiosk.verdicts.recalls import Coverage
from kiosk.verdicts.verdict import CertificationState, Headline, OriginState
from tests.verdicts.cases import GENUINE

Wanted = dict[str, Any]
GOODS: Wanted = {"names_item": True, "names_place": False}
SERIAL: Wanted = GOODS | {"names_serial": True}
OUR_LINK: Wanted = {"is_digital_link": True, "names_item": True, "imitates_ours": False}
NAMELESS: Wanted = {
    "is_digital_link": False,
    "is_from_kiosk": False,
    "names_item": False,
    "names_lot": False,
    "names_serial": False,
    "names_place": False,
    "seal": SealState.ABSENT,
    "is_product_known": False,
    "is_establishment_known": False,
    "is_load_known": False,
    "is_lot_registered": False,
    "is_lot_sealed": False,
    "origin": OriginState.UNKNOWN,
    "certification": CertificationState.UNKNOWN,
    "is_history_asked": False,
}
"""A code that names nothing: nothing can be found for it."""
FAMILIES: Wanted = dict.fromkeys(("is_faulty", "is_other_scheme", "is_shop_number", "is_not_produce"), False)
"""A payload is of one family, and refused or not."""
NO_LOT: Wanted = {"is_lot_registered": False, "is_lot_sealed": False, "certification": CertificationState.UNKNOWN}
NO_RECORD: Wanted = NO_LOT | {
    "is_product_known": False,
    "is_establishment_known": False,
    "origin": OriginState.UNKNOWN,
}
SIGN: Wanted = OUR_LINK | {
    "names_place": True,
    "names_lot": False,
    "names_serial": False,
    "is_product_known": False,
    "is_lot_registered": False,
    "is_lot_sealed": False,
    "is_establishment_known": True,
    "origin": OriginState.REGISTERED,
}
PROVEN: Wanted = OUR_LINK | {
    "seal": SealState.VALID,
    "is_establishment_known": True,
    "certification": CertificationState.IN_FORCE,
    "is_clock_trusted": True,
}
PROVEN_LOT: Wanted = PROVEN | GOODS | {"is_lot_registered": True, "is_product_known": True, "is_never_issued": False}
PROVEN_SIGN: Wanted = PROVEN | SIGN
OWN: Wanted = {"is_centre_asked": False, "is_history_asked": False}
UNSEALED: Wanted = {"seal": SealState.ABSENT, "names_item": True}


def _sealed(state: SealState, **more: Any) -> Wanted:
    return OUR_LINK | {"seal": state} | more


HOLDS: dict[Headline, tuple[Wanted, ...]] = {
    Headline.RECALLED: (GOODS | {"recall": Coverage.COVERED},),
    Headline.PRACTICE: ({"is_practice": True, "names_item": True},),
    Headline.FORGED: (
        _sealed(SealState.INVALID),
        _sealed(SealState.UNKNOWN_KEY, is_trust_list_fresh=True),
        _sealed(SealState.OUT_OF_SCOPE, is_trust_list_fresh=True),
    ),
    Headline.LOOK_ALIKE: (
        {"imitates_ours": True, "is_digital_link": False, "seal": SealState.ABSENT, "names_place": False},
        GOODS | {"is_digital_link": False, "seal": SealState.FOREIGN_HOST},
    ),
    Headline.WITHDRAWN_LABEL: (
        SERIAL | {"is_withdrawn": True},
        SERIAL | _sealed(SealState.VALID, is_never_issued=True, is_centre_asked=True),
    ),
    Headline.KEY_REVOKED: tuple(
        _sealed(SealState.REVOKED_KEY, is_registered_before_theft=False, **fresh)
        for fresh in (OWN | {"age": Age.DAY}, {"is_centre_asked": True})
    ),
    Headline.COPIED: (SERIAL | {"is_copied": True},),
    Headline.EXPIRED: (GOODS | {"is_past_use_by": True},),
    Headline.VIOLATION: tuple(
        GOODS | {"is_business_suspended": True, "is_product_known": True, "is_establishment_known": True} | age
        for age in ({"age": Age.DAY}, OWN | {"age": Age.WEEK})
    ),
    Headline.FAULTY_CODE: (NAMELESS | FAMILIES | {"is_faulty": True},),
    Headline.OTHER_SCHEME: (NAMELESS | FAMILIES | {"is_other_scheme": True, "imitates_ours": False},),
    Headline.SHOP_CODE: (NAMELESS | FAMILIES | {"is_shop_number": True, "imitates_ours": False},),
    Headline.NOT_PRODUCE: (NAMELESS | FAMILIES | {"is_not_produce": True},),
    Headline.RECALL_POSSIBLE: (GOODS | {"recall": Coverage.POSSIBLE},),
    Headline.CANNOT_CONFIRM: (
        _sealed(SealState.NEWER_VERSION),
        _sealed(SealState.UNKNOWN_KEY, is_trust_list_fresh=False),
        _sealed(SealState.REVOKED_KEY, **(OWN | {"age": Age.THREE_DAYS})),
        OUR_LINK | OWN | NO_LOT | {"names_lot": True},
        {"names_item": True} | OWN | NO_RECORD,
        {"names_item": True} | OWN | {"age": Age.OLDER},
    ),
    Headline.UNKNOWN_ITEM: (
        OUR_LINK | NO_LOT | {"names_lot": True, "is_centre_asked": True, "origin": OriginState.REGISTERED},
        {"names_item": True, "is_centre_asked": True} | NO_RECORD,
    ),
    Headline.SEAL_MISSING: (
        OUR_LINK
        | GOODS
        | UNSEALED
        | {"is_from_kiosk": False, "is_typed": False, "is_lot_registered": True, "is_lot_sealed": True},
    ),
    Headline.CONTRADICTS: (GOODS | {"is_contradicted": True},),
    Headline.COPY_SUSPECTED: (SERIAL | {"is_copy_suspected": True},),
    Headline.REUSED: (SERIAL | {"is_reused": True},),
    Headline.PAST_BEST_BEFORE: (GOODS | {"is_past_best_before": True},),
    Headline.NOT_CERTIFIED: (
        GOODS | {"is_lot_registered": True, "certification": CertificationState.NONE},
        SIGN | _sealed(SealState.VALID, certification=CertificationState.NONE),
        SIGN | _sealed(SealState.REVOKED_KEY, is_registered_before_theft=True, certification=CertificationState.NONE),
    ),
    Headline.PRODUCT_ONLY: (
        GOODS | NO_LOT | {"is_digital_link": False, "is_product_known": True, "origin": OriginState.REGISTERED},
        OUR_LINK | GOODS | NO_LOT | {"names_lot": False, "is_product_known": True, "origin": OriginState.REGISTERED},
        SIGN | UNSEALED | {"certification": CertificationState.UNKNOWN},
        SIGN | {"seal": SealState.INVALID},
    ),
    Headline.CLOCK_UNSURE: tuple({"is_clock_trusted": False, "age": age} for age in (Age.UNKNOWN, Age.OLDER)),
    Headline.STALE: (PROVEN_LOT | OWN | {"age": Age.WEEK}, PROVEN_SIGN | OWN | {"age": Age.WEEK}),
    Headline.UNSEALED: (
        GOODS | UNSEALED | {"is_digital_link": False, "is_lot_registered": True},
        OUR_LINK | GOODS | UNSEALED | {"is_lot_registered": True, "is_lot_sealed": False},
    ),
    Headline.GENUINE_PLACE: (PROVEN_SIGN | {"age": Age.DAY}, PROVEN_SIGN | OWN | {"age": Age.DAY}),
    Headline.GENUINE_LOT: (
        PROVEN_LOT | {"names_serial": False, "age": Age.DAY},
        PROVEN_LOT | OWN | {"names_serial": False, "age": Age.DAY},
    ),
    Headline.GENUINE: (
        PROVEN_LOT | {"names_serial": True, "age": Age.DAY},
        PROVEN_LOT | OWN | {"names_serial": True, "age": Age.DAY},
    ),
}  # fmt: skip

_NAMELESS = (Headline.FAULTY_CODE, Headline.OTHER_SCHEME, Headline.SHOP_CODE, Headline.NOT_PRODUCE)
_FALSE = (Headline.FORGED, Headline.LOOK_ALIKE, Headline.KEY_REVOKED)
_GOOD = (Headline.GENUINE_PLACE, Headline.GENUINE_LOT, Headline.GENUINE)
_PROVEN = (Headline.STALE, *_GOOD)
_OF_SERIALS = (Headline.WITHDRAWN_LABEL, Headline.COPIED, Headline.COPY_SUSPECTED, Headline.REUSED)
_OF_GOODS = (
    *_OF_SERIALS, Headline.RECALLED, Headline.EXPIRED, Headline.VIOLATION, Headline.RECALL_POSSIBLE,
    Headline.CONTRADICTS, Headline.PAST_BEST_BEFORE,
)  # fmt: skip
_NAMED = tuple(set(Headline) - set(_NAMELESS) - {Headline.LOOK_ALIKE, Headline.CLOCK_UNSURE})

NEVER: tuple[tuple[tuple[Headline, ...], tuple[Headline, ...], str], ...] = (
    (_NAMELESS, _NAMELESS, "a payload is of one family, and refused or not"),
    (_NAMELESS, _NAMED, "what names nothing has no record, no history, no date and no seal"),
    ((Headline.LOOK_ALIKE,), (Headline.OTHER_SCHEME, Headline.SHOP_CODE), "neither is on a host that imitates ours"),
    ((Headline.RECALLED,), (Headline.RECALL_POSSIBLE,), "what is covered is no longer only possible"),
    ((Headline.GENUINE_PLACE,), _OF_GOODS, "a sign names no goods"),
    ((Headline.GENUINE_LOT,), _OF_SERIALS, "one label for the whole lot has no serial"),
    (_FALSE, _FALSE, "a seal is in one state, and a host that imitates ours is not ours"),
    (_FALSE, _PROVEN, "the seal is not valid"),
    ((Headline.FORGED, Headline.KEY_REVOKED), (Headline.SEAL_MISSING, Headline.UNSEALED), "there is a seal"),
    ((Headline.LOOK_ALIKE,), (Headline.SEAL_MISSING,), "a link elsewhere misses no seal of ours"),
    ((Headline.CANNOT_CONFIRM,), _PROVEN, "what was needed for it is missing, or too old"),
    ((Headline.UNKNOWN_ITEM, Headline.PRODUCT_ONLY), (Headline.SEAL_MISSING, Headline.UNSEALED, Headline.NOT_CERTIFIED),
     "these are said of a registered lot, or of a sealed sign"),
    ((Headline.UNKNOWN_ITEM, Headline.PRODUCT_ONLY), _PROVEN, "neither a registered lot nor a sealed sign"),
    ((Headline.UNKNOWN_ITEM,), (Headline.PRODUCT_ONLY,), "something is known, or nothing"),
    ((Headline.SEAL_MISSING, Headline.UNSEALED), _PROVEN, "there is no seal"),
    ((Headline.SEAL_MISSING,), (Headline.UNSEALED,), "a missing seal is a surprise, or none"),
    ((Headline.NOT_CERTIFIED,), _PROVEN, "not every answer is positive"),
    ((Headline.CLOCK_UNSURE,), (Headline.VIOLATION, *_PROVEN), "without a clock the age of the data is unknown"),
    (_PROVEN, _PROVEN, "a sign, a lot or a pack; by data of 72 h or less, or older"),
)  # fmt: skip
"""Pairs that no label can be, and why."""


def merged(one: Headline, other: Headline) -> Iterator[Facts]:
    """Yield every label of which the facts for both headlines can be true."""
    genuine = GENUINE.facts()
    for wanted in HOLDS[one]:
        for also in HOLDS[other]:
            if all(wanted[name] == value for name, value in also.items() if name in wanted):
                yield replace(genuine, **(wanted | also))


def pairs_of(ones: Iterable[Headline], others: Iterable[Headline]) -> frozenset[frozenset[Headline]]:
    """Return every pair of one with another."""
    return frozenset(frozenset({one, other}) for one in ones for other in others if one is not other)
