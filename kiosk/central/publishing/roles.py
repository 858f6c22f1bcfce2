"""The roles under which the centre publishes (docs/specs/published.md): one row each. Pure.

An offline role is signed by people with keys that no machine of the service ever holds. An online
role is signed by the service, so that what changes by the minute is published within seconds.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Final

from kiosk.errors import KioskError


class RoleName(StrEnum):
    """Names of the roles, as the metadata bear them."""

    ROOT = "root"
    TARGETS = "targets"
    SNAPSHOT = "snapshot"
    TIMESTAMP = "timestamp"
    TRUST = "trust"
    RELEASE = "release"
    REGISTRY = "registry"
    SETTINGS = "settings"


@dataclass(frozen=True, slots=True)
class PublishingRole:
    """Who signs under a name, and for how long one signature holds.

    `keys` there are, `threshold` of them must sign. What is renewed before `lifetime` has run out is
    never missed by a unit that is online.
    """

    name: RoleName
    keys: int
    threshold: int
    is_offline: bool
    lifetime: timedelta
    depth: int = 0
    """How many folders its targets stand in, at most; 0 for a role that has none of its own."""

    @property
    def patterns(self) -> tuple[str, ...]:
        """Names of targets that are delegated to it: a star never stands for a slash."""
        return tuple(f"{self.name}{'/*' * depth}" for depth in range(1, self.depth + 1))


_YEAR = timedelta(days=365)

ROLES: Final = (
    PublishingRole(RoleName.ROOT, 5, 3, is_offline=True, lifetime=2 * _YEAR),
    PublishingRole(RoleName.TARGETS, 3, 2, is_offline=True, lifetime=_YEAR),
    PublishingRole(RoleName.TRUST, 3, 2, is_offline=True, lifetime=timedelta(days=180), depth=1),
    PublishingRole(RoleName.RELEASE, 3, 2, is_offline=True, lifetime=_YEAR, depth=2),
    PublishingRole(RoleName.REGISTRY, 1, 1, is_offline=False, lifetime=timedelta(days=14), depth=4),
    PublishingRole(RoleName.SETTINGS, 1, 1, is_offline=False, lifetime=timedelta(days=14), depth=1),
    PublishingRole(RoleName.SNAPSHOT, 1, 1, is_offline=False, lifetime=timedelta(days=14)),
    PublishingRole(RoleName.TIMESTAMP, 1, 1, is_offline=False, lifetime=timedelta(days=3)),
)
"""The timestamp lives three days: so long good data are good, and so long a stick may be on its way."""

ROLE_OF: Final = {role.name: role for role in ROLES}
TOP_LEVEL: Final = (RoleName.ROOT, RoleName.TARGETS, RoleName.SNAPSHOT, RoleName.TIMESTAMP)
DELEGATED: Final = (RoleName.TRUST, RoleName.RELEASE, RoleName.REGISTRY, RoleName.SETTINGS)
ONLINE: Final = tuple(role.name for role in ROLES if not role.is_offline)
OFFLINE: Final = tuple(role.name for role in ROLES if role.is_offline)
VOUCHED_FOR: Final = (RoleName.TARGETS, *DELEGATED)
"""Whose versions the snapshot names."""


def file_name(role: RoleName, version: int) -> str:
    """Return under which name units ask for a version of a role (consistent snapshots)."""
    return f"{role}.json" if role is RoleName.TIMESTAMP else f"{version}.{role}.json"


def role_of_target(name: str) -> RoleName:
    """Return the role that signs the target `name`. Raises KioskError PUB-01 for a name that none may sign."""
    first, _, rest = name.partition("/")
    parts = rest.split("/")
    for role in DELEGATED:
        if (
            role == first
            and all(part.strip(".") for part in parts)
            and len(parts) <= ROLE_OF[role].depth
            and name.isprintable()
        ):
            return role
    raise KioskError(
        "PUB-01",
        f"{name!r} is no name of a target.",
        f"Names begin with one of {', '.join(f'{role}/' for role in DELEGATED)}.",
    )
