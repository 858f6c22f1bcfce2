"""One recall and two published decisions."""

from __future__ import annotations

from datetime import date

from bench.samples.certificates import DEPARTMENT
from bench.samples.numbers import at, gtin
from kiosk.records.registry import Recall, Violation

RECALLS = (
    Recall(
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
    ),
)

VIOLATIONS = (
    Violation(
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
    ),
    Violation(
        id="decision-2026-197",
        establishment_id="trang-trai-qua-mau",
        summary="Ghi nhật ký sản xuất không đầy đủ; phạt tiền, đã khắc phục",
        summary_en="Incomplete production records; fined, since corrected",
        authority=DEPARTMENT[0],
        authority_en=DEPARTMENT[1],
        document="197/QĐ-MẪU",
        published_on=date(2026, 10, 29),
        in_force_until=date(2027, 4, 28),
    ),
)
