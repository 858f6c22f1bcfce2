"""Taking in what people signed offline: roots, targets, the trust list, releases; all together or not at all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection
from tuf.api.exceptions import LengthOrHashMismatchError, UnsignedMetadataError
from tuf.api.metadata import Metadata, Root, Targets

from kiosk.central.publishing.drafts import read_metadata
from kiosk.central.publishing.form import fault_of_form
from kiosk.central.publishing.publication import refuse_other_role, renew, vouch
from kiosk.central.publishing.roles import OFFLINE, RoleName
from kiosk.central.publishing.signers import Signers
from kiosk.central.publishing.store import drop_targets, newest_root, newest_targets, store_metadata, store_target
from kiosk.errors import KioskError

MAX_METADATA_BYTES = 500_000
"""No unit reads a longer root."""
_ORDER = (RoleName.ROOT, RoleName.TARGETS, RoleName.TRUST, RoleName.RELEASE)


@dataclass(frozen=True, slots=True)
class OfflineFile:
    """One file of metadata, as people signed it."""

    role: RoleName
    whole: Metadata[Root] | Metadata[Targets]


def read_offline(content: bytes, role: RoleName) -> OfflineFile:
    """Return a file of metadata that people sign. Raises KioskError PUB-05 for anything else, or another form."""
    if len(content) > MAX_METADATA_BYTES:
        raise _refused(role, f"it has {len(content)} bytes")
    try:
        whole = read_metadata(content)
    except KioskError as fault:
        raise _refused(role, fault.what) from fault
    kind = Root if role is RoleName.ROOT else Targets
    if role not in OFFLINE or not isinstance(whole.signed, kind):
        raise _refused(role, f"it is of the kind {whole.signed.type!r}")
    other = fault_of_form(role, whole.signed)
    if other:
        raise _refused(role, other)
    return OfflineFile(role, whole)


def accept(
    connection: Connection, signers: Signers, files: Iterable[OfflineFile], targets: Mapping[str, bytes], at: datetime
) -> int:
    """Publish what people signed, and return the snapshot's version. `targets`: bytes of what is new, by name.

    Roots come one after the other, each signed by the one before too. What the service itself signs is made
    anew where its keys were replaced. Raises KioskError PUB-01 and PUB-05 for what cannot be taken, PUB-02 to
    PUB-04 as `vouch`; VaultError.
    """
    for file in sorted(files, key=lambda file: (_ORDER.index(file.role), file.whole.signed.version)):
        if file.whole.signed.expires <= at:
            raise _refused(file.role, f"it expired on {file.whole.signed.expires:%Y-%m-%d}")
        if isinstance(file.whole.signed, Root):
            _accept_root(connection, file, file.whole.signed)
        elif isinstance(file.whole.signed, Targets):
            _accept_targets(connection, file.role, file.whole.signed, targets, at)
        store_metadata(connection, file.role, file.whole.to_bytes(), file.whole.signed, at)
    for role in (RoleName.REGISTRY, RoleName.SETTINGS):
        if not _is_signed_as_named(connection, role):
            renew(connection, signers, role, at)
    return vouch(connection, signers, at)


def _accept_root(connection: Connection, file: OfflineFile, root: Root) -> None:
    before = newest_root(connection)
    version = 1 if before is None else before.signed.version + 1
    if root.version != version:
        raise _refused(RoleName.ROOT, f"it is version {root.version}, and {version} is the next")
    delegators = (root,) if before is None else (before.signed, root)
    for delegator in delegators:
        try:
            delegator.verify_delegate(RoleName.ROOT, file.whole.signed_bytes, file.whole.signatures)
        except (UnsignedMetadataError, ValueError) as fault:
            raise _refused(RoleName.ROOT, f"{fault} of version {delegator.version}") from fault


def _accept_targets(
    connection: Connection, role: RoleName, signed: Targets, given: Mapping[str, bytes], at: datetime
) -> None:
    before = newest_targets(connection, role)
    if before is not None and signed.version <= before.signed.version:
        raise _refused(role, f"it is version {signed.version}, and {before.signed.version} stands")
    old = {} if before is None else before.signed.targets
    for name, target in signed.targets.items():
        refuse_other_role(role, name)
        stands = old.get(name)
        if stands is not None and stands.hashes == target.hashes and name not in given:
            continue
        if name not in given:
            raise _refused(role, f"the bytes of {name!r} were not given")
        try:
            target.verify_length_and_hashes(given[name])
        except LengthOrHashMismatchError as fault:
            raise _refused(role, f"the bytes of {name!r} are not those that were signed") from fault
        store_target(connection, name, given[name], at)
    kept = {path for target in signed.targets.values() for path in target.get_prefixed_paths()}
    left = {path for target in old.values() for path in target.get_prefixed_paths()} - kept
    drop_targets(connection, left, at)


def _is_signed_as_named(connection: Connection, role: RoleName) -> bool:
    stands, delegator = newest_targets(connection, role), newest_targets(connection, RoleName.TARGETS)
    if stands is None or delegator is None:
        return False
    try:
        delegator.signed.verify_delegate(role, stands.signed_bytes, stands.signatures)
    except (UnsignedMetadataError, ValueError):
        return False
    return True


def _refused(role: RoleName, why: str) -> KioskError:
    return KioskError(
        "PUB-05", f"the metadata of {role} cannot be published: {why}.", "Nothing was published. See docs/keys.md."
    )
