"""Movements: events by month, their IDs, goods, parties and contexts; capture jobs and declared errors.

Rows of before are read anew: an event that does not keep EPCIS 2.0 as it is now read keeps its place
and its movements, without links for tracing.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from kiosk.central.database import Instant
from kiosk.central.epcis.documents import STANDARD_CONTEXT, JsonObject, read_event
from kiosk.central.epcis.parts import STANDARD_PREFIXES
from kiosk.central.epcis.statements import Statement, digest_of, statement_of
from kiosk.central.epcis.store import item_rows
from kiosk.central.partitions import make_default_partition

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
CONTEXT = f"https://ref.gs1.org/standards/epcis/2.0.0/{STANDARD_CONTEXT}"
UNKNOWN_CONTEXT = "unknown"
"""Under which the events of before came: it was not kept."""
NEW = ("capture_jobs", "error_declarations", "event_parties", "event_items", "event_contexts")


def _columns(*names: str) -> list[sa.ColumnClause[object]]:
    """Return columns as a migration sees them: typed where the driver needs help."""
    return [_column(name) for name in names]


def _column(name: str) -> sa.ColumnClause[object]:
    if name in ("at", "recorded_at"):
        return sa.column(name, Instant())
    return sa.column(name, DOCUMENT) if name == "document" else sa.column(name)


BEFORE = sa.table("events_before", *_columns("event_id", "at", "document"))
EVENT_IDS = sa.table("event_ids", *_columns("number", "event_id", "at", "digest"))
CONTEXTS = sa.table("event_contexts", *_columns("digest", "document"))
EVENT_ITEMS = sa.table(
    "event_items", *_columns("item", "at", "number", "role", "is_named", "quantity", "uom", "is_wrong")
)
EVENTS = sa.table(
    "events",
    *_columns("number", "at", "event_id", "type", "action", "biz_step", "disposition", "read_point", "biz_location"),
    *_columns("recorded_at", "captured_by", "is_trusted", "context_digest", "document"),
)


def upgrade() -> None:
    """Make the tables anew and move what stands into them."""
    _keep_aside("movements", "events")
    _make_event_ids()
    _make_events()
    _make_links()
    _make_jobs()
    _make_movements("event_ids.event_id")
    _move_events()
    _bring_back_movements()
    op.drop_table("events_before")


def downgrade() -> None:
    """Make one plain table of events again."""
    _keep_aside("movements", "events")
    for table in (*NEW, "event_ids"):
        op.drop_table(table)
    op.create_table(
        "events",
        sa.Column("event_id", sa.String(length=256), nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("document", DOCUMENT, nullable=False),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_events")),
    )
    op.create_index(op.f("ix_events_at"), "events", ["at"], unique=False)
    op.execute("INSERT INTO events (event_id, at, document) SELECT event_id, at, document FROM events_before")
    _make_movements("events.event_id")
    _bring_back_movements()
    op.drop_table("events_before")


def _keep_aside(*tables: str) -> None:
    """Copy each table and drop it: a table split by month is no other table altered."""
    for table in tables:
        op.execute(f"CREATE TABLE {table}_before AS SELECT * FROM {table}")  # noqa: S608  # names of our own
        op.drop_table(table)


def _bring_back_movements() -> None:
    columns = "gtin, lot, event_id, step, at, place, stated_by, market_id, serials, place_en, stated_by_en"
    op.execute(f"INSERT INTO movements ({columns}) SELECT {columns} FROM movements_before")  # noqa: S608  # ours
    op.drop_table("movements_before")


def _make_event_ids() -> None:
    op.create_table(
        "event_ids",
        sa.Column("number", NUMBER, autoincrement=True, nullable=False),
        sa.Column("event_id", sa.String(length=256), nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_event_ids")),
        sa.UniqueConstraint("event_id", name=op.f("uq_event_ids_event_id")),
    )


def _make_events() -> None:
    op.create_table(
        "events",
        sa.Column("number", NUMBER, autoincrement=False, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("event_id", sa.String(length=256), nullable=False),
        sa.Column("type", sa.String(length=24), nullable=False),
        sa.Column("action", sa.String(length=8), nullable=False),
        sa.Column("biz_step", sa.String(length=32), nullable=False),
        sa.Column("disposition", sa.String(length=32), nullable=False),
        sa.Column("read_point", sa.Text(), nullable=False),
        sa.Column("biz_location", sa.Text(), nullable=False),
        sa.Column("recorded_at", Instant, nullable=False),
        sa.Column("captured_by", sa.String(length=36), nullable=False),
        sa.Column("is_trusted", sa.Boolean(), nullable=False),
        sa.Column("context_digest", sa.String(length=64), nullable=False),
        sa.Column("document", DOCUMENT, nullable=False),
        sa.PrimaryKeyConstraint("number", "at", name=op.f("pk_events")),
        postgresql_partition_by="RANGE (at)",
    )
    op.create_index("ix_events_at_number", "events", ["at", "number"], unique=False)
    op.create_index("ix_events_recorded_at", "events", ["recorded_at"], unique=False)
    make_default_partition(op.get_bind(), "events")
    op.create_table(
        "event_contexts",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("document", DOCUMENT, nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_event_contexts")),
    )


def _make_links() -> None:
    op.create_table(
        "event_items",
        sa.Column("item", sa.String(length=256), nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("number", NUMBER, autoincrement=False, nullable=False),
        sa.Column("role", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("is_named", sa.Boolean(), nullable=False),
        sa.Column("quantity", sa.Double(), nullable=True),
        sa.Column("uom", sa.String(length=3), nullable=False),
        sa.Column("is_wrong", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("item", "at", "number", "role", name=op.f("pk_event_items")),
    )
    op.create_index("ix_event_items_number_role", "event_items", ["number", "role"], unique=False)
    op.create_table(
        "event_parties",
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("party_id", sa.String(length=64), nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("number", NUMBER, autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("kind", "party_id", "at", "number", name=op.f("pk_event_parties")),
    )
    op.create_table(
        "error_declarations",
        sa.Column("number", NUMBER, autoincrement=False, nullable=False),
        sa.Column("declared_at", Instant, nullable=False),
        sa.Column("recorded_at", Instant, nullable=False),
        sa.Column("declared_by", sa.String(length=36), nullable=False),
        sa.Column("document", DOCUMENT, nullable=False),
        sa.ForeignKeyConstraint(["number"], ["event_ids.number"], name=op.f("fk_error_declarations_number")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_error_declarations")),
    )


def _make_jobs() -> None:
    op.create_table(
        "capture_jobs",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("user_id", sa.String(length=36), nullable=False),
        sa.Column("created_at", Instant, nullable=False),
        sa.Column("finished_at", Instant, nullable=False),
        sa.Column("behaviour", sa.String(length=8), nullable=False),
        sa.Column("is_success", sa.Boolean(), nullable=False),
        sa.Column("results", DOCUMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_capture_jobs")),
    )
    op.create_index("ix_capture_jobs_user_id_id", "capture_jobs", ["user_id", "id"], unique=False)


def _make_movements(of_event: str) -> None:
    op.create_table(
        "movements",
        sa.Column("gtin", sa.String(length=14), nullable=False),
        sa.Column("lot", sa.String(length=20), nullable=False),
        sa.Column("event_id", sa.String(length=256), nullable=False),
        sa.Column("step", sa.String(length=16), nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("stated_by", sa.Text(), nullable=False),
        sa.Column("market_id", sa.String(length=64), nullable=False),
        sa.Column("serials", DOCUMENT, nullable=False),
        sa.Column("place_en", sa.Text(), nullable=False),
        sa.Column("stated_by_en", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], [of_event], name=op.f("fk_movements_event_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("gtin", "lot", "event_id", name=op.f("pk_movements")),
    )
    op.create_index("ix_movements_event_id", "movements", ["event_id"], unique=False)


def _move_events() -> None:
    """Read each event of before, and store what tracing and queries need of it."""
    bind = op.get_bind()
    query = sa.select(BEFORE).order_by(BEFORE.c.at, BEFORE.c.event_id)
    rows = bind.execute(query).all()
    for number, row in enumerate(rows, start=1):
        statement = _read(row.document)
        known = {"number": number, "at": row.at, "event_id": row.event_id}
        bind.execute(sa.insert(EVENT_IDS), {**known, "digest": digest_of(row.document)})
        bind.execute(sa.insert(EVENTS), {**known, **_told(row.document), "recorded_at": row.at})
        for item in item_rows(statement, number) if statement else ():
            bind.execute(sa.insert(EVENT_ITEMS), dict(item))
    if rows:
        bind.execute(sa.insert(CONTEXTS), {"digest": UNKNOWN_CONTEXT, "document": [CONTEXT]})
    if rows and bind.dialect.name == "postgresql":
        bind.execute(sa.text("SELECT setval('event_ids_number_seq', :number)"), {"number": len(rows)})


def _read(document: JsonObject) -> Statement | None:
    prefixes = frozenset(name.partition(":")[0] for name in document if ":" in name) | STANDARD_PREFIXES
    draft = read_event(document, prefixes)
    return statement_of(document, draft.event, is_trusted=True) if draft.event else None


def _told(document: JsonObject) -> dict[str, object]:
    """Return the columns of an event that repeat a field of it."""

    def text_of(name: str) -> str:
        value = document.get(name)
        return str(value.get("id", "")) if isinstance(value, dict) else str(value or "")

    return {
        "type": text_of("type")[:24],
        "action": text_of("action")[:8],
        "biz_step": text_of("bizStep").rpartition("-")[2][:32],
        "disposition": text_of("disposition").rpartition("-")[2][:32],
        "read_point": text_of("readPoint"),
        "biz_location": text_of("bizLocation"),
        "captured_by": "",
        "is_trusted": True,
        "context_digest": UNKNOWN_CONTEXT,
        "document": document,
    }
