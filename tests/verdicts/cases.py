"""One genuine label with everything in order, for tests that spoil one thing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from kiosk.codes.code import Code, Elements, Link
from kiosk.moment import HANOI, Moment
from kiosk.records.finding import Finding, Issue, Source
from kiosk.records.history import Check, Flag, FlagKind, History
from kiosk.records.registry import (
    Certificate,
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
from kiosk.trust.lists import Key, KeyStatus, Lists, TrustList
from kiosk.trust.seal import Seal, SealState
from kiosk.verdicts.facts import Facts
from kiosk.verdicts.gather import Place, gather
from kiosk.verdicts.rules import judge
from kiosk.verdicts.verdict import Verdict

AT = datetime(2026, 11, 23, 9, 0, tzinfo=HANOI).astimezone(UTC)
NOW = Moment(AT, is_trusted=True, floor=AT - timedelta(days=1))
GTIN, LOT, SERIAL, GLN = "08930000000019", "L2611A", "7K2M9Q4T", "8930000000012"
ELEMENTS: Elements = (("01", GTIN), ("10", LOT), ("21", SERIAL), ("17", "261130"))
HOST = "trace.example"
MARKETS = (
    Market("minh-khai", "Chợ đầu mối Minh Khai", 21.0530, 105.7390, "Minh Khai wholesale market"),
    Market("long-bien", "Chợ Long Biên", 21.0430, 105.8500, "Long Bien market"),
    Market("ha-dong", "Chợ Hà Đông", 20.9710, 105.7770, "Ha Dong market"),
    Market("den-lu", "Chợ Đền Lừ", 20.9850, 105.8590, "Den Lu market"),
)
HERE = Place("minh-khai", is_enrolled=True)
KEY = Key(
    kid=17,
    public=bytes(32),
    issuer="HTX Rau mẫu",
    gln=GLN,
    gtins=frozenset({GTIN}),
    gtin_prefixes=(),
    glns=frozenset({GLN}),
    not_before=date(2026, 1, 1),
    not_after=date(2027, 1, 1),
    status=KeyStatus.ACTIVE,
    status_since=None,
)
THEFT = AT - timedelta(hours=6)
STOLEN = replace(KEY, status=KeyStatus.COMPROMISED, status_since=THEFT)
LISTS = Lists(TrustList(7, AT - timedelta(days=9), (HOST,), (KEY,)), (), confirmed_at=AT - timedelta(hours=2))
LINK = Link(HOST, ELEMENTS, seal_text="x" * 90)
SIGN = Link(HOST, (("414", GLN),), seal_text="x" * 90)
FARM = Establishment(
    "farm", "HTX Rau mẫu", "Xã Phúc Thịnh, Hà Nội", gln=GLN, place_en="Phúc Thịnh commune, Hanoi",
    registered_at=AT - timedelta(days=900),
)  # fmt: skip
SPINACH = Product(
    GTIN, "Rau muống VietGAP", "vegetable", "farm", name_en="Water spinach VietGAP", content="bó 500 g",
    content_en="500 g bunch", net_weight_g=500,
)  # fmt: skip
LOT_RECORD = Lot(
    GTIN,
    LOT,
    registered_at=AT - timedelta(hours=20),
    harvested_on=date(2026, 11, 22),
    packed_on=date(2026, 11, 22),
    use_by=date(2026, 11, 30),
)
VIETGAP = Certificate(
    "c1", "vietgap", "VG-TT-26-0148", "Tổ chức chứng nhận mẫu", "farm", date(2026, 3, 15), date(2028, 3, 14),
    issuer_en="Sample Certification Body",
)  # fmt: skip
NEEDED = NeededKinds("vegetable", ("eligibility", "vietgap", "commitment"), date(2020, 1, 1))


def moved(step: Step, hours_ago: float, market_id: str = "", serials: tuple[str, ...] = ()) -> Movement:
    at = AT - timedelta(hours=hours_ago)
    return Movement(f"{step}-{hours_ago}", step, at, "Hà Nội", "HTX Rau mẫu", market_id, serials)


WAY = (
    moved(Step.HARVEST, 27.5),
    moved(Step.PACKING, 25),
    moved(Step.SHIPPING, 9),
    moved(Step.MARKET, 6, "minh-khai"),
)
FOUND = Finding(
    source=Source.CENTRAL,
    as_of=AT,
    product=SPINACH,
    lot=LOT_RECORD,
    establishment=FARM,
    certificates=(VIETGAP,),
    needed=(NEEDED,),
    movements=WAY,
    markets=MARKETS,
    issue=Issue.ISSUED,
    history=History(was_asked=True),
)
RECALL = Recall(
    "r1", "Phát hiện hàn the, chất cấm", "Sở Nông nghiệp và Môi trường Hà Nội", "128/TB-MẪU",
    effective_at=AT - timedelta(hours=19), gtins=(GTIN,), lots=(LOT,), return_to="quầy A1, tầng 1",
    scope="lô L2611A, làm từ 18 đến 20/11/2026",
)  # fmt: skip
VIOLATION = Violation(
    "v1", "farm", "Dùng thuốc ngoài danh mục", "Sở Nông nghiệp và Môi trường Hà Nội", "77/QĐ-MẪU",
    published_on=date(2026, 11, 20),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Case:
    """All inputs of one inspection."""

    code: Code = LINK
    seal: Seal = Seal(SealState.VALID, 17, KEY)  # noqa: RUF009 - frozen
    finding: Finding = FOUND
    lists: Lists = LISTS
    place: Place = HERE
    now: Moment = NOW

    def facts(self) -> Facts:
        return gather(self.code, self.seal, self.finding, self.lists, self.place, self.now)

    def verdict(self) -> Verdict:
        return judge(self.facts())

    def found(self, **changes: Any) -> Case:
        """The same with changes in what was found."""
        return replace(self, finding=replace(self.finding, **changes))


GENUINE = Case()
GENUINE_SIGN = Case(code=SIGN, finding=replace(FOUND, product=None, lot=None, movements=(), issue=Issue.UNKNOWN))
UNSEALED = Seal(SealState.ABSENT)


def elements(**changes: str | None) -> Elements:
    """The label's elements with some AIs changed, added, or (None) left out: `elements(ai17="261122")`."""
    texts = dict(ELEMENTS)
    for name, value in changes.items():
        texts.pop(name.removeprefix("ai"), None)
        if value is not None:
            texts[name.removeprefix("ai")] = value
    return tuple(texts.items())


def labelled(**changes: str | None) -> Link:
    return replace(LINK, elements=elements(**changes))


def unsure(floor_hours_ago: float = 24) -> Moment:
    """A clock that nobody vouches for: it says the same, and the floor is a while ago."""
    return Moment(AT, is_trusted=False, floor=AT - timedelta(hours=floor_hours_ago))


def aged(case: Case, **age: float) -> Case:
    """The same by data of a snapshot that were confirmed so long ago."""
    history = replace(case.finding.history, was_asked=False)
    return case.found(source=Source.SNAPSHOT, as_of=AT - timedelta(**age), history=history)


def check(hours_ago: float, market_id: str, number: int = 0) -> Check:
    return Check(f"c{hours_ago}{market_id}{number}", AT - timedelta(hours=hours_ago), market_id)


def checked(*checks: Check) -> Case:
    """The genuine label with earlier checks, which the centre told when it was asked."""
    return GENUINE.found(history=History(checks=checks, was_asked=True))


def flagged(kind: FlagKind, **age: float) -> Case:
    return GENUINE.found(history=History(flags=(Flag(kind, AT - timedelta(**age)),), was_asked=True))
