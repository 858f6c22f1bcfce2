"""A vault whose private keys are made, kept and used inside a PKCS#11 token (a hardware security module).

The token's driver is the extra `hsm`. Keys are Ed25519 (PKCS#11 3.0, section 2.3.10), sensitive and
not extractable: the token itself refuses to give one out.
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from pkcs11 import (
    Attribute,
    KeyType,
    Mechanism,
    ObjectClass,
    Session,
    lib,
)
from pkcs11.exceptions import MechanismInvalid, NoSuchKey, PinIncorrect, PinLocked, PKCS11Error, UserAlreadyLoggedIn
from pkcs11.types import SignMixin
from pkcs11.util.ec import encode_named_curve_parameters

from kiosk.central.seals.vault import HeldKey, KeyName
from kiosk.errors import VaultError

_ED25519 = "1.3.101.112"
"""Its object identifier (RFC 8410)."""
_ID_BYTES = 16
_PUBLIC_BYTES = 32

Result = TypeVar("Result")


class TokenVault:
    """Keys in the token that bears `label`, behind the library `module`. `pin` is asked at each opening.

    One session, used by one request at a time; it is opened at the first use, and anew after the
    token failed. A PIN that was wrong once is not tried again before a restart: tokens lock themselves.
    """

    kind = "token"

    def __init__(self, module: Path, label: str, pin: Callable[[], str]) -> None:
        self._module, self._label, self._pin = module, label, pin
        self._lock = threading.Lock()
        self._session: Session | None = None
        self._is_pin_wrong = False

    def make(self, name: KeyName) -> HeldKey:
        """Return a new key of the token. Raises VaultError SEAL-33, SEAL-34."""
        identifier = secrets.token_bytes(_ID_BYTES)
        return HeldKey(name, self._in_token(lambda session: _made(session, name, identifier)), self.kind, identifier)

    def sign(self, key: HeldKey, message: bytes) -> bytes:
        """Return the token's signature of `message`. Raises VaultError SEAL-33, SEAL-34."""
        return self._in_token(lambda session: bytes(_found(session, key).sign(message, mechanism=Mechanism.EDDSA)))

    def _in_token(self, do: Callable[[Session], Result]) -> Result:
        with self._lock:
            if self._is_pin_wrong:
                raise _unreachable(self._label, PinIncorrect())
            try:
                if self._session is None:
                    self._session = self._opened()
                return do(self._session)
            except (NoSuchKey, MechanismInvalid) as fault:
                raise _of_no_use(self._label, fault) from fault
            except (PKCS11Error, RuntimeError) as fault:
                self._is_pin_wrong = isinstance(fault, PinIncorrect | PinLocked)
                self._forget()
                raise _unreachable(self._label, fault) from fault

    def close(self) -> None:
        """Close the session; the next use opens another."""
        with self._lock:
            self._forget()

    def _forget(self) -> None:
        if self._session is not None:
            with suppress(PKCS11Error, RuntimeError):
                self._session.close()
        self._session = None

    def _opened(self) -> Session:
        token = lib(str(self._module)).get_token(token_label=self._label)
        try:
            return token.open(rw=True, user_pin=self._pin())
        except UserAlreadyLoggedIn:
            # A login is the whole process', and outlives a session that the token dropped.
            return token.open(rw=True)


def _made(session: Session, name: KeyName, identifier: bytes) -> bytes:
    """Return the public half of a new pair of the token."""
    curve = {Attribute.EC_PARAMS: encode_named_curve_parameters(_ED25519)}
    parameters = session.create_domain_parameters(KeyType.EC_EDWARDS, curve, local=True)
    public, _private = parameters.generate_keypair(
        mechanism=Mechanism.EC_EDWARDS_KEY_PAIR_GEN, store=True, label=_label_of(name), id=identifier
    )
    # DER of an octet string from most tokens, the bare 32 bytes from some: the key is its end.
    return bytes(public[Attribute.EC_POINT])[-_PUBLIC_BYTES:]


def _found(session: Session, key: HeldKey) -> SignMixin:
    """Return the private key that was made under this id and name. Raises NoSuchKey."""
    wanted = {
        Attribute.CLASS: ObjectClass.PRIVATE_KEY,
        Attribute.ID: key.handle,
        Attribute.LABEL: _label_of(key.name),
    }
    for found in session.get_objects(wanted):
        if isinstance(found, SignMixin):
            return found
    raise NoSuchKey


def _label_of(name: KeyName) -> str:
    return f"{name.kid} {name.establishment_id}"


def _unreachable(label: str, fault: Exception) -> VaultError:
    return VaultError(
        "SEAL-33",
        f"the token {label!r} cannot be used: {_said(fault)}.",
        "Check that it is there, its library (KIOSK_CENTRAL__TOKEN_MODULE), its label, and the credential token-pin.",
    )


def _of_no_use(label: str, fault: Exception) -> VaultError:
    return VaultError(
        "SEAL-34",
        f"the token {label!r} has no such key, or no Ed25519: {_said(fault)}.",
        "Take the token in which the key was made, and one that knows EdDSA (PKCS#11 3.0).",
    )


def _said(fault: Exception) -> str:
    """Return what the token said, in one line. A PIN stands in none of its errors."""
    return " ".join([type(fault).__name__, *(str(part) for part in fault.args)])[:200]
