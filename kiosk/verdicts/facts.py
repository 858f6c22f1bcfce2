"""The flat, frozen input of the rules."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.trust.seal import SealState
from kiosk.verdicts.freshness import Age
from kiosk.verdicts.recalls import Coverage
from kiosk.verdicts.verdict import CertificationState, OriginState


@dataclass(frozen=True, slots=True)
class Facts:
    """One field a fact; rules read nothing else. Where nothing is known, the default is the cautious value."""

    # What the code is.
    is_faulty: bool = False
    is_other_scheme: bool = False
    is_shop_number: bool = False
    is_not_produce: bool = False
    is_digital_link: bool = False
    is_from_kiosk: bool = False
    is_typed: bool = False
    """No label was read: a number was typed."""
    imitates_ours: bool = False
    names_item: bool = False
    """It names something that a registry could hold."""
    names_lot: bool = False
    names_serial: bool = False
    names_place: bool = False
    """It is the sign of an establishment: its primary key is a place."""
    is_practice: bool = False
    """On an enrolled unit: a test key, or an item of the sample registry."""

    # Its seal, as the list and the registry together judge it.
    seal: SealState = SealState.ABSENT
    is_registered_before_theft: bool | None = None
    """Of a stolen key: whether the lot, or place, was registered before; None where that is not known."""
    is_trust_list_fresh: bool = False
    """The centre confirmed the list 24 h ago or less."""

    # What was found, and by whom.
    age: Age = Age.UNKNOWN
    is_centre_asked: bool = False
    """The centre itself said it within the last 60 s."""
    is_product_known: bool = False
    is_establishment_known: bool = False
    is_load_known: bool = False
    is_lot_registered: bool = False
    """The very lot that the code names."""
    is_lot_sealed: bool = False
    """This lot's labels carry a seal."""
    is_never_issued: bool = False
    """The registry says that it never issued this serial."""

    # What it says.
    recall: Coverage = Coverage.NONE
    is_business_suspended: bool = False
    """In this product group, by a published decision in force."""
    has_violation: bool = False
    """A published decision in force without such a suspension."""
    is_any_business_suspended: bool = False
    """In some product group: no sign of such a place is good."""
    origin: OriginState = OriginState.UNKNOWN
    certification: CertificationState = CertificationState.UNKNOWN
    is_contradicted: bool = False
    """What is printed contradicts the registry, or the calendar."""

    # Its history.
    is_withdrawn: bool = False
    is_copied: bool = False
    is_copy_suspected: bool = False
    is_reused: bool = False
    is_history_asked: bool = False

    # Time.
    is_past_use_by: bool = False
    is_past_best_before: bool = False
    is_clock_trusted: bool = False

    @property
    def is_fresh(self) -> bool:
        """The centre has just said it, or confirmed it 24 h ago or less."""
        return self.is_centre_asked or self.age is Age.DAY

    @property
    def is_seal_valid(self) -> bool:
        """Valid, or of a stolen key while fresh data say that the registration is older than the theft."""
        if self.seal is SealState.REVOKED_KEY:
            return self.is_fresh and self.is_registered_before_theft is True
        return self.seal is SealState.VALID

    @property
    def is_item_found(self) -> bool:
        """The registry holds the item: of our own links the lot that they name, else product, place or load."""
        if self.is_digital_link and self.names_lot:
            return self.is_lot_registered
        return self.is_product_known or self.is_establishment_known or self.is_load_known

    @property
    def is_named_place_sealed(self) -> bool:
        """The code is the sign of a known establishment, with a valid seal."""
        return self.names_place and self.is_seal_valid and self.is_establishment_known
