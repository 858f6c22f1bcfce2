"""The way of the database's tables from one release to the next, by Alembic, without an ini file."""

from __future__ import annotations

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

NEWEST = "head"
NOTHING = "base"


def upgrade(connection: Connection, revision: str = NEWEST) -> None:
    """Bring the database up to `revision`, in the caller's transaction. At it already: changes nothing."""
    command.upgrade(_config(connection), revision)


def downgrade(connection: Connection, revision: str) -> None:
    """Take the database back to `revision`; `NOTHING` leaves no table but Alembic's own."""
    command.downgrade(_config(connection), revision)


def is_newest(connection: Connection) -> bool:
    """Return whether the database stands at this release's newest revision."""
    newest = ScriptDirectory.from_config(_config(connection)).get_current_head()
    return MigrationContext.configure(connection).get_current_revision() == newest


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", "kiosk.central:migrations")
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config
