"""How long the console's pages take at the server: many scans on PostgreSQL, fewer on SQLite.

`python -m bench.console` prints one line a page; `--scans` and `--sqlite-scans` say how many scans there are
(10 million and 100,000 without). 2,000 kiosks at 50 markets, 30 days, 4,000 products of which few are scanned
most. The rows are made by the database itself; their events are 384 letters where a kiosk's have 3,400: the
pages read the columns beside them.
"""

from __future__ import annotations

import argparse
import hashlib
import itertools
import random
import statistics
import tempfile
import time
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection, Engine, insert, select, text

from bench import postgres
from bench.decode import Figure
from bench.heart import AT
from bench.loaded import gtin_of
from bench.records import SETTINGS
from kiosk.central import migrations
from kiosk.central.alerts.tables import alert_markets, alerts
from kiosk.central.app import create_app
from kiosk.central.database import open_database, sqlite_url
from kiosk.central.journal.recounting import recount_scans
from kiosk.central.partitions import make_partitions
from kiosk.central.people.rights import Role
from kiosk.central.reports.tables import reports
from kiosk.central.service import service_over
from kiosk.messages.report_number import DRAWN, DRAWN_FROM, report_number
from tests.central.console.browsing import Visitor, signed_in

MARKETS, KIOSKS, PRODUCTS, ESTABLISHMENTS, DAYS = 50, 2_000, 4_000, 800, 30
LOOKED_AFTER = 20_000
"""Alerts, and reports of shoppers, one in twenty of them still open."""
LIMIT_MS = 300.0
ROUNDS = 20
_QUERIES: Mapping[str, str] = {
    "home": "/console/",
    "a week, all markets": "/console/usage",
    "a month, all markets": "/console/usage?since=2026-10-25",
    "a week, one market": "/console/usage?market=m{market}",
    "a week, one kiosk": "/console/usage?market=m{market}&kiosk=k{kiosk}",
    "a month, red": "/console/usage?since=2026-10-25&level=stop",
    "a month, one group": "/console/usage?since=2026-10-25&group=fruit",
    "a month, one product": "/console/usage?since=2026-10-25&gtin={gtin}",
    "a month, the most scanned product": "/console/usage?since=2026-10-25&gtin={top}",
    "a month, one establishment": "/console/usage?since=2026-10-25&establishment=e{establishment}",
    "a month, one lot": "/console/usage?since=2026-10-25&gtin={gtin}&lot=L1",
    "a week, one kiosk and product": "/console/usage?market=m{market}&kiosk=k{kiosk}&gtin={top}",
    "scans": "/console/usage/scans",
    "scans of a market": "/console/usage/scans?market=m{market}",
    "scans of a kiosk": "/console/usage/scans?market=m{market}&kiosk=k{kiosk}",
    "scans, a rare verdict": "/console/usage/scans?since=2026-10-25&headline=forged",
    "scans of a product": "/console/usage/scans?since=2026-10-25&gtin={gtin}",
    "scans of a kiosk and product": "/console/usage/scans?market=m{market}&kiosk=k{kiosk}&gtin={gtin}",
    "are the journals whole": "/console/usage/integrity",
    "kiosks": "/console/devices",
    "alerts": "/console/alerts",
    "alerts of a market": "/console/alerts?market=m{market}",
    "closed alerts": "/console/alerts?state=closed",
    "false verdicts": "/console/alerts/false",
    "reports": "/console/reports",
    "reports of a market": "/console/reports?market=m{market}",
    "decisions": "/console/decisions",
    "recalls": "/console/decisions/recalls",
    "drills": "/console/decisions/drills",
    "notices": "/console/decisions/notices",
    "stalls": "/console/stalls",
    "where a producer's labels were read": "/console/stalls/reads?of=e{establishment}",
    "audit": "/console/audit",
}
_HARDWARE = """'{"machine": "Raspberry Pi 5", "system": "Debian GNU/Linux 13", "memory_mb": 4096}'"""
_PEOPLED = (
    "INSERT INTO markets (id, name, latitude, longitude, name_en) SELECT 'm' || n, 'Chợ số ' || n, 21.0, 105.8,"
    " 'Market ' || n FROM numbers WHERE n < {markets}",
    "INSERT INTO establishments (id, name, place, city_code, gln, name_en, place_en) SELECT 'e' || n, 'HTX ' || n,"
    " 'Hà Nội', '', '', 'Coop ' || n, 'Hanoi' FROM numbers WHERE n < {establishments}",
    "INSERT INTO kiosks (id, name, market_id, area, position, public_key, hardware, certificate, expires_at,"
    " denied_because, paired_at, seen_at) SELECT 'k' || n, 'Trạm ' || n, 'm' || (n % {markets}), '', 'Cổng ' || n,"
    " {key}, {hardware}, '', {now}, '', {now}, {now} FROM numbers WHERE n < {kiosks}",
    "INSERT INTO journal_heads (kiosk_id, journal, market_id, sequence, digest, received_at)"
    " SELECT 'k' || n, '0123456789abcdef', 'm' || (n % {markets}), {scans} / {kiosks}, '', {now} FROM numbers"
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
    " 'k' || (n % {kiosks}), 'm' || (n % {kiosks} % {markets}), '0123456789abcdef',"
    " n / {kiosks} + 1, '', noise, 'inspected',"
    " CASE WHEN luck < 0.005 THEN 'stop' WHEN luck < 0.13 THEN 'caution' WHEN luck < 0.25 THEN 'unknown'"
    " ELSE 'good' END, CASE WHEN luck < 0.00002 THEN 'forged' WHEN luck < 0.005 THEN 'recalled' WHEN luck < 0.13 THEN"
    " 'not_certified'"
    " WHEN luck < 0.16 THEN 'faulty_code' WHEN luck < 0.25 THEN 'unknown_item' ELSE 'genuine' END,"
    " products.gtin, 'L' || (n % 5), products.establishment_id, products.\"group\", CAST(40 + luck * 60 AS integer),"
    " {event}, at FROM drawn JOIN numbered ON numbered.number = drawn.product JOIN products USING (gtin) ORDER BY at"
)
_DRAW_POSTGRESQL = (
    "CREATE TEMPORARY TABLE drawn AS SELECT n, at, luck, product, md5(n::text) AS noise,"
    " lpad(to_hex(CAST(floor(extract(epoch FROM at) * 1000) AS bigint)), 12, '0') AS hex FROM ("
    "SELECT n, date_trunc('milliseconds', timestamptz '{now}' - interval '1 day' * floor(random() * {days})"
    " - interval '1 second' * floor(sqrt(random()) * 50400)) AS at, random() AS luck,"
    " CAST(floor(power(random(), 3) * {products}) AS integer) AS product FROM"
    " generate_series(0, {scans} - 1) AS n) AS raw"
)


def measure(scans: int = 10_000_000, sqlite_scans: int = 100_000) -> Iterator[Figure]:
    """Yield the 95th percentile of each page on both databases."""
    with postgres.running({**SETTINGS, "synchronous_commit": "off", "work_mem": "32MB"}) as server:
        server.migrated_template()
        engine = open_database(server.url("template_migrated"))
        begun = time.perf_counter()
        with engine.begin() as connection:
            fill(connection, scans)
        server.execute("VACUUM ANALYZE", "template_migrated")
        yield Figure(f"PostgreSQL: {scans:,} scans made in", time.perf_counter() - begun, "s")
        yield from _sizes(engine)
        yield from _pages(engine, "PostgreSQL")
        engine.dispose()
    with tempfile.TemporaryDirectory() as folder:
        engine = open_database(sqlite_url(Path(folder) / "console.db"))
        with engine.begin() as connection:
            migrations.upgrade(connection)
            fill(connection, sqlite_scans)
        yield from _pages(engine, f"SQLite, {sqlite_scans:,}")
        engine.dispose()


def fill(connection: Connection, scans: int) -> None:
    """Fill a migrated, empty database."""
    is_sqlite = connection.dialect.name == "sqlite"
    now = AT.isoformat() if not is_sqlite else "2026-11-23T02:00:00.000000+00:00"
    names = {
        "markets": MARKETS,
        "kiosks": KIOSKS,
        "establishments": ESTABLISHMENTS,
        "products": PRODUCTS,
        "days": DAYS,
        "scans": scans,
        "now": f"'{now}'",
        "key": "printf('%042d', n) || 'A'" if is_sqlite else "lpad(n::text, 42, '0') || 'A'",
        "hardware": _HARDWARE if is_sqlite else f"CAST({_HARDWARE} AS jsonb)",
    }
    connection.execute(text("CREATE TEMPORARY TABLE numbers (n integer)"))
    connection.execute(text("INSERT INTO numbers VALUES (:n)"), [{"n": n} for n in range(max(KIOSKS, ESTABLISHMENTS))])
    for statement in _PEOPLED:
        connection.execute(text(statement.format(**names)))
    _add_products(connection)
    _add_looked_after(connection)
    make_partitions(connection, "journal", [AT - timedelta(days=day) for day in range(DAYS + 2)], AT)
    if is_sqlite:
        _draw_here(connection, scans)
    else:
        connection.execute(text("SELECT setseed(0.5)"))
        connection.execute(text(_DRAW_POSTGRESQL.format(**{**names, "now": now})))
    event = "noise" if is_sqlite else "repeat(noise, 12)"
    connection.execute(text(_SCANS.format(**names, event=event)))
    recount_scans(connection)


def _add_looked_after(connection: Connection) -> None:
    """Add alerts and reports of shoppers, most of them closed."""
    looked_after = [(n, n % 20 > 0, f"m{n % MARKETS}", f"k{n % KIOSKS}") for n in range(LOOKED_AFTER)]
    none = {"establishment_id": "", "gtin": "", "lot": "", "serial": "", "owner_id": ""}
    alert = {**none, "kind": "kiosk_down", "details": {}, "note": "", "told_state": "", "deadline": AT}
    report = {**none, "reason": "same_code", "gln": "", "headline": "copied", "answer": "", "answer_en": ""}
    del report["establishment_id"]
    drawn = map("".join, itertools.product(sorted(DRAWN_FROM), repeat=DRAWN))
    numbers = list(itertools.islice(filter(None, (report_number("2611", each) for each in drawn)), LOOKED_AFTER))
    times = {"opened_at": AT, "seen_at": AT}
    connection.execute(
        insert(alerts),
        [
            {**alert, **times, "id": f"0193{n:04x}-0000-7000-8000-000000000000", "cause": ""}
            | {"state": "closed" if is_closed else "open", "closed_at": AT if is_closed else None}
            | {"subject": f"{kiosk}/{n}", "market_id": market, "kiosk_id": kiosk}
            for n, is_closed, market, kiosk in looked_after
        ],
    )
    connection.execute(
        insert(alert_markets).from_select(["alert_id", "market_id"], select(alerts.c.id, alerts.c.market_id))
    )
    connection.execute(
        insert(reports),
        [
            {**report, "id": f"0193{n:04x}-0000-7000-8000-000000000001", "number": numbers[n], "cause": ""}
            | {"at": AT, "received_at": AT, "changed_at": AT, "state": "closed" if is_closed else "received"}
            | {"market_id": market, "kiosk_id": kiosk}
            for n, is_closed, market, kiosk in looked_after
        ],
    )


def _add_products(connection: Connection) -> None:
    products = [
        {
            "gtin": gtin_of(n),
            "name": f"Rau {n}",
            "group": "fruit" if n % 4 == 0 else "vegetable",
            "owner": f"e{n % 800}",
        }
        for n in range(PRODUCTS)
    ]
    connection.execute(text(_PRODUCT), products)
    connection.execute(text("CREATE TEMPORARY TABLE numbered (number integer PRIMARY KEY, gtin varchar(14))"))
    numbered = [{"number": number, "gtin": row["gtin"]} for number, row in enumerate(products)]
    connection.execute(text("INSERT INTO numbered VALUES (:number, :gtin)"), numbered)


def _draw_here(connection: Connection, scans: int) -> None:
    """Draw what SQLite has no functions for."""
    chance = random.Random(5)
    connection.execute(
        text("CREATE TEMPORARY TABLE drawn (n integer, at text, luck real, product integer, noise text, hex text)")
    )
    rows = []
    for n in range(scans):
        back = timedelta(days=chance.randrange(DAYS), milliseconds=int(chance.random() ** 0.5 * 50_400_000))
        at = AT - back
        ms = int(at.timestamp() * 1000)
        stored = datetime.fromtimestamp(ms / 1000, tz=AT.tzinfo) - timedelta(hours=7)
        rows.append(
            {
                "n": n,
                "at": stored.strftime("%Y-%m-%dT%H:%M:%S.%f+00:00"),
                "luck": chance.random(),
                "product": int(chance.random() ** 3 * PRODUCTS),
                "noise": hashlib.md5(str(n).encode(), usedforsecurity=False).hexdigest(),
                "hex": f"{ms:012x}",
            }
        )
    connection.execute(text("INSERT INTO drawn VALUES (:n, :at, :luck, :product, :noise, :hex)"), rows)


def _pages(engine: Engine, name: str) -> Iterator[Figure]:
    app = create_app(service_over(engine, lambda: AT))
    someone = signed_in(app, engine, Role.ADMINISTRATOR)
    for page, path in _QUERIES.items():
        _taken_ms(someone, path, ROUNDS)  # to warm up
        times = sorted(_taken_ms(someone, path, turn) for turn in range(ROUNDS))
        yield Figure(f"{name}: {page}: p95", times[int(0.95 * len(times)) - 1], "ms", LIMIT_MS)
        yield Figure(f"{name}: {page}: median", statistics.median(times), "ms")


def _taken_ms(someone: Visitor, path: str, turn: int) -> float:
    market = turn * 7 % MARKETS
    product = PRODUCTS // 8 + turn
    asked = path.format(
        market=market,
        kiosk=market + MARKETS * (turn % 40),
        gtin=gtin_of(product),
        top=gtin_of(turn % 3),
        establishment=product % ESTABLISHMENTS,
    )
    begun = time.perf_counter()
    answer = someone.get(asked)
    taken = (time.perf_counter() - begun) * 1000
    assert answer.status_code == 200, (asked, answer.status_code, answer.text[:200])
    return taken


def _sizes(engine: Engine) -> Iterator[Figure]:
    for table in ("usage_markets", "usage_groups", "usage_kiosks", "usage_goods"):
        with engine.connect() as connection:
            count = connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one()
            size = connection.execute(text(f"SELECT pg_total_relation_size('{table}')")).scalar_one()
        yield Figure(f"rows of {table}", count / 1e6, "million")
        yield Figure(f"size of {table}", size / 1e6, "MB")


def main() -> None:
    """Print every figure."""
    arguments = argparse.ArgumentParser(description="Times of the console's pages.")
    arguments.add_argument("--scans", type=int, default=10_000_000)
    arguments.add_argument("--sqlite-scans", type=int, default=100_000)
    given = arguments.parse_args()
    for figure in measure(given.scans, given.sqlite_scans):
        print(figure, flush=True)


if __name__ == "__main__":
    main()
