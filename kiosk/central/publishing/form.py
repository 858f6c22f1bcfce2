"""Whether a root, or delegations, have the form that the city decided on. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain

from tuf.api.metadata import Role, Root, Targets

from kiosk.central.publishing.roles import DELEGATED, ROLE_OF, TOP_LEVEL, RoleName


def fault_of_form(role: RoleName, signed: Root | Targets) -> str:
    """Return what differs from the table of roles, in English; "" where nothing does.

    Numbers of keys and thresholds, names that are delegated, and that no key serves two roles: somebody could
    have drafted other ones, and asked people to sign.
    """
    if isinstance(signed, Root):
        faults = _of_roles({name: signed.roles[name] for name in TOP_LEVEL})
        return faults if signed.consistent_snapshot else faults or "it is not for consistent snapshots"
    delegations = signed.delegations
    if role is not RoleName.TARGETS:
        return "" if delegations is None else "it delegates to others"
    roles = None if delegations is None else delegations.roles
    if roles is None or set(roles) != set(DELEGATED):
        return f"it does not delegate to {', '.join(DELEGATED)}"
    for name in DELEGATED:
        if tuple(roles[name].paths or ()) != ROLE_OF[name].patterns or not roles[name].terminating:
            return f"{name} is given other names than its own"
    if signed.targets:
        return "it names targets itself"
    return _of_roles({name: roles[name] for name in DELEGATED})


def _of_roles(roles: dict[RoleName, Role]) -> str:
    for name, role in roles.items():
        row = ROLE_OF[name]
        if (
            role.threshold != row.threshold
            or len(role.keyids) < row.keys
            or (row.is_offline and len(role.keyids) != row.keys)
        ):
            return f"{name} is signed by {role.threshold} of {len(role.keyids)}, not by {row.threshold} of {row.keys}"
    return _twice(chain.from_iterable(role.keyids for role in roles.values()))


def _twice(keys: Iterable[str]) -> str:
    seen: set[str] = set()
    for key in keys:
        if key in seen:
            return f"the key {key[:12]} stands in two roles"
        seen.add(key)
    return ""
