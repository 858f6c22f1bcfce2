"""What the registry holds: establishments, products, lots, certificates, movements, recalls.

Plain frozen values, read from the central service, the cache, the snapshot and the samples by
one set of types. Dates are Hanoi calendar days; instants are aware. Names are Vietnamese;
`name_en` is "" where the registry has none. Every fact's owner (`stated_by`) is the name shown
as "theo …".
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Establishment:
    """A farm, packer, slaughterhouse, trader or shop. `gln` is "" where it has none."""

    id: str
    name: str
    place: str
    """Commune or ward and province, as people say it: "Xã Phúc Thịnh, Hà Nội"."""
    city_code: str = ""
    gln: str = ""
    name_en: str = ""
    place_en: str = ""
    latitude: float | None = None
    longitude: float | None = None
    registered_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Product:
    """A trade item. `group` keys the table of needed certificates ("vegetable", "meat" …)."""

    gtin: str
    name: str
    group: str
    establishment_id: str
    name_en: str = ""
    content: str = ""
    """Amount as printed: "bó 500 g"; "" for loose goods."""
    content_en: str = ""
    net_weight_g: int | None = None
    """Set for fixed-weight packs only."""
    plu: str = ""
    picture: str = ""


@dataclass(frozen=True, slots=True)
class Lot:
    """A registered lot. `quantity` counts labels that may exist; None where not declared."""

    gtin: str
    lot: str
    registered_at: datetime
    is_sealed: bool = True
    """True where this lot's labels carry a seal."""
    is_serialised: bool = True
    """True where each pack has a serial of its own."""
    quantity: int | None = None
    harvested_on: date | None = None
    packed_on: date | None = None
    best_before: date | None = None
    use_by: date | None = None
    earlier_dates: tuple[date, ...] = ()
    """Values that a date of this lot once had in the registry, before a correction."""
    destination_market_id: str = ""
    note: str = ""


class CertificateStatus(StrEnum):
    """What the issuer says today."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Certificate:
    """One certificate of an establishment, a person, a site or a chain.

    Empty `gtins` and `groups` mean no limit of scope; otherwise the goods must be in one of
    them. `last_day` is included; None means without end.
    """

    id: str
    kind: str
    """A key of the table of kinds: "eligibility", "vietgap", "commitment", "organic" …"""
    number: str
    issuer: str
    establishment_id: str
    first_day: date
    last_day: date | None
    status: CertificateStatus = CertificateStatus.ACTIVE
    status_since: date | None = None
    groups: tuple[str, ...] = ()
    gtins: tuple[str, ...] = ()
    issuer_en: str = ""


@dataclass(frozen=True, slots=True)
class NeededKinds:
    """A row of the dated table of needed certificates: any one of `any_of` is enough."""

    group: str
    any_of: tuple[str, ...]
    first_day: date
    last_day: date | None = None


class Step(StrEnum):
    """Steps of the way of the goods, as shoppers are shown them."""

    HARVEST = "harvest"
    SLAUGHTER = "slaughter"
    PACKING = "packing"
    SHIPPING = "shipping"
    RECEIVING = "receiving"
    MARKET = "market"
    SALE = "sale"


@dataclass(frozen=True, slots=True)
class Movement:
    """One event of the way of the goods, from an EPCIS event (its id is `event_id`)."""

    event_id: str
    step: Step
    at: datetime
    place: str
    stated_by: str
    market_id: str = ""
    """Set where the event happened at, or was sent to, a market of the city."""
    serials: tuple[str, ...] = ()
    """Serials that the event names; empty where it names the lot only."""
    place_en: str = ""
    stated_by_en: str = ""


@dataclass(frozen=True, slots=True)
class Recall:
    """A recall or withdrawal. An empty filter limits nothing; all filters must hold.

    `lots` empty: every lot of the products. `made_from`/`made_to` bound the lot's harvest or
    packing date, both included.
    """

    id: str
    reason: str
    authority: str
    document: str
    effective_at: datetime
    ends_at: datetime | None = None
    gtins: tuple[str, ...] = ()
    lots: tuple[str, ...] = ()
    serial_from: str = ""
    serial_to: str = ""
    establishment_ids: tuple[str, ...] = ()
    made_from: date | None = None
    made_to: date | None = None
    return_to: str = ""
    reason_en: str = ""
    authority_en: str = ""
    return_to_en: str = ""
    scope: str = ""
    scope_en: str = ""


@dataclass(frozen=True, slots=True)
class Violation:
    """A published decision against an establishment."""

    id: str
    establishment_id: str
    summary: str
    authority: str
    document: str
    published_on: date
    in_force_until: date | None = None
    suspends_groups: tuple[str, ...] = ()
    """Product groups in which business is suspended; empty: no suspension."""
    summary_en: str = ""
    authority_en: str = ""


@dataclass(frozen=True, slots=True)
class Market:
    """A market with kiosks."""

    id: str
    name: str
    latitude: float
    longitude: float
    name_en: str = ""
