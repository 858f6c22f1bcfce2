"""Settings of the city, its markets and its kiosks: the nearer level wins, each change has a new version."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, select, text, update

from kiosk.central.database import insert_of
from kiosk.central.kiosks.tables import kiosk_settings
from kiosk.central.people.changes import Deed, record_change
from kiosk.messages.unit_settings import KioskSettings, merged

CITY = "city"
_KIND = "kiosk_settings"
_NEXT = text(
    "INSERT INTO version_counters (name, value) VALUES (:name, 1)"
    " ON CONFLICT (name) DO UPDATE SET value = version_counters.value + 1 RETURNING value"
)
_HOLD = text(
    "INSERT INTO version_counters (name, value) VALUES ('settings', 0)"
    " ON CONFLICT (name) DO UPDATE SET value = version_counters.value"
)


@dataclass(frozen=True, slots=True)
class Level:
    """What one level says, and since which version. Version 0: nothing yet."""

    version: int
    settings: KioskSettings


def market_key(market_id: str) -> str:
    """Return the key of a market's settings."""
    return f"market/{market_id}"


def kiosk_key(kiosk_id: str) -> str:
    """Return the key of a kiosk's settings."""
    return f"kiosk/{kiosk_id}"


def level(connection: Connection, key: str) -> Level:
    """Return what is set at `key`."""
    return _levels(connection, (key,))[0]


def settings_of(connection: Connection, market_id: str, kiosk_id: str) -> Level:
    """Return what holds for a kiosk: of each matter what the nearest of city, market and kiosk says.

    The version is the newest of the three, which no change ever makes smaller.
    """
    levels = _levels(connection, (CITY, market_key(market_id), kiosk_key(kiosk_id)))
    return Level(max(one.version for one in levels), merged(tuple(one.settings for one in levels)))


def put_settings(connection: Connection, deed: Deed, key: str, settings: KioskSettings) -> Level:
    """Set what `key` says, in place of all that it said, and record it."""
    # The version first: who changes settings at the same time waits here, and then reads what stands.
    version = next_version(connection, "settings")
    before = level(connection, key)
    document = settings.model_dump(mode="json", exclude_none=True)
    values = {"version": version, "document": document, "changed_at": deed.at}
    made = insert_of(connection, kiosk_settings).values(key=key, **values)
    connection.execute(made.on_conflict_do_update(index_elements=[kiosk_settings.c.key], set_=values))
    was = before.settings.model_dump(mode="json", exclude_none=True)
    record_change(connection, deed, _KIND, key, was if before.version else None, {**document, "version": version})
    return Level(version, settings)


def touch_settings(connection: Connection, deed: Deed, kiosk_id: str) -> None:
    """Give a kiosk's settings a new version without a change of them: its name or place changed."""
    key = kiosk_key(kiosk_id)
    values = {"version": next_version(connection, "settings"), "changed_at": deed.at}
    touched = connection.execute(update(kiosk_settings).where(kiosk_settings.c.key == key).values(**values))
    if touched.rowcount == 0:
        put_settings(connection, deed, key, KioskSettings())


def hold_settings(connection: Connection) -> None:
    """Let nobody else change settings until this transaction ends: what is read now stands when it is changed."""
    connection.execute(_HOLD)


def next_version(connection: Connection, name: str) -> int:
    """Return the next version of `name`; who asks at the same time waits for this transaction."""
    return int(connection.execute(_NEXT, {"name": name}).scalar_one())


def _levels(connection: Connection, keys: tuple[str, ...]) -> list[Level]:
    rows = connection.execute(select(kiosk_settings).where(kiosk_settings.c.key.in_(keys)))
    found = {row.key: Level(row.version, KioskSettings.model_validate(row.document)) for row in rows}
    return [found.get(key, Level(0, KioskSettings())) for key in keys]
