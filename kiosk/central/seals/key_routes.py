"""Keys of establishments: proposed by one person, made or changed when a second one approves."""

from __future__ import annotations

from base64 import b64encode
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, HTTPException, Path, Query
from pydantic import BaseModel
from sqlalchemy import select

from kiosk.central.people.changes import Deed
from kiosk.central.people.door import SomeCaller, demand
from kiosk.central.people.proposals import propose
from kiosk.central.people.reach import within_reach
from kiosk.central.people.rights import EVERYTHING, Caller, Right
from kiosk.central.registry.belonging import subject_of, ties_of_establishment
from kiosk.central.seals.answers import REFUSALS, KeyAnswer, KeyPage, PageLimit, Proposed
from kiosk.central.seals.key_kinds import KEY_RETIREMENT, KEY_SCOPE, KEY_THEFT, NEW_KEY, subject_of_key
from kiosk.central.seals.keyring import owner_of_key, refuse_wrong_key
from kiosk.central.seals.publishing import newest_list
from kiosk.central.seals.scopes import refuse_scope_of_others
from kiosk.central.seals.tables import signing_keys
from kiosk.central.seals.wanted import (
    NewKeyWanted,
    RetirementWanted,
    ScopeOfKey,
    ScopeWanted,
    Theft,
    TheftWanted,
)
from kiosk.central.service import Service
from kiosk.trust.lists import Key
from kiosk.trust.message import MAX_KEY_ID

KeyIdPath = Annotated[int, Path(ge=1, le=MAX_KEY_ID)]


def key_routes(service: Service) -> APIRouter:
    """Return the routes about keys."""
    routes = APIRouter(prefix="/registry/keys", tags=["seals"], responses=REFUSALS)

    @routes.get("")
    def list_keys(
        caller: SomeCaller, after: Annotated[int, Query(ge=0, le=MAX_KEY_ID)] = 0, limit: PageLimit = 50
    ) -> KeyPage:
        """Return the keys of the establishments within the caller's reach."""
        reached = within_reach(caller, Right.SEE_REGISTRY, ties_of_establishment(signing_keys.c.establishment_id))
        query = select(signing_keys.c.kid, signing_keys.c.establishment_id, signing_keys.c.public)
        query = query.where(signing_keys.c.kid > after, reached).order_by(signing_keys.c.kid).limit(limit)
        with service.primary.connect() as connection:
            rows = connection.execute(query).all()
            listed = {(key.kid, key.public): key for key in newest_list(connection).keys} if rows else {}
        answers = [
            _answer(row.establishment_id, key)
            for row in rows
            if (key := listed.get((row.kid, bytes(row.public)))) is not None
        ]
        return KeyPage(keys=tuple(answers), next=rows[-1].kid if len(rows) == limit else None)

    @routes.post("", status_code=HTTPStatus.ACCEPTED)
    def propose_key(caller: SomeCaller, wanted: NewKeyWanted) -> Proposed:
        """Propose a key of an establishment. It seals 48 hours after a second person approved it."""
        with service.primary.begin() as connection:
            subject = subject_of(connection, wanted.establishment_id)
            demand(caller, Right.PROPOSE_KEY, subject)
            if subject == EVERYTHING:
                raise HTTPException(HTTPStatus.NOT_FOUND, "No such establishment is registered.")
            refuse_wrong_key(connection, wanted)
            deed = Deed(caller, Right.PROPOSE_KEY, service.now())
            return Proposed(proposal_id=propose(connection, deed, NEW_KEY, wanted.model_dump(mode="json")))

    @routes.post("/{kid}/scope", status_code=HTTPStatus.ACCEPTED)
    def propose_scope(caller: SomeCaller, kid: KeyIdPath, asked: ScopeOfKey) -> Proposed:
        """Propose another scope of a key, or other days. What is new in it seals 48 hours after the approval."""
        wanted = ScopeWanted(kid=kid, **dict(asked))
        return _propose(service, caller, kid, KEY_SCOPE, wanted)

    @routes.post("/{kid}/retirement", status_code=HTTPStatus.ACCEPTED)
    def propose_retirement(caller: SomeCaller, kid: KeyIdPath) -> Proposed:
        """Propose that a key signs no more. Its labels stay good."""
        return _propose(service, caller, kid, KEY_RETIREMENT, RetirementWanted(kid=kid))

    @routes.post("/{kid}/theft", status_code=HTTPStatus.ACCEPTED)
    def propose_theft(caller: SomeCaller, kid: KeyIdPath, asked: Theft) -> Proposed:
        """Propose that a key was stolen: labels of lots that were registered later are stopped by every kiosk."""
        return _propose(service, caller, kid, KEY_THEFT, TheftWanted(kid=kid, since=asked.since))

    return routes


def _propose(service: Service, caller: Caller, kid: int, kind: str, wanted: BaseModel) -> Proposed:
    with service.primary.begin() as connection:
        subject = subject_of_key(connection, kid)
        demand(caller, Right.PROPOSE_KEY, subject)
        if subject == EVERYTHING:
            raise HTTPException(HTTPStatus.NOT_FOUND, "This centre has no such key.")
        if isinstance(wanted, ScopeWanted):
            refuse_scope_of_others(connection, owner_of_key(connection, kid), wanted.scope)
        deed = Deed(caller, Right.PROPOSE_KEY, service.now())
        return Proposed(proposal_id=propose(connection, deed, kind, wanted.model_dump(mode="json")))


def _answer(establishment_id: str, key: Key) -> KeyAnswer:
    return KeyAnswer(
        kid=key.kid,
        establishment_id=establishment_id,
        public=b64encode(key.public).decode("ascii"),
        gtins=tuple(sorted(key.gtins)),
        gtin_prefixes=key.gtin_prefixes,
        glns=tuple(sorted(key.glns)),
        not_before=key.not_before,
        not_after=key.not_after,
        status=key.status,
        status_since=key.status_since,
    )
