"""Keys, labels and the trust list, from the centre's own machine: the same deeds as over HTTP."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import ColumnElement, Connection, Table, update

from kiosk.central.kiosks.authority import held_authorities
from kiosk.central.kiosks.tables import authorities
from kiosk.central.people.changes import Deed
from kiosk.central.people.holdings import user_named
from kiosk.central.people.proposals import propose
from kiosk.central.people.rights import Caller, Right
from kiosk.central.people.users import OPERATOR
from kiosk.central.publishing.signers import held_service_keys
from kiosk.central.publishing.tables import tuf_keys
from kiosk.central.registry.belonging import subject_of
from kiosk.central.seals.issuing import Issued, Wanted, issue_labels
from kiosk.central.seals.key_files import add_encryption_key, drop_older_key, read_encryption_keys
from kiosk.central.seals.key_kinds import NEW_KEY
from kiosk.central.seals.keyring import held_keys, refuse_wrong_key
from kiosk.central.seals.lending import LentRanges
from kiosk.central.seals.opening import VaultPlaces, open_vault
from kiosk.central.seals.publishing import newest_list_version, publish_first
from kiosk.central.seals.sealed_vault import SealedVault
from kiosk.central.seals.sealing_time import refuse_unsure
from kiosk.central.seals.tables import signing_keys
from kiosk.central.seals.vault import HeldKey, Vault
from kiosk.central.seals.wanted import NewKeyWanted
from kiosk.central.seals.withdrawing import Part, serials_of_part, withdraw_serials
from kiosk.errors import KioskError
from kiosk.moment import Moment
from kiosk.processes.central.database import changing, opened
from kiosk.settings import Central
from kiosk.trust.lists import TrustList

_CREDENTIALS = "CREDENTIALS_DIRECTORY"
"""Where systemd puts what LoadCredential= names."""


def vault_of(settings: Central) -> Vault:
    """Return the vault that settings and credentials describe; a closed one where they describe none."""
    credentials = os.environ.get(_CREDENTIALS)
    return open_vault(
        VaultPlaces(
            credentials=Path(credentials) if credentials else None,
            key_file=settings.key_file,
            token_module=settings.token_module,
            token_label=settings.token_label,
            token_pin_file=settings.token_pin_file,
        )
    )


def ranges_of(settings: Central) -> LentRanges:
    """Return the city's ranges of numbers."""
    return LentRanges(gtins=settings.gtin_range, glns=settings.gln_range)


def seal_lot(database_url: str, settings: Central, wanted: Wanted, now: datetime, as_of: datetime) -> Issued:
    """Seal labels of a registered lot as of `as_of`, up to what is declared for it. Raises as `issue_labels`."""
    with opened(database_url) as engine:
        return issue_labels(engine, vault_of(settings), Deed(OPERATOR, Right.SEAL_LABELS, now), wanted, as_of)


def withdraw(database_url: str, gtin: str, lot: str, serials: tuple[str, ...], part: Part | None, now: datetime) -> int:
    """Withdraw labels of a lot, and return how many were not withdrawn before. Raises as `withdraw_serials`."""
    with changing(database_url) as connection:
        named = serials if part is None else serials_of_part(connection, gtin, lot, part)
        return withdraw_serials(connection, Deed(OPERATOR, Right.WITHDRAW_LABELS, now), gtin, lot, named)


def propose_key(database_url: str, user_name: str, wanted: NewKeyWanted, now: datetime) -> str:
    """Propose a key in the name of a user, and return the proposal's id: a second person approves it over HTTP.

    Raises KioskError PPL-02 for a user who is unknown, or may not propose it; else as `refuse_wrong_key`.
    """
    with changing(database_url) as connection:
        user = user_named(connection, user_name)
        grants = () if user is None else user.grants
        caller = Caller("" if user is None else user.id, user_name, tuple(held.grant for held in grants))
        refuse_wrong_key(connection, wanted)
        if user is None or not user.is_active:
            raise KioskError("PPL-02", f"There is no user {user_name!r}.", "See kiosk central user list.")
        if not caller.may(Right.PROPOSE_KEY, subject_of(connection, wanted.establishment_id)):
            raise KioskError("PPL-01", f"That cannot be: {user_name!r} may not propose keys.", "Name an administrator.")
        deed = Deed(caller, Right.PROPOSE_KEY, now)
        return propose(connection, deed, NEW_KEY, wanted.model_dump(mode="json"))


def publish_hosts(database_url: str, hosts: tuple[str, ...], now: Moment) -> TrustList:
    """Publish a trust list with these hosts: the first one, or the newest with other hosts.

    Raises ListError; KioskError SEAL-26 for other hosts by a clock that is not trusted.
    """
    with changing(database_url) as connection:
        if newest_list_version(connection):
            refuse_unsure(now, ())
        return publish_first(connection, now.at, hosts)


def begin_rotation(key_file: Path) -> None:
    """Put a new key-encryption key before the one in the file; both open. Raises KioskError SEAL-31."""
    add_encryption_key(key_file)


def end_rotation(database_url: str, key_file: Path) -> int:
    """Seal every private key anew by the newest key-encryption key, then drop the older one from the file.

    Return how many were sealed anew. All in one transaction: what cannot be opened stops it, and
    the file keeps both keys. Raises KioskError SEAL-31; VaultError SEAL-32.
    """
    vault = SealedVault(read_encryption_keys(key_file))
    with changing(database_url) as connection:
        count = sum(_seal_anew(connection, vault, held) for held in _all_held(connection))
    if len(vault.encryption_keys) > 1:
        drop_older_key(key_file)
    return count


@dataclass(frozen=True, slots=True)
class _Held:
    """A private key in the database: in which table, and in which row."""

    key: HeldKey
    table: Table
    row: ColumnElement[bool]


def _all_held(connection: Connection) -> list[_Held]:
    """Return every private key that the database holds: of establishments, of the service, of the kiosks' authority."""
    seals = [_Held(key, signing_keys, signing_keys.c.kid == key.name.kid) for key in held_keys(connection)]
    service = [_Held(key, tuf_keys, tuf_keys.c.id == name) for name, key in held_service_keys(connection).items()]
    kiosks = [_Held(key, authorities, authorities.c.id == name) for name, key in held_authorities(connection).items()]
    return [*seals, *service, *kiosks]


def _seal_anew(connection: Connection, vault: SealedVault, held: _Held) -> bool:
    if held.key.vault != vault.kind or vault.is_current(held.key):
        return False
    connection.execute(update(held.table).where(held.row).values(handle=vault.reseal(held.key).handle))
    return True
