"""What is given of a recall or a violation: checked when it is proposed, and again when it comes into force."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator

from kiosk.central.registry.records import RecallKind, Treatment
from kiosk.central.registry.rows import GivenRow
from kiosk.central.registry.rules import (
    Day,
    Groups,
    Gtins,
    Id,
    Ids,
    Lots,
    Name,
    OptionalDay,
    OptionalName,
    OptionalParagraph,
    Paragraph,
    fault,
)
from kiosk.messages.instant import BoundedInstant


def _serial(value: str) -> str:
    if value and not (value.isascii() and value.isprintable() and " " not in value):
        raise fault("serial_form", "A serial has 1 to 20 letters, digits or signs, without spaces")
    return value


Serial = Annotated[str, Field(max_length=20), AfterValidator(_serial)]


class GivenRecall(GivenRow):
    """A recall to be published. All filters must hold; an empty one limits nothing.

    Without `effective_at` it is in force with the approval. A voluntary one is the producer's own.
    """

    kind: RecallKind
    reason: Paragraph
    authority: Name
    document: Name
    legal_basis: Name
    gtins: Gtins = ()
    lots: Lots = ()
    serial_from: Serial = ""
    serial_to: Serial = ""
    establishment_ids: Ids = ()
    made_from: OptionalDay = None
    made_to: OptionalDay = None
    effective_at: BoundedInstant | None = None
    treatment: Treatment = Treatment.UNDECIDED
    return_to: OptionalParagraph = ""
    scope: OptionalParagraph = ""
    reason_en: OptionalParagraph = ""
    authority_en: OptionalName = ""
    return_to_en: OptionalParagraph = ""
    scope_en: OptionalParagraph = ""
    legal_basis_en: OptionalName = ""

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if not (self.gtins or self.establishment_ids):
            raise fault("recall_of_all", "Name the products or the establishments whose goods are recalled")
        if self.lots and not self.gtins:
            raise fault("lots_without_gtin", "Lots are lots of a product: name its GTIN")
        if (self.serial_from or self.serial_to) and not (len(self.gtins) == len(self.lots) == 1):
            raise fault("serials_without_lot", "Serials are serials of one lot: name one GTIN and one lot")
        if self.made_from and self.made_to and self.made_to < self.made_from:
            raise fault("days_order", "The last day is before the first")
        return self


class GivenViolation(GivenRow):
    """A decision against an establishment, to be published. `suspends_groups` empty: business is not suspended."""

    establishment_id: Id
    summary: Paragraph
    authority: Name
    document: Name
    legal_basis: Name
    published_on: Day
    in_force_until: OptionalDay = None
    suspends_groups: Groups = ()
    summary_en: OptionalParagraph = ""
    authority_en: OptionalName = ""
    legal_basis_en: OptionalName = ""

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if self.in_force_until is not None and self.in_force_until < self.published_on:
            raise fault("days_order", "The last day is before the first")
        return self


class GivenEnd(GivenRow):
    """The end of what is in force, and why. It ends with the approval."""

    reason: Paragraph
    reason_en: OptionalParagraph = ""


class GivenReply(GivenRow):
    """What the other side says, as its public page shows it. Empty takes it back."""

    reply: OptionalParagraph
    reply_en: OptionalParagraph = ""
