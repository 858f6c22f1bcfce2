"""Which vault this centre has, as its start says: a token, a key-encryption key, or none."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from kiosk.central.seals.key_files import read_encryption_keys, read_pin
from kiosk.central.seals.sealed_vault import SealedVault
from kiosk.central.seals.vault import ClosedVault, Vault, no_vault
from kiosk.errors import KioskError

KEY_CREDENTIAL = "central-key"
PIN_CREDENTIAL = "token-pin"

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class VaultPlaces:
    """Where the vault's secrets are: systemd's folder of credentials, else files that settings name."""

    credentials: Path | None = None
    key_file: Path | None = None
    token_module: Path | None = None
    token_label: str = ""
    token_pin_file: Path | None = None


def open_vault(places: VaultPlaces) -> Vault:
    """Return the vault, or one that is closed and says why: the service serves all else in any case."""
    try:
        if places.token_module is not None:
            return _token_vault(places, places.token_module)
        named = _secret(places.credentials, KEY_CREDENTIAL, places.key_file)
        if named is None:
            return no_vault()
        path, is_credential = named
        return SealedVault(read_encryption_keys(path, is_credential=is_credential))
    except KioskError as fault:
        _log.error("the vault stays closed, no label can be sealed: %s", fault)
        return ClosedVault(fault)


def _token_vault(places: VaultPlaces, module: Path) -> Vault:
    try:
        from kiosk.central.seals.token_vault import TokenVault
    except ImportError as fault:
        raise KioskError(
            "SEAL-33",
            f"a token cannot be used here: {fault}.",
            "Install the extra: pip install 'kiosk[hsm]'.",
        ) from fault
    return TokenVault(module, places.token_label, _pin_of(places))


def _pin_of(places: VaultPlaces) -> Callable[[], str]:
    named = _secret(places.credentials, PIN_CREDENTIAL, places.token_pin_file)
    if named is None:
        raise KioskError(
            "SEAL-31",
            "the PIN of the token was not given.",
            "Give the credential token-pin, or name its file by KIOSK_CENTRAL__TOKEN_PIN_FILE.",
        )
    path, is_credential = named
    return lambda: read_pin(path, is_credential=is_credential)


def _secret(credentials: Path | None, name: str, file: Path | None) -> tuple[Path, bool] | None:
    """Return the secret's path and whether it is a credential of systemd, which goes before a file."""
    if credentials is not None and (credentials / name).exists():
        return credentials / name, True
    return None if file is None else (file, False)
