"""Seals: keys, published lists, issued labels, what limits them, and lent numbers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from kiosk.central.database import Document, Instant

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_COUNTED = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables."""
    with op.batch_alter_table("serials") as serials:
        serials.add_column(sa.Column("issue", sa.BigInteger, nullable=True))
        serials.create_index("uq_serials_gtin_serial", ["gtin", "serial"], unique=True)
    _make_keys()
    _make_issues()
    _make_limits()
    _make_lent()
    # Lists that were published before this table was: the newest is all that is known of them.
    op.execute(
        "INSERT INTO published_lists (version, issued, digest, document)"
        " SELECT version, issued, digest, document FROM lists WHERE name = 'trust'"
    )


def downgrade() -> None:
    """Drop the tables."""
    for table in (
        "lent_numbers", "number_ranges", "lot_harvests", "plots", "label_issues", "published_lists", "signing_keys",
    ):  # fmt: skip
        op.drop_table(table)
    with op.batch_alter_table("serials") as serials:
        serials.drop_index("uq_serials_gtin_serial")
        serials.drop_column("issue")


def _make_keys() -> None:
    op.create_table(
        "signing_keys",
        sa.Column("kid", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("establishment_id", sa.String(64), nullable=False),
        sa.Column("public", sa.LargeBinary, nullable=False),
        sa.Column("vault", sa.String(16), nullable=False),
        sa.Column("handle", sa.LargeBinary, nullable=False),
        sa.Column("made_at", Instant, nullable=False),
        sa.ForeignKeyConstraint(
            ["establishment_id"], ["establishments.id"], name=op.f("fk_signing_keys_establishment_id")
        ),
        sa.PrimaryKeyConstraint("kid", name=op.f("pk_signing_keys")),
    )
    op.create_index(op.f("ix_signing_keys_establishment_id"), "signing_keys", ["establishment_id"])
    op.create_table(
        "published_lists",
        sa.Column("version", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("issued", Instant, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("document", Document, nullable=False),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_published_lists")),
    )
    op.create_index(op.f("ix_published_lists_issued"), "published_lists", ["issued"])


def _make_issues() -> None:
    op.create_table(
        "label_issues",
        sa.Column("number", _COUNTED, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("user_id", sa.String(36), nullable=False),
        sa.Column("kid", sa.Integer, nullable=False),
        sa.Column("gtin", sa.String(14), nullable=False),
        sa.Column("lot", sa.String(20), nullable=False),
        sa.Column("gln", sa.String(13), nullable=False),
        sa.Column("count", sa.Integer, nullable=False),
        sa.Column("is_serialised", sa.Boolean, nullable=False),
        sa.Column("first_serial", sa.String(20), nullable=False),
        sa.Column("last_serial", sa.String(20), nullable=False),
        sa.Column("attributes", Document, nullable=False),
        sa.Column("host", sa.Text, nullable=False),
        sa.Column("request_key", sa.String(64), nullable=True),
        sa.ForeignKeyConstraint(["kid"], ["signing_keys.kid"], name=op.f("fk_label_issues_kid")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_label_issues")),
        sa.UniqueConstraint("user_id", "request_key", name="uq_label_issues_request"),
    )
    op.create_index("ix_label_issues_gtin_lot", "label_issues", ["gtin", "lot"])
    op.create_index("ix_label_issues_kid_at", "label_issues", ["kid", "at"])


def _make_limits() -> None:
    op.create_table(
        "plots",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("establishment_id", sa.String(64), nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("area_m2", sa.Double, nullable=False),
        sa.Column("group", sa.String(64), nullable=False),
        sa.Column("yield_kg_m2", sa.Double, nullable=False),
        sa.ForeignKeyConstraint(["establishment_id"], ["establishments.id"], name=op.f("fk_plots_establishment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plots")),
    )
    op.create_index(op.f("ix_plots_establishment_id"), "plots", ["establishment_id"])
    op.create_table(
        "lot_harvests",
        sa.Column("gtin", sa.String(14), nullable=False),
        sa.Column("lot", sa.String(20), nullable=False),
        sa.Column("plot_id", sa.String(64), nullable=True),
        sa.Column("harvest", sa.String(32), nullable=False),
        sa.Column("harvest_kg", sa.Double, nullable=True),
        sa.ForeignKeyConstraint(["plot_id"], ["plots.id"], name=op.f("fk_lot_harvests_plot_id")),
        sa.ForeignKeyConstraint(["gtin", "lot"], ["lots.gtin", "lots.lot"], name="fk_lot_harvests_lot"),
        sa.PrimaryKeyConstraint("gtin", "lot", name=op.f("pk_lot_harvests")),
    )
    op.create_index("ix_lot_harvests_plot_id_harvest", "lot_harvests", ["plot_id", "harvest"])


def _make_lent() -> None:
    op.create_table(
        "number_ranges",
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("prefix", sa.String(11), nullable=False),
        sa.Column("next", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("kind", "prefix", name=op.f("pk_number_ranges")),
    )
    op.create_table(
        "lent_numbers",
        sa.Column("number", sa.String(14), nullable=False),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("establishment_id", sa.String(64), nullable=False),
        sa.Column("since", Instant, nullable=False),
        sa.Column("user_id", sa.String(36), nullable=False),
        sa.ForeignKeyConstraint(
            ["establishment_id"], ["establishments.id"], name=op.f("fk_lent_numbers_establishment_id")
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_lent_numbers")),
    )
    op.create_index(op.f("ix_lent_numbers_establishment_id"), "lent_numbers", ["establishment_id"])
