"""What one row of the journal says: what a shopper was shown, and why. Pure.

Nothing about people, no frame. Of a stranger's code only what the registry could know is kept:
GTIN, lot, serial, dates, weights. Texts of links elsewhere, of Wi-Fi codes and the like never are.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Annotated, Literal, Protocol, assert_never

from pydantic import Field, TypeAdapter, ValidationError

from kiosk.codes.code import (
    CityCode,
    Code,
    Elements,
    ElementString,
    Family,
    ForeignLink,
    Identity,
    Link,
    NoProduceCode,
    OtherScheme,
    PriceLookUp,
    Refusal,
    Refused,
    ShopNumber,
    TradeItemNumber,
)
from kiosk.errors import MessageError
from kiosk.moment import Moment
from kiosk.records.finding import Finding, Source
from kiosk.trust.lists import Lists
from kiosk.trust.seal import Seal, SealState
from kiosk.verdicts.verdict import (
    AuthenticityState,
    CertificationState,
    Headline,
    Level,
    OriginState,
    Reason,
    Verdict,
)

KEPT_AIS = frozenset(
    {"00", "01", "02", "10", "11", "13", "15", "17", "21", "22", "37", "235", "254", "414", "7003", "7007"}
)
"""What rules and registry read. Others (names, telephone numbers, addresses) are kept only where they are signed."""
KEPT_WEIGHTS = "310"
SIGNED = frozenset({SealState.VALID, SealState.REVOKED_KEY, SealState.OUT_OF_SCOPE})
"""Some key of the city signed every element: none of it is a stranger's text."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept of a code: enough to judge it again, nothing that a stranger wrote."""

    elements: Elements = ()
    host: str = ""
    """One of the city's own; "" for a link elsewhere."""
    seal_text: str | None = None
    is_from_kiosk: bool = False
    imitates_ours: bool = False
    number: str = ""
    """GTIN, city code or price look-up number, where the code is one."""
    scheme: str = ""
    is_typed: bool = False
    """Typed at the keypad: no label was read."""


@dataclass(frozen=True, slots=True)
class Stand:
    """Which kiosk writes, where it stands, and by which release. `is_enrolled` false: a demonstration."""

    unit: str
    market_id: str
    release: str
    is_enrolled: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """What the shopper saw. `text_key` is the headline's key in the catalogue of words."""

    language: str
    text_key: str
    frames: int
    """Frames since something like a code was first seen."""
    decode_ms: float
    frame_to_paint_ms: float


@dataclass(frozen=True, slots=True)
class JudgedBy:
    """The lists that were judged by."""

    trust_version: int
    confirmed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Inspected:
    """One inspection. `check_id` (UUIDv7) is also that of its look-up.

    `at`, clock and `judged_by` are those of the judgement: it can be made again. `shown` says when
    it was painted.
    """

    check_id: str
    at: datetime
    is_clock_trusted: bool
    clock_floor: datetime
    stand: Stand
    shown: Shown
    family: Family
    refused: Refusal | None
    identity: Identity
    code: Kept
    seal: SealState
    key_id: int | None
    level: Level
    headline: Headline
    reasons: tuple[Headline | Reason, ...]
    origin: OriginState
    certification: CertificationState
    authenticity: AuthenticityState
    source: Source
    as_of: datetime | None
    judged_by: JudgedBy
    finding: Finding = field(default_factory=Finding)
    replaces: int | None = None
    """The sequence of this check's row that a late answer overtook: what that row says was shown until then."""
    kind: Literal["inspected"] = "inspected"


@dataclass(frozen=True, slots=True)
class Gap:
    """Rows are missing before this one, because of `reason`; `former` is the damaged file, "" where there is none.

    `is_open`: they are missing behind this one, until another says that rows are written again.
    """

    at: datetime
    is_clock_trusted: bool
    clock_floor: datetime
    reason: str
    former: str
    is_open: bool = False
    kind: Literal["gap"] = "gap"


Event = Annotated[Inspected | Gap, Field(discriminator="kind")]

_ADAPTER: TypeAdapter[Inspected | Gap] = TypeAdapter(Event)


class Inspection(Protocol):
    """What `inspect` returns."""

    @property
    def code(self) -> Code: ...  # noqa: D102
    @property
    def identity(self) -> Identity: ...  # noqa: D102
    @property
    def seal(self) -> Seal: ...  # noqa: D102
    @property
    def finding(self) -> Finding: ...  # noqa: D102
    @property
    def verdict(self) -> Verdict: ...  # noqa: D102
    @property
    def is_typed(self) -> bool: ...  # noqa: D102


def inspected(
    check_id: str, inspection: Inspection, lists: Lists, stand: Stand, shown: Shown, now: Moment
) -> Inspected:
    """Return the event of an inspection that was judged at `now` by `lists`."""
    code, seal, verdict, finding = inspection.code, inspection.seal, inspection.verdict, inspection.finding
    return Inspected(
        check_id=check_id,
        at=now.at.astimezone(UTC),
        is_clock_trusted=now.is_trusted,
        clock_floor=now.floor.astimezone(UTC),
        stand=stand,
        shown=replace(shown, decode_ms=round(shown.decode_ms, 1), frame_to_paint_ms=round(shown.frame_to_paint_ms, 1)),
        family=family_of(code),
        refused=code.refusal if isinstance(code, Refused | NoProduceCode) else None,
        identity=inspection.identity,
        code=replace(keep(code, seal.state), is_typed=inspection.is_typed),
        seal=seal.state,
        key_id=seal.key_id,
        level=verdict.level,
        headline=verdict.headline,
        reasons=verdict.reasons,
        origin=verdict.origin,
        certification=verdict.certification,
        authenticity=verdict.authenticity,
        source=finding.source,
        as_of=finding.as_of,
        judged_by=JudgedBy(lists.trust.version, lists.confirmed_at),
        finding=finding,
    )


def family_of(code: Code) -> Family:
    """Return the family of `code`; what is refused keeps its own."""
    return code.family if isinstance(code, Refused) else _FAMILIES[type(code)]


_FAMILIES: dict[type[Code], Family] = {
    Link: Family.DIGITAL_LINK,
    ForeignLink: Family.FOREIGN_LINK,
    ElementString: Family.ELEMENT_STRING,
    TradeItemNumber: Family.GTIN,
    ShopNumber: Family.SHOP_NUMBER,
    CityCode: Family.CITY_CODE,
    PriceLookUp: Family.PLU,
    OtherScheme: Family.OTHER_SCHEME,
    NoProduceCode: Family.NONE,
}


def keep(code: Code, seal: SealState) -> Kept:
    """Return what may be kept of `code`; more where a key of the city signed all of it."""
    match code:
        case Link():
            is_signed = seal in SIGNED
            elements = code.elements if is_signed else _kept(code.elements)
            seal_text = code.seal_text if is_signed else None
            return Kept(elements, host=code.host, seal_text=seal_text, is_from_kiosk=code.is_from_kiosk)
        case ForeignLink():
            return Kept(_kept(code.elements), imitates_ours=code.imitates_ours)
        case ElementString():
            return Kept(_kept(code.elements))
        case TradeItemNumber():
            return Kept(number=code.gtin)
        case CityCode():
            return Kept(number=code.text)
        case PriceLookUp():
            return Kept(number=code.digits)
        case OtherScheme():
            return Kept(scheme=code.scheme)
        case ShopNumber():
            return Kept()
        case Refused() | NoProduceCode():
            return Kept(imitates_ours=code.imitates_ours)
        case _:
            assert_never(code)


def _kept(elements: Elements) -> Elements:
    return tuple(one for one in elements if one[0] in KEPT_AIS or one[0].startswith(KEPT_WEIGHTS))


def code_again(event: Inspected) -> Code:
    """Return the code of a row, to judge it again. What was not kept is empty, a seal too."""
    kept = event.code
    has_other_seal = kept.seal_text is None and event.seal is not SealState.ABSENT
    seal_text = "" if has_other_seal else kept.seal_text
    if event.refused is not None:
        if event.family is Family.NONE:
            return NoProduceCode(event.refused, kept.imitates_ours)
        return Refused(event.family, event.refused, kept.imitates_ours)
    match event.family:
        case Family.DIGITAL_LINK:
            return Link(kept.host, kept.elements, seal_text, kept.is_from_kiosk)
        case Family.FOREIGN_LINK:
            return ForeignLink(kept.host, kept.elements, seal_text, kept.imitates_ours)
        case Family.ELEMENT_STRING:
            return ElementString(kept.elements)
        case Family.GTIN:
            return TradeItemNumber(kept.number)
        case Family.CITY_CODE:
            return CityCode(kept.number)
        case Family.PLU:
            return PriceLookUp(kept.number)
        case Family.OTHER_SCHEME:
            return OtherScheme(kept.scheme)
        case Family.SHOP_NUMBER:
            return ShopNumber("")
        case Family.NONE:
            return NoProduceCode(Refusal.OTHER_TEXT)
        case _:
            assert_never(event.family)


def to_json(event: Inspected | Gap) -> str:
    """Return the event as canonical JSON: keys in order, no blanks, ASCII, instants in UTC."""
    tree = _ADAPTER.dump_python(event, mode="json")
    return json.dumps(tree, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)


def from_json(text: str) -> Inspected | Gap:
    """Return the event of a row. Raises MessageError for anything else."""
    try:
        return _ADAPTER.validate_json(text)
    except ValidationError as fault:
        first = fault.errors(include_url=False, include_input=False)[0]
        field = ".".join(map(str, first["loc"])) or "the whole"
        raise MessageError(
            "JRN-06",
            f"a row of the journal is not understood: {field}: {first['msg']}.",
            "Read it with the release that wrote it.",
        ) from fault


def uuid7(unix_ms: int, random_bytes: bytes) -> str:
    """Return the UUIDv7 (RFC 9562, 5.7) of a time and 10 random bytes: ids in the order of their time."""
    if not 0 <= unix_ms < 1 << 48 or len(random_bytes) != 10:
        raise ValueError(f"a UUIDv7 takes 48 bits of milliseconds and 10 bytes, not {unix_ms} and {len(random_bytes)}")
    noise = int.from_bytes(random_bytes)
    high, low = noise >> 68, noise & ((1 << 62) - 1)
    digits = f"{unix_ms << 80 | 0x7 << 76 | high << 64 | 0b10 << 62 | low:032x}"
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))
