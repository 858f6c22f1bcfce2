"""Pictures of products: given by those who may change the goods, shown on the pages."""

from __future__ import annotations

import hashlib
from http import HTTPStatus

from fastapi import APIRouter, HTTPException, Request, Response
from sqlalchemy import Connection, delete, select
from starlette.concurrency import run_in_threadpool

from kiosk.central.pages.picture_file import MAX_PICTURE_BYTES, fault_of_picture
from kiosk.central.pages.tables import product_pictures
from kiosk.central.people.changes import Deed, record_change
from kiosk.central.people.door import SomeCaller, demand
from kiosk.central.people.rights import EVERYTHING, Caller, Right, Subject
from kiosk.central.problems import BODY, errors_of, wrong_field
from kiosk.central.registry.load import upsert
from kiosk.central.registry.tables import products
from kiosk.central.service import Service

KEPT = "public, max-age=31536000, immutable"
"""An address names the bytes behind it."""
_REFUSED = errors_of(400, 401, 403, 404)


def picture_address(gtin: str, digest: str) -> str:
    """Return where the picture with this digest is served."""
    return f"/pictures/{gtin}/{digest[:16]}"


def picture_routes(service: Service) -> APIRouter:
    """Return the routes that give and take pictures."""
    routes = APIRouter(tags=["pages"])

    @routes.get("/pictures/{gtin}/{digest}", response_class=Response, responses=errors_of(404))
    def picture(gtin: str, digest: str) -> Response:
        """Return the picture of a product, by the address that its page names."""
        query = select(product_pictures).where(product_pictures.c.gtin == gtin)
        with service.replica.connect() as connection:
            row = connection.execute(query).one_or_none()
        if row is None or not row.digest.startswith(digest) or len(digest) != 16:
            raise HTTPException(HTTPStatus.NOT_FOUND, "There is no such picture.")
        headers = {
            "Cache-Control": KEPT,
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "default-src 'none'",
        }
        return Response(row.content, media_type=row.media_type, headers=headers)

    @routes.put(
        "/registry/products/{gtin}/picture",
        status_code=HTTPStatus.NO_CONTENT,
        response_class=Response,
        responses=_REFUSED,
        openapi_extra={
            "requestBody": {"required": True, "content": {"image/webp": {}, "image/jpeg": {}, "image/png": {}}}
        },
    )
    async def take(request: Request, gtin: str, caller: SomeCaller) -> Response:
        """Take the picture of a product: WebP, JPEG or PNG of 25 kB or less, without metadata."""
        content = await _bounded(request)
        media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        return await run_in_threadpool(_take, service, caller, gtin, content, media_type)

    @routes.delete(
        "/registry/products/{gtin}/picture",
        status_code=HTTPStatus.NO_CONTENT,
        response_class=Response,
        responses=_REFUSED,
    )
    def remove(gtin: str, caller: SomeCaller) -> Response:
        """Remove the picture of a product."""
        with service.primary.begin() as connection:
            _demand(connection, caller, gtin)
            before = _digest(connection, gtin)
            if before is None:
                raise HTTPException(HTTPStatus.NOT_FOUND, "The product has no picture.")
            connection.execute(delete(product_pictures).where(product_pictures.c.gtin == gtin))
            deed = Deed(caller, Right.CHANGE_GOODS, service.now())
            record_change(connection, deed, "product_pictures", gtin, {"digest": before}, None)
        return Response(status_code=HTTPStatus.NO_CONTENT)

    return routes


async def _bounded(request: Request) -> bytes:
    """Return the body, read no further than a picture may be long."""
    content = b""
    async for piece in request.stream():
        content += piece
        if len(content) > MAX_PICTURE_BYTES:
            raise HTTPException(
                HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"A picture has {MAX_PICTURE_BYTES} bytes at most."
            )
    return content


def _take(service: Service, caller: Caller, gtin: str, content: bytes, media_type: str) -> Response:
    now = service.now()
    with service.primary.begin() as connection:
        _demand(connection, caller, gtin)
        fault = fault_of_picture(content, media_type)
        if fault:
            raise wrong_field(BODY, fault)
        before = _digest(connection, gtin)
        digest = hashlib.sha256(content).hexdigest()
        row = {"gtin": gtin, "media_type": media_type, "content": content, "digest": digest, "changed_at": now}
        upsert(connection, product_pictures, [row])
        deed = Deed(caller, Right.CHANGE_GOODS, now)
        old = None if before is None else {"digest": before}
        record_change(connection, deed, "product_pictures", gtin, old, {"digest": digest, "bytes": len(content)})
    return Response(status_code=HTTPStatus.NO_CONTENT)


def _demand(connection: Connection, caller: Caller, gtin: str) -> None:
    """Raise a 403 unless the product is the caller's to change, and a 404 where there is none."""
    query = select(products.c.establishment_id).where(products.c.gtin == gtin)
    owner = connection.execute(query).scalar_one_or_none()
    subject = EVERYTHING if owner is None else Subject(establishments=frozenset({owner}))
    demand(caller, Right.CHANGE_GOODS, subject)
    if owner is None:
        raise HTTPException(HTTPStatus.NOT_FOUND, "There is no such product.")


def _digest(connection: Connection, gtin: str) -> str | None:
    query = select(product_pictures.c.digest).where(product_pictures.c.gtin == gtin)
    return connection.execute(query).scalar_one_or_none()
