"""What two people decide about keys, as kinds of proposals."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sqlalchemy import Connection, select

from kiosk.central.people.changes import Deed
from kiosk.central.people.proposals import Kind, Kinds
from kiosk.central.people.rights import EVERYTHING, Right, Subject
from kiosk.central.registry.belonging import subject_of
from kiosk.central.seals.keyring import add_key, change_scope, mark_stolen, retire_key
from kiosk.central.seals.sealing_time import refuse_unsure
from kiosk.central.seals.tables import signing_keys
from kiosk.central.seals.vault import Vault
from kiosk.central.seals.wanted import NewKeyWanted, RetirementWanted, ScopeWanted, TheftWanted
from kiosk.moment import Moment

NEW_KEY, KEY_SCOPE, KEY_RETIREMENT, KEY_THEFT = "new_key", "key_scope", "key_retirement", "key_theft"

Document = Mapping[str, object]


def key_kinds(vault: Vault, moment: Callable[[], Moment]) -> Kinds:
    """Return the kinds of proposals about keys; new ones are made in `vault` when they are approved.

    What lets more be sealed needs a clock that is sure (`refuse_unsure`). A theft and a retirement wait for none.
    """

    def new(connection: Connection, deed: Deed, document: Document) -> None:
        wanted = NewKeyWanted.model_validate(document)
        refuse_unsure(moment(), wanted.scope.numbers())
        add_key(connection, vault, deed, wanted)

    def scope(connection: Connection, deed: Deed, document: Document) -> None:
        wanted = ScopeWanted.model_validate(document)
        refuse_unsure(moment(), wanted.scope.numbers())
        change_scope(connection, deed, wanted)

    def retirement(connection: Connection, deed: Deed, document: Document) -> None:
        retire_key(connection, deed, RetirementWanted.model_validate(document).kid)

    def theft(connection: Connection, deed: Deed, document: Document) -> None:
        mark_stolen(connection, deed, TheftWanted.model_validate(document))

    return {
        NEW_KEY: _kind(new),
        KEY_SCOPE: _kind(scope),
        KEY_RETIREMENT: _kind(retirement),
        KEY_THEFT: _kind(theft),
    }


def subject_of_key(connection: Connection, kid: int) -> Subject:
    """Return the Subject of whose key it is; EVERYTHING for one that is none of this centre's."""
    query = select(signing_keys.c.establishment_id).where(signing_keys.c.kid == kid)
    owner = connection.execute(query).scalar()
    return EVERYTHING if owner is None else subject_of(connection, owner)


def _kind(apply: Callable[[Connection, Deed, Document], None]) -> Kind:
    return Kind(approve=Right.APPROVE_KEY, subject=_subject, apply=apply)


def _subject(connection: Connection, document: Document) -> Subject:
    owner, kid = document.get("establishment_id"), document.get("kid")
    if isinstance(owner, str):
        return subject_of(connection, owner)
    return subject_of_key(connection, kid) if isinstance(kid, int) else EVERYTHING
