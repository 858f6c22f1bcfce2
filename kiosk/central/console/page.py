"""What a page of the console is given, once the door has let a request through.

The door: TLS or this machine itself; of what changes something, that it comes from a page of ours; a
session in force; and the form token that is bound to it.
"""

from __future__ import annotations

import hmac
import re
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from http import HTTPStatus
from typing import Annotated
from urllib.parse import parse_qsl, urlencode, urlsplit

from fastapi import Depends, Request
from starlette.exceptions import HTTPException

from kiosk.central.console.access.sessions import note_seen, session_of
from kiosk.central.console.typed import SomeTyped, Typed
from kiosk.central.negotiation import preferred_language
from kiosk.central.pages.language import LANGUAGE_KEY, Language, language_of, query_of
from kiosk.central.people.changes import Deed
from kiosk.central.people.door import demand_somewhere, service_of
from kiosk.central.people.rights import NOBODY, Caller, Right
from kiosk.words import LANGUAGES, Words

CONSOLE = "/console/"
LOG_IN_PATH = "/console/log-in"
CSRF_FIELD = "csrf"
LANGUAGE_COOKIE = "console_language"
AFTER, SORT = "after", "sort"
"""Keys of a list's query: behind which row it goes on, and by which column it is sorted ("-" before it: downwards)."""

POLLED = "polled"
"""Field of a request that a page makes by itself every now and then: nobody need be there."""

_SECRET_FIELDS = ("password", "code", CSRF_FIELD)
_UNSAFE = frozenset({"POST", "PUT", "PATCH", "DELETE"})
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_OWN_PATH = re.compile(r"/console/(?!/)[A-Za-z0-9_.~/%=&?:+,@-]*")
_LONGEST_PATH = 2000


class NotSignedIn(Exception):  # noqa: N818  # nothing is wrong
    """Nobody is signed in: the door shows itself, and carries on what was typed."""


class OtherSession(Exception):  # noqa: N818  # an old tab is no attack
    """A form of this origin bears another session's token than the caller's: what was typed is shown, to be sent."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        self.page = page


@dataclass(frozen=True, slots=True)
class Sort:
    """How a list is sorted."""

    key: str
    is_descending: bool


@dataclass(frozen=True, slots=True)
class Page:
    """One request for a page, and whose it is. At the door, before anybody signed in, `caller` is nobody."""

    request: Request
    language: Language
    now: datetime
    typed: Typed
    caller: Caller = NOBODY
    session_id: str = ""
    csrf: str = ""

    @property
    def words(self) -> Words:
        """The catalogue in the reader's language."""
        return words_in(self.language.name)

    @property
    def path(self) -> str:
        """Where the page stands."""
        return self.request.url.path

    @property
    def query(self) -> Typed:
        """What stands behind the path: filters, order, and where a list goes on."""
        return Typed(tuple(self.request.query_params.multi_items()))

    def deed(self, right: Right) -> Deed:
        """Return who does something now, by which right: for the audit."""
        return Deed(self.caller, right, self.now)

    def may(self, right: Right) -> bool:
        """Return whether the caller has `right` on anything: whether a button is shown. The act demands it again."""
        return bool(self.caller.with_right(right))

    def demand(self, right: Right) -> None:
        """Raise a 403 unless the caller has `right` on something; rows are then chosen by `within_reach`."""
        demand_somewhere(self.caller, right)

    def here(self, **changed: object) -> str:
        """Return this page's address with other values in its query; "" or None leaves a key out.

        Another filter or order begins at the first row again.
        """
        kept = [(key, value) for key, value in parse_qsl(query_of(self.request)) if key not in {LANGUAGE_KEY, AFTER}]
        pairs = [(key, value) for key, value in kept if key not in changed]
        pairs += [(key, str(value)) for key, value in changed.items() if value not in {"", None}]
        return f"{self.path}?{urlencode(pairs)}" if pairs else self.path

    def sort(self, *keys: str) -> Sort:
        """Return how the reader wants a list sorted, by one of `keys`; by the first where nothing else is said."""
        asked = self.query[SORT]
        key = asked.removeprefix("-")
        return Sort(key, asked.startswith("-")) if key in keys else Sort(keys[0], is_descending=False)


@cache
def words_in(language: str) -> Words:
    """Return the catalogue in `language`, read once."""
    return Words(language)


def shown_again(typed: Typed) -> tuple[tuple[str, str], ...]:
    """Return what of a form may be shown again: no secret, and no token of a form."""
    return tuple((name, text) for name, text in typed if not any(secret in name for secret in _SECRET_FIELDS))


def own_path(text: str) -> str:
    """Return `text` where it is an address of the console, and the first page where it is anything else."""
    is_ours = len(text) <= _LONGEST_PATH and _OWN_PATH.fullmatch(text) and ".." not in text
    return text if is_ours else CONSOLE


def stranger_of(request: Request, typed: SomeTyped) -> Page:
    """Return the page of somebody who need not be signed in. Raises 426 without TLS, 403 for a form of another site."""
    _demand_tls(request)
    if request.method in _UNSAFE and not _comes_from_here(request):
        raise HTTPException(HTTPStatus.FORBIDDEN, "This was not sent by a page of the console.")
    return Page(request, language_of_console(request), service_of(request).now(), typed)


def page_of(request: Request, typed: SomeTyped) -> Page:
    """Return the page of who is signed in.

    Raises as `stranger_of`, NotSignedIn, and where a form lacks the token of this session OtherSession if it bears a
    text, and 403 if it bears none.
    """
    page = stranger_of(request, typed)
    service = service_of(request)
    token = request.cookies.get(cookie_name(request), "")
    with service.primary.connect() as connection:
        session = session_of(connection, token, page.now) if token else None
    if session is None:
        raise NotSignedIn
    page = replace(page, caller=session.caller, session_id=session.id, csrf=session.csrf)
    if request.method in _UNSAFE and not hmac.compare_digest(typed[CSRF_FIELD].encode(), session.csrf.encode()):
        if any(text for _, text in shown_again(typed)):
            raise OtherSession(page)
        raise HTTPException(HTTPStatus.FORBIDDEN, "This form is of another session. Load the page again.")
    if not session.is_told and POLLED not in request.headers:
        with service.primary.begin() as connection:
            note_seen(connection, session.id, page.now)
    return page


SomePage = Annotated[Page, Depends(page_of)]
"""A route's parameter: the page, and who is signed in."""
SomeDoor = Annotated[Page, Depends(stranger_of)]
"""A route's parameter: the page of somebody who need not be signed in."""


def cookie_name(request: Request) -> str:
    """Return the session cookie's name: under TLS one that no other host, path or plain connection can set."""
    return "__Host-session" if is_under_tls(request) else "session"


def is_under_tls(request: Request) -> bool:
    """Return whether the browser asked by https; a proxy that is named says so."""
    return request.url.scheme == "https"


def _demand_tls(request: Request) -> None:
    if not is_under_tls(request) and request.url.hostname not in _LOOPBACK:
        raise HTTPException(HTTPStatus.UPGRADE_REQUIRED, "The console is opened by https.", {"Upgrade": "TLS/1.2"})


def _comes_from_here(request: Request) -> bool:
    """Return whether a page of this very origin sent the request, as browsers say; who says nothing does not."""
    site = request.headers.get("sec-fetch-site")
    if site is not None and site != "same-origin":
        return False
    origin = request.headers.get("origin")
    if origin is None:
        return site is not None
    asked = urlsplit(str(request.url))
    return origin == f"{asked.scheme}://{asked.netloc}"


def language_of_console(request: Request) -> Language:
    """Return the language: of the switch, else the one chosen before, else what the browser would rather have."""
    switched = language_of(request)
    if switched.is_chosen:
        return switched
    chosen = request.cookies.get(LANGUAGE_COOKIE, "")
    return Language(chosen if chosen in LANGUAGES else preferred_language(request.headers.get("accept-language", "")))
