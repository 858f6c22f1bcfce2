"""The central service as one ASGI application."""

from __future__ import annotations

from importlib.metadata import version

from fastapi import FastAPI

from kiosk.central.description import describe
from kiosk.central.epcis.routes import movement_routes
from kiosk.central.health import health_routes
from kiosk.central.imports.routes import import_routes
from kiosk.central.journal.reading import journal_reading_routes
from kiosk.central.journal.routes import journal_routes
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
from kiosk.central.problems import LastResort, answer_problems
from kiosk.central.publishing.routes import publishing_routes
from kiosk.central.registry.alias_routes import alias_routes
from kiosk.central.registry.certificate_routes import certificate_routes
from kiosk.central.registry.corrections import correction_routes
from kiosk.central.registry.decision_routes import decision_kinds, recall_routes, violation_routes
from kiosk.central.registry.routes import row_routes
from kiosk.central.registry.unit_routes import unit_routes
from kiosk.central.reports.form import form_routes
from kiosk.central.reports.routes import report_routes
from kiosk.central.resolver.routes import resolver_routes
from kiosk.central.seals.key_kinds import key_kinds
from kiosk.central.seals.routes import seal_routes
from kiosk.central.service import Service
from kiosk.central.watch.layer import Watch
from kiosk.central.watch.meters import Meters
from kiosk.central.watch.routes import metrics_routes
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
    pages = Pages(assets_dir())
    answer_problems(app, pages.help_page)
    app.include_router(lookup_routes(service))  # first, because it is asked most
    app.include_router(health_routes(service.primary, service.now))
    app.include_router(metrics_routes(meters))
    app.include_router(journal_routes(service))
    app.include_router(journal_reading_routes(service))
    app.include_router(kiosk_routes(service))  # before the rows: it has tables of its own under /registry
    app.include_router(seal_routes(service))  # before the rows, whose lots' numbers may hold a slash
    app.include_router(picture_routes(service))
    app.include_router(publishing_routes(service))
    app.include_router(report_routes(service))
    app.include_router(alias_routes(service))
    app.include_router(unit_routes(service))
    app.include_router(certificate_routes(service))
    app.include_router(row_routes(service))
    app.include_router(correction_routes(service))
    app.include_router(import_routes(service))
    app.include_router(recall_routes(service))
    app.include_router(violation_routes(service))
    app.include_router(movement_routes(service))
    app.include_router(front_routes(service, pages))
    app.include_router(label_routes(service, pages))
    app.include_router(published_routes(service, pages))
    app.include_router(form_routes(service, pages))
    app.include_router(resolver_routes(service, pages))
    app.include_router(people_routes(service))
    app.include_router(change_routes(service))
    kinds: Kinds = {**key_kinds(service.vault), **decision_kinds()}
    app.include_router(proposal_routes(service, kinds))
    describe(app)
    app.add_middleware(BodyLimit)
    app.add_middleware(Crowd)
    app.add_middleware(LastResort)
    app.add_middleware(Watch, meters=meters)
    return app
