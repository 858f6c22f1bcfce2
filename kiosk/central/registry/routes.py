"""/registry/…: every kind of rows listed, shown, created and changed in the same way.

A change says by If-Match which state it changes, so that two people do not overwrite each other
(RFC 9110, 13.1.1). Nothing is deleted: rows that were published end by a day of theirs.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Header, Path, Query, Response
from pydantic import JsonValue

from kiosk.central.people.changes import Deed
from kiosk.central.people.door import SomeCaller, demand_somewhere
from kiosk.central.people.rights import Right
from kiosk.central.problems import errors_of
from kiosk.central.registry.change import change, create
from kiosk.central.registry.row_kinds import ROW_KINDS, RowKind
from kiosk.central.registry.rows import GivenRow
from kiosk.central.registry.rows_found import Wanted, find_rows, row_of
from kiosk.central.registry.shown import Page, answer_page, answer_row
from kiosk.central.service import Service

MAX_LIMIT = 200

Key = Annotated[str, Path(max_length=128, description="The row's key; parts joined by a slash")]
Search = Annotated[str, Query(max_length=100, description="Part of a name; marks and capitals make no difference")]
Short = Annotated[str, Query(max_length=64)]
Cursor = Annotated[str, Query(max_length=128, description="`next` of the page before")]
Limit = Annotated[int, Query(ge=1, le=MAX_LIMIT)]
IfMatch = Annotated[str | None, Header(max_length=80, description="The ETag of the row that is changed")]


def row_routes(service: Service) -> APIRouter:
    """Return the routes of all kinds of rows."""
    routes = APIRouter(prefix="/registry")
    for kind in ROW_KINDS:
        routes.include_router(_routes_of(service, kind))
    return routes


def _routes_of(service: Service, kind: RowKind) -> APIRouter:
    routes = APIRouter(
        prefix=f"/{kind.name}",
        tags=[f"registry: {kind.name}"],
        responses=errors_of(400, 401, 403, 404, 409, 412, 428),
    )

    def list_rows(
        caller: SomeCaller,
        q: Search = "",
        establishment_id: Short = "",
        market_id: Short = "",
        gtin: Short = "",
        after: Cursor = "",
        limit: Limit = 50,
    ) -> Response:
        """Return the rows that the caller may see, by key."""
        wanted = Wanted(q, establishment_id, market_id, gtin, after, limit)
        demand_somewhere(caller, Right.SEE_REGISTRY)
        with service.replica.connect() as connection:
            return answer_page(kind, find_rows(connection, kind, caller, wanted), limit)

    def show_row(caller: SomeCaller, key: Key) -> Response:
        """Return one row, with its ETag."""
        demand_somewhere(caller, Right.SEE_REGISTRY)
        with service.replica.connect() as connection:
            return answer_row(kind, row_of(connection, kind, caller, Right.SEE_REGISTRY, key))

    def create_row(caller: SomeCaller, given: GivenRow) -> Response:
        """Create a row; its key must be new."""
        demand_somewhere(caller, kind.right)
        with service.primary.begin() as connection:
            deed = Deed(caller, kind.right, service.now())
            row = create(connection, kind, deed, given, service.lent_ranges.gtins)
        answer = answer_row(kind, row, HTTPStatus.CREATED)
        answer.headers["Location"] = f"/registry/{kind.name}/{kind.key_text(row)}"
        return answer

    def change_row(caller: SomeCaller, key: Key, changes: dict[str, JsonValue], if_match: IfMatch = None) -> Response:
        """Change the fields that are given (JSON Merge Patch, RFC 7396).

        If-Match holds the ETag of the row as it was read: 412 where somebody changed it since, 428 without.
        """
        demand_somewhere(caller, kind.right)
        with service.primary.begin() as connection:
            deed = Deed(caller, kind.right, service.now())
            row = change(connection, kind, deed, key, changes, if_match, service.lent_ranges.gtins)
            return answer_row(kind, row)

    create_row.__annotations__["given"] = kind.row
    page, shown = Page.__class_getitem__(kind.shown), kind.shown
    named = kind.name.replace("_", " ")
    routes.add_api_route("", list_rows, methods=["GET"], response_model=page, summary=f"List {named}")
    routes.add_api_route(
        "",
        create_row,
        methods=["POST"],
        response_model=shown,
        status_code=HTTPStatus.CREATED,
        summary=f"Add to {named}",
    )
    one = "/{key:path}"
    routes.add_api_route(one, show_row, methods=["GET"], response_model=shown, summary=f"Show one of {named}")
    routes.add_api_route(one, change_row, methods=["PATCH"], response_model=shown, summary=f"Change one of {named}")
    return routes
