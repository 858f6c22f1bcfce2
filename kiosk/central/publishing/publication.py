"""Publishing: roles get new versions, then snapshot and timestamp vouch for them, in one transaction.

Whoever publishes has taken `store.lock` first. Nothing is left standing that a unit could not verify:
`vouch` checks the whole chain before the transaction ends, and what it raises undoes everything.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import UTC, datetime

from securesystemslib.signer import Signer
from sqlalchemy import Connection
from tuf.api.exceptions import UnsignedMetadataError
from tuf.api.metadata import Metadata, MetaFile, Root, Snapshot, T, TargetFile, Targets, Timestamp

from kiosk.central.publishing.roles import DELEGATED, ROLE_OF, TOP_LEVEL, VOUCHED_FOR, RoleName, role_of_target
from kiosk.central.publishing.signers import Signers
from kiosk.central.publishing.store import (
    drop_targets,
    newest_root,
    newest_snapshot,
    newest_targets,
    newest_timestamp,
    store_metadata,
    store_target,
)
from kiosk.errors import KioskError, VaultError
from kiosk.messages.published import SIGNED_AT_FIELD

_EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
"""Nothing was published before."""


def put_targets(
    connection: Connection,
    signers: Signers,
    role: RoleName,
    put: Mapping[str, bytes],
    at: datetime,
    drop: Collection[str] = (),
) -> None:
    """Publish the next version of an online role: with the targets `put`, without those of the names `drop`.

    What is named in neither stays. Call `vouch` when all roles are done. Raises KioskError PUB-01 for a name
    of another role, PUB-02 and PUB-03 as `vouch`; VaultError.
    """
    before = newest_targets(connection, role)
    targets = {} if before is None else dict(before.signed.targets)
    left = [targets[name] for name in drop if name in targets and name not in put]
    for name, content in put.items():
        refuse_other_role(role, name)
        new = TargetFile.from_data(name, content, ["sha256"])
        old = targets.get(name)
        if old is not None and old.hashes != new.hashes:
            left.append(old)
        targets[name] = new
        store_target(connection, name, content, at)
    for name in drop:
        if name not in put:
            targets.pop(name, None)
    drop_targets(connection, [path for old in left for path in old.get_prefixed_paths()], at)
    version = _next_version(0 if before is None else before.signed.version, at)
    signed = Targets(version=version, expires=_end_of(role, at), targets=targets)
    _store_signed(connection, signers, role, Metadata(signed), at)


def renew(connection: Connection, signers: Signers, role: RoleName, at: datetime) -> None:
    """Publish an online role again as it stands, for its whole lifetime from now on."""
    put_targets(connection, signers, role, {}, at)


def vouch(connection: Connection, signers: Signers, at: datetime) -> int:
    """Let snapshot and timestamp name the newest versions of all roles, and return the snapshot's version.

    Where nothing changed since the last snapshot, only the timestamp is made anew. Raises KioskError PUB-02
    where this centre holds no key for a role, PUB-03 where nothing was published yet, PUB-04 where a unit
    could not verify what would stand; VaultError.
    """
    named = {f"{role}.json": MetaFile(_targets(connection, role).signed.version) for role in VOUCHED_FOR}
    before = newest_snapshot(connection)
    version = 0 if before is None else before.signed.version
    if before is None or _is_due(connection, before, named, at):
        version = _next_version(version, at)
        snapshot = Snapshot(version=version, expires=_end_of(RoleName.SNAPSHOT, at), meta=named)
        _store_signed(connection, signers, RoleName.SNAPSHOT, Metadata(snapshot), at)
    last = newest_timestamp(connection)
    timestamp = Timestamp(
        version=_next_version(0 if last is None else last.signed.version, at),
        expires=_end_of(RoleName.TIMESTAMP, at),
        snapshot_meta=MetaFile(version),
        unrecognized_fields={SIGNED_AT_FIELD: _whole(at).isoformat()},
    )
    _store_signed(connection, signers, RoleName.TIMESTAMP, Metadata(timestamp), at)
    verify(connection)
    return version


def verify(connection: Connection) -> None:
    """Raise KioskError PUB-04 where a unit could not verify what stands here, PUB-03 where nothing does."""
    root, targets = root_of(connection), _targets(connection, RoleName.TARGETS)
    _demand(root.signed, RoleName.ROOT, root)
    _demand(root.signed, RoleName.TARGETS, targets)
    _demand(root.signed, RoleName.SNAPSHOT, newest_snapshot(connection))
    _demand(root.signed, RoleName.TIMESTAMP, newest_timestamp(connection))
    for role in DELEGATED:
        _demand(targets.signed, role, newest_targets(connection, role))


def root_of(connection: Connection) -> Metadata[Root]:
    """Return the newest root. Raises KioskError PUB-03 where none was published."""
    root = newest_root(connection)
    if root is None:
        raise _nothing()
    return root


def refuse_other_role(role: RoleName, name: str) -> None:
    """Raise KioskError PUB-01 where `role` may not sign the target `name`."""
    if role_of_target(name) is not role:
        raise KioskError("PUB-01", f"{name!r} is no target of {role}.", f"Its names begin with {role}/.")


def may_sign(connection: Connection, signers: Signers, role: RoleName) -> tuple[Signer, ...]:
    """Return this centre's keys that the people named for `role`. Raises KioskError PUB-02 where they are too few."""
    delegator = root_of(connection).signed if role in TOP_LEVEL else _targets(connection, RoleName.TARGETS).signed
    named = delegator.get_delegated_role(role)
    ours = tuple(signer for signer in signers.get(role, ()) if signer.public_key.keyid in named.keyids)
    if len(ours) < named.threshold:
        raise KioskError(
            "PUB-02",
            f"this centre holds no key that may sign {role}.",
            "Start it with the vault that made its keys, or let the people name its keys: docs/keys.md.",
        )
    return ours


def _targets(connection: Connection, role: RoleName) -> Metadata[Targets]:
    found = newest_targets(connection, role)
    if found is None:
        raise _nothing()
    return found


def _is_due(connection: Connection, before: Metadata[Snapshot], named: dict[str, MetaFile], at: datetime) -> bool:
    """Return whether a new snapshot is needed: for other versions, for its age, or because its key was replaced."""
    role = root_of(connection).signed.get_delegated_role(RoleName.SNAPSHOT)
    is_ours = len(set(role.keyids) & set(before.signatures)) >= role.threshold
    is_young = before.signed.expires - at > ROLE_OF[RoleName.SNAPSHOT].lifetime / 2
    return before.signed.meta != named or not is_young or not is_ours


def _store_signed(connection: Connection, signers: Signers, role: RoleName, whole: Metadata[T], at: datetime) -> None:
    for signer in may_sign(connection, signers, role):
        try:
            whole.sign(signer, append=True)
        except UnsignedMetadataError as fault:
            if isinstance(fault.__cause__, VaultError):
                raise fault.__cause__ from None
            raise
    store_metadata(connection, role, whole.to_bytes(), whole.signed, at)


def _next_version(before: int, at: datetime) -> int:
    """Return the version of an online role that follows `before`: no smaller than the seconds since `_EPOCH`.

    A database that comes back from a backup has forgotten versions that units have seen, and they take no smaller
    ones: so the next is greater than any that was given before this second.
    """
    return max(before + 1, int((at - _EPOCH).total_seconds()))


def _demand(delegator: Root | Targets, role: RoleName, stands: Metadata[T] | None) -> None:
    if stands is None:
        raise _unverified(role, "there is none")
    try:
        delegator.verify_delegate(role, stands.signed_bytes, stands.signatures)
    except (UnsignedMetadataError, ValueError) as fault:
        raise _unverified(role, str(fault)) from fault


def _end_of(role: RoleName, at: datetime) -> datetime:
    return _whole(at) + ROLE_OF[role].lifetime


def _whole(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(microsecond=0)


def _unverified(role: RoleName, why: str) -> KioskError:
    return KioskError(
        "PUB-04",
        f"units could not verify {role}: {why}.",
        "Nothing was published. Let as many people sign as the role needs, and give all files together.",
    )


def _nothing() -> KioskError:
    return KioskError(
        "PUB-03",
        "nothing was ever published for offline use at this centre.",
        "Hold the ceremony first: docs/keys.md.",
    )
