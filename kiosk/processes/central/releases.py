"""Releases at the centre: drafted for people to sign, and given out in waves."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection

from kiosk.central.kiosks.levels import CITY, kiosk_key, market_key
from kiosk.central.kiosks.units import is_market, row_of
from kiosk.central.kiosks.waves import published_versions, want_release
from kiosk.central.people.changes import Deed
from kiosk.central.people.rights import Right
from kiosk.central.people.users import OPERATOR
from kiosk.central.publishing.ceremony import next_list, standing_targets
from kiosk.central.publishing.folder import write_draft
from kiosk.central.publishing.releases import SystemFolder, release_targets, without
from kiosk.central.publishing.roles import RoleName
from kiosk.errors import KioskError
from kiosk.messages.wave import WantedRelease
from kiosk.processes.central.database import open_migrated


def draft_release(
    database_url: str,
    version: str,
    systems: Sequence[SystemFolder],
    drop: Collection[str],
    folder: Path,
    now: datetime,
    way_back: str | None = None,
) -> Path:
    """Write the next releases into `folder` for people to sign, and return the draft.

    Those that stand stay, but those of `drop`. From this one units may go to `way_back` by themselves. Raises
    KioskError PUB-11, PUB-12, and as `next_list`.
    """
    with _transaction(database_url) as connection:
        standing = without(standing_targets(connection, RoleName.RELEASE), drop)
        targets = standing | release_targets(version, systems, way_back)
        draft = next_list(connection, RoleName.RELEASE, targets, now)
        return write_draft(folder, RoleName.RELEASE, draft.signed, draft.targets)


def published_releases(database_url: str) -> tuple[str, ...]:
    """Return the versions of all releases that are published."""
    with _transaction(database_url) as connection:
        return published_versions(connection)


def set_wave(
    database_url: str, wanted: WantedRelease, market_id: str, kiosk_id: str, now: datetime
) -> WantedRelease | None:
    """Let units of the city, of a market or one unit run a release, and return what was wanted there before.

    `market_id` and `kiosk_id` are "" where it is not theirs alone. Raises KioskError PUB-12 for a release that nobody
    published, PUB-13 for a market or a unit that is not there.
    """
    with _transaction(database_url) as connection:
        key = _key(connection, market_id, kiosk_id)
        return want_release(connection, Deed(OPERATOR, Right.CHANGE_KIOSKS, now), key, wanted)


def _key(connection: Connection, market_id: str, kiosk_id: str) -> str:
    if kiosk_id:
        if row_of(connection, kiosk_id) is None:
            raise _absent("unit", kiosk_id)
        return kiosk_key(kiosk_id)
    if market_id and not is_market(connection, market_id):
        raise _absent("market", market_id)
    return market_key(market_id) if market_id else CITY


def _absent(kind: str, name: str) -> KioskError:
    return KioskError("PUB-13", f"there is no {kind} {name!r}.", "Nothing was changed.")


@contextmanager
def _transaction(database_url: str) -> Iterator[Connection]:
    engine = open_migrated(database_url)
    try:
        with engine.begin() as connection:
            yield connection
    finally:
        engine.dispose()
