"""The newest versions at the centre, which stand in every answer."""

from __future__ import annotations

from sqlalchemy import Connection, text

from kiosk.messages.http import Versions

_TRUST = text("SELECT version, digest FROM lists WHERE name = 'trust'")


def newest_versions(connection: Connection) -> Versions:
    """Return the newest versions; 0 where the centre has published nothing yet."""
    newest = connection.execute(_TRUST).first()
    return Versions(trust=0) if newest is None else Versions(trust=newest.version, trust_digest=newest.digest)
