"""Decisions at the sample market that stand, wait and travel: for pictures of the console."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, Engine, insert, select, update

from bench.console_fleet import KIOSK
from kiosk.central.console.decisions.kinds import KINDS
from kiosk.central.kiosks.notice_decisions import NewNotice, propose_notice
from kiosk.central.kiosks.tables import kiosks, registry_received
from kiosk.central.people.changes import Deed
from kiosk.central.people.proposals import approve
from kiosk.central.people.rights import Caller, Right
from kiosk.central.people.tokens import grants_of
from kiosk.central.publishing.held import note_published, unpublished
from kiosk.central.registry.decisions import GivenRecall, GivenViolation
from kiosk.central.registry.drills import GivenDrill, propose_drill
from kiosk.central.registry.recalls import propose_recall
from kiosk.central.registry.records import RecallKind, Treatment
from kiosk.central.registry.tables import lots, products
from kiosk.central.registry.violations import propose_violation
from kiosk.messages.notices import NoticeKind

LATE = {8, 10}
"""Kiosks that have not heard of it."""


@dataclass(frozen=True)
class Decided:
    """Ids for the addresses of pages."""

    proposal: str
    recall: str
    notice: str
    drill: str
    waiting_recall: str

    @property
    def named(self) -> dict[str, str]:
        """By the names that PAGES use."""
        return asdict(self)


def fill_decisions(engine: Engine, people: Mapping[str, str], now: datetime) -> Decided:
    """Store a recall and a drill that travelled, a notice that stands, and a recall and a notice that wait."""
    with engine.begin() as connection:
        who = {role: Caller(user_id, role, grants_of(connection, user_id)) for role, user_id in people.items()}
        gtin, lot = connection.execute(
            select(lots.c.gtin, lots.c.lot).join(products).order_by(lots.c.gtin.desc(), lots.c.lot).limit(1)
        ).one()
        begun = now - timedelta(minutes=42)
        recall = _recall(connection, who["supervisor"], gtin, lot, begun)
        approve(connection, KINDS, who["department"], recall[0], begun + timedelta(minutes=4))
        given = GivenDrill(occasion="Diễn tập quý 4, sau khi đổi đường truyền của chợ")
        drill = propose_drill(connection, Deed(who["supervisor"], Right.PROPOSE_RECALL, begun), given)
        approve(connection, KINDS, who["department"], drill[0], begun + timedelta(minutes=4))
        _travel(connection, begun + timedelta(minutes=4, seconds=8))
        notice = _notice(connection, who["board"], now - timedelta(minutes=10), NoticeKind.EMERGENCY)
        approve(connection, KINDS, who["administrator"], notice[0], now - timedelta(minutes=8))
        waiting = _notice(connection, who["board"], now - timedelta(minutes=3), NoticeKind.ORDINARY)
        asked = _recall(connection, who["department"], gtin, lot, now)
        _violation(connection, who["supervisor"], gtin, now)
    return Decided(waiting[0], recall[1], notice[1], drill[1], asked[0])


def _recall(connection: Connection, caller: Caller, gtin: str, lot: str, at: datetime) -> tuple[str, str]:
    given = GivenRecall(
        kind=RecallKind.MANDATORY,
        reason="Dư lượng thuốc bảo vệ thực vật vượt mức cho phép",
        reason_en="Pesticide residue above the limit",
        authority="Sở Nông nghiệp và Môi trường Hà Nội",
        authority_en="Hanoi Department of Agriculture and Environment",
        document="128/TB-MẪU",
        legal_basis="Thông tư 17/2021/TT-BNNPTNT",
        gtins=(gtin,),
        lots=(lot,),
        treatment=Treatment.DESTROY,
        return_to="Quầy A1, tầng 1, 06:00–18:00 mỗi ngày",
        return_to_en="Stall A1, ground floor, 6 to 18 h every day",
    )
    return propose_recall(connection, Deed(caller, Right.PROPOSE_RECALL, at), given)


def _violation(connection: Connection, caller: Caller, gtin: str, at: datetime) -> None:
    query = select(products.c.establishment_id).where(products.c.gtin == gtin)
    given = GivenViolation(
        establishment_id=connection.execute(query).scalar_one(),
        summary="Nhật ký ghi chép không đầy đủ từ tháng 8 đến tháng 10",
        authority="Chi cục mẫu",
        document="32/QĐ-MẪU",
        legal_basis="Nghị định 115/2018/NĐ-CP",
        published_on=at.date(),
    )
    propose_violation(connection, Deed(caller, Right.PROPOSE_VIOLATION, at), given)


def _notice(connection: Connection, caller: Caller, at: datetime, kind: NoticeKind) -> tuple[str, str]:
    is_loud = kind is NoticeKind.EMERGENCY
    given = NewNotice(
        kind=kind,
        market_id=caller.grants[0].market_id,
        text="Có cháy ở nhà B. Đi ra cổng C." if is_loud else "Chợ nghỉ từ 12 giờ trưa ngày mai.",
        text_en="Fire in hall B. Leave by gate C." if is_loud else "The market closes at noon tomorrow.",
        starts_at=at,
        ends_at=at + timedelta(hours=2),
    )
    return propose_notice(connection, Deed(caller, Right.CHANGE_KIOSKS, at), given)


def _travel(connection: Connection, as_of: datetime) -> None:
    """Let what was decided be published, and let all kiosks but the late ones say that they have it."""
    connection.execute(update(kiosks).values(paired_at=as_of - timedelta(days=60)))
    note_published(connection, unpublished(connection), as_of)
    rows = [
        {"kiosk_id": KIOSK.format(number), "as_of": as_of, "at": as_of + timedelta(seconds=7 + 4 * number * number)}
        for number in range(1, 11)
        if number not in LATE
    ]
    connection.execute(insert(registry_received), rows)
