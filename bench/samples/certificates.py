# ruff: noqa: E501  # a table: one row, one line
"""Certificates in every state, and which kinds a product group needs."""

from __future__ import annotations

from datetime import date

from bench.samples.numbers import gtin
from kiosk.central.registry.needed import usual_needs
from kiosk.records.registry import Certificate, CertificateStatus, NeededKinds

DEPARTMENT = ("Sở Nông nghiệp và Môi trường Hà Nội", "Hanoi Department of Agriculture and Environment")
BODY = ("Tổ chức chứng nhận mẫu", "Sample Certification Body")
COMMUNE = ("UBND xã mẫu", "Sample Commune People's Committee")
ACTIVE, SUSPENDED, WITHDRAWN = CertificateStatus

ALL = ()
# fmt: off
# establishment, kind, number, issuer, first day, last day, status, since, groups, product references
ROWS: tuple[tuple[str, str, str, tuple[str, str], str, str | None, CertificateStatus, str | None, tuple[str, ...], tuple[int, ...]], ...] = (
    ("htx-rau-mau", "vietgap", "VG-TT-26-0148", BODY, "2026-03-15", "2028-03-14", ACTIVE, None, ALL, (4321, 4322, 4323)),
    ("htx-rau-mau", "eligibility", "0231/2023/NNMT", DEPARTMENT, "2023-12-15", "2026-12-14", ACTIVE, None, ("vegetable",), ALL),
    ("htx-rau-mau", "safe_chain", "XN-26-017", DEPARTMENT, "2026-02-02", "2027-02-01", ACTIVE, None, ALL, (4321,)),
    ("htx-rau-mau", "knowledge", "KT-25-1102", DEPARTMENT, "2025-05-06", "2028-05-05", ACTIVE, None, ALL, ALL),
    ("htx-song-hong-mau", "vietgap", "VG-TT-23-0067", BODY, "2023-11-01", "2026-10-31", ACTIVE, None, ("vegetable",), ALL),
    ("htx-song-hong-mau", "knowledge", "KT-24-0880", DEPARTMENT, "2024-04-18", "2027-04-17", ACTIVE, None, ALL, ALL),
    ("htx-huu-co-mau", "organic", "HC-25-0021", BODY, "2025-09-01", "2027-08-31", ACTIVE, None, ALL, (4340, 4341, 4342)),
    ("htx-huu-co-mau", "eligibility", "0117/2025/NNMT", DEPARTMENT, "2025-04-10", "2028-04-09", ACTIVE, None, ("vegetable",), ALL),
    ("htx-huu-co-mau", "ocop", "OCOP-25-4S-033", DEPARTMENT, "2025-12-20", "2028-12-19", ACTIVE, None, ALL, (4340,)),
    ("htx-buoi-mau", "vietgap", "VG-TT-25-0209", BODY, "2025-08-12", "2027-08-11", ACTIVE, None, ALL, (4422, 4423)),
    ("htx-buoi-mau", "commitment", "CK-24-018", COMMUNE, "2024-06-03", "2027-06-02", ACTIVE, None, ("fruit",), ALL),
    ("htx-buoi-mau", "ocop", "OCOP-22-4S-007", DEPARTMENT, "2022-11-15", "2025-11-14", ACTIVE, None, ALL, (4422,)),
    ("trang-trai-qua-mau", "globalgap", "GG-26-1190", BODY, "2026-05-20", "2027-05-19", ACTIVE, None, ALL, (4430, 4431)),
    ("trang-trai-qua-mau", "eligibility", "0305/2024/NNMT", DEPARTMENT, "2024-10-01", "2027-09-30", ACTIVE, None, ("fruit",), ALL),
    ("cong-ty-mau-a", "haccp", "HACCP-25-0412", BODY, "2025-07-07", "2028-07-06", ACTIVE, None, ("meat",), ALL),
    ("cong-ty-mau-a", "eligibility", "0178/2025/NNMT", DEPARTMENT, "2025-06-16", "2028-06-15", ACTIVE, None, ("meat",), ALL),
    ("giet-mo-mau", "eligibility", "0092/2025/NNMT", DEPARTMENT, "2025-03-03", "2028-03-02", ACTIVE, None, ("meat",), ALL),
    ("giet-mo-mau", "iso_22000", "ISO22-26-0077", BODY, "2026-01-12", "2029-01-11", ACTIVE, None, ("meat",), ALL),
    ("giet-mo-mau", "safe_chain", "XN-26-044", DEPARTMENT, "2026-06-01", "2026-12-10", ACTIVE, None, ALL, (4520, 4521)),
    ("trang-trai-ga-mau", "vietgap", "VG-CN-25-0031", BODY, "2025-02-20", "2027-02-19", SUSPENDED, "2026-11-10", ("meat",), ALL),
    ("trang-trai-ga-mau", "knowledge", "KT-23-0415", DEPARTMENT, "2023-10-09", "2026-10-08", ACTIVE, None, ALL, ALL),
    ("htx-thuy-san-mau", "vietgap", "VG-TS-26-0019", BODY, "2026-04-01", "2028-03-31", ACTIVE, None, ("fish",), ALL),
    ("htx-thuy-san-mau", "eligibility", "0266/2024/NNMT", DEPARTMENT, "2024-08-22", "2027-08-21", ACTIVE, None, ("fish",), ALL),
    ("cong-ty-mau-b", "eligibility", "0341/2024/NNMT", DEPARTMENT, "2024-11-28", "2027-11-27", ACTIVE, None, ("fish",), ALL),
    ("cong-ty-mau-b", "haccp", "HACCP-24-0233", BODY, "2024-12-02", "2027-12-01", WITHDRAWN, "2026-11-17", ("fish",), ALL),
    ("htx-che-mau", "vietgap", "VG-TT-26-0101", BODY, "2026-01-25", "2028-01-24", ACTIVE, None, ("tea",), ALL),
    ("htx-che-mau", "eligibility", "0054/2024/NNMT", DEPARTMENT, "2024-02-19", "2027-02-18", ACTIVE, None, ("tea",), ALL),
    ("htx-che-mau", "ocop", "OCOP-24-5S-002", DEPARTMENT, "2024-12-01", "2027-11-30", ACTIVE, None, ALL, (4710,)),
    ("htx-gao-mau", "commitment", "CK-25-046", COMMUNE, "2025-10-13", "2028-10-12", ACTIVE, None, ("rice",), ALL),
    ("htx-gao-mau", "vietgap", "VG-TT-26-0077", BODY, "2026-02-10", "2028-02-09", ACTIVE, None, ALL, (4811,)),
    ("dai-ly-mau", "eligibility", "0290/2024/NNMT", DEPARTMENT, "2024-09-16", "2027-09-15", ACTIVE, None, ALL, ALL),
    ("cua-hang-mau", "eligibility", "0388/2025/NNMT", DEPARTMENT, "2025-11-05", "2028-11-04", ACTIVE, None, ALL, ALL),
    ("cua-hang-mau", "knowledge", "KT-25-1377", DEPARTMENT, "2025-11-05", "2028-11-04", ACTIVE, None, ALL, ALL),
)
# fmt: on


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


CERTIFICATES = tuple(
    Certificate(
        id=f"cert-{order:03d}",
        kind=kind,
        number=number,
        issuer=issuer,
        issuer_en=issuer_en,
        establishment_id=establishment,
        first_day=date.fromisoformat(first),
        last_day=_day(last),
        status=status,
        status_since=_day(since),
        groups=groups,
        gtins=tuple(gtin(reference) for reference in references),
    )
    for order, (
        establishment,
        kind,
        number,
        (issuer, issuer_en),
        first,
        last,
        status,
        since,
        groups,
        references,
    ) in enumerate(ROWS, start=1)
)

NEEDED_KINDS = tuple(NeededKinds(need.group, need.any_of, need.first_day, need.last_day) for need in usual_needs())
