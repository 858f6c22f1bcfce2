"""Keys as TUF takes them: of people in files, of the service in its vault."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from securesystemslib.signer import Key, Signature, Signer, SSlibKey
from sqlalchemy import Connection, insert, select

from kiosk.central.publishing.roles import ONLINE, RoleName
from kiosk.central.publishing.tables import tuf_keys
from kiosk.central.seals.signers import vault_of
from kiosk.central.seals.signing_key import SigningKey
from kiosk.central.seals.vault import HeldKey, KeyName, Vault, VaultKey
from kiosk.trust.message import FIRST_TEST_KEY_ID

Signers = Mapping[RoleName, tuple[Signer, ...]]
"""The keys of the service that sign each of its roles."""

_OWNER = "publishing"
"""Beside establishments, in the names of the vault's keys."""


class KeySigner(Signer):
    """Signs with one of our keys, wherever its private half may be."""

    def __init__(self, key: SigningKey) -> None:
        self._key = key
        self._public = public_key(key.public)

    @property
    def public_key(self) -> Key:
        """The public half, as metadata hold it."""
        return self._public

    def sign(self, payload: bytes) -> Signature:
        """Return the signature over `payload`. Raises VaultError where a vault cannot."""
        return Signature(self._public.keyid, self._key.sign(payload).hex())

    @classmethod
    def from_priv_key_uri(cls, priv_key_uri: str, public_key: Key, secrets_handler: object = None) -> Signer:  # noqa: ARG003  # the library's form
        """Refuse: our keys have no address."""
        raise ValueError(f"{priv_key_uri!r}: a key of ours is given, not looked up")


def public_key(public: bytes) -> SSlibKey:
    """Return the 32 bytes of an Ed25519 key as metadata hold it."""
    return SSlibKey.from_crypto(Ed25519PublicKey.from_public_bytes(public))


def service_keys(connection: Connection, vault: Vault, at: datetime) -> Mapping[RoleName, SSlibKey]:
    """Return the service's newest key for each of its roles, made in `vault` where there is none. Raises VaultError."""
    found: dict[RoleName, SSlibKey] = {}
    for role in ONLINE:
        newest = select(tuf_keys.c.public).where(tuf_keys.c.role == role.value, tuf_keys.c.vault == vault.kind)
        public = connection.execute(newest.order_by(tuf_keys.c.made_at.desc(), tuf_keys.c.id).limit(1)).scalar()
        found[role] = new_service_key(connection, vault, role, at) if public is None else public_key(bytes(public))
    return found


def new_service_key(connection: Connection, vault: Vault, role: RoleName, at: datetime) -> SSlibKey:
    """Make another key of the service for `role`: of use once the people's roles name it. Raises VaultError."""
    held = vault.make(KeyName(0, f"{_OWNER}/{role}"))
    return hold_service_key(connection, held, role, at)


def hold_service_key(connection: Connection, held: HeldKey, role: RoleName, at: datetime) -> SSlibKey:
    """Store a key that its vault made for `role`, and return its public half."""
    connection.execute(insert(tuf_keys), service_row(held, role, at))
    return public_key(held.public)


def service_row(held: HeldKey, role: RoleName, at: datetime) -> dict[str, object]:
    """Return the row of a key of the service."""
    return {
        "id": public_key(held.public).keyid,
        "role": role.value,
        "public": held.public,
        "vault": held.vault,
        "handle": held.handle,
        "made_at": at,
    }


def held_service_keys(connection: Connection) -> dict[str, HeldKey]:
    """Return the service's keys by their ids, as their vault keeps them."""
    return {row.id: _held(row.role, row.public, row.vault, row.handle) for row in connection.execute(select(tuf_keys))}


def signers_of(connection: Connection, vault: Vault) -> Signers:
    """Return who signs each online role here; nothing is opened before it is asked to sign. Raises VaultError."""
    found: dict[RoleName, tuple[Signer, ...]] = dict.fromkeys(ONLINE, ())
    for row in connection.execute(select(tuf_keys).order_by(tuf_keys.c.made_at, tuf_keys.c.id)):
        held = _held(row.role, row.public, row.vault, row.handle)
        found[RoleName(row.role)] += (KeySigner(VaultKey(vault_of(vault, held), held)),)
    return found


def practice_name(role: RoleName) -> KeyName:
    """Return under which name the practice vault holds a key of `role`."""
    return KeyName(FIRST_TEST_KEY_ID, f"{_OWNER}/{role}")


def _held(role: str, public: bytes, vault: str, handle: bytes) -> HeldKey:
    name = practice_name(RoleName(role)) if vault == "practice" else KeyName(0, f"{_OWNER}/{role}")
    return HeldKey(name, bytes(public), vault, bytes(handle))
