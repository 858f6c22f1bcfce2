"""What the centre prepares for people to sign: the first day's drafts, and the next version of any role."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from securesystemslib.signer import Key
from sqlalchemy import Connection
from tuf.api.metadata import Root, Targets

from kiosk.central.publishing.drafts import Keys, list_draft, root_draft, targets_draft
from kiosk.central.publishing.publication import refuse_other_role, root_of
from kiosk.central.publishing.roles import DELEGATED, TOP_LEVEL, RoleName
from kiosk.central.publishing.signers import service_keys
from kiosk.central.publishing.store import newest_root, newest_targets, target_named
from kiosk.central.seals.documents import as_json, trust_document
from kiosk.central.seals.publishing import newest_list
from kiosk.central.seals.vault import Vault
from kiosk.errors import KioskError
from kiosk.messages.published import TRUST_TARGET

FIRST = (RoleName.ROOT, RoleName.TARGETS, RoleName.TRUST, RoleName.RELEASE)
"""What people sign on the first day."""


@dataclass(frozen=True, slots=True)
class Draft:
    """One file to sign, with the bytes of the targets that it names and that are new."""

    role: RoleName
    signed: Root | Targets
    targets: Mapping[str, bytes] = field(default_factory=dict)


def first_drafts(connection: Connection, vault: Vault, people: Keys, at: datetime) -> tuple[Draft, ...]:
    """Return the drafts of a new repository; the service's own keys are made in `vault`.

    Raises KioskError PUB-06 for wrong numbers of keys, PUB-05 where a repository stands, SEAL-10 without a
    trust list; VaultError.
    """
    if newest_root(connection) is not None:
        raise KioskError(
            "PUB-05", "a repository stands here already.", "See kiosk central tuf draft for its next root."
        )
    keys: Keys = {**people, **{role: [key] for role, key in service_keys(connection, vault, at).items()}}
    trust = trust_targets(connection)
    return (
        Draft(RoleName.ROOT, root_draft(keys, 1, at)),
        Draft(RoleName.TARGETS, targets_draft(keys, 1, at)),
        Draft(RoleName.TRUST, list_draft(RoleName.TRUST, trust, 1, at), trust),
        Draft(RoleName.RELEASE, list_draft(RoleName.RELEASE, {}, 1, at)),
    )


def next_root(connection: Connection, keys: Keys, at: datetime) -> Draft:
    """Return the next root with `keys`. Raises KioskError PUB-03, PUB-06."""
    return Draft(RoleName.ROOT, root_draft(keys, root_of(connection).signed.version + 1, at))


def next_targets(connection: Connection, keys: Keys, at: datetime) -> Draft:
    """Return the next delegations to `keys`. Raises KioskError PUB-06."""
    return Draft(RoleName.TARGETS, targets_draft(keys, _next_version(connection, RoleName.TARGETS), at))


def next_list(connection: Connection, role: RoleName, targets: Mapping[str, bytes], at: datetime) -> Draft:
    """Return the next trust list or releases, which name exactly `targets`. Raises KioskError PUB-01."""
    for name in targets:
        refuse_other_role(role, name)
    return Draft(role, list_draft(role, targets, _next_version(connection, role), at), targets)


def trust_targets(connection: Connection) -> dict[str, bytes]:
    """Return the newest trust list as a target. Raises KioskError SEAL-10 where there is none."""
    return {TRUST_TARGET: as_json(trust_document(newest_list(connection))).encode()}


def standing_targets(connection: Connection, role: RoleName) -> dict[str, bytes]:
    """Return the targets that a role names now, with their bytes."""
    stands = newest_targets(connection, role)
    names = () if stands is None else tuple(stands.signed.targets)
    found = {name: target_named(connection, name) for name in names}
    return {name: content for name, content in found.items() if content is not None}


def standing_keys(connection: Connection) -> dict[RoleName, list[Key]]:
    """Return the keys that root and targets name now. Raises KioskError PUB-03."""
    root, targets = root_of(connection).signed, newest_targets(connection, RoleName.TARGETS)
    found = {role: [root.get_key(key) for key in root.get_delegated_role(role).keyids] for role in TOP_LEVEL}
    if targets is not None:
        for role in DELEGATED:
            named = targets.signed.get_delegated_role(role).keyids
            found[role] = [targets.signed.get_key(key) for key in named]
    return found


def exchanged(keys: Keys, role: RoleName, old: str, new: Key) -> dict[RoleName, list[Key]]:
    """Return `keys` with `new` in the place of the one of `role` with an id that begins with `old`. Raises PUB-06."""
    found = [key for key in keys[role] if old and key.keyid.startswith(old)]
    if len(found) != 1:
        raise KioskError("PUB-06", f"{role} has no one key {old!r}.", "See kiosk central tuf show for its keys.")
    changed = {name: list(held) for name, held in keys.items()}
    changed[role] = [new if key is found[0] else key for key in keys[role]]
    return changed


def _next_version(connection: Connection, role: RoleName) -> int:
    stands = newest_targets(connection, role)
    return 1 if stands is None else stands.signed.version + 1
