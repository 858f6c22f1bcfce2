"""What stands of each role, for people who look."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection
from tuf.api.metadata import Metadata, Role, T

from kiosk.central.publishing.described import StandingRole
from kiosk.central.publishing.publication import root_of
from kiosk.central.publishing.roles import DELEGATED, RoleName, file_name
from kiosk.central.publishing.store import metadata_file, newest_snapshot, newest_targets, newest_timestamp


@dataclass(frozen=True, slots=True)
class Standing:
    """Each role, and the fingerprint of the root that kiosks begin with: SHA-256, in hexadecimal."""

    root_sha256: str
    roles: tuple[StandingRole, ...]


def standing(connection: Connection) -> Standing:
    """Return what stands. Raises KioskError PUB-03 where nothing was published."""
    root, targets = root_of(connection), newest_targets(connection, RoleName.TARGETS)
    top = root.signed.get_delegated_role
    found: list[Iterable[StandingRole]] = [
        _standing(RoleName.ROOT, top(RoleName.ROOT), root),
        _standing(RoleName.TARGETS, top(RoleName.TARGETS), targets),
        _standing(RoleName.SNAPSHOT, top(RoleName.SNAPSHOT), newest_snapshot(connection)),
        _standing(RoleName.TIMESTAMP, top(RoleName.TIMESTAMP), newest_timestamp(connection)),
    ]
    if targets is not None:
        named = targets.signed.get_delegated_role
        found += [_standing(role, named(role), newest_targets(connection, role)) for role in DELEGATED]
    first = metadata_file(connection, file_name(RoleName.ROOT, 1)) or b""
    return Standing(hashlib.sha256(first).hexdigest(), tuple(one for some in found for one in some))


def _standing(name: RoleName, role: Role, whole: Metadata[T] | None) -> Iterable[StandingRole]:
    if whole is not None:
        yield StandingRole(
            role=name,
            version=whole.signed.version,
            expires=whole.signed.expires,
            threshold=role.threshold,
            keys=tuple(role.keyids),
            signed_by=tuple(whole.signatures),
        )
