"""Parts of events (EPCIS 2.0, section 7.3): quantities, places, papers, sensors, errors, extensions.

Stricter than the published JSON schema: a field that EPCIS does not define needs a prefix that the
context declares, words are of the vocabulary, numbers are finite.
"""

from __future__ import annotations

import re
from typing import Annotated, Final, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    FiniteFloat,
    JsonValue,
    RootModel,
    StringConstraints,
    ValidationInfo,
    model_validator,
)
from pydantic.alias_generators import to_camel

from kiosk.central.epcis import words
from kiosk.central.epcis.identifiers import fault_of_uri

STANDARD_PREFIXES: Final = frozenset({"epcis", "cbv", "cbvmda", "gs1", "rdfs", "owl", "xsd", "dcterms"})
"""Prefixes that the context of EPCIS 2.0 itself declares."""
MAX_QUANTITY: Final = 1e12
_SCHEMES: Final = ("http://", "https://", "urn:")
_NAME = re.compile(r"([A-Za-z][A-Za-z0-9_.\-]*):[^\s/:]\S*")


class Strict(BaseModel):
    """An object of EPCIS with its own fields only, each of its own JSON type."""

    model_config = ConfigDict(strict=True, frozen=True, extra="forbid", alias_generator=to_camel)

    @model_validator(mode="before")
    @classmethod
    def _nothing_null(cls, given: object) -> object:
        for field in cls.model_fields.values():
            if isinstance(given, dict) and given.get(field.alias, "") is None:
                raise ValueError(f"field {field.alias!r} is null: leave it out")
        return given


class Extensible(Strict):
    """An object of EPCIS that may hold fields of others, each under a declared prefix."""

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, JsonValue]

    @model_validator(mode="after")
    def _namespaces(self, info: ValidationInfo) -> Self:
        refuse_bare_names(self.__pydantic_extra__, info)
        return self


def refuse_bare_names(fields: dict[str, JsonValue], info: ValidationInfo) -> None:
    """Raise ValueError at the first field whose name is no URI and has no prefix that the context declares."""
    prefixes: frozenset[str] = info.context if isinstance(info.context, frozenset) else frozenset()
    for name in fields:
        if name.startswith(_SCHEMES) and fault_of_uri(name) is None:
            continue
        match = _NAME.fullmatch(name)
        if match is None:
            raise ValueError(f"field {name!r} is not of EPCIS and has no namespace: write prefix:{name}")
        if match[1] not in prefixes:
            raise ValueError(f"field {name!r}: the context does not declare the prefix {match[1]!r}")
        if fault_of_uri(name) is not None:
            raise ValueError(f"field {name!r} holds characters that no URI may hold")


class Ilmd(RootModel[dict[str, JsonValue]]):
    """Master data of an instance or a lot (section 7.3.8): harvest date, plot, variety."""

    @model_validator(mode="after")
    def _namespaces(self, info: ValidationInfo) -> Self:
        refuse_bare_names(self.root, info)
        return self


class Quantity(Strict):
    """An amount of a class (section 7.3.3.3). Without a unit it counts pieces."""

    epc_class: words.EpcClass
    quantity: Annotated[FiniteFloat, Field(gt=0, le=MAX_QUANTITY)] | None = None
    uom: Annotated[str, StringConstraints(pattern=r"^[A-Z0-9]{2,3}$")] | None = None

    @model_validator(mode="after")
    def _unit_of_something(self) -> Self:
        if self.uom is not None and self.quantity is None:
            raise ValueError("uom stands without quantity")
        return self


class Location(Extensible):
    """A read point or a business location (sections 7.3.5.4 and 7.3.5.5)."""

    id: words.Place


class BizTransaction(Strict):
    """A paper that the event belongs to."""

    type: words.TransactionType | None = None
    biz_transaction: words.Uri


class Source(Strict):
    """Whom or where the goods come from."""

    type: words.PartyType
    source: words.Place


class Destination(Strict):
    """Whom or where the goods go to."""

    type: words.PartyType
    destination: words.Place


class PersistentDisposition(Strict):
    """Dispositions that hold until they are unset, such as `recalled`."""

    set: Annotated[list[words.Disposition], Field(min_length=1)] | None = None
    unset: Annotated[list[words.Disposition], Field(min_length=1)] | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.set is None and self.unset is None:
            raise ValueError("neither set nor unset is given")
        for values in (self.set, self.unset):
            refuse_doubles(values)
        return self


class ErrorDeclaration(Extensible):
    """That an event was wrong, why, and which events stand in its place (section 7.4.1.2)."""

    declaration_time: words.Time
    reason: words.ErrorReason | None = None
    corrective_event_ids: list[words.EventId] | None = Field(None, alias="correctiveEventIDs")


class SensorMetadata(Extensible):
    """When and with what a sensor measured."""

    time: words.Time | None = None
    device_id: words.Uri | None = Field(None, alias="deviceID")
    device_metadata: words.Uri | None = None
    raw_data: words.Uri | None = None
    start_time: words.Time | None = None
    end_time: words.Time | None = None
    data_processing_method: words.Uri | None = None
    biz_rules: words.Uri | None = None


class SensorReport(Extensible):
    """One measured value (section 7.3.7.3)."""

    type: words.Measurement
    exception: words.Alert | None = None
    device_id: words.Uri | None = Field(None, alias="deviceID")
    device_metadata: words.Uri | None = None
    raw_data: words.Uri | None = None
    data_processing_method: words.Uri | None = None
    biz_rules: words.Uri | None = None
    time: words.Time | None = None
    microorganism: words.Uri | None = None
    chemical_substance: words.Uri | None = None
    coordinate_reference_system: words.Uri | None = None
    value: FiniteFloat | None = None
    component: words.Component | None = None
    string_value: str | None = None
    boolean_value: bool | None = None
    hex_binary_value: Annotated[str, StringConstraints(pattern=r"^[A-Fa-f0-9]+$")] | None = None
    uri_value: words.Uri | None = None
    min_value: FiniteFloat | None = None
    max_value: FiniteFloat | None = None
    mean_value: FiniteFloat | None = None
    s_dev: FiniteFloat | None = None
    perc_rank: FiniteFloat | None = None
    perc_value: FiniteFloat | None = None
    uom: str | None = None


class SensorElement(Extensible):
    """Values of sensors, with what they have in common."""

    sensor_metadata: SensorMetadata | None = None
    sensor_report: Annotated[list[SensorReport], Field(min_length=1)]


def refuse_doubles(values: list[str] | None) -> None:
    """Raise ValueError where a list names the same thing twice."""
    seen: set[str] = set()
    for value in values or ():
        if value in seen:
            raise ValueError(f"{value!r} stands twice in one list")
        seen.add(value)
