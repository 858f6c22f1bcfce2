"""Keys of establishments: what two people agree on, done to the trust list and the vault.

Each function here runs in the transaction of the approval. What it raises leaves the list as it was.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection, insert, select

from kiosk.central.people.changes import Deed, record_change
from kiosk.central.registry.tables import establishments
from kiosk.central.seals.documents import key_document
from kiosk.central.seals.keys import NewKey, entry_of
from kiosk.central.seals.publishing import publish
from kiosk.central.seals.scopes import refuse_scope_of_others
from kiosk.central.seals.tables import signing_keys
from kiosk.central.seals.vault import HeldKey, KeyName, Vault
from kiosk.central.seals.wanted import NewKeyWanted, ScopeWanted, TheftWanted
from kiosk.errors import KioskError, UnregisteredError
from kiosk.trust.lists import Key, KeyStatus, TrustList
from kiosk.trust.message import FIRST_TEST_KEY_ID

_KIND = "signing_keys"


def add_key(connection: Connection, vault: Vault, deed: Deed, wanted: NewKeyWanted) -> int:
    """Make a key in the vault, publish the list that carries it, and return its id.

    Raises KioskError: SEAL-01 for an entry that no list may hold, SEAL-16 for a scope of somebody
    else, SEAL-19 for an unknown establishment, SEAL-10 without a list; VaultError.
    """
    owner = _owner(connection, wanted.establishment_id)
    scope = refuse_scope_of_others(connection, wanted.establishment_id, wanted.scope)
    made: list[Key] = []

    def change(before: TrustList) -> TrustList:
        kid = lowest_free_key_id(connection, before)
        held = vault.make(KeyName(kid, wanted.establishment_id))
        days = (wanted.not_before, wanted.not_after)
        entry = entry_of(
            NewKey(kid, owner.name, owner.gln, scope.gtins, scope.gtin_prefixes, scope.glns, *days), held.public
        )
        store_key(connection, held, deed.at)
        made.append(entry)
        return replace(before, keys=(*before.keys, entry))

    publish(connection, deed.at, change)
    (entry,) = made
    record_change(connection, deed, _KIND, str(entry.kid), None, key_document(entry))
    return entry.kid


def refuse_wrong_key(connection: Connection, wanted: NewKeyWanted) -> None:
    """Raise what `add_key` would raise of the entry, before a second person is asked."""
    owner = _owner(connection, wanted.establishment_id)
    scope = refuse_scope_of_others(connection, wanted.establishment_id, wanted.scope)
    days = (wanted.not_before, wanted.not_after)
    entry_of(NewKey(1, owner.name, owner.gln, scope.gtins, scope.gtin_prefixes, scope.glns, *days), bytes(32))


def change_scope(connection: Connection, deed: Deed, wanted: ScopeWanted) -> None:
    """Publish another scope of a key, and other days. Raises KioskError SEAL-16 as `add_key` does."""
    owner = owner_of_key(connection, wanted.kid)
    scope = refuse_scope_of_others(connection, owner, wanted.scope)

    def changed(key: Key) -> Key:
        _refuse_unless(key, KeyStatus.ACTIVE)
        asked = NewKey(
            key.kid,
            key.issuer,
            key.gln,
            scope.gtins,
            scope.gtin_prefixes,
            scope.glns,
            wanted.not_before or key.not_before,
            wanted.not_after or key.not_after,
        )
        return entry_of(asked, key.public)

    _change(connection, deed, wanted.kid, changed)


def retire_key(connection: Connection, deed: Deed, kid: int) -> None:
    """Publish that a key signs no more; its labels stay good. Raises KioskError SEAL-16 for one that is not active."""

    def changed(key: Key) -> Key:
        _refuse_unless(key, KeyStatus.ACTIVE)
        return replace(key, status=KeyStatus.RETIRED, status_since=deed.at.replace(microsecond=0))

    _change(connection, deed, kid, changed)


def mark_stolen(connection: Connection, deed: Deed, wanted: TheftWanted) -> None:
    """Publish that a key was stolen at `since`. A theft that was found to be earlier moves back, never on.

    Raises KioskError SEAL-16 for a time to come, or later than the one that stands.
    """

    def changed(key: Key) -> Key:
        since = wanted.since.replace(microsecond=0)
        is_later = key.status is KeyStatus.COMPROMISED and key.status_since is not None and since > key.status_since
        if since > deed.at or is_later:
            raise _refused(key.kid, f"was not stolen at {since.isoformat()}: that is later than what is known")
        return replace(key, status=KeyStatus.COMPROMISED, status_since=since)

    _change(connection, deed, wanted.kid, changed)


def store_key(connection: Connection, held: HeldKey, at: datetime) -> None:
    """Store what the vault needs to find a key again."""
    row = {
        "kid": held.name.kid,
        "establishment_id": held.name.establishment_id,
        "public": held.public,
        "vault": held.vault,
        "handle": held.handle,
        "made_at": at,
    }
    connection.execute(insert(signing_keys), row)


def held_keys(connection: Connection, establishment_id: str | None = None) -> tuple[HeldKey, ...]:
    """Return the keys of an establishment, or of all, the newest first."""
    query = select(signing_keys).order_by(signing_keys.c.made_at.desc(), signing_keys.c.kid.desc())
    if establishment_id is not None:
        query = query.where(signing_keys.c.establishment_id == establishment_id)
    return tuple(
        HeldKey(KeyName(row.kid, row.establishment_id), bytes(row.public), row.vault, bytes(row.handle))
        for row in connection.execute(query)
    )


def owner_of_key(connection: Connection, kid: int) -> str:
    """Return the establishment whose key it is. Raises KioskError SEAL-16 for a key that is none of this centre's."""
    query = select(signing_keys.c.establishment_id).where(signing_keys.c.kid == kid)
    owner: str | None = connection.execute(query).scalar()
    if owner is None:
        raise _refused(kid, "is no key of this centre")
    return owner


def lowest_free_key_id(connection: Connection, trust: TrustList) -> int:
    """Return the lowest id that no key has or had; keys never leave a list. Test keys come with the samples alone.

    Raises KioskError SEAL-16 where all are taken.
    """
    taken = {key.kid for key in trust.keys} | set(connection.execute(select(signing_keys.c.kid)).scalars())
    free = next((kid for kid in range(1, FIRST_TEST_KEY_ID) if kid not in taken), None)
    if free is None:
        raise _refused(FIRST_TEST_KEY_ID - 1, "is the last id, and taken like all others")
    return free


def _change(connection: Connection, deed: Deed, kid: int, changed: Callable[[Key], Key]) -> None:
    """Publish the list with the key of this id changed, and record what it was and is."""
    public = connection.execute(select(signing_keys.c.public).where(signing_keys.c.kid == kid)).scalar()
    states: list[tuple[Key, Key]] = []

    def change(before: TrustList) -> TrustList:
        keys = []
        for key in before.keys:
            is_meant = key.kid == kid and (public is None or key.public == bytes(public))
            keys.append(changed(key) if is_meant else key)
            if is_meant:
                states.append((key, keys[-1]))
        if not states:
            raise _refused(kid, "stands in no list of this centre")
        return replace(before, keys=tuple(keys))

    publish(connection, deed.at, change)
    for before, after in states:
        record_change(connection, deed, _KIND, str(kid), key_document(before), key_document(after))


@dataclass(frozen=True, slots=True)
class _Owner:
    name: str
    gln: str


def _owner(connection: Connection, establishment_id: str) -> _Owner:
    query = select(establishments.c.name, establishments.c.gln).where(establishments.c.id == establishment_id)
    row = connection.execute(query).first()
    if row is None:
        raise UnregisteredError(
            "SEAL-19", f"no establishment {establishment_id!r} is registered.", "Register it first, or correct its id."
        )
    return _Owner(row.name, row.gln)


def _refuse_unless(key: Key, status: KeyStatus) -> None:
    if key.status is not status:
        raise _refused(key.kid, f"is {key.status.value}, and only one that is {status.value} can be changed so")


def _refused(kid: int, why: str) -> KioskError:
    return KioskError("SEAL-16", f"key {kid} {why}.", "GET /registry/keys lists the keys of this centre as they are.")
