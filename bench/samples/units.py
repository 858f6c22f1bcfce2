"""Administrative units before and after 1 July 2025, as far as the samples' places need them.

A sample of the mapping, not the official list: one old ward went to two new ones, two old wards to one new.
"""

from __future__ import annotations

from datetime import date

from kiosk.central.registry.records import Unit, UnitSuccessor

OLD_LAST = date(2025, 6, 30)
NEW_FIRST = date(2025, 7, 1)
_CITY = date(2008, 8, 1)
"""The city in its present borders: resolution 15/2008/QH12. Of a district that is older, from then on."""
_HA_DONG = date(2009, 5, 8)
"""Resolution 19/NQ-CP."""
_TU_LIEM = date(2013, 12, 27)
"""Resolution 132/NQ-CP, which made the two districts and their wards of Tu Liem."""

UNITS = (
    Unit("ha-noi", "Thành phố Hà Nội", "Hanoi", "city", _CITY),
    Unit("huyen-dong-anh", "Huyện Đông Anh", "Dong Anh district", "district", _CITY, OLD_LAST, "ha-noi"),
    Unit("quan-ha-dong", "Quận Hà Đông", "Ha Dong district", "district", _HA_DONG, OLD_LAST, "ha-noi"),
    Unit("quan-bac-tu-liem", "Quận Bắc Từ Liêm", "Bac Tu Liem district", "district", _TU_LIEM, OLD_LAST, "ha-noi"),
    Unit("phuong-minh-khai-cu", "Phường Minh Khai", "Minh Khai ward", "ward", _TU_LIEM, OLD_LAST, "quan-bac-tu-liem"),
    Unit("phuong-phu-dien-cu", "Phường Phú Diễn", "Phu Dien ward", "ward", _TU_LIEM, OLD_LAST, "quan-bac-tu-liem"),
    Unit("xa-phuc-thinh", "Xã Phúc Thịnh", "Phuc Thinh commune", "commune", NEW_FIRST, None, "ha-noi"),
    Unit("phuong-ha-dong", "Phường Hà Đông", "Ha Dong ward", "ward", NEW_FIRST, None, "ha-noi"),
    Unit("phuong-phu-dien", "Phường Phú Diễn", "Phu Dien ward", "ward", NEW_FIRST, None, "ha-noi"),
    Unit("phuong-tay-tuu", "Phường Tây Tựu", "Tay Tuu ward", "ward", NEW_FIRST, None, "ha-noi"),
)

UNIT_SUCCESSORS = (
    UnitSuccessor("phuong-minh-khai-cu", "phuong-phu-dien"),
    UnitSuccessor("phuong-minh-khai-cu", "phuong-tay-tuu"),
    UnitSuccessor("phuong-phu-dien-cu", "phuong-phu-dien"),
    UnitSuccessor("huyen-dong-anh", "xa-phuc-thinh"),
    UnitSuccessor("quan-ha-dong", "phuong-ha-dong"),
    UnitSuccessor("quan-bac-tu-liem", "phuong-phu-dien"),
    UnitSuccessor("quan-bac-tu-liem", "phuong-tay-tuu"),
)
