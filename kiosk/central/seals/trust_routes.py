"""The trust list for everybody: open data. Kiosks take it signed (TUF), which is work of its own."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Header, HTTPException, Response
from sqlalchemy import select

from kiosk.central.conditional import not_modified
from kiosk.central.problems import errors_of
from kiosk.central.registry.tables import lists
from kiosk.central.seals.documents import as_json, trust_document
from kiosk.central.seals.publishing import TRUST, newest_list
from kiosk.central.service import Service

_KEEP_S = 60


def trust_routes(service: Service) -> APIRouter:
    """Return the route of the trust list."""
    routes = APIRouter(tags=["open data"])

    @routes.get(
        "/v1/trust",
        response_class=Response,
        responses={
            200: {"content": {"application/json": {"schema": {"type": "object"}}}, "description": "The newest list."},
            304: {"description": "It is the list that was asked with."},
            **errors_of(404),
        },
    )
    def trust_list(if_none_match: Annotated[str, Header(alias="If-None-Match", max_length=1000)] = "") -> Response:
        """Return the newest trust list (docs/specs/seal.md, section 2); its `ETag` is the list's digest."""
        with service.replica.connect() as connection:
            digest = connection.execute(select(lists.c.digest).where(lists.c.name == TRUST)).scalar()
            if digest is None:
                raise HTTPException(HTTPStatus.NOT_FOUND, "No trust list was published yet.")
            headers = {"ETag": f'"{digest}"', "Cache-Control": f"public, max-age={_KEEP_S}"}
            empty = not_modified(if_none_match, headers)
            if empty is not None:
                return empty
            document = trust_document(newest_list(connection))
        return Response(as_json(document), media_type="application/json", headers=headers)

    return routes
