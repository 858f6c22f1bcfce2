"""Which release units are to run, by city, market or unit, and how many of them so far.

What `kiosk central release wave` and the console do alike.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select

from kiosk.central.kiosks.levels import CITY, hold_settings, kiosk_key, level, market_key, put_settings
from kiosk.central.kiosks.tables import kiosk_settings, kiosk_states, kiosks
from kiosk.central.people.changes import Deed
from kiosk.central.people.reach import within_reach
from kiosk.central.people.rights import Caller, Right
from kiosk.central.publishing.releases import refuse_unpublished
from kiosk.central.publishing.roles import RoleName
from kiosk.central.publishing.store import newest_targets, target_named
from kiosk.central.registry.belonging import ties_of_market
from kiosk.messages.release import is_manifest, manifest_target
from kiosk.messages.unit_settings import KioskSettings
from kiosk.messages.wave import WantedRelease

_TIES = ties_of_market(kiosks.c.market_id)


@dataclass(frozen=True, slots=True)
class Wave:
    """What is wanted at one level, by the level's key."""

    key: str
    wanted: WantedRelease


def published_versions(connection: Connection) -> tuple[str, ...]:
    """Return the versions of all releases that are published."""
    stands = newest_targets(connection, RoleName.RELEASE)
    names = () if stands is None else sorted(stands.signed.targets)
    return tuple(name.split("/")[1] for name in names if is_manifest(name))


def want_release(connection: Connection, deed: Deed, key: str, wanted: WantedRelease) -> WantedRelease | None:
    """Let units of the level `key` run a release, and return what was wanted there before.

    Raises KioskError PUB-12 for a release that nobody published.
    """
    refuse_unpublished(wanted.version, target_named(connection, manifest_target(wanted.version)))
    hold_settings(connection)
    before = level(connection, key).settings
    put_settings(connection, deed, key, before.model_copy(update={"release": wanted}))
    return before.release


def waves(connection: Connection) -> Sequence[Wave]:
    """Return what is wanted at each level where something is, by key."""
    rows = connection.execute(select(kiosk_settings.c.key, kiosk_settings.c.document).order_by(kiosk_settings.c.key))
    read = ((row.key, KioskSettings.model_validate(row.document).release) for row in rows if "release" in row.document)
    return [Wave(key, wanted) for key, wanted in read if wanted is not None]


@dataclass(frozen=True, slots=True)
class Running:
    """Which release a unit says that it runs; "" where it has said nothing yet."""

    kiosk_id: str
    market_id: str
    release: str
    faults: tuple[str, ...]

    def level_in(self, wanted: Mapping[str, WantedRelease]) -> str:
        """Return the key of the level that says what this unit is to run: the nearest that says anything."""
        nearest = (kiosk_key(self.kiosk_id), market_key(self.market_id))
        return next((key for key in nearest if key in wanted), CITY)


def running_units(connection: Connection, caller: Caller) -> Sequence[Running]:
    """Return what the units run that `caller` may see, but those on the deny list."""
    query = (
        select(kiosks.c.id, kiosks.c.market_id, kiosk_states.c.document)
        .outerjoin(kiosk_states, kiosk_states.c.kiosk_id == kiosks.c.id)
        .where(within_reach(caller, Right.SEE_KIOSKS, _TIES), kiosks.c.denied_at.is_(None))
    )
    return [
        Running(row.id, row.market_id, said.get("release", ""), tuple(said.get("faults", ())))
        for row in connection.execute(query)
        for said in (row.document or {},)
    ]
