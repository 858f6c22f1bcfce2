"""Run by Alembic: migrates the connection that it was given."""

from __future__ import annotations

from alembic import context

from kiosk.central.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    transaction_per_migration=False,
)
context.run_migrations()
