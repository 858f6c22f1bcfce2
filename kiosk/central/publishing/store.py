"""Metadata and targets as rows: each process of the service sees what another has published."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, func, select, update
from tuf.api.metadata import Metadata, Root, Signed, Snapshot, T, Targets, Timestamp

from kiosk.central.database import insert_of
from kiosk.central.publishing.roles import RoleName, file_name, role_of_target
from kiosk.central.publishing.tables import tuf_metadata, tuf_progress, tuf_targets

KEPT_FOR = timedelta(days=7)
"""What is no longer named stays so long: a unit on a bad line may be in the middle of it."""

_PROGRESS = "published"


def lock(connection: Connection) -> None:
    """Let nobody else publish until the transaction ends: who comes second waits here."""
    row = {"name": _PROGRESS, "urgent": 0, "document": {}}
    connection.execute(insert_of(connection, tuf_progress).values(row).on_conflict_do_nothing())
    ours = tuf_progress.c.name == _PROGRESS
    connection.execute(update(tuf_progress).where(ours).values(urgent=tuf_progress.c.urgent))


def progress_document(connection: Connection) -> object:
    """Return what was stored last by `store_progress`; an empty object where nothing was."""
    return connection.execute(select(tuf_progress.c.document)).scalar() or {}


def store_progress(connection: Connection, document: dict[str, object], *, is_urgent: bool) -> None:
    """Store how far publishing has come. An urgent publication is counted: units fetch it at once."""
    count = tuf_progress.c.urgent + (1 if is_urgent else 0)
    connection.execute(update(tuf_progress).values(document=document, urgent=count))


def newest_end(connection: Connection, role: RoleName) -> datetime | None:
    """Return when the newest metadata of a role expire; None where there are none."""
    query = select(tuf_metadata.c.expires_at).where(tuf_metadata.c.role == role.value)
    return connection.execute(query.order_by(tuf_metadata.c.version.desc()).limit(1)).scalar()


def metadata_file(connection: Connection, name: str) -> bytes | None:
    """Return a file of metadata by its name; None where there is none."""
    content = connection.execute(select(tuf_metadata.c.content).where(tuf_metadata.c.name == name)).scalar()
    return None if content is None else bytes(content)


def target_file(connection: Connection, name: str) -> bytes | None:
    """Return a target by the name under which it is served; None where there is none."""
    content = connection.execute(select(tuf_targets.c.content).where(tuf_targets.c.name == name)).scalar()
    return None if content is None else bytes(content)


def target_named(connection: Connection, name: str) -> bytes | None:
    """Return the target that the newest metadata of its role name; None where they name none."""
    stands = newest_targets(connection, role_of_target(name))
    target = None if stands is None else stands.signed.targets.get(name)
    return None if target is None else target_file(connection, target.get_prefixed_paths()[0])


def newest_root(connection: Connection) -> Metadata[Root] | None:
    """Return the newest root; None where nothing was ever published."""
    return _newest(connection, RoleName.ROOT, Root)


def newest_targets(connection: Connection, role: RoleName) -> Metadata[Targets] | None:
    """Return the newest metadata of `targets`, or of a role that it delegates to."""
    return _newest(connection, role, Targets)


def newest_snapshot(connection: Connection) -> Metadata[Snapshot] | None:
    """Return the newest snapshot of versions."""
    return _newest(connection, RoleName.SNAPSHOT, Snapshot)


def newest_timestamp(connection: Connection) -> Metadata[Timestamp] | None:
    """Return the timestamp."""
    return _newest(connection, RoleName.TIMESTAMP, Timestamp)


def store_metadata(connection: Connection, role: RoleName, content: bytes, signed: Signed, at: datetime) -> None:
    """Store a new version, byte for byte. The timestamp takes the place of the one before."""
    row = {
        "name": file_name(role, signed.version),
        "role": role.value,
        "version": signed.version,
        "content": content,
        "expires_at": signed.expires,
        "made_at": at,
    }
    made = insert_of(connection, tuf_metadata).values(row)
    if role is RoleName.TIMESTAMP:
        made = made.on_conflict_do_update(index_elements=[tuf_metadata.c.name], set_=row)
    connection.execute(made)


def served_name(name: str, content: bytes) -> str:
    """Return under which name a target is served: the hash of its bytes stands before its last part."""
    folder, _, last = name.rpartition("/")
    return f"{folder}/{hashlib.sha256(content).hexdigest()}.{last}"


def store_target(connection: Connection, name: str, content: bytes, at: datetime) -> None:
    """Store the bytes of a target. The same bytes under the same name are stored once."""
    row = {"name": served_name(name, content), "content": content, "made_at": at, "dropped_at": None}
    made = insert_of(connection, tuf_targets).values(row)
    again = {"dropped_at": None}
    connection.execute(made.on_conflict_do_update(index_elements=[tuf_targets.c.name], set_=again))


def drop_targets(connection: Connection, served_names: Iterable[str], at: datetime) -> None:
    """Remember that targets are named no longer."""
    gone = list(served_names)
    if gone:
        connection.execute(update(tuf_targets).where(tuf_targets.c.name.in_(gone)).values(dropped_at=at))


def clear(connection: Connection, at: datetime) -> int:
    """Delete what was dropped, or superseded, so long ago that no unit is in the middle of it. Roots stay for ever.

    Return how many files went.
    """
    before = at - KEPT_FOR
    gone = connection.execute(delete(tuf_targets).where(tuf_targets.c.dropped_at < before)).rowcount
    for role in set(RoleName) - {RoleName.ROOT, RoleName.TIMESTAMP}:
        own = tuf_metadata.c.role == role.value
        was_newest = select(func.max(tuf_metadata.c.version)).where(own, tuf_metadata.c.made_at <= before)
        version = connection.execute(was_newest).scalar() or 0
        gone += connection.execute(delete(tuf_metadata).where(own, tuf_metadata.c.version < version)).rowcount
    return gone


def named_files(connection: Connection) -> tuple[list[str], list[str]]:
    """Return the names of all files of metadata and of targets that a unit may ask for now.

    Of metadata: every root, and the newest of each other role.
    """
    rows = connection.execute(
        select(tuf_metadata.c.name, tuf_metadata.c.role).order_by(tuf_metadata.c.role, tuf_metadata.c.version)
    )
    roots: list[str] = []
    newest: dict[str, str] = {}
    for name, role in rows:
        if role == RoleName.ROOT:
            roots.append(name)
        else:
            newest[role] = name
    named = select(tuf_targets.c.name).where(tuf_targets.c.dropped_at.is_(None)).order_by(tuf_targets.c.name)
    return [*roots, *newest.values()], list(connection.execute(named).scalars())


def _newest(connection: Connection, role: RoleName, of: type[T]) -> Metadata[T] | None:
    query = select(tuf_metadata.c.content).where(tuf_metadata.c.role == role.value)
    content = connection.execute(query.order_by(tuf_metadata.c.version.desc()).limit(1)).scalar()
    if content is None:
        return None
    read = Metadata[T].from_bytes(bytes(content))
    assert isinstance(read.signed, of)
    return read
