"""What of the database is watched, so that a change is published within seconds: small counts, asked often."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import Connection, func, select

from kiosk.central.kiosks.notices import KIND as NOTICES
from kiosk.central.kiosks.tables import version_counters
from kiosk.central.people.tables import changes
from kiosk.central.publishing.due import Held, Progress, Signed
from kiosk.central.publishing.roles import RoleName
from kiosk.central.publishing.store import newest_end, newest_timestamp, progress_document
from kiosk.central.registry.recalls import KIND as RECALLS
from kiosk.central.registry.violations import KIND as VIOLATIONS
from kiosk.central.seals.withdrawing import KIND as WITHDRAWALS
from kiosk.messages.published import SIGNED_AT_FIELD

STOPS: Final = (RECALLS, VIOLATIONS, WITHDRAWALS)
"""Kinds of changes after which a kiosk must stop what it let pass."""


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


def progress(connection: Connection) -> Progress:
    """Return what was published last."""
    return Progress.model_validate(progress_document(connection))


def _count(connection: Connection, kinds: tuple[str, ...]) -> int:
    query = select(func.count()).select_from(changes).where(changes.c.kind.in_(kinds))
    return connection.execute(query).scalar_one()
