"""Who signs the certificates of kiosks: a key of the vault, with a certificate of its own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    KeySerializationEncryption,
    PrivateFormat,
)
from cryptography.utils import Buffer
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from sqlalchemy import Connection, insert, select

from kiosk.central.kiosks.tables import authorities
from kiosk.central.people.changes import new_id
from kiosk.central.seals.vault import HeldKey, KeyName, Vault

VALID_FOR = timedelta(days=90)
"""A copied key is of use for so long at most, even where nobody notices the theft."""
RENEWED_BEFORE = timedelta(days=30)
AUTHORITY_VALID_FOR = timedelta(days=3650)
TOLERANCE = timedelta(minutes=5)
"""Certificates begin this much earlier: clocks differ."""

NAME = KeyName(0, "kiosks")
"""Of the authority's key in the vault; key 0 is no establishment's."""


@dataclass(frozen=True, slots=True)
class Authority:
    """The authority's certificate, and its key in a vault."""

    certificate: x509.Certificate
    held: HeldKey
    vault: Vault

    @property
    def pem(self) -> str:
        """The certificate as text."""
        return self.certificate.public_bytes(Encoding.PEM).decode("ascii")


@dataclass(frozen=True, slots=True)
class IssuedCertificate:
    """A kiosk's certificate and its end."""

    pem: str
    expires_at: datetime


def authority_of(connection: Connection, vault: Vault, now: datetime) -> Authority:
    """Return the newest authority whose key this vault holds, made if there is none. Raises VaultError."""
    newest = select(authorities).where(authorities.c.vault == vault.kind).order_by(authorities.c.id.desc()).limit(1)
    row = connection.execute(newest).first()
    if row is not None:
        certificate = x509.load_pem_x509_certificate(row.certificate.encode("ascii"))
        return Authority(certificate, _held(certificate, row.vault, row.handle), vault)
    held = vault.make(NAME)
    made = Authority(_of_itself(held, vault, now), held, vault)
    connection.execute(
        insert(authorities),
        {
            "id": new_id(now),
            "certificate": made.pem,
            "vault": held.vault,
            "handle": held.handle,
            "created_at": now,
        },
    )
    return made


def held_authorities(connection: Connection) -> dict[str, HeldKey]:
    """Return the keys of all authorities by the ids of their rows, as their vault keeps them."""
    return {
        row.id: _held(x509.load_pem_x509_certificate(row.certificate.encode("ascii")), row.vault, row.handle)
        for row in connection.execute(select(authorities))
    }


def _held(certificate: x509.Certificate, vault: str, handle: bytes) -> HeldKey:
    public = certificate.public_key()
    assert isinstance(public, Ed25519PublicKey)
    return HeldKey(NAME, public.public_bytes_raw(), vault, handle)


def issue(authority: Authority, kiosk_id: str, public_key: Ed25519PublicKey, now: datetime) -> IssuedCertificate:
    """Return a certificate that the key is the kiosk's, for 90 days. Raises VaultError."""
    expires_at = (now + VALID_FOR).replace(microsecond=0)
    builder = (
        x509.CertificateBuilder()
        .subject_name(_named(kiosk_id))
        .issuer_name(authority.certificate.subject)
        .public_key(public_key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - TOLERANCE)
        .not_valid_after(expires_at)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH]), critical=False)
        .add_extension(x509.SubjectAlternativeName([x509.UniformResourceIdentifier(f"urn:uuid:{kiosk_id}")]), False)
    )
    certificate = builder.sign(_VaultPrivateKey(authority.vault, authority.held), None)
    return IssuedCertificate(certificate.public_bytes(Encoding.PEM).decode("ascii"), expires_at)


def _of_itself(held: HeldKey, vault: Vault, now: datetime) -> x509.Certificate:
    name = _named("Kiosks of the central service")
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(Ed25519PublicKey.from_public_bytes(held.public))
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - TOLERANCE)
        .not_valid_after(now + AUTHORITY_VALID_FOR)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    )
    return builder.sign(_VaultPrivateKey(vault, held), None)


def _named(common_name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])


class _VaultPrivateKey(Ed25519PrivateKey):
    """A private key that signs in its vault, and cannot be taken out of it."""

    def __init__(self, vault: Vault, held: HeldKey) -> None:
        self._vault = vault
        self._held = held

    def sign(self, data: Buffer) -> bytes:
        """Return the signature of the vault."""
        return self._vault.sign(self._held, bytes(data))

    def public_key(self) -> Ed25519PublicKey:
        """Return the public half."""
        return Ed25519PublicKey.from_public_bytes(self._held.public)

    def private_bytes(
        self,
        encoding: Encoding,  # noqa: ARG002  # the library's form
        format: PrivateFormat,  # noqa: A002, ARG002  # the library's form
        encryption_algorithm: KeySerializationEncryption,  # noqa: ARG002  # the library's form
    ) -> bytes:
        """Refuse."""
        raise TypeError("a private key does not leave its vault")

    def private_bytes_raw(self) -> bytes:
        """Refuse."""
        raise TypeError("a private key does not leave its vault")

    def __copy__(self) -> _VaultPrivateKey:
        return self

    def __deepcopy__(self, memo: dict[int, object]) -> _VaultPrivateKey:
        return self
