"""Users as they stand: with the grants and tokens that they hold, and who may see them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus

from fastapi import HTTPException
from sqlalchemy import ColumnElement, Connection, and_, exists, not_, select, true

from kiosk.central.people.door import demand
from kiosk.central.people.reach import Ties, equal_to, within_reach
from kiosk.central.people.rights import EVERYTHING, Caller, Grant, Right, Role, Subject
from kiosk.central.people.tables import changes, grants, tokens, users

_TIES = Ties(
    establishment=equal_to(grants.c.establishment_id),
    market=equal_to(grants.c.market_id),
    unit=equal_to(grants.c.unit_id),
    department=equal_to(grants.c.department),
)


@dataclass(frozen=True, slots=True)
class HeldGrant:
    """A grant that somebody holds. A limit of "" does not limit."""

    id: str
    role: Role
    establishment_id: str
    market_id: str
    unit_id: str
    department: str

    @property
    def grant(self) -> Grant:
        """The grant itself."""
        return Grant(self.role, self.establishment_id, self.market_id, self.unit_id, self.department)


@dataclass(frozen=True, slots=True)
class HeldToken:
    """A token that was made for somebody. Its secret was shown once, and is not kept."""

    id: str
    label: str
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None


@dataclass(frozen=True, slots=True)
class User:
    """Somebody, with what they hold."""

    id: str
    name: str
    is_active: bool
    created_at: datetime
    grants: list[HeldGrant]
    tokens: list[HeldToken]

    def subjects(self) -> frozenset[Subject]:
        """Return what the grants reach: who changes the user must cover each. Nothing held is everybody's affair."""
        return frozenset(subject_of(held.grant) for held in self.grants) or frozenset({EVERYTHING})


def subject_of(grant: Grant) -> Subject:
    """Return what a grant reaches: who gives it must cover that."""
    limits = (grant.establishment_id, grant.market_id, grant.unit_id, grant.department)
    return Subject(*(frozenset({limit} if limit else ()) for limit in limits))


def read_user(connection: Connection, caller: Caller, user_id: str, right: Right = Right.SEE_PEOPLE) -> User:
    """Return a user on whose every grant `caller` has `right`. Raises 403, and 404 as the door does."""
    found = _with_holdings(connection, users.c.id == user_id, 1)
    if not found:
        demand(caller, right)
        raise HTTPException(HTTPStatus.NOT_FOUND, "There is no such user.")
    for subject in found[0].subjects():
        demand(caller, right, subject)
    return found[0]


def list_users(connection: Connection, caller: Caller, after: str, limit: int) -> list[User]:
    """Return at most `limit` users that `read_user` gives to `caller`, by id, from behind the id `after` on."""
    return _with_holdings(connection, and_(users.c.id > after, _seen_by(caller)), limit)


def user_named(connection: Connection, name: str) -> User | None:
    """Return the user of that name; None where there is none."""
    found = _with_holdings(connection, users.c.name == name, 1)
    return found[0] if found else None


def _seen_by(caller: Caller) -> ColumnElement[bool]:
    if caller.may(Right.SEE_PEOPLE):
        return true()
    of_user = grants.c.user_id == users.c.id
    beyond = exists().where(of_user, not_(within_reach(caller, Right.SEE_PEOPLE, _TIES)))
    return and_(exists().where(of_user), not_(beyond))


def _with_holdings(connection: Connection, condition: ColumnElement[bool], limit: int) -> list[User]:
    found = connection.execute(select(users).where(condition).order_by(users.c.id).limit(limit)).all()
    holders = [one.id for one in found]
    held: dict[str, list[HeldGrant]] = {holder: [] for holder in holders}
    for one in connection.execute(select(grants).where(grants.c.user_id.in_(holders)).order_by(grants.c.id)):
        held[one.user_id].append(
            HeldGrant(one.id, Role(one.role), one.establishment_id, one.market_id, one.unit_id, one.department)
        )
    made: dict[str, list[HeldToken]] = {holder: [] for holder in holders}
    for one in connection.execute(select(tokens).where(tokens.c.user_id.in_(holders)).order_by(tokens.c.id)):
        made[one.user_id].append(HeldToken(one.id, one.label, one.created_at, one.expires_at, one.revoked_at))
    return [User(one.id, one.name, one.is_active, one.created_at, held[one.id], made[one.id]) for one in found]


def are_one_person(connection: Connection, one_id: str, other_id: str) -> bool:
    """Return whether these two are no two people: one of them has made the other, whichever proposes."""
    return has_made(connection, one_id, other_id) or has_made(connection, other_id, one_id)


def has_made(connection: Connection, maker_id: str, user_id: str) -> bool:
    """Return whether `maker_id` made this user, or a grant, token or set-up link of theirs.

    Read from the audit, where it stays when the token is revoked and the grant is taken.
    """
    of_user = (changes.c.kind == "users") & (changes.c.key == user_id)
    of_theirs = changes.c.kind.in_(("grants", "tokens", "setup_links")) & (
        changes.c.after["user_id"].as_string() == user_id
    )
    made = select(changes.c.id).where(changes.c.user_id == maker_id, of_user | of_theirs).limit(1)
    return connection.execute(made).first() is not None
