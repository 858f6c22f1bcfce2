"""The newest versions at the centre, which stand in every answer: one statement for all of them."""

from __future__ import annotations

from sqlalchemy import Connection, text

from kiosk.messages.http import Versions

_NEWEST = text(
    "SELECT lists.version AS trust, lists.digest AS trust_digest,"
    " (SELECT max(version) FROM kiosk_settings WHERE key IN ('city', :market_key, :kiosk_key)) AS settings,"
    " (SELECT max(version) FROM notices WHERE market_id IN ('', :market_id)) AS notices"
    " FROM (SELECT 'trust' AS name) AS asked LEFT JOIN lists ON lists.name = asked.name"
)


def newest_versions(connection: Connection, market_id: str = "", kiosk_id: str = "") -> Versions:
    """Return the newest versions as they concern a kiosk, or anybody where none is named.

    0 where the centre has published nothing yet.
    """
    keys = {"market_id": market_id, "market_key": f"market/{market_id}", "kiosk_key": f"kiosk/{kiosk_id}"}
    newest = connection.execute(_NEWEST, keys).one()
    return Versions(
        trust=newest.trust or 0,
        trust_digest=newest.trust_digest or "",
        settings=newest.settings or 0,
        notices=newest.notices or 0,
    )
