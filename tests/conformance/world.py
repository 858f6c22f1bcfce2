"""The world in which the vectors live: a city with one host, its keys, and what its registry holds.

Everything is invented. The GTINs and GLNs begin with 893 because an enrolled unit takes those of the
sample range 952 for practice.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from kiosk.codes.schemes import Scheme
from kiosk.moment import HANOI, Moment
from kiosk.records.finding import NOTHING_FOUND, Finding, Issue, Source
from kiosk.records.history import Check, Flag, FlagKind, History
from kiosk.records.registry import (
    Certificate,
    CertificateStatus,
    Establishment,
    Lot,
    Market,
    Movement,
    NeededKinds,
    Product,
    Recall,
    Step,
    Violation,
)
from kiosk.trust.lists import Key, KeyStatus, TrustList
from kiosk.verdicts.gather import Place
from tests.conformance.row import Signer

AT = datetime(2026, 11, 23, 9, 0, tzinfo=HANOI).astimezone(UTC)
DAY = timedelta(days=1)
HOST = "trace.example"
G, LOT, SERIAL, GLN = "08930000000019", "L2611A", "7K2M9Q4T", "8930000000019"
OTHER_G, CASE_G, PREFIX_G, SAMPLE_G = "08930000000026", "18930000000016", "08931110000012", "09521234543213"
OTHER_GLN, SAMPLE_GLN, SSCC = "8930000000026", "9521234000013", "008930000000000015"

CLOCKS = {
    "now": Moment(AT, is_trusted=True, floor=AT - DAY),
    "unsure": Moment(AT, is_trusted=False, floor=AT - DAY),
    "woken in the past": Moment(AT - 2000 * DAY, is_trusted=False, floor=AT),
    "last minute of 22 November": Moment(AT - timedelta(hours=9, minutes=1), is_trusted=True, floor=AT - 2 * DAY),
    "first minute of 23 November": Moment(AT - timedelta(hours=9), is_trusted=True, floor=AT - 2 * DAY),
    "2075": Moment(datetime(2075, 1, 10, 2, tzinfo=UTC), is_trusted=True, floor=datetime(2074, 1, 1, tzinfo=UTC)),
}
UNITS = {"market": Place("minh-khai", is_enrolled=True), "demonstration": Place("minh-khai")}
CONFIRMED = {
    "today": AT - timedelta(hours=2),
    "24 h ago": AT - DAY,
    "more than 24 h ago": AT - DAY - timedelta(seconds=1),
    "never": None,
}

FARM_KEY, RETIRED, STOLEN, NEIGHBOUR = Signer(17, 1), Signer(18, 2), Signer(19, 3), Signer(20, 4)
TWIN_ONE, TWIN_TWO, BY_PREFIX, EMPTY, SHORT = Signer(21, 5), Signer(21, 6), Signer(22, 7), Signer(23, 8), Signer(24, 9)
TWICE_LISTED, LOWEST, HIGHEST_REAL = Signer(25, 10), Signer(1, 11), Signer(0xFEFFF, 12)
TEST, HIGHEST, NOBODY, ZERO = Signer(0xFF000, 13), Signer(0xFFFFF, 14), Signer(999, 15), Signer(0, 1)
IMPOSTOR = Signer(17, 99)
"""Says that it is the farm's key, and is not."""
THEFT = AT - timedelta(hours=6)


def _key(signer: Signer, **changes: Any) -> Key:
    fields: dict[str, Any] = {
        "kid": signer.kid,
        "public": bytes(signer.key.verify_key),
        "issuer": "HTX Rau mẫu",
        "gln": GLN,
        "gtins": frozenset({G, CASE_G, SAMPLE_G}),
        "gtin_prefixes": (),
        "glns": frozenset({GLN, SAMPLE_GLN}),
        "not_before": date(2026, 1, 1),
        "not_after": date(2027, 1, 1),
        "status": KeyStatus.ACTIVE,
        "status_since": None,
    }
    return Key(**(fields | changes))


_STOLEN = {"status": KeyStatus.COMPROMISED, "status_since": THEFT}
TRUST = TrustList(
    version=7,
    issued=datetime(2026, 11, 22, 17, tzinfo=UTC),
    hosts=(HOST,),
    keys=(
        _key(FARM_KEY),
        _key(RETIRED, status=KeyStatus.RETIRED, status_since=datetime(2026, 10, 1, tzinfo=UTC)),
        _key(STOLEN, **_STOLEN),
        _key(NEIGHBOUR, issuer="HTX khác", gln=OTHER_GLN, gtins=frozenset({OTHER_G}), glns=frozenset({OTHER_GLN})),
        _key(TWIN_ONE),
        _key(TWIN_TWO),
        _key(BY_PREFIX, gtins=frozenset(), gtin_prefixes=("8931110",), glns=frozenset()),
        _key(EMPTY, gtins=frozenset(), glns=frozenset()),
        _key(SHORT, not_after=date(2026, 6, 30)),
        _key(TWICE_LISTED),
        _key(TWICE_LISTED, **_STOLEN),
        _key(LOWEST),
        _key(HIGHEST_REAL),
        _key(TEST),
        _key(HIGHEST),
    ),
)
SCHEMES = (
    Scheme(
        "hanoi-check", "Thành phố Hà Nội", ("hn.check.net.vn",), "Cơ sở đã đăng ký mã", "Lô hàng và chứng nhận",
        owner_en="City of Hanoi", proves_en="The firm registered a code", proves_not_en="Lot and certificates",
    ),
    Scheme(
        "scratch", "Công ty tem mẫu", ("tem.example",), "Lớp ngoài của tem hai lớp", "Tem chưa từng bị chép",
        path_prefix="/t/",
    ),
)  # fmt: skip

MARKETS = (
    Market("minh-khai", "Chợ đầu mối Minh Khai", 21.0530, 105.7390),
    Market("long-bien", "Chợ Long Biên", 21.0430, 105.8500),
    Market("ha-dong", "Chợ Hà Đông", 20.9710, 105.7770),
    Market("den-lu", "Chợ Đền Lừ", 20.9850, 105.8590),
)
FARM = Establishment(
    "farm", "HTX Rau mẫu", "Xã Phúc Thịnh, Hà Nội", "HNP00417S", GLN, registered_at=AT - 900 * DAY
)  # fmt: skip
SPINACH = Product(G, "Rau muống VietGAP", "vegetable", "farm", content="bó 500 g", net_weight_g=500)
LOT_RECORD = Lot(
    G, LOT, AT - timedelta(hours=20),
    harvested_on=date(2026, 11, 22), packed_on=date(2026, 11, 22), use_by=date(2026, 11, 30),
)  # fmt: skip
VIETGAP = Certificate(
    "c1", "vietgap", "VG-0148", "Tổ chức chứng nhận mẫu", "farm", date(2026, 3, 15), date(2028, 3, 14)
)
NEEDED = NeededKinds("vegetable", ("eligibility", "vietgap", "commitment"), date(2020, 1, 1))
RECALL = Recall(
    "r1", "Dư lượng thuốc", "Sở Nông nghiệp và Môi trường Hà Nội", "128/TB-MẪU", AT - timedelta(hours=19),
    gtins=(G,), lots=(LOT,),
)  # fmt: skip
DECISION = Violation(
    "v1", "farm", "Thuốc ngoài danh mục", "Sở Nông nghiệp và Môi trường Hà Nội", "77/QĐ-MẪU", date(2026, 11, 10)
)
SUSPENDED = replace(DECISION, suspends_groups=("vegetable",))


def moved(step: Step, hours_ago: float, market_id: str = "", serials: tuple[str, ...] = ()) -> Movement:
    """Return an event of the way so many hours before the clock."""
    at = AT - timedelta(hours=hours_ago)
    return Movement(f"{step}-{hours_ago}", step, at, "Hà Nội", "HTX Rau mẫu", market_id, serials)


FROM_FARM = (moved(Step.HARVEST, 27), moved(Step.PACKING, 25), moved(Step.SHIPPING, 9))
WAY = (*FROM_FARM, moved(Step.MARKET, 6, "minh-khai"))
ASKED = History(was_asked=True)
FOUND = Finding(
    Source.CENTRAL, AT, SPINACH, LOT_RECORD, FARM, (VIETGAP,), (NEEDED,), WAY,
    markets=MARKETS, issue=Issue.ISSUED, history=ASKED,
)  # fmt: skip
PRODUCT = replace(FOUND, lot=None, movements=(), issue=Issue.UNKNOWN)
SIGN = replace(PRODUCT, product=None)


def own(finding: Finding, **age: float) -> Finding:
    """Return the same by the unit's own data, confirmed so long ago."""
    history = replace(finding.history, was_asked=False)
    return replace(finding, source=Source.SNAPSHOT, as_of=AT - timedelta(**age), history=history)


def lot(**changes: Any) -> Finding:
    """Return the whole record with changes in its lot."""
    return replace(FOUND, lot=replace(LOT_RECORD, **changes))


def certified(**changes: Any) -> Finding:
    """Return the whole record with changes in its one certificate."""
    return replace(FOUND, certificates=(replace(VIETGAP, **changes),))


def recalled(finding: Finding = FOUND, **changes: Any) -> Finding:
    """Return the record with a recall, changed."""
    return replace(finding, recalls=(replace(RECALL, **changes),))


def seen(*checks: tuple[float, str]) -> Finding:
    """Return the whole record with earlier checks: hours ago, and market."""
    told = tuple(Check(f"c{n}", AT - timedelta(hours=hours), at) for n, (hours, at) in enumerate(checks))
    return replace(FOUND, history=History(checks=told, was_asked=True))


def flagged(kind: FlagKind, **age: float) -> Finding:
    """Return the whole record with a flag so old."""
    return replace(FOUND, history=History(flags=(Flag(kind, AT - timedelta(**age)),), was_asked=True))


OF_OTHER = replace(
    FOUND, product=replace(SPINACH, gtin=SAMPLE_G), lot=replace(LOT_RECORD, gtin=SAMPLE_G), issue=Issue.UNKNOWN
)
NOTHING = NOTHING_FOUND
SUSPENDED_TODAY = {"status": CertificateStatus.SUSPENDED, "status_since": date(2026, 11, 1)}
