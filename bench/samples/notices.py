"""One recall and two published decisions."""

from __future__ import annotations

from datetime import date

from bench.samples.certificates import DEPARTMENT
from bench.samples.numbers import at, gtin
from kiosk.central.registry.records import PublishedRecall, PublishedViolation, RecallKind, Treatment

RECALL_BASIS = (
    "Luật An toàn thực phẩm 55/2010/QH12, Điều 55; Thông tư 17/2021/TT-BNNPTNT",
    "Food Safety Law 55/2010/QH12, article 55; Circular 17/2021/TT-BNNPTNT",
)
DECISION_BASIS = ("Nghị định 115/2018/NĐ-CP", "Decree 115/2018/ND-CP")

RECALLS = (
    PublishedRecall(
        id="recall-2026-128",
        reason="Phát hiện hàn the, chất cấm",
        reason_en="Borax found, a banned substance",
        authority=DEPARTMENT[0],
        authority_en=DEPARTMENT[1],
        document="128/TB-MẪU",
        effective_at=at(date(2026, 11, 22), 14),
        gtins=(gtin(4510),),
        lots=("G1120",),
        establishment_ids=("cong-ty-mau-a",),
        made_from=date(2026, 11, 18),
        made_to=date(2026, 11, 20),
        scope="lô G1120, làm từ 18 đến 20/11/2026",
        scope_en="lot G1120, made 18 to 20/11/2026",
        return_to="Quầy A1, tầng 1, 06:00–18:00 mỗi ngày, đến 06/12/2026",
        return_to_en="Desk A1, ground floor, 06:00–18:00 every day, until 06/12/2026",
        kind=RecallKind.MANDATORY,
        legal_basis=RECALL_BASIS[0],
        legal_basis_en=RECALL_BASIS[1],
        treatment=Treatment.DESTROY,
        reply="Công ty đã dừng bán lô này và đang nhận lại hàng tại Quầy A1.",
        reply_en="The company has stopped selling this lot and takes the goods back at Desk A1.",
    ),
)

VIOLATIONS = (
    PublishedViolation(
        id="decision-2026-214",
        establishment_id="cong-ty-mau-b",
        summary="Chế biến trong khu không đủ điều kiện vệ sinh; đình chỉ 3 tháng",
        summary_en="Processing in rooms below hygiene requirements; suspended for 3 months",
        authority=DEPARTMENT[0],
        authority_en=DEPARTMENT[1],
        document="214/QĐ-MẪU",
        published_on=date(2026, 11, 18),
        in_force_until=date(2027, 2, 17),
        suspends_groups=("fish",),
        legal_basis=DECISION_BASIS[0],
        legal_basis_en=DECISION_BASIS[1],
    ),
    PublishedViolation(
        id="decision-2026-197",
        establishment_id="trang-trai-qua-mau",
        summary="Ghi nhật ký sản xuất không đầy đủ; phạt tiền, đã khắc phục",
        summary_en="Incomplete production records; fined, since corrected",
        authority=DEPARTMENT[0],
        authority_en=DEPARTMENT[1],
        document="197/QĐ-MẪU",
        published_on=date(2026, 10, 29),
        in_force_until=date(2027, 4, 28),
        legal_basis=DECISION_BASIS[0],
        legal_basis_en=DECISION_BASIS[1],
        reply="Trang trại đã bổ sung nhật ký sản xuất và nộp lại ngày 05/11/2026.",
        reply_en="The farm has completed its production records and handed them in on 05/11/2026.",
    ),
)
