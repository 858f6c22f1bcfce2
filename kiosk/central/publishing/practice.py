"""A repository of a demonstration: every key of it can be made by anybody, so that it proves nothing.

No unit that was paired takes its root: the package's own root is that of the city's people.
"""

from __future__ import annotations

from datetime import UTC, datetime
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from securesystemslib.signer import Key
from sqlalchemy import Connection
from tuf.api.metadata import Root, Targets

from kiosk.central.database import insert_of
from kiosk.central.publishing.accepting import accept, read_offline
from kiosk.central.publishing.ceremony import Draft, next_list, trust_targets
from kiosk.central.publishing.drafts import as_draft, list_draft, read_metadata, root_draft, sign_file, targets_draft
from kiosk.central.publishing.roles import OFFLINE, ONLINE, ROLE_OF, ROLES, RoleName
from kiosk.central.publishing.signers import KeySigner, practice_name, service_row, signers_of
from kiosk.central.publishing.store import lock, newest_root, target_named
from kiosk.central.publishing.tables import tuf_keys
from kiosk.central.seals.practice_vault import PracticeVault
from kiosk.central.seals.publishing import mark_signed, newest_list
from kiosk.central.seals.signing_key import OpenKey
from kiosk.central.seals.vault import no_vault
from kiosk.messages.published import TRUST_TARGET

_FROM = datetime(2026, 11, 1, tzinfo=UTC)
_UNTIL = datetime(2046, 11, 1, tzinfo=UTC)
"""The root of a demonstration is shipped, and never renewed."""


def practice_seed(role: RoleName, number: int = 1) -> bytes:
    """Return the seed of a key of a demonstration: 32 bytes that are no secret."""
    return sha256(f"kiosk: a key for practice, {role} {number}".encode()).digest()


def practice_signers(role: RoleName) -> tuple[KeySigner, ...]:
    """Return all keys of a role of a demonstration."""
    seeds = (practice_seed(role, number) for number in range(1, ROLE_OF[role].keys + 1))
    return tuple(KeySigner(OpenKey(Ed25519PrivateKey.from_private_bytes(seed))) for seed in seeds)


def practice_root() -> bytes:
    """Return the root of every demonstration, the same bytes each time: `assets/sample/root.json`."""
    root = root_draft(_keys(), 1, _FROM)
    root.expires = _UNTIL
    return read_metadata(_signed(RoleName.ROOT, root)).to_bytes()


def publish_practice(connection: Connection, at: datetime) -> bool:
    """Begin a demonstration's repository, or sign its newest trust list; return whether anything was published.

    Does nothing to a repository of other people. Raises KioskError SEAL-10 without a trust list.
    """
    if not _is_due(connection):
        return False
    lock(connection)
    if not _is_due(connection):  # another process was here just before
        return False
    if newest_root(connection) is None:
        _begin(connection, at)
        return True
    _accept(connection, (next_list(connection, RoleName.TRUST, trust_targets(connection), at),), at)
    mark_signed(connection, newest_list(connection), at)
    return True


def _is_due(connection: Connection) -> bool:
    root = newest_root(connection)
    if root is None:
        return True
    is_practice = {signer.public_key.keyid for signer in practice_signers(RoleName.ROOT)} <= set(root.signed.keys)
    return is_practice and target_named(connection, TRUST_TARGET) != trust_targets(connection)[TRUST_TARGET]


def _begin(connection: Connection, at: datetime) -> None:
    vault = PracticeVault()
    for role in ONLINE:
        held = vault.hold(practice_name(role), practice_seed(role))
        connection.execute(insert_of(connection, tuf_keys).values(service_row(held, role, at)).on_conflict_do_nothing())
    trust = trust_targets(connection)
    root = read_metadata(practice_root()).signed
    assert isinstance(root, Root)
    drafts = (
        Draft(RoleName.ROOT, root),
        Draft(RoleName.TARGETS, targets_draft(_keys(), 1, at)),
        Draft(RoleName.TRUST, list_draft(RoleName.TRUST, trust, 1, at), trust),
        Draft(RoleName.RELEASE, list_draft(RoleName.RELEASE, {}, 1, at)),
    )
    _accept(connection, drafts, at)
    newest = newest_list(connection)
    mark_signed(connection, newest, newest.issued)


def _accept(connection: Connection, drafts: tuple[Draft, ...], at: datetime) -> None:
    files = [read_offline(_signed(draft.role, draft.signed), draft.role) for draft in drafts]
    targets = {name: content for draft in drafts for name, content in draft.targets.items()}
    accept(connection, signers_of(connection, no_vault()), files, targets, at)


def _keys() -> dict[RoleName, list[Key]]:
    return {role.name: [signer.public_key for signer in practice_signers(role.name)] for role in ROLES}


def _signed(role: RoleName, draft: Root | Targets) -> bytes:
    assert role in OFFLINE
    content = as_draft(draft)
    for signer in practice_signers(role)[: ROLE_OF[role].threshold]:
        content = sign_file(content, signer)
    return content
