"""Name, password and code: all of them, or nothing is learnt."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from kiosk.central.console.access.credentials import kept_of, use_code
from kiosk.central.console.access.passwords import is_password
from kiosk.central.console.access.sessions import open_session
from kiosk.central.console.access.tries import count_try, forgive_name, of_address, of_name, uncount
from kiosk.central.service import Service

LONGEST_NAME = 120


@dataclass(frozen=True, slots=True)
class Given:
    """What somebody at the door gives, and from where."""

    name: str
    password: str
    code: str
    address: str


@dataclass(frozen=True, slots=True)
class Refused:
    """Nobody was let in. `wait`: nothing was looked at, and for how long nothing will be; zero: something was wrong."""

    wait: timedelta = timedelta(0)


def sign_in(service: Service, given: Given) -> str | Refused:
    """Return the token of a new session, or the refusal: the same, in the same time, for a name that nobody has."""
    now = service.now()
    name = given.name.strip()[:LONGEST_NAME]
    by_name, by_address = of_name(name), of_address(given.address)
    for counted in (by_address, by_name):
        with service.primary.begin() as connection:
            wait = count_try(connection, counted, now)
        if wait is not None:
            return Refused(wait)
    with service.primary.connect() as connection:
        kept = kept_of(connection, name)
    if not is_password(given.password, None if kept is None else kept.password) or kept is None:
        return Refused()
    with service.primary.begin() as connection:
        if not use_code(connection, kept, given.code, now):
            return Refused()
        forgive_name(connection, by_name)
        uncount(connection, by_address, now)
        return open_session(connection, kept.user_id, now)
