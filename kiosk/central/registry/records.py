"""Rows of the registry that the centre alone knows: what is more than a look-up answers."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from kiosk.records.registry import Recall, Violation

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


class RecallKind(StrEnum):
    """Who decided a recall (Circular 17/2021/TT-BNNPTNT, chapter III)."""

    VOLUNTARY = "voluntary"
    MANDATORY = "mandatory"


class Treatment(StrEnum):
    """What becomes of recalled goods (Circular 17/2021/TT-BNNPTNT, chapter III)."""

    UNDECIDED = ""
    RELABEL = "relabel"
    OTHER_USE = "other_use"
    RETURN = "return"
    DESTROY = "destroy"


@dataclass(frozen=True, slots=True)
class PublishedRecall(Recall):
    """A recall with all that its public page says."""

    kind: RecallKind = RecallKind.MANDATORY
    legal_basis: str = ""
    legal_basis_en: str = ""
    treatment: Treatment = Treatment.UNDECIDED
    reply: str = ""
    """What the establishment says to it."""
    reply_en: str = ""
    ended_reason: str = ""
    ended_reason_en: str = ""


@dataclass(frozen=True, slots=True)
class PublishedViolation(Violation):
    """A decision against an establishment with all that its public page says."""

    legal_basis: str = ""
    legal_basis_en: str = ""
    reply: str = ""
    reply_en: str = ""
    ended_on: date | None = None
    """Its last day in force, where it was ended before its time."""
    ended_reason: str = ""
    ended_reason_en: str = ""


@dataclass(frozen=True, slots=True)
class Stall:
    """A stall of a market and who trades there."""

    id: str
    market_id: str
    name: str
    name_en: str
    establishment_id: str
    groups: tuple[str, ...]
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True, slots=True)
class CertificateKind:
    """A kind of certificates in a period of the law. `months`: how long one is valid; None where without end."""

    kind: str
    first_day: date
    name: str
    name_en: str
    holder: str
    """Whose it is: "establishment", "person" or "chain"."""
    legal_basis: str
    legal_basis_en: str = ""
    months: int | None = None
    last_day: date | None = None
    suspended_from: date | None = None
    """From when to when the law itself was suspended, and by what."""
    suspended_to: date | None = None
    suspended_by: str = ""


@dataclass(frozen=True, slots=True)
class Unit:
    """An administrative unit in its period. `parent_id` is "" for the city itself."""

    id: str
    name: str
    name_en: str
    level: str
    """ "city", "district", "ward" or "commune"."""
    first_day: date
    last_day: date | None = None
    parent_id: str = ""
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True, slots=True)
class UnitSuccessor:
    """One of the units that took over from a unit."""

    unit_id: str
    successor_id: str


def row_of_record(record: DataclassInstance) -> dict[str, object]:
    """Return the record's fields as columns: enums as their text, lists of texts as JSON."""
    return {field.name: _plain(getattr(record, field.name)) for field in fields(record)}


def _plain(value: object) -> object:
    if isinstance(value, StrEnum):
        return value.value
    return [str(item) for item in value] if isinstance(value, tuple) else value
