"""What is given of each kind of row, by a request or by a sheet. What the centre itself sets is no field here."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, model_validator

from kiosk.central.registry.rules import (
    Amount,
    Day,
    Form,
    Group,
    Groups,
    Gtin,
    Gtins,
    Hosts,
    Id,
    Latitude,
    Longitude,
    LotCode,
    Name,
    OptionalCityCode,
    OptionalDay,
    OptionalGln,
    OptionalId,
    OptionalLatitude,
    OptionalLongitude,
    OptionalName,
    OptionalParagraph,
    OptionalPlu,
    Paragraph,
    Prefixes,
    YesNo,
    fault,
)
from kiosk.records.registry import CertificateStatus


class GivenRow(BaseModel):
    """A row as it is given. Unknown fields are refused; what is not given has its default, or stays as it was."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_max_length=4000)


class Level(StrEnum):
    """Levels of administrative units, before and after 1 July 2025."""

    CITY = "city"
    DISTRICT = "district"
    WARD = "ward"
    COMMUNE = "commune"


class Holder(StrEnum):
    """Whose a kind of certificate is."""

    ESTABLISHMENT = "establishment"
    PERSON = "person"
    CHAIN = "chain"


def _in_order(first: date | None, last: date | None, code: str = "days_order") -> None:
    if first is not None and last is not None and last < first:
        raise fault(code, "The last day is before the first")


def _both_or_none(latitude: float | None, longitude: float | None) -> None:
    if (latitude is None) != (longitude is None):
        raise fault("half_a_place", "Give both latitude and longitude, or neither")


class EstablishmentRow(GivenRow):
    """An establishment. Without `city_code` it keeps the one that it has.

    `department`: which of the city's answers for it, in the word of the grants ("agriculture", "health" …).
    """

    id: Id
    name: Name
    place: Name
    city_code: OptionalCityCode = ""
    gln: OptionalGln = ""
    name_en: OptionalName = ""
    place_en: OptionalName = ""
    unit_id: OptionalId = ""
    department: OptionalId = ""
    latitude: OptionalLatitude = None
    longitude: OptionalLongitude = None
    ended_on: OptionalDay = None

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        _both_or_none(self.latitude, self.longitude)
        return self


class ProductRow(GivenRow):
    """A trade item of an establishment."""

    gtin: Gtin
    name: Name
    group: Group
    establishment_id: Id
    name_en: OptionalName = ""
    content: OptionalName = ""
    content_en: OptionalName = ""
    net_weight_g: Amount = None
    plu: OptionalPlu = ""
    picture: OptionalName = ""
    ended_on: OptionalDay = None


class LotRow(GivenRow):
    """A lot. When it was registered is set by the centre: that time counts against stolen keys."""

    gtin: Gtin
    lot: LotCode
    harvested_on: OptionalDay = None
    packed_on: OptionalDay = None
    best_before: OptionalDay = None
    use_by: OptionalDay = None
    quantity: Amount = None
    is_sealed: YesNo = True
    is_serialised: YesNo = True
    destination_market_id: OptionalId = ""
    note: OptionalParagraph = ""

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        _in_order(self.harvested_on, self.packed_on, "packed_before_harvest")
        made = self.packed_on or self.harvested_on
        _in_order(made, self.use_by, "ends_before_made")
        _in_order(made, self.best_before, "ends_before_made")
        return self


class CertificateRow(GivenRow):
    """A certificate. Without `id` one is made of kind, number, issuer and establishment."""

    id: OptionalId = ""
    kind: Group
    number: Name
    issuer: Name
    establishment_id: Id
    first_day: Day
    last_day: OptionalDay = None
    status: Annotated[CertificateStatus, Form.TEXT] = CertificateStatus.ACTIVE
    status_since: OptionalDay = None
    groups: Groups = ()
    gtins: Gtins = ()
    issuer_en: OptionalName = ""

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        _in_order(self.first_day, self.last_day)
        if self.status is not CertificateStatus.ACTIVE and self.status_since is None:
            raise fault("status_since", "Say since when it is suspended or withdrawn")
        return self


class CertificateKindRow(GivenRow):
    """A kind of certificates in one period of the law."""

    kind: Group
    first_day: Day
    name: Name
    holder: Annotated[Holder, Form.TEXT]
    legal_basis: Name
    last_day: OptionalDay = None
    name_en: OptionalName = ""
    months: Amount = None
    legal_basis_en: OptionalName = ""
    suspended_from: OptionalDay = None
    suspended_to: OptionalDay = None
    suspended_by: OptionalName = ""

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        _in_order(self.first_day, self.last_day)
        _in_order(self.suspended_from, self.suspended_to)
        return self


class NeededKindsRow(GivenRow):
    """Which certificates a group of products needs: any one of `any_of` is enough. `position` names the row."""

    position: Annotated[int, Form.WHOLE]
    group: Group
    any_of: Groups
    first_day: Day
    last_day: OptionalDay = None

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        _in_order(self.first_day, self.last_day)
        if not self.any_of:
            raise fault("missing", "Name one kind at least")
        if not 0 <= self.position < 1_000_000:
            raise fault("number_range", "A number between 0 and 999999")
        return self


class MarketRow(GivenRow):
    """A market with kiosks."""

    id: Id
    name: Name
    latitude: Latitude
    longitude: Longitude
    name_en: OptionalName = ""
    unit_id: OptionalId = ""
    ended_on: OptionalDay = None


class StallRow(GivenRow):
    """A stall of a market, and who trades there with what."""

    id: Id
    market_id: Id
    name: Name
    establishment_id: Id
    groups: Groups = ()
    name_en: OptionalName = ""
    latitude: OptionalLatitude = None
    longitude: OptionalLongitude = None
    ended_on: OptionalDay = None

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        _both_or_none(self.latitude, self.longitude)
        return self


class UnitRow(GivenRow):
    """An administrative unit in its period."""

    id: Id
    name: Name
    level: Annotated[Level, Form.TEXT]
    first_day: Day
    last_day: OptionalDay = None
    parent_id: OptionalId = ""
    name_en: OptionalName = ""
    latitude: OptionalLatitude = None
    longitude: OptionalLongitude = None

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        _in_order(self.first_day, self.last_day)
        _both_or_none(self.latitude, self.longitude)
        return self


class UnitSuccessorRow(GivenRow):
    """One of the units that took over from another."""

    unit_id: Id
    successor_id: Id

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if self.unit_id == self.successor_id:
            raise fault("own_successor", "A unit does not take over from itself")
        return self


class LabelSchemeRow(GivenRow):
    """Labels of others: whose they are, what they prove and what not."""

    id: Id
    owner: Name
    proves: Paragraph
    proves_not: Paragraph
    hosts: Hosts = ()
    path_prefix: OptionalName = ""
    text_prefixes: Prefixes = ()
    owner_en: OptionalName = ""
    proves_en: OptionalParagraph = ""
    proves_not_en: OptionalParagraph = ""
    first_day: OptionalDay = None
    last_day: OptionalDay = None

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        _in_order(self.first_day, self.last_day)
        if not (self.hosts or self.text_prefixes):
            raise fault("no_pattern", "Give a host or a beginning of the text by which the labels are known")
        return self
