"""A city's registry, invented: 200,000 lots in circulation and what belongs to them, always the same."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, Table, insert

from kiosk.central.lookups.tables import flags
from kiosk.central.registry import tables
from kiosk.codes.gtin import check_digit

NOW = datetime.fromisoformat("2026-11-23T09:00:00+07:00")
TODAY = NOW.date()
LOTS = 200_000
PRODUCTS = 12_000
ESTABLISHMENTS = 4_000
CERTIFICATES = 9_000
FLAGS = 6_000
RECALLS = 60
VIOLATIONS = 120
DAYS = 60
"""How long a lot is sold."""
MARKETS = ("minh-khai", "long-bien", "den-lu", "ha-dong", "van-dinh", "dong-xuan", "nam-trung-yen", "phung-khoang")
GROUPS = ("vegetable", "fruit", "meat", "poultry", "egg", "fish", "rice", "tea", "mushroom")
GOODS = ("Rau muống", "Cải ngọt", "Bưởi Diễn", "Thịt lợn", "Trứng gà", "Gạo nếp", "Chè búp", "Nấm hương", "Cà chua")
PLACES = ("Xã Phúc Thịnh", "Xã Yên Xuân", "Phường Hà Đông", "Xã Đan Phượng", "Xã Vân Đình", "Phường Tây Hồ", "Xã Ba Vì")
LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

Row = Mapping[str, object]


def fill(connection: Connection) -> None:
    """Write the registry into an empty database."""
    chance = random.Random(6)  # invented numbers, always the same
    for table, rows in (
        (tables.markets, _markets()),
        (tables.establishments, _establishments(chance)),
        (tables.aliases, _aliases()),
        (tables.products, _products(chance)),
        (tables.certificates, _certificates(chance)),
        (tables.needed_kinds, _needed()),
        (tables.lots, lot_rows(chance, LOTS, TODAY - timedelta(days=DAYS))),
        (tables.recalls, _recalls(chance)),
        (tables.violations, _violations(chance)),
        (flags, _flags(chance)),
    ):
        _insert(connection, table, list(rows))
    scopes = [{"kind": "gtin", "value": gtin_of(n), "recall_id": f"R{n}"} for n in range(RECALLS)]
    _insert(connection, tables.recall_scopes, scopes)


def gtin_of(product: int) -> str:
    """Return the GTIN of the product with this number."""
    body = f"0893{product:09d}"
    return body + check_digit(body)


def lot_rows(chance: random.Random, count: int, since: date) -> Iterator[Row]:
    """Give new lots, registered in the 60 days from `since` on, each made for some product."""
    start = datetime.combine(since, NOW.timetz())
    for number in range(count):
        at = start + timedelta(seconds=chance.uniform(0, DAYS * 86_400))
        made = at.date() - timedelta(days=chance.choice((0, 0, 0, 1, 2)))
        yield {
            "gtin": gtin_of(chance.randrange(PRODUCTS)),
            "lot": f"L{at:%y%m%d}{''.join(chance.choices(LETTERS, k=3))}{number % 10}",
            "registered_at": at,
            "is_sealed": chance.random() < 0.9,
            "is_serialised": chance.random() < 0.8,
            "quantity": chance.randrange(20, 4_000),
            "harvested_on": made,
            "packed_on": at.date(),
            "best_before": None,
            "use_by": max(made + timedelta(days=chance.choice((5, 7, 10, 30, 180))), TODAY - timedelta(days=20)),
            "earlier_dates": [],
            "destination_market_id": chance.choice(MARKETS),
            "note": "" if chance.random() < 0.98 else "Đóng gói lại sau kiểm tra",
        }


def _insert(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Insert rows of one form; what they leave out is empty."""
    connection.execute(insert(table), rows)


def _markets() -> Iterator[Row]:
    for number, name in enumerate(MARKETS):
        yield {"id": name, "name": f"Chợ {name}", "latitude": 21.0 + number / 100, "longitude": 105.8, "name_en": name}


def _establishments(chance: random.Random) -> Iterator[Row]:
    for number in range(ESTABLISHMENTS):
        place = chance.choice(PLACES)
        yield {
            "id": f"e{number:05d}",
            "name": f"HTX sản xuất và tiêu thụ nông sản an toàn số {number}",
            "place": f"{place}, Hà Nội",
            "city_code": f"HNP{number:05d}S",
            "gln": "",
            "name_en": f"Cooperative for safe produce no. {number}",
            "place_en": f"{place}, Hanoi",
            "latitude": round(21 + chance.random() / 2, 5),
            "longitude": round(105.5 + chance.random() / 2, 5),
            "registered_at": NOW - timedelta(days=chance.randrange(2_000)),
        }


def _aliases() -> Iterator[Row]:
    for number in range(ESTABLISHMENTS):
        yield {
            "kind": "city_code",
            "value": f"HNP{number:05d}S",
            "first_day": date(2020, 1, 1),
            "establishment_id": f"e{number:05d}",
        }


def _products(chance: random.Random) -> Iterator[Row]:
    for number in range(PRODUCTS):
        goods = chance.choice(GOODS)
        yield {
            "gtin": gtin_of(number),
            "name": f"{goods} loại {number % 40}",
            "group": chance.choice(GROUPS),
            "establishment_id": f"e{number % ESTABLISHMENTS:05d}",
            "name_en": f"Produce of kind {number % 40}",
            "content": f"gói {chance.choice((200, 300, 500, 1000))} g",
            "content_en": "pack",
            "net_weight_g": chance.choice((None, 200, 500)),
            "plu": "",
            "picture": "",
        }


def _certificates(chance: random.Random) -> Iterator[Row]:
    for number in range(CERTIFICATES):
        first = TODAY - timedelta(days=chance.randrange(900))
        yield {
            "id": f"c{number:05d}",
            "kind": chance.choice(("eligibility", "vietgap", "organic", "commitment")),
            "number": f"{chance.randrange(10_000)}/2025/ATTP-HN",
            "issuer": "Chi cục Chất lượng, Chế biến và Phát triển thị trường Hà Nội",
            "establishment_id": f"e{number % ESTABLISHMENTS:05d}",
            "first_day": first,
            "last_day": first + timedelta(days=1_095),
            "status": "active",
            "groups": [chance.choice(GROUPS)],
            "gtins": [],
            "issuer_en": "Hanoi sub-department of quality",
        }


def _needed() -> Iterator[Row]:
    for number, group in enumerate(GROUPS):
        kinds = ["eligibility", "vietgap", "organic", "commitment"]
        yield {"position": number, "group": group, "any_of": kinds, "first_day": date(2020, 1, 1)}


def _recalls(chance: random.Random) -> Iterator[Row]:
    texts = ("return_to", "reason_en", "authority_en", "return_to_en", "scope", "scope_en", "serial_from", "serial_to")
    for number in range(RECALLS):
        yield dict.fromkeys(texts, "") | {
            "id": f"R{number}",
            "reason": "Dư lượng thuốc bảo vệ thực vật vượt mức cho phép",
            "authority": "Sở Nông nghiệp và Môi trường Hà Nội",
            "document": f"{chance.randrange(900)}/QĐ-SNNMT",
            "effective_at": NOW - timedelta(days=chance.randrange(90)),
            "gtins": [gtin_of(number)],
            "lots": [],
            "establishment_ids": [],
        }


def _violations(chance: random.Random) -> Iterator[Row]:
    for number in range(VIOLATIONS):
        yield {
            "id": f"V{number}",
            "establishment_id": f"e{chance.randrange(ESTABLISHMENTS):05d}",
            "summary": "Sử dụng tem không đúng với lô hàng đã đăng ký",
            "authority": "Chi cục Quản lý thị trường",
            "document": f"{number}/QĐ-XPHC",
            "published_on": TODAY - timedelta(days=chance.randrange(60)),
            "suspends_groups": [],
            "summary_en": "",
            "authority_en": "",
        }


def _flags(chance: random.Random) -> Iterator[Row]:
    for _ in range(FLAGS):
        yield {
            "gtin": gtin_of(chance.randrange(PRODUCTS)),
            "serial": "".join(chance.choices(LETTERS, k=8)),
            "kind": chance.choice(("withdrawn", "withdrawn", "copy_suspected", "copied")),
            "since": NOW - timedelta(seconds=chance.uniform(0, 30 * 86_400)),
        }
