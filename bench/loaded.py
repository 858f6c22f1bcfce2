"""A registry of a million lots in PostgreSQL, one serial each, made by the server itself in about a minute."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, insert, text

from kiosk.central.registry import tables
from kiosk.codes.gtin import check_digit

LOTS = 1_000_000
ESTABLISHMENTS = 2_000
PRODUCTS = 4_000
GROUPS = ("vegetable", "fruit", "meat", "fish", "egg")
MARKETS = 50
EVENTS = 20_000
REGISTERED_AT = "2026-11-20 06:00+07"


@dataclass(frozen=True, slots=True)
class Item:
    """One pack: what its label says."""

    gtin: str
    lot: str
    serial: str

    @property
    def path(self) -> str:
        """Its Digital Link path."""
        return f"01/{self.gtin}/10/{self.lot}/21/{self.serial}"


def gtin_of(product: int) -> str:
    """Return the GTIN of the product with this number, from the range for samples."""
    body = f"0952{product:09d}"
    return body + check_digit(body)


_STATEMENTS = (
    "INSERT INTO establishments (id, name, place, city_code, gln, name_en, place_en, latitude, longitude,"
    " registered_at) SELECT 'e' || n, 'HTX rau an toàn số ' || n, 'Xã Phúc Thịnh, Hà Nội', '', '', 'Cooperative ' || n,"
    f" 'Phuc Thinh, Hanoi', 21.1, 105.8, '{REGISTERED_AT}' FROM generate_series(0, {ESTABLISHMENTS - 1}) AS n",
    "INSERT INTO markets (id, name, latitude, longitude, name_en)"
    f" SELECT 'm' || n, 'Chợ số ' || n, 21.0, 105.8, 'Market ' || n FROM generate_series(0, {MARKETS - 1}) AS n",
    "INSERT INTO certificates (id, kind, number, issuer, establishment_id, first_day, last_day, status, groups, gtins,"
    " issuer_en) SELECT 'c' || n || kind, kind, n || '/2025/ATTP', 'Sở Nông nghiệp và Môi trường', 'e' || n,"
    " '2025-01-01', '2028-01-01', 'active', '[]', '[]', 'Department'"
    f" FROM generate_series(0, {ESTABLISHMENTS - 1}) AS n, (VALUES ('eligibility'), ('vietgap')) AS kinds(kind)",
    "INSERT INTO lots (gtin, lot, registered_at, is_sealed, is_serialised, quantity, harvested_on, packed_on, use_by,"
    " earlier_dates, destination_market_id, note)"
    f" SELECT gtin, 'L' || n, '{REGISTERED_AT}', true, true, 1, '2026-11-20', '2026-11-20', '2026-11-30', '[]',"
    f" 'm' || n % {MARKETS}, '' FROM generate_series(0, {LOTS - 1}) AS n JOIN numbered ON number = n % {PRODUCTS}",
    "INSERT INTO serials (gtin, lot, serial) SELECT gtin, 'L' || n, upper(substr(md5(n::text), 1, 8))"
    f" FROM generate_series(0, {LOTS - 1}) AS n JOIN numbered ON number = n % {PRODUCTS}",
    "INSERT INTO event_ids (event_id, at, digest)"
    f" SELECT 'urn:uuid:' || md5(n::text), '{REGISTERED_AT}', md5(n::text) FROM generate_series(0, {EVENTS - 1}) AS n",
    "INSERT INTO movements (gtin, lot, event_id, step, at, place, stated_by, market_id, serials, place_en,"
    " stated_by_en) SELECT gtin, 'L' || n, 'urn:uuid:' || md5(((n * 2 + step) % 20000)::text),"
    " CASE step WHEN 0 THEN 'harvest' ELSE 'shipping' END,"
    f" timestamptz '{REGISTERED_AT}' + step * interval '6 hours', 'Xã Phúc Thịnh, Hà Nội', 'HTX Rau',"
    f" CASE step WHEN 0 THEN '' ELSE 'm' || n % {MARKETS} END, '[]', 'Phuc Thinh, Hanoi', 'Cooperative'"
    f" FROM generate_series(0, {LOTS - 1}) AS n JOIN numbered ON number = n % {PRODUCTS},"
    " generate_series(0, 1) AS step",
)


def load(connection: Connection) -> None:
    """Fill a migrated, empty PostgreSQL database; the caller commits, and then runs VACUUM ANALYZE."""
    connection.execute(text("SET LOCAL session_replication_role = replica"))  # references hold by the way it is made
    connection.execute(text(_STATEMENTS[0]))
    rows = [
        {
            "gtin": gtin_of(number),
            "name": f"Rau muống {number}",
            "group": GROUPS[number % len(GROUPS)],
            "establishment_id": f"e{number % ESTABLISHMENTS}",
            "name_en": f"Water spinach {number}",
            "content": "bó 500 g",
            "content_en": "500 g bunch",
            "net_weight_g": 500,
            "plu": "",
            "picture": "",
        }
        for number in range(PRODUCTS)
    ]
    connection.execute(insert(tables.products), rows)
    connection.execute(text("CREATE TEMPORARY TABLE numbered (number integer PRIMARY KEY, gtin varchar(14))"))
    connection.execute(
        text("INSERT INTO numbered VALUES (:number, :gtin)"),
        [{"number": number, "gtin": row["gtin"]} for number, row in enumerate(rows)],
    )
    needed = [
        {"position": place, "group": group, "any_of": ["eligibility", "vietgap"], "first_day": "2020-01-01"}
        for place, group in enumerate(GROUPS)
    ]
    for statement in _STATEMENTS[1:]:
        connection.execute(text(statement))
    for row in needed:
        connection.execute(
            text(
                'INSERT INTO needed_kinds (position, "group", any_of, first_day)'
                " VALUES (:position, :group, CAST('[\"eligibility\", \"vietgap\"]' AS jsonb), '2020-01-01')"
            ),
            {"position": row["position"], "group": row["group"]},
        )


def items(connection: Connection, count: int) -> Iterator[Item]:
    """Yield `count` of the packs, drawn at random."""
    found = connection.execute(
        text("SELECT gtin, lot, serial FROM serials TABLESAMPLE SYSTEM (5) ORDER BY random() LIMIT :count"),
        {"count": count},
    )
    yield from (Item(row.gtin, row.lot, row.serial) for row in found)
