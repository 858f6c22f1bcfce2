"""The example lines of the templates: one small registry, whose tables name each other.

Imported one after the other into a new centre they fit. The numbers are GS1's own for examples (prefix
952): an enrolled kiosk calls them practice, whoever forgets to overwrite the lines. The old ward's first day is
that of the resolution that made it, 132/NQ-CP of 2013.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kiosk.central.imports.cells import CHOICES, choice_word
from kiosk.central.imports.columns import columns_of
from kiosk.central.registry.needed import UsualNeed, usual_needs
from kiosk.central.registry.row_kinds import RowKind
from kiosk.central.registry.rules import Form
from kiosk.words import Words

YES = "yes"
Example = Mapping[str, str | tuple[str, ...]]
"""Field → what stands in it. Choices and `YES` are said in the sheet's language; a tuple is a list."""

_EXAMPLES: Mapping[str, tuple[Example, ...]] = {
    "units": (
        {
            "id": "ha-noi",
            "name": "Thành phố Hà Nội",
            "name_en": "Hanoi",
            "level": "city",
            "first_day": "01/08/2008",
            "latitude": "21,0285",
            "longitude": "105,8542",
        },
        {
            "id": "phuong-minh-khai-cu",
            "name": "Phường Minh Khai",
            "name_en": "Minh Khai ward",
            "level": "ward",
            "first_day": "27/12/2013",
            "last_day": "30/06/2025",
            "parent_id": "ha-noi",
        },
        {
            "id": "phuong-phu-dien",
            "name": "Phường Phú Diễn",
            "name_en": "Phu Dien ward",
            "level": "ward",
            "first_day": "01/07/2025",
            "parent_id": "ha-noi",
        },
    ),
    "unit_successors": ({"unit_id": "phuong-minh-khai-cu", "successor_id": "phuong-phu-dien"},),
    "certificate_kinds": (
        {
            "kind": "vietgap",
            "first_day": "01/10/2018",
            "name": "Chứng nhận VietGAP",
            "name_en": "VietGAP certificate",
            "holder": "establishment",
            "legal_basis": "TCVN 11892-1:2017",
            "legal_basis_en": "TCVN 11892-1:2017",
            "months": "24",
        },
    ),
    "label_schemes": (
        {
            "id": "tem-mau",
            "owner": "Hệ thống tem mẫu",
            "owner_en": "Sample label scheme",
            "proves": "Cơ sở đã đăng ký với chủ quản tem",
            "proves_en": "The establishment is registered with the owner of the label",
            "proves_not": "Hàng trong gói đúng là hàng đã khai",
            "proves_not_en": "That the goods inside are those stated",
            "hosts": ("tem-mau.example", "check.tem-mau.example"),
            "first_day": "01/01/2024",
        },
    ),
    "establishments": (
        {
            "id": "htx-rau-mau",
            "name": "HTX Rau mẫu",
            "name_en": "Sample Vegetable Cooperative",
            "place": "Phường Phú Diễn, Hà Nội",
            "place_en": "Phu Dien ward, Hanoi",
            "gln": "9521234000013",
            "unit_id": "phuong-phu-dien",
            "department": "agriculture",
            "latitude": "21,0489",
            "longitude": "105,7561",
        },
    ),
    "markets": (
        {
            "id": "minh-khai",
            "name": "Chợ đầu mối Minh Khai",
            "name_en": "Minh Khai wholesale market",
            "latitude": "21,0503",
            "longitude": "105,7402",
            "unit_id": "phuong-phu-dien",
        },
    ),
    "stalls": (
        {
            "id": "minh-khai-a04",
            "market_id": "minh-khai",
            "name": "Quầy A04",
            "name_en": "Stall A04",
            "establishment_id": "htx-rau-mau",
            "groups": ("vegetable", "fruit"),
        },
    ),
    "products": (
        {
            "gtin": "09521234543213",
            "name": "Rau muống VietGAP",
            "name_en": "Water spinach, VietGAP",
            "group": "vegetable",
            "establishment_id": "htx-rau-mau",
            "content": "bó 500 g",
            "content_en": "500 g bunch",
            "net_weight_g": "500",
        },
    ),
    "lots": (
        {
            "gtin": "09521234543213",
            "lot": "L2611A",
            "harvested_on": "20/11/2026",
            "packed_on": "20/11/2026",
            "use_by": "23/11/2026",
            "quantity": "240",
            "is_sealed": YES,
            "is_serialised": YES,
            "destination_market_id": "minh-khai",
        },
    ),
    "certificates": (
        {
            "kind": "vietgap",
            "number": "VG-TT-26-0148",
            "issuer": "Tổ chức chứng nhận mẫu",
            "issuer_en": "Sample Certification Body",
            "establishment_id": "htx-rau-mau",
            "first_day": "15/03/2026",
            "last_day": "14/03/2028",
            "status": "active",
            "groups": ("vegetable",),
            "gtins": ("09521234543213",),
        },
    ),
}
"""By the table's name. Fields that are not named are left empty."""


def examples(table: str) -> tuple[Example, ...]:
    """Return the example lines of a table. Those of needed certificates are the law's, as a new centre has them.

    So they are imported as they are without a change of which certificates count. Raises ListError.
    """
    return tuple(map(_needed, usual_needs())) if table == "needed_kinds" else _EXAMPLES[table]


def _needed(need: UsualNeed) -> Example:
    return {
        "position": str(need.position),
        "group": need.group,
        "any_of": need.any_of,
        "first_day": f"{need.first_day:%d/%m/%Y}",
        "last_day": f"{need.last_day:%d/%m/%Y}" if need.last_day else "",
    }


def examples_of(kind: RowKind, words: Words, between: str) -> Iterator[tuple[str, ...]]:
    """Yield the example lines of a table, in the order of its columns; `between` stands between parts of a list."""
    for example in examples(kind.name):
        yield tuple(_said(example.get(one.field, ""), one.field, one.form, words, between) for one in columns_of(kind))


def _said(value: str | tuple[str, ...], field: str, form: Form, words: Words, between: str) -> str:
    if isinstance(value, tuple):
        return between.join(_said(part, field, Form.TEXT, words, between) for part in value)
    if value and field in CHOICES:
        return choice_word(field, value, words)
    is_english = words.language == "en"
    if value == YES and form is Form.YES_NO:
        return "yes" if is_english else "có"
    return value.replace(",", ".") if form is Form.DECIMAL and is_english else value
