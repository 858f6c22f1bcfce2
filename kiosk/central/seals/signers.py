"""Which key seals for an establishment now: the newest that every kiosk will call valid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from kiosk.central.seals.keyring import held_keys
from kiosk.central.seals.practice_vault import PracticeVault
from kiosk.central.seals.publishing import held_lists
from kiosk.central.seals.signer import Signer, make_signer
from kiosk.central.seals.vault import HeldKey, Vault, VaultKey
from kiosk.codes.code import Elements
from kiosk.errors import KioskError, VaultError
from kiosk.trust.lists import TrustList

_PRACTICE = PracticeVault()


@dataclass(frozen=True, slots=True)
class Chosen:
    """The key that seals, and the signer that uses it."""

    kid: int
    host: str
    signer: Signer


def choose_signer(connection: Connection, vault: Vault, establishment_id: str, trial: Elements, at: datetime) -> Chosen:
    """Return the first of the establishment's keys that seals `trial`, the newest key before the others.

    Raises KioskError: SEAL-14 where it has none; else why the newest one does not: SEAL-05 to
    SEAL-09 as the signer says it. Raises VaultError where the vault cannot.
    """
    lists = held_lists(connection, at)
    fault: KioskError | None = None
    for held in held_keys(connection, establishment_id):
        try:
            chosen = signer_of(vault, held, lists, at)
            chosen.signer.seal(trial)
        except VaultError:
            raise
        except KioskError as why:
            fault = fault or why
        else:
            return chosen
    raise fault or KioskError(
        "SEAL-14",
        f"{establishment_id!r} has no key at this centre.",
        "Propose one by POST /registry/keys; it seals 48 hours after a second person approved it.",
    )


def signer_of(vault: Vault, held: HeldKey, lists: Sequence[TrustList], at: datetime, host: str | None = None) -> Chosen:
    """Return the signer of one key, for `host` or the city's first. Raises KioskError as `make_signer`; VaultError."""
    shown = host or lists[-1].hosts[0]
    key = VaultKey(vault_of(vault, held), held)
    return Chosen(held.name.kid, shown, make_signer(key, lists, shown, at))


def vault_of(vault: Vault, held: HeldKey) -> Vault:
    """Return the vault that made a key: this centre's, or that of the samples. Raises VaultError SEAL-35."""
    if held.vault == _PRACTICE.kind:
        return _PRACTICE
    if held.vault == vault.kind or vault.kind == "closed":
        return vault  # a closed vault says itself why
    raise VaultError(
        "SEAL-35",
        f"key {held.name.kid} was made by a vault of the kind {held.vault!r}, and this centre has {vault.kind!r}.",
        "Start the centre with the vault that made it, or make a new key in this one.",
    )
