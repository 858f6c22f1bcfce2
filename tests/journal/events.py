"""Events of real inspections: the shipped story labels, and a finding that has a bit of everything."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import cache

from kiosk.codes.code import Identity
from kiosk.codes.payload import Payload
from kiosk.inspection import Inspection, inspect
from kiosk.journal.event import Inspected, Shown, Stand, inspected, uuid7
from kiosk.moment import Moment
from kiosk.records.finding import NOTHING_FOUND, Finding, Issue, Source
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
from kiosk.trust.lists import Lists
from kiosk.trust.read import lists_from_json
from kiosk.verdicts.gather import Place
from tests.sample.samples import FOLDER, LABELS

NINE = datetime(2026, 11, 23, 2, tzinfo=UTC)
NOW = Moment(NINE, is_trusted=True, floor=NINE)
PLACE = Place("cho-hom")
STAND = Stand("K1", "cho-hom", "0.1.0")
SHOWN = Shown("vi", "headline.genuine", frames=4, decode_ms=3.21, frame_to_paint_ms=71.26)

STORIES = {label["story"]: Payload(label["payload"].encode(), label["symbology"]) for label in LABELS}
GENUINE = STORIES["genuine"]


@cache
def lists() -> Lists:
    text = (FOLDER / "lists.json").read_text("utf-8")
    return replace(lists_from_json(text, "lists.json"), confirmed_at=NINE)


def finding_of(identity: Identity) -> Finding:
    """What a registry that knows every product could say."""
    if identity.gtin is None:
        return NOTHING_FOUND
    month = timedelta(days=30)
    return Finding(
        source=Source.CENTRAL,
        as_of=NINE,
        product=Product(identity.gtin, "Rau muống", "vegetable", "E1", net_weight_g=500),
        lot=Lot(identity.gtin, identity.lot or "L", NINE - month, harvested_on=date(2026, 11, 22)),
        establishment=Establishment("E1", "Hợp tác xã Mẫu", "Xã Mẫu, Hà Nội", latitude=21.0, longitude=105.8),
        certificates=(Certificate("C1", "eligibility", "12/2025", "Sở Mẫu", "E1", date(2025, 1, 1), date(2028, 1, 1)),),
        needed=(NeededKinds("vegetable", ("eligibility", "vietgap"), date(2020, 1, 1)),),
        movements=(Movement("urn:1", Step.HARVEST, NINE - month, "Xã Mẫu", "Hợp tác xã Mẫu"),),
        recalls=(Recall("R1", "Dư lượng", "Sở Mẫu", "1/QĐ", NINE - month, gtins=("09521234540000",)),),
        violations=(Violation("V1", "E9", "Thiếu sổ", "Sở Mẫu", "2/QĐ", date(2026, 1, 1)),),
        markets=(Market("cho-hom", "Chợ Hôm", 21.01, 105.85),),
        issue=Issue.ISSUED,
        history=History(
            (Check("c", NINE - month, "cho-hom"),), (Flag(FlagKind.COPIED, NINE - 2 * month),), was_asked=True
        ),
    )


@dataclass(frozen=True, slots=True)
class FakeRecords:
    """Knows every product, from no database."""

    def find(self, identity: Identity) -> Finding:
        return finding_of(identity)


def inspection_of(payload: Payload) -> Inspection:
    return inspect(payload, FakeRecords(), lists(), PLACE, NOW)


def event_of(payload: Payload = GENUINE, at: datetime = NINE, number: int = 1) -> Inspected:
    """The event of `payload` held to this kiosk at `at`."""
    check_id = uuid7(int(at.timestamp() * 1000), number.to_bytes(10))
    now = Moment(at, is_trusted=True, floor=NINE)
    return inspected(check_id, inspection_of(payload), lists(), STAND, SHOWN, now)
