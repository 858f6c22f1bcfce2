"""What of the database is watched, so that a change is published within seconds: small counts, asked often."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, exists, func, insert, select

from kiosk.central.kiosks.notices import KIND as NOTICES
from kiosk.central.kiosks.tables import version_counters
from kiosk.central.people.tables import changes
from kiosk.central.publishing.due import Held, Progress, Signed
from kiosk.central.publishing.roles import RoleName
from kiosk.central.publishing.store import newest_end, newest_timestamp, progress_document
from kiosk.central.publishing.tables import stops_published
from kiosk.central.registry.drills import KIND as DRILLS
from kiosk.central.registry.recalls import KIND as RECALLS
from kiosk.central.registry.violations import KIND as VIOLATIONS
from kiosk.central.seals.withdrawing import KIND as WITHDRAWALS
from kiosk.messages.published import SIGNED_AT_FIELD

STOPS: Final = (RECALLS, VIOLATIONS, WITHDRAWALS, DRILLS)
"""Kinds of changes after which a kiosk must stop what it let pass, or is to show that it would."""
FOLLOWED: Final = (RECALLS, VIOLATIONS, DRILLS)
"""Kinds of changes of which is told which kiosks have them."""


def held(connection: Connection) -> Held:
    """Return what the centre holds. The audit only grows, so that a count misses no change, however late it commits."""
    settings = select(version_counters.c.value).where(version_counters.c.name == "settings")
    return Held(
        settings=connection.execute(settings).scalar() or 0,
        told=_count(connection, (NOTICES,)),
        stops=_count(connection, STOPS),
    )


def signed(connection: Connection) -> Signed:
    """Return how the service's metadata stand."""
    timestamp = newest_timestamp(connection)
    said = None if timestamp is None else timestamp.signed.unrecognized_fields.get(SIGNED_AT_FIELD)
    ends = {role: newest_end(connection, role) for role in (RoleName.REGISTRY, RoleName.SETTINGS)}
    return Signed(
        timestamp_at=datetime.fromisoformat(said) if isinstance(said, str) else None,
        ends={role: end for role, end in ends.items() if end is not None},
    )


def unpublished(connection: Connection) -> Sequence[str]:
    """Return the changes of FOLLOWED, as far as they stand now, that no publication holds yet: their ids."""
    known = exists().where(stops_published.c.change_id == changes.c.id)
    query = select(changes.c.id).where(changes.c.kind.in_(FOLLOWED), ~known)
    return connection.execute(query).scalars().all()


def note_published(connection: Connection, change_ids: Sequence[str], as_of: datetime) -> None:
    """Store that a registry as of then is the first that holds these changes."""
    if change_ids:
        connection.execute(insert(stops_published), [{"change_id": each, "as_of": as_of} for each in change_ids])


def published_as_of(connection: Connection, kind: str, key: str) -> tuple[datetime, datetime | None] | None:
    """Return when a row of FOLLOWED was decided, and as of when the registry is that first held it.

    None where there is no such row; None for the second where it waits to be published, or nobody wrote it down.
    """
    query = (
        select(changes.c.at, stops_published.c.as_of)
        .outerjoin(stops_published, stops_published.c.change_id == changes.c.id)
        .where(changes.c.kind == kind, changes.c.key == key)
        .order_by(changes.c.at, changes.c.id)
        .limit(1)
    )
    row = connection.execute(query).first()
    return None if row is None else (row.at, row.as_of)


def progress(connection: Connection) -> Progress:
    """Return what was published last."""
    return Progress.model_validate(progress_document(connection))


def _count(connection: Connection, kinds: tuple[str, ...]) -> int:
    query = select(func.count()).select_from(changes).where(changes.c.kind.in_(kinds))
    return connection.execute(query).scalar_one()
