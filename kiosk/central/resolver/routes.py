"""The resolver at the root of the service: any GS1 Digital Link path (GS1-Conformant Resolver 1.2)."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, HTTPException, Path, Query, Request, Response

from kiosk.central.negotiation import preferred_language, wants_page
from kiosk.central.pages.language import language_of
from kiosk.central.pages.pages import PUBLIC, Pages
from kiosk.central.problems import wrong_field
from kiosk.central.resolver.answers import METHODS, OPEN, answer_linkset, to_default, to_offer
from kiosk.central.resolver.asked import LINK_TYPE, AskedLink, read_asked
from kiosk.central.resolver.choice import AS_LINKSET, Wanted, choose, wanted_by
from kiosk.central.resolver.description import ResolverDescription
from kiosk.central.resolver.known import look_up
from kiosk.central.resolver.links import known_levels, link_type_of, offers_of_type
from kiosk.central.resolver.linkset import Linkset, linkset_of
from kiosk.central.service import Service
from kiosk.codes.ai_table import PRIMARY_KEYS
from kiosk.codes.link_faults import LinkFault

SHOWN = {"01": "a product, its lots and packs", "414": "a place", "00": "a load"}
"""Keys that stand in the OpenAPI document; the others answer in the same way."""

NAME = "Hanoi produce records"
DESCRIPTION = "/.well-known/gs1resolver"
_HOST = re.compile(r"([A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?")
SentPath = Annotated[str, Path(description="The key's value, then its qualifiers in the standard's order")]
SentType = Annotated[str, Query(alias=LINK_TYPE, description="linkset for all links; gs1:pip and the like for one")]
_RESPONSES: dict[int | str, dict[str, object]] = {
    200: {
        "model": Linkset,
        "description": "Asked for as linkset: all links of the item and of the levels above it",
        "content": {kind: {} for kind in AS_LINKSET},
    },
    304: {"description": "The linkset is still as it was"},
    307: {"description": "To the page for people, or to the link of the type that is asked for"},
    400: {"description": "No GS1 Digital Link: the field and the reason"},
    404: {"description": "Nothing is known, or there is no link of this type"},
}


def resolver_routes(service: Service, pages: Pages) -> APIRouter:
    """Return the routes of the resolver: one for each key that may begin a link. `pages` shows links to people."""
    routes = APIRouter(tags=["resolver"])

    def resolve(request: Request, path: SentPath, link_type: SentType = "") -> Response:  # noqa: ARG001  # read as sent
        """Lead people to the page of a label, and software to what is known: see `linkType` and `Accept`."""
        return _resolve(service, pages, request)

    def options() -> Response:
        return Response(status_code=HTTPStatus.NO_CONTENT, headers={**OPEN, "Allow": METHODS})

    for key in PRIMARY_KEYS:
        way = f"/{key}/{{path:path}}"
        routes.add_api_route(
            way, resolve, methods=["GET"], status_code=HTTPStatus.TEMPORARY_REDIRECT, responses=_RESPONSES,
            summary=f"Resolve {SHOWN.get(key, key)}", operation_id=f"resolve_{key}", include_in_schema=key in SHOWN,
        )  # fmt: skip
        routes.add_api_route(way, resolve, methods=["HEAD"], include_in_schema=False)
        routes.add_api_route(way, options, methods=["OPTIONS"], include_in_schema=False)

    @routes.head(DESCRIPTION, include_in_schema=False)
    @routes.get(DESCRIPTION)
    def describe(request: Request, response: Response) -> ResolverDescription:
        """Say what this resolver can do."""
        response.headers.update(OPEN)
        return ResolverDescription(name=NAME, resolverRoot=_root(service, request))

    routes.add_api_route(DESCRIPTION, options, methods=["OPTIONS"], include_in_schema=False)
    return routes


def _resolve(service: Service, pages: Pages, request: Request) -> Response:
    asked = _asked(request)
    accept = request.headers.get("accept", "")
    wanted = wanted_by(asked.link_type, accept)
    if wanted is Wanted.DEFAULT:
        return to_default(service.public_url, asked)
    finding = look_up(service, asked)
    levels = known_levels(asked, finding)
    if wanted is Wanted.LINKSET:
        if not levels:
            raise _absent("Nothing is known of this item. For people, ask without linkType and Accept: text/html.")
        if wants_page(accept):
            reader = language_of(request)
            linkset = linkset_of(_root(service, request), levels, finding, reader.name)
            page = pages.answer_in(reader, request, "linkset.html", linkset, status=HTTPStatus.OK, cache=PUBLIC)
            page.headers.update(OPEN)
            return page
        language = preferred_language(request.headers.get("accept-language", ""))
        return answer_linkset(request, linkset_of(_root(service, request), levels, finding, language), language)
    link_type = link_type_of(asked.link_type)
    offers = offers_of_type(link_type, levels, finding) if link_type else ()
    if not offers:
        raise _absent("There is no link of this type for this item. linkType=linkset lists those that there are.")
    return to_offer(service.public_url, asked, choose(offers, accept))


def _asked(request: Request) -> AskedLink:
    """Return the link that is asked for. Raises a 400 that names the field and the reason."""
    raw: bytes = request.scope.get("raw_path") or request.scope["path"].encode()
    path = raw.partition(b"?")[0].decode("latin-1")
    query: bytes = request.scope["query_string"]
    asked = read_asked(request.headers.get("host", ""), path, query.decode("latin-1"))
    if isinstance(asked, LinkFault):
        field = asked.field if asked.field in ("path", "query") else f"link.{asked.field}"
        raise wrong_field(field, f"{asked.reason}.", OPEN)
    return asked


def _root(service: Service, request: Request) -> str:
    """Return the address of this service: as it is set, else as the request names it."""
    if service.public_url:
        return service.public_url
    host = request.headers.get("host", "")
    if not _HOST.fullmatch(host):
        raise wrong_field("header.Host", "It is no host's name.", OPEN)
    return f"{request.url.scheme}://{host}"


def _absent(detail: str) -> HTTPException:
    return HTTPException(HTTPStatus.NOT_FOUND, detail, OPEN)
