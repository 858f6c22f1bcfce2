"""Millions of events for tracing, made inside PostgreSQL: the same run of goods over and over.

A run has ten lots and a hundred events: five raw lots are harvested, shipped and received, washed
into one, and cut into four that are packed on a pallet each, shipped, unpacked, stocked and sold.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Final

from sqlalchemy import Connection, Engine, Index, text
from sqlalchemy.schema import CreateIndex, DropIndex

from kiosk.central.epcis import tables
from kiosk.central.epcis.items import Role
from kiosk.central.partitions import make_partitions
from kiosk.codes.gtin import check_digit

LOTS_OF_RUN: Final = 10
EVENTS_OF_RUN: Final = 100
PRODUCTS: Final = 4000
DAYS: Final = 365
FIRST: Final = datetime(2025, 11, 23, tzinfo=UTC)
RAW, RETAIL = 0, 6
"""The first raw lot of a run, and its first retail lot; lot 5 is the washed one."""

_MADE, _SEEN, _IN, _OUT = Role.MADE.value, Role.SEEN.value, Role.INPUT.value, Role.OUTPUT.value
_PACKED, _INTO = Role.PACKED.value, Role.PACKED_INTO.value
_UNPACKED, _FROM = Role.UNPACKED.value, Role.UNPACKED_FROM.value

# slot: 0-4 harvest, 5-9 ship, 10-14 receive, 15 wash, 16 cut, 17-19 sample, 20-99 four times twenty: pack,
# ship, arrive and receive the pallet, unpack, stock, fourteen sales.
_SLOTS: Final = f"""
CREATE TEMPORARY TABLE slots AS
SELECT slot, 0 AS is_load, slot % 5 AS lot, CASE slot / 5 WHEN 0 THEN {_MADE} ELSE {_SEEN} END AS role, 10.0 AS kg,
    'ObjectEvent' AS type, CASE slot / 5 WHEN 0 THEN 'commissioning' WHEN 1 THEN 'shipping' ELSE 'receiving' END AS step
    FROM generate_series(0, 14) AS slot
UNION ALL SELECT 15, 0, lot, CASE lot WHEN 5 THEN {_OUT} ELSE {_IN} END, CASE lot WHEN 5 THEN 48 ELSE 10 END,
    'TransformationEvent', 'commissioning' FROM generate_series(0, 5) AS lot
UNION ALL SELECT 16, 0, lot, CASE lot WHEN 5 THEN {_IN} ELSE {_OUT} END, CASE lot WHEN 5 THEN 48 ELSE 11 END,
    'TransformationEvent', 'commissioning' FROM generate_series(5, 9) AS lot
UNION ALL SELECT slot, 0, 5, {_SEEN}, NULL, 'ObjectEvent', 'sampling' FROM generate_series(17, 19) AS slot
UNION ALL SELECT 20 + 20 * n, 0, 6 + n, {_PACKED}, 11, 'AggregationEvent', 'packing' FROM generate_series(0, 3) AS n
UNION ALL SELECT 20 + 20 * n, 1, n, {_INTO}, NULL, 'AggregationEvent', 'packing' FROM generate_series(0, 3) AS n
UNION ALL SELECT 20 + 20 * n + k, 1, n, {_SEEN}, NULL, 'ObjectEvent', (ARRAY['shipping', 'arriving', 'receiving'])[k]
    FROM generate_series(0, 3) AS n, generate_series(1, 3) AS k
UNION ALL SELECT 24 + 20 * n, 0, 6 + n, {_UNPACKED}, 11, 'AggregationEvent', 'unpacking' FROM generate_series(0, 3) AS n
UNION ALL SELECT 24 + 20 * n, 1, n, {_FROM}, NULL, 'AggregationEvent', 'unpacking' FROM generate_series(0, 3) AS n
UNION ALL SELECT 25 + 20 * n + k, 0, 6 + n, {_SEEN}, 0.7, 'ObjectEvent',
    CASE k WHEN 0 THEN 'stocking' ELSE 'retail_selling' END FROM generate_series(0, 3) AS n, generate_series(0, 14) AS k
"""

_AT: Final = f"timestamptz '{FIRST.isoformat()}' + run * :gap + slot * interval '20 minutes'"
_EVENT_ID: Final = "'urn:uuid:' || CAST(md5(CAST(run * 100 + slot AS text)) AS uuid)"
_IDS: Final = f"""
INSERT INTO event_ids (number, event_id, at, digest)
SELECT run * 100 + slot + 1, {_EVENT_ID}, {_AT}, md5(CAST(run * 100 + slot AS text))
FROM generate_series(CAST(:first AS bigint), :last) AS run, generate_series(0, 99) AS slot
"""
_EVENTS: Final = f"""
INSERT INTO events (number, at, event_id, type, action, biz_step, disposition, read_point, biz_location, recorded_at,
    captured_by, is_trusted, context_digest, document)
SELECT run * 100 + slot + 1, {_AT}, {_EVENT_ID}, type,
    'OBSERVE', step, '', 'https://id.gs1.org/414/9521234000013', '', {_AT}, '', true, '',
    jsonb_build_object('eventID', {_EVENT_ID}, 'type', type, 'action', 'OBSERVE', 'bizStep', step,
        'eventTime', {_AT}, 'eventTimeZoneOffset', '+07:00',
        'quantityList', jsonb_build_array(jsonb_build_object('epcClass', 'https://id.gs1.org/01/09521234543213/10/L'
            || run * 10, 'quantity', 10, 'uom', 'KGM')),
        'readPoint', jsonb_build_object('id', 'https://id.gs1.org/414/9521234000013'))
FROM generate_series(CAST(:first AS bigint), :last) AS run, (SELECT DISTINCT slot, type, step FROM slots) AS kinds
"""
_ITEMS: Final = f"""
INSERT INTO event_items (item, at, number, role, is_named, quantity, uom, is_wrong)
SELECT CASE is_load WHEN 1 THEN '00/0952' || lpad(CAST(run * 4 + lot AS text), 14, '0')
        ELSE '01/' || gtin || '/10/L' || run * 10 + lot END,
    {_AT}, run * 100 + slot + 1, role, true, kg, CASE WHEN kg IS NULL THEN '' ELSE 'KGM' END, false
FROM generate_series(CAST(:first AS bigint), :last) AS run, slots JOIN goods ON product = lot
"""
PIECE: Final = 10_000
"""Runs of one transaction."""


def gtin_of(product: int) -> str:
    """Return the GTIN of a product, from the range for samples: one for each place of a run."""
    body = f"0952{product:09d}"
    return body + check_digit(body)


def lot_item(run: int, lot: int) -> str:
    """Return a lot of a run as tracing names it."""
    return f"01/{gtin_of(lot)}/10/L{run * LOTS_OF_RUN + lot}"


def load(engine: Engine, runs: int) -> Iterator[str]:
    """Fill the tables of events of an empty, migrated PostgreSQL database; yield what has been done.

    Indexes and keys are dropped first and made again after, as one does for a first import.
    """
    gap = timedelta(days=DAYS) / runs
    with engine.begin() as connection:
        days = [FIRST + timedelta(days=day) for day in range(DAYS + 2)]
        make_partitions(connection, "events", days, FIRST + timedelta(days=DAYS))
        _drop_indexes(connection)
    with engine.connect() as connection:
        connection.execute(text(_SLOTS))
        connection.execute(text("CREATE TEMPORARY TABLE goods (product integer, gtin varchar(14))"))
        goods = [{"product": product, "gtin": gtin_of(product)} for product in range(LOTS_OF_RUN)]
        connection.execute(text("INSERT INTO goods VALUES (:product, :gtin)"), goods)
        connection.commit()
        for first in range(0, runs, PIECE):
            end = min(first + PIECE, runs)
            span = {"first": first, "last": end - 1, "gap": gap}
            for statement in (_IDS, _EVENTS, _ITEMS):
                connection.execute(text(statement), span)
            connection.commit()
            yield f"{end * EVENTS_OF_RUN:,} events"
    with engine.begin() as connection:
        _make_indexes(connection)
    yield "indexes"
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE events, event_ids, event_items"))
    yield "statistics"


_KEYS: Final = (
    ("events", "pk_events", "PRIMARY KEY (number, at)"),
    ("event_items", "pk_event_items", "PRIMARY KEY (item, at, number, role)"),
)


def _indexes() -> list[Index]:
    return [index for table in (tables.events, tables.event_items) for index in table.indexes]


def _drop_indexes(connection: Connection) -> None:
    for index in _indexes():
        connection.execute(DropIndex(index))
    for table, key, _ in _KEYS:
        connection.execute(text(f"ALTER TABLE {table} DROP CONSTRAINT {key}"))


def _make_indexes(connection: Connection) -> None:
    for table, key, columns in _KEYS:
        connection.execute(text(f"ALTER TABLE {table} ADD CONSTRAINT {key} {columns}"))
    for index in _indexes():
        connection.execute(CreateIndex(index))
