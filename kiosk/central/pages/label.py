"""GET /label/…: what a phone opens. The same verdict as the kiosk's, by the same `inspect`."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from http import HTTPStatus
from urllib.parse import urlencode

from fastapi import APIRouter, HTTPException, Request, Response
from sqlalchemy import Engine, select

from kiosk.central.pages.front import LABEL_PREFIX
from kiosk.central.pages.known import CentreRecords, PublishedLists
from kiosk.central.pages.language import LANGUAGE_KEY, Language, language_of, query_of, without_language
from kiosk.central.pages.pages import PRIVATE, Pages
from kiosk.central.pages.pictures import picture_address
from kiosk.central.pages.tables import product_pictures
from kiosk.central.pages.typed import is_typed, without_mark
from kiosk.central.pages.views import count_view, first_view
from kiosk.central.problems import errors_of
from kiosk.central.service import Service
from kiosk.codes.code import NoProduceCode, Refused
from kiosk.codes.payload import Payload
from kiosk.inspection import Inspection, inspect
from kiosk.trust.lists import Lists
from kiosk.trust.seal import SealState
from kiosk.verdicts.gather import Place
from kiosk.wording.phone import phone_view
from kiosk.wording.phone_view import PhoneView
from kiosk.wording.telling import PageViews

_REFUSED = errors_of(400, 404, 503)
QR = "]Q1"
"""What a phone's camera reads (AIM identifier)."""


@dataclass(frozen=True, slots=True)
class LabelPage:
    """The page of one label: what it shows, and where its buttons lead."""

    phone: PhoneView
    report: str
    type_again: str


def label_routes(service: Service, pages: Pages) -> APIRouter:
    """Return the route of the page of a label."""
    routes = APIRouter(tags=["pages"])
    published = PublishedLists()
    # A phone stands in no market, so its check enters no rule. A real service is judged as an enrolled kiosk is:
    # a label that is made for practice must not look genuine.
    nowhere = Place(is_enrolled=not service.is_demonstration)

    @routes.head(f"{LABEL_PREFIX}/{{path:path}}", include_in_schema=False)
    @routes.get(f"{LABEL_PREFIX}/{{path:path}}", response_class=Response, responses=_REFUSED)
    def label(request: Request, path: str) -> Response:
        """Show what is known of the label with this GS1 Digital Link path and query."""
        moment = service.moment()
        now = moment.at
        with service.replica.connect() as connection:
            lists = published.newest(connection, now)
        payload = printed_payload(request, path, lists)
        place = replace(nowhere, is_typed=is_typed(query_of(request)))
        inspection = inspect(payload, CentreRecords(service, now), lists, place, moment)
        if isinstance(inspection.code, NoProduceCode):
            raise HTTPException(HTTPStatus.NOT_FOUND, "The path holds no GS1 key, such as 01/{gtin}.")
        language = language_of(request)
        views = _views(service, request, inspection, now)
        picture = _picture(service.replica, inspection)
        phone = phone_view(inspection, pages.phone_words(language), moment, views, picture)
        view = LabelPage(phone, *_addresses(inspection, language))
        status = HTTPStatus.BAD_REQUEST if isinstance(inspection.code, Refused) else HTTPStatus.OK
        answer = pages.answer_in(language, request, "label.html", view, status=status, cache=PRIVATE)
        if _is_of_one_pack(inspection):
            answer.headers["X-Robots-Tag"] = "noindex"
        return answer

    return routes


def printed_payload(request: Request, path: str, lists: Lists) -> Payload:
    """Return the link as it was printed: host of ours, raw path and raw query, without the page's own keys."""
    asked = request.url.hostname or ""
    host = asked if asked in lists.trust.hosts else lists.trust.hosts[0]
    raw: bytes | None = request.scope.get("raw_path")
    sent = path if raw is None else raw.decode("latin-1").partition("?")[0].removeprefix(f"{LABEL_PREFIX}/")
    query = without_mark(without_language(query_of(request)))
    link = f"https://{host}/{sent.removesuffix('/')}" + (f"?{query}" if query else "")
    return Payload(link.encode("latin-1", "replace"), QR)


def _addresses(inspection: Inspection, language: Language) -> tuple[str, str]:
    """Return where a suspicion is reported, and where the lot is typed again; both keep the chosen language."""
    identity, headline = inspection.identity, inspection.verdict.headline.value
    named = [(name, getattr(identity, name) or "") for name in ("gtin", "lot", "serial", "gln")]
    chosen = [(LANGUAGE_KEY, language.name)] if language.is_chosen else []
    report = [(name, value) for name, value in (*named, ("headline", headline)) if value]
    typed = [("gtin", identity.gtin)] if identity.gtin else []
    return f"/report?{urlencode([*report, *chosen])}", "/" + (f"?{urlencode([*typed, *chosen])}" if typed else "")


def _views(service: Service, request: Request, inspection: Inspection, now: datetime) -> PageViews:
    """Count the opening of a sealed serial's page: nobody can fill the table with numbers of their own."""
    identity = inspection.identity
    is_counted = identity.gtin and identity.serial and inspection.seal.state is SealState.VALID
    is_prefetch = "prefetch" in request.headers.get("sec-purpose", "")
    if not is_counted or is_prefetch or request.method == "HEAD":
        return first_view(now)
    return count_view(service.primary, identity, now)


def _is_of_one_pack(inspection: Inspection) -> bool:
    identity, finding = inspection.identity, inspection.finding
    return identity.serial is not None or identity.sscc is not None or (finding.lot or finding.establishment) is None


def _picture(engine: Engine, inspection: Inspection) -> str:
    """Return the address of the product's picture; "" where it has none."""
    product = inspection.finding.product
    if product is None:
        return ""
    query = select(product_pictures.c.digest).where(product_pictures.c.gtin == product.gtin)
    with engine.connect() as connection:
        digest = connection.execute(query).scalar_one_or_none()
    return picture_address(product.gtin, digest) if digest else ""
