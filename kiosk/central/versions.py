"""The newest versions at the centre, which stand in every answer."""

from __future__ import annotations

from sqlalchemy import Connection, text

from kiosk.messages.http import Versions

_TRUST = text("SELECT version FROM lists WHERE name = 'trust'")


def newest_versions(connection: Connection) -> Versions:
    """Return the newest versions; 0 where the centre has published nothing yet."""
    return Versions(trust=connection.execute(_TRUST).scalar() or 0)
