"""A city's console for measuring: the samples, 2,000 kiosks at 50 markets, and very many scans of 30 days.

4,000 products of which few are scanned most. The rows are made by the database itself; their events are 384 letters
where a kiosk's have 3,400: the pages read the columns beside them. On PostgreSQL the big tables lose their indexes
while they are filled, and are written past the log (`wal_level` minimal): a third of the time.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime, timedelta

from sqlalchemy import Connection, Engine, Table, select, text
from sqlalchemy.schema import AddConstraint, DropConstraint, DropIndex

from bench.console_made import KIOSK, Extent
from bench.console_pages import AT
from bench.console_pages import fill as fill_samples
from bench.console_past import fill_past
from bench.loaded import gtin_of
from kiosk.central import migrations
from kiosk.central.journal.count_tables import COUNTED
from kiosk.central.journal.recounting import recount_scans
from kiosk.central.journal.tables import journal
from kiosk.central.kiosks.tables import heartbeats
from kiosk.central.partitions import make_partitions
from kiosk.central.people.sample import add_sample_people
from kiosk.central.people.tables import users
from kiosk.central.registry.load import load_registry
from kiosk.settings import assets_dir

DAYS = 30
_NOW = "2026-11-23T02:00:00.000000+00:00"
_HARDWARE = """'{"machine": "Raspberry Pi 5", "system": "Debian GNU/Linux 13", "memory_mb": 4096}'"""
_PEOPLED = (
    "INSERT INTO markets (id, name, latitude, longitude, name_en) SELECT 'm' || n, 'Chợ số ' || n,"
    " 20.95 + (n % 7) * 0.02, 105.75 + (n % 8) * 0.02, 'Market ' || n FROM numbers WHERE n < {markets}",
    "INSERT INTO establishments (id, name, place, city_code, gln, name_en, place_en) SELECT 'e' || n, 'HTX ' || n,"
    " 'Hà Nội', '', '', 'Coop ' || n, 'Hanoi' FROM numbers WHERE n < {establishments}",
    "INSERT INTO kiosks (id, name, market_id, area, position, public_key, hardware, certificate, expires_at,"
    " denied_because, paired_at, seen_at) SELECT {kiosk}, 'Trạm ' || n, 'm' || (n % {markets}), '', 'Cổng ' || n,"
    " {key}, {hardware}, '', '{now}', '', '2026-09-01T02:00:00.000000+00:00',"
    " CASE WHEN n % 50 = 0 THEN '2026-11-20T02:00:00.000000+00:00' ELSE '{now}' END{instant} FROM numbers"
    " WHERE n < {kiosks}",
    "INSERT INTO journal_heads (kiosk_id, journal, market_id, sequence, digest, received_at)"
    " SELECT {kiosk}, '0123456789abcdef', 'm' || (n % {markets}), {scans} / {kiosks}, '', '{now}' FROM numbers"
    " WHERE n < {kiosks}",
)
_PRODUCT = (
    'INSERT INTO products (gtin, name, "group", establishment_id, name_en, content, content_en, plu, picture)'
    " VALUES (:gtin, :name, :group, :owner, '', '', '', '', '')"
)
_SCANS = (
    "INSERT INTO journal (id, at, kiosk_id, market_id, journal, sequence, previous, digest, kind, level, headline,"
    " gtin, lot, establishment_id, product_group, read_ms, event, received_at)"
    " SELECT substr(hex, 1, 8) || '-' || substr(hex, 9, 4) || '-7' || substr(noise, 1, 3) || '-8'"
    " || substr(noise, 4, 3) || '-' || substr(noise, 7, 12), at,"
    " {scanner}, 'm' || (n % {kiosks} % {markets}), '0123456789abcdef',"
    " n / {kiosks} + 1, '', noise, 'inspected',"
    " CASE WHEN luck < 0.005 THEN 'stop' WHEN luck < 0.13 THEN 'caution' WHEN luck < 0.25 THEN 'unknown'"
    " ELSE 'good' END, CASE WHEN luck < 0.00002 THEN 'forged' WHEN luck < 0.005 THEN 'recalled' WHEN luck < 0.13 THEN"
    " 'not_certified'"
    " WHEN luck < 0.16 THEN 'faulty_code' WHEN luck < 0.25 THEN 'unknown_item' ELSE 'genuine' END,"
    " products.gtin, 'L' || (n % 5), products.establishment_id, products.\"group\", CAST(40 + luck * 60 AS integer),"
    " {event}, at FROM {drawn} JOIN numbered ON numbered.number = drawn.product JOIN products USING (gtin)"
)
_DRAW = (
    "CREATE TEMPORARY TABLE drawn AS SELECT n, date_trunc('milliseconds', timestamptz '{now}' - interval '1 day'"
    " * floor(random() * {days}) - interval '1 second' * floor(sqrt(random()) * 50400)) AS at, random() AS luck,"
    " CAST(floor(power(random(), 3) * {products}) AS integer) AS product FROM generate_series(0, {scans} - 1) AS n"
    " ORDER BY at"
)
_DRAWN = (
    "(SELECT n, at, luck, product, md5(n::text) AS noise,"
    " lpad(to_hex(CAST(floor(extract(epoch FROM at) * 1000) AS bigint)), 12, '0') AS hex FROM drawn) AS drawn"
)


def fill_few(engine: Engine) -> dict[str, str]:
    """Fill an empty database with the samples; return the ids that the addresses of PAGES name."""
    with engine.begin() as connection:
        migrations.upgrade(connection)
        load_registry(connection, assets_dir() / "sample")
        add_sample_people(connection, AT)
        named = connection.execute(select(users.c.id, users.c.name)).all()
    people = {row.name.removeprefix("demo-"): row.id for row in named}
    return people | fill_samples(engine, people)


def fill_many(connection: Connection, extent: Extent) -> None:
    """Add a city to the samples."""
    is_sqlite = connection.dialect.name == "sqlite"
    names = {
        **asdict(extent),
        "days": DAYS,
        "kiosk": KIOSK.format("n"),
        "scanner": KIOSK.format(f"(n % {extent.kiosks})"),
        "now": _NOW,
        "instant": "" if is_sqlite else "::timestamptz",
        "key": "printf('%042d', n) || 'E'" if is_sqlite else "lpad(n::text, 42, '0') || 'E'",
        "hardware": _HARDWARE if is_sqlite else f"CAST({_HARDWARE} AS jsonb)",
        "event": "noise" if is_sqlite else "repeat(noise, 12)",
        "drawn": "drawn" if is_sqlite else _DRAWN,
    }
    if not is_sqlite:
        # references hold by the way it is made
        connection.execute(text("SET LOCAL session_replication_role = replica"))
    connection.execute(text("CREATE TEMPORARY TABLE numbers (n integer PRIMARY KEY)"))
    connection.execute(
        text("INSERT INTO numbers VALUES (:n)"),
        [{"n": n} for n in range(max(extent.stalls, extent.establishments, extent.kiosks))],
    )
    for statement in _PEOPLED:
        connection.execute(text(statement.format(**names)))
    _add_products(connection, extent)
    make_partitions(connection, "journal", [AT - timedelta(days=day) for day in range(DAYS + 2)], AT)
    if is_sqlite:
        _draw_here(connection, extent)
    else:
        connection.execute(text("SELECT setseed(0.5)"))
        connection.execute(text(_DRAW.format(**names)))
        connection.execute(text("ANALYZE"))
    with _without_indexes(connection, (journal, *COUNTED, heartbeats)):
        connection.execute(text(_SCANS.format(**names)))
        recount_scans(connection)
        fill_past(connection, extent, AT)


@contextmanager
def _without_indexes(connection: Connection, tables: Sequence[Table]) -> Iterator[None]:
    """Fill `tables` without keys and indexes, and past the log; make them at the end. SQLite keeps them."""
    if connection.dialect.name == "sqlite":
        yield
        return
    for table in tables:
        for index in table.indexes:
            connection.execute(DropIndex(index))
        connection.execute(DropConstraint(table.primary_key))
        for leaf in connection.execute(_LEAVES, {"table": table.name}).scalars():
            for kind in ("UNLOGGED", "LOGGED"):  # a new file, of which the log need not tell
                connection.execute(text(f"ALTER TABLE {leaf} SET {kind}"))
    yield
    for table in tables:
        connection.execute(AddConstraint(table.primary_key))
        for index in table.indexes:
            index.create(connection)


_LEAVES = text("SELECT CAST(relid AS text) FROM pg_partition_tree(CAST(:table AS regclass)) WHERE isleaf")


def _add_products(connection: Connection, extent: Extent) -> None:
    products = [
        {
            "gtin": gtin_of(n),
            "name": f"Rau {n}",
            "group": "fruit" if n % 4 == 0 else "vegetable",
            "owner": f"e{n % extent.establishments}",
        }
        for n in range(extent.products)
    ]
    connection.execute(text(_PRODUCT), products)
    connection.execute(text("CREATE TEMPORARY TABLE numbered (number integer PRIMARY KEY, gtin varchar(14))"))
    numbered = [{"number": number, "gtin": row["gtin"]} for number, row in enumerate(products)]
    connection.execute(text("INSERT INTO numbered VALUES (:number, :gtin)"), numbered)


def _draw_here(connection: Connection, extent: Extent) -> None:
    """Draw what SQLite has no functions for."""
    chance = random.Random(5)
    connection.execute(
        text("CREATE TEMPORARY TABLE drawn (n integer, at text, luck real, product integer, noise text, hex text)")
    )
    rows = []
    for n in range(extent.scans):
        back = timedelta(days=chance.randrange(DAYS), milliseconds=int(chance.random() ** 0.5 * 50_400_000))
        at = AT - back
        ms = int(at.timestamp() * 1000)
        stored = datetime.fromtimestamp(ms / 1000, tz=AT.tzinfo) - timedelta(hours=7)
        rows.append(
            {
                "n": n,
                "at": stored.strftime("%Y-%m-%dT%H:%M:%S.%f+00:00"),
                "luck": chance.random(),
                "product": int(chance.random() ** 3 * extent.products),
                "noise": hashlib.md5(str(n).encode(), usedforsecurity=False).hexdigest(),
                "hex": f"{ms:012x}",
            }
        )
    connection.execute(text("INSERT INTO drawn VALUES (:n, :at, :luck, :product, :noise, :hex)"), rows)
