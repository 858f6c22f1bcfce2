"""Kinds of certificates with their periods and legal bases."""

from __future__ import annotations

from datetime import date

from kiosk.central.registry.records import CertificateKind

_FOOD_LAW = "Luật An toàn thực phẩm 55/2010/QH12"
_FOOD_LAW_EN = "Food Safety Law 55/2010/QH12"
_FIRST = date(2018, 10, 1)

# kind, name, name in English, whose, months, legal basis, legal basis in English
ROWS: tuple[tuple[str, str, str, str, int | None, str, str], ...] = (
    (
        "eligibility",
        "Giấy chứng nhận cơ sở đủ điều kiện an toàn thực phẩm",
        "Certificate of eligibility for food safety",
        "establishment",
        36,
        f"{_FOOD_LAW}, Điều 34–37",
        f"{_FOOD_LAW_EN}, articles 34–37",
    ),
    (
        "knowledge",
        "Giấy xác nhận kiến thức về an toàn thực phẩm",
        "Confirmation of knowledge of food safety",
        "person",
        36,
        _FOOD_LAW,
        _FOOD_LAW_EN,
    ),
    (
        "commitment",
        "Bản cam kết sản xuất thực phẩm an toàn",
        "Commitment of a small producer",
        "establishment",
        36,
        "Thông tư 17/2018/TT-BNNPTNT",
        "Circular 17/2018/TT-BNNPTNT",
    ),
    (
        "safe_chain",
        "Giấy xác nhận chuỗi cung ứng thực phẩm an toàn",
        "Confirmation of a safe supply chain",
        "chain",
        12,
        "Văn bản của thành phố (mẫu)",
        "Document of the city (sample)",
    ),
    ("vietgap", "Chứng nhận VietGAP", "VietGAP certificate", "establishment", 24, "TCVN 11892-1", "TCVN 11892-1"),
    ("organic", "Chứng nhận hữu cơ", "Organic certificate", "establishment", 24, "TCVN 11041", "TCVN 11041"),
    ("globalgap", "Chứng nhận GlobalG.A.P.", "GlobalG.A.P. certificate", "establishment", 12, "GLOBALG.A.P. IFA", ""),
    ("haccp", "Chứng nhận HACCP", "HACCP certificate", "establishment", 36, "TCVN 5603", "TCVN 5603"),
    ("iso_22000", "Chứng nhận ISO 22000", "ISO 22000 certificate", "establishment", 36, "ISO 22000", "ISO 22000"),
    ("ocop", "Sản phẩm OCOP", "OCOP product", "establishment", 36, "Chương trình OCOP", "OCOP programme"),
    ("test_report", "Phiếu kết quả kiểm nghiệm", "Test report", "establishment", None, _FOOD_LAW, _FOOD_LAW_EN),
)

CERTIFICATE_KINDS = tuple(
    CertificateKind(
        kind=kind,
        first_day=_FIRST,
        name=name,
        name_en=name_en,
        holder=holder,
        legal_basis=legal_basis,
        legal_basis_en=legal_basis_en,
        months=months,
    )
    for kind, name, name_en, holder, months, legal_basis, legal_basis_en in ROWS
)
