"""What is asked for a key, as a request brings it and a proposal keeps it."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from kiosk.messages.instant import BoundedInstant
from kiosk.trust.message import MAX_KEY_ID

MOST_OF_A_SCOPE = 2000
MOST_PREFIXES = 100

EstablishmentId = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[^\x00-\x1f\x7f]*$")]
KeyId = Annotated[int, Field(ge=1, le=MAX_KEY_ID)]
_Gtin = Annotated[str, Field(pattern=r"^[0-9]{8,14}\z")]
_Prefix = Annotated[str, Field(pattern=r"^[0-9]{3,13}\z")]
_Gln = Annotated[str, Field(pattern=r"^[0-9]{13}\z")]


class _Wanted(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ScopeDocument(_Wanted):
    """What a key may seal: products, products by the digits 2-14 of their GTIN, and places by GLN."""

    gtins: tuple[_Gtin, ...] = Field(default=(), max_length=MOST_OF_A_SCOPE)
    gtin_prefixes: tuple[_Prefix, ...] = Field(default=(), max_length=MOST_PREFIXES)
    glns: tuple[_Gln, ...] = Field(default=(), max_length=MOST_OF_A_SCOPE)

    def numbers(self) -> tuple[str, ...]:
        """Return all of them together."""
        return (*self.gtins, *self.gtin_prefixes, *self.glns)


class NewKeyWanted(_Wanted):
    """A new key of an establishment; days are Hanoi's, both included."""

    establishment_id: EstablishmentId
    scope: ScopeDocument
    not_before: date
    not_after: date


class ScopeOfKey(_Wanted):
    """Another scope of a key; days that are not given stay."""

    scope: ScopeDocument
    not_before: date | None = None
    not_after: date | None = None


class ScopeWanted(ScopeOfKey):
    """Another scope of the key of this id."""

    kid: KeyId


class Theft(_Wanted):
    """Since when a key was, or may have been, in other hands."""

    since: BoundedInstant


class TheftWanted(Theft):
    """The theft of the key of this id."""

    kid: KeyId


class RetirementWanted(_Wanted):
    """The end of the key of this id."""

    kid: KeyId
