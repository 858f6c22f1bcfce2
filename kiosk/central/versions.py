# ruff: noqa: S608 — put together of constants of the callers; what is asked comes by parameters
"""The newest versions at the centre, which stand in every answer: one statement for all of them."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection, text

from kiosk.messages.http import Versions

_SIGNED = "SELECT {} FROM published_lists WHERE signed_at IS NOT NULL ORDER BY version DESC LIMIT 1"
"""The list that kiosks can have: a newer one that waits for signatures makes none of them out of date."""


def version_columns(market_id: str, market_key: str, kiosk_key: str) -> Mapping[str, str]:
    """Return the SQL of each field of Versions, for a statement that has the market and the two keys as given."""
    return {
        "trust": f"coalesce(({_SIGNED.format('version')}), (SELECT version FROM lists WHERE name = 'trust'), 0)",
        "trust_digest": f"coalesce(({_SIGNED.format('digest')}), (SELECT digest FROM lists WHERE name = 'trust'), '')",
        "registry": "coalesce((SELECT urgent FROM tuf_progress), 0)",
        "settings": "coalesce((SELECT max(version) FROM kiosk_settings"
        f" WHERE key IN ('city', {market_key}, {kiosk_key})), 0)",
        "notices": f"coalesce((SELECT max(version) FROM notices WHERE market_id IN ('', {market_id})), 0)",
    }


_ORDERS = "coalesce((SELECT max(version) FROM kiosk_orders WHERE kiosk_id = :kiosk_id), 0)"
"""In answers to polls and heartbeats alone: a shopper waits for those to look-ups."""
_ANNOUNCED = "coalesce((SELECT version FROM announcement_versions WHERE market_id = :market_id), 0)"
_POLLED = {"orders": _ORDERS, "announcements": _ANNOUNCED}
_COLUMNS = {**version_columns(":market_id", ":market_key", ":kiosk_key"), **_POLLED}
_NEWEST = text("SELECT " + ", ".join(f"{sql} AS {name}" for name, sql in _COLUMNS.items()))


def newest_versions(connection: Connection, market_id: str = "", kiosk_id: str = "") -> Versions:
    """Return the newest versions as they concern a kiosk, or anybody where none is named.

    0 where the centre has published nothing yet.
    """
    keys = {
        "kiosk_id": kiosk_id,
        "market_id": market_id,
        "market_key": f"market/{market_id}",
        "kiosk_key": f"kiosk/{kiosk_id}",
    }
    newest = connection.execute(_NEWEST, keys).one()
    return Versions(
        trust=newest.trust,
        trust_digest=newest.trust_digest,
        settings=newest.settings,
        notices=newest.notices,
        registry=newest.registry,
        orders=newest.orders,
        announcements=newest.announcements,
    )
