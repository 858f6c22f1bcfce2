"""The central service as one ASGI application."""

from __future__ import annotations

from importlib.metadata import version

from fastapi import APIRouter, FastAPI, Request, Response

from kiosk.central.alerts.routes import alert_routes
from kiosk.central.console.console import Console
from kiosk.central.console.page import CONSOLE
from kiosk.central.console.routes import console_routes, show_door_to_strangers
from kiosk.central.console.sections import SECTIONS
from kiosk.central.description import describe
from kiosk.central.epcis.routes import movement_routes
from kiosk.central.health import health_routes
from kiosk.central.imports.routes import import_routes
from kiosk.central.journal.reading import journal_reading_routes
from kiosk.central.journal.routes import journal_routes
from kiosk.central.journal.statistics import statistics_routes
from kiosk.central.kiosks.notice_decisions import notice_kinds
from kiosk.central.kiosks.routes import kiosk_routes
from kiosk.central.limits import BodyLimit, Crowd
from kiosk.central.lookups.routes import lookup_routes
from kiosk.central.pages.front import front_routes
from kiosk.central.pages.label import label_routes
from kiosk.central.pages.pages import Pages
from kiosk.central.pages.pictures import picture_routes
from kiosk.central.pages.published_routes import published_routes
from kiosk.central.people.change_routes import change_routes
from kiosk.central.people.proposal_routes import proposal_routes
from kiosk.central.people.proposals import Kinds
from kiosk.central.people.routes import people_routes
from kiosk.central.problems import HelpPage, LastResort, answer_problems
from kiosk.central.publishing.routes import publishing_routes
from kiosk.central.registry.alias_routes import alias_routes
from kiosk.central.registry.certificate_routes import certificate_routes
from kiosk.central.registry.corrections import correction_routes
from kiosk.central.registry.decision_routes import decision_kinds, recall_routes, violation_routes
from kiosk.central.registry.routes import row_routes
from kiosk.central.registry.unit_routes import unit_routes
from kiosk.central.reports.form import form_routes
from kiosk.central.reports.open_data import open_data_routes
from kiosk.central.reports.routes import report_routes
from kiosk.central.resolver.routes import resolver_routes
from kiosk.central.seals.key_kinds import key_kinds
from kiosk.central.seals.routes import seal_routes
from kiosk.central.service import Service
from kiosk.central.stalls.routes import stall_routes
from kiosk.central.watch.layer import Watch
from kiosk.central.watch.meters import Meters
from kiosk.central.watch.routes import metrics_routes
from kiosk.messages.http import Problem
from kiosk.settings import assets_dir


def create_app(service: Service) -> FastAPI:
    """Return the application over `service`.

    The caller migrates the database before, and disposes of the engines after.
    """
    app = FastAPI(
        title="Hanoi produce records",
        version=version("kiosk"),
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,  # a path has one address; the resolver alone tolerates a slash behind it
        description="Where produce comes from, who certified it, and whether its label is genuine.",
    )
    app.state.service = service
    meters = Meters(service)
    pages, console = Pages(assets_dir()), Console(service, assets_dir(), SECTIONS)
    answer_problems(app, _help_page(pages, console))
    show_door_to_strangers(app, console)
    for routes in _all_routes(service, meters, pages):
        app.include_router(routes)
    app.include_router(console_routes(console, SECTIONS))
    describe(app)
    app.add_middleware(BodyLimit)
    app.add_middleware(Crowd)
    app.add_middleware(LastResort)
    app.add_middleware(Watch, meters=meters)
    return app


def _help_page(pages: Pages, console: Console) -> HelpPage:
    """Return what makes the page in a problem's place: the console's own for its paths."""

    def help_page(request: Request, problem: Problem) -> Response:
        maker = console if request.url.path.startswith(CONSOLE) else pages
        return maker.help_page(request, problem)

    return help_page


def _all_routes(service: Service, meters: Meters, pages: Pages) -> tuple[APIRouter, ...]:
    """Return the routes of all features, in the order in which a path is looked for."""
    kinds: Kinds = {**key_kinds(service.vault, service.moment), **decision_kinds(), **notice_kinds()}
    return (
        lookup_routes(service),  # first, because it is asked most
        health_routes(service.primary, service.now),
        metrics_routes(meters),
        journal_routes(service),
        journal_reading_routes(service),
        statistics_routes(service),
        kiosk_routes(service),  # before the rows: it has tables of its own under /registry
        alert_routes(service),
        seal_routes(service),  # before the rows, whose lots' numbers may hold a slash
        picture_routes(service),
        publishing_routes(service),
        report_routes(service),
        open_data_routes(service),
        stall_routes(service),
        alias_routes(service),
        unit_routes(service),
        certificate_routes(service),
        row_routes(service),
        correction_routes(service),
        import_routes(service),
        recall_routes(service),
        violation_routes(service),
        movement_routes(service),
        front_routes(service, pages),
        label_routes(service, pages),
        published_routes(service, pages),
        form_routes(service, pages),
        resolver_routes(service, pages),
        people_routes(service),
        change_routes(service),
        proposal_routes(service, kinds),
    )
