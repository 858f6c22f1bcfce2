"""How the resolver answers: redirects that last a minute, linksets with a tag, open to every origin."""

from __future__ import annotations

from hashlib import sha256
from http import HTTPStatus

from fastapi import Request, Response

from kiosk.central.conditional import not_modified
from kiosk.central.negotiation import preferred_type
from kiosk.central.resolver.asked import AskedLink
from kiosk.central.resolver.choice import AS_LINKSET, LINKED_DATA, LINKSET_JSON
from kiosk.central.resolver.links import PAGE, Offer
from kiosk.central.resolver.linkset import CONTEXT, LinkedData, Linkset

METHODS = "GET, HEAD, OPTIONS"
OPEN = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": METHODS,
    "Access-Control-Allow-Headers": "Accept, Accept-Language, If-None-Match",
    "Access-Control-Expose-Headers": "ETag, Link, Location",
    "Access-Control-Max-Age": "86400",
    "Vary": "Accept, Accept-Language",
    "Cache-Control": "public, max-age=60",
}
"""On every answer, refusals too. A recall, a new lot: what is cached is a minute old at most."""


def to_default(root: str, asked: AskedLink) -> Response:
    """Return the redirect to the page for people, whatever is known: an unknown label has its page, too."""
    return _redirect(root, PAGE + asked.path, asked)


def to_offer(root: str, asked: AskedLink, offer: Offer) -> Response:
    """Return the redirect to a link of the type that is asked for, for the item as it is asked for.

    Where its lot is unknown the page and the record say so, even if the link is the product's.
    """
    return _redirect(root, offer.target(asked.path), asked)


def answer_linkset(request: Request, linkset: Linkset, language: str) -> Response:
    """Return `linkset` in the media type that the request likes best; 304 where the asker has it."""
    kind = preferred_type(request.headers.get("accept", ""), AS_LINKSET) or LINKSET_JSON
    told = LinkedData(linkset=linkset.linkset) if kind == LINKED_DATA else linkset
    body = told.model_dump_json(exclude_none=True, by_alias=True).encode()
    tag = f'"{sha256(body).hexdigest()[:32]}"'
    headers = {
        **OPEN,
        "ETag": tag,
        "Content-Language": language,
        "Link": f'<{CONTEXT}>; rel="http://www.w3.org/ns/json-ld#context"; type="{LINKED_DATA}"',
    }
    empty = not_modified(request.headers.get("if-none-match", ""), headers)
    return empty or Response(body, headers=headers, media_type=kind)


def _redirect(root: str, target: str, asked: AskedLink) -> Response:
    """Return a 307 to a path of this service, the whole query behind it (GS1-Conformant Resolver, 2.12)."""
    location = root + target + (f"?{asked.query}" if asked.query else "")
    links = f'<{root}{asked.path}?linkType=linkset>; rel="linkset"; type="{LINKSET_JSON}"'
    return Response(status_code=HTTPStatus.TEMPORARY_REDIRECT, headers={**OPEN, "Location": location, "Link": links})
