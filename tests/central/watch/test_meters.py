"""What Prometheus reads, and that no request can make it grow."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import Engine, text
from starlette.testclient import TestClient

from kiosk.central.app import create_app
from kiosk.central.database import open_database
from kiosk.central.kiosks.levels import put_settings
from kiosk.central.people.changes import Deed
from kiosk.central.people.rights import Right
from kiosk.central.people.users import OPERATOR
from kiosk.central.publishing.practice import publish_practice
from kiosk.central.service import Service, service_over
from kiosk.central.watch.layer import NO_ROUTE
from kiosk.central.watch.meters import METHODS
from kiosk.messages.unit_settings import KioskSettings
from tests.central.conftest import NOW
from tests.central.registry_folder import GTIN


def samples(client: TestClient) -> dict[tuple[str, tuple[tuple[str, str], ...]], float]:
    """Return each sample by its name and labels."""
    answer = client.get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain; version=")
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


def of_route(route: str, status: str, method: str = "GET") -> tuple[str, tuple[tuple[str, str], ...]]:
    return ("kiosk_central_requests_total", (("method", method), ("route", route), ("status", status)))


def test_requests_are_counted_by_template_and_status(client: TestClient) -> None:
    template = "/v1/records/{path:path}"
    watched = [
        of_route(template, "200"),
        of_route(template, "400"),
        ("kiosk_central_request_seconds_count", (("route", template),)),
    ]
    before = samples(client)
    for path in (f"/v1/records/01/{GTIN}", "/v1/records/01/09521234543220", "/v1/records/nothing"):
        client.get(path)
    after = samples(client)
    assert [after[key] - before.get(key, 0) for key in watched] == [2, 1, 3]


def test_paths_and_methods_of_strangers_add_no_labels(client: TestClient, app: FastAPI) -> None:
    for name in range(20):
        client.get(f"/nowhere-{name}")
        client.request(f"METHOD{name}", "/healthz")
    read = [dict(labels) for name, labels in samples(client) if name == "kiosk_central_requests_total"]
    templates = {route.path for route in iter_route_contexts(app.routes)}
    assert {labels["method"] for labels in read} <= METHODS | {"other"}
    assert {labels["route"] for labels in read} <= templates | {NO_ROUTE}


def test_newest_versions_and_the_database_are_read(client: TestClient, engine: Engine) -> None:
    read = samples(client)
    assert read["kiosk_central_list_version", (("list", "trust"),)] == 7
    assert read["kiosk_central_database_answers", ()] == 1


def test_it_is_read_when_what_was_signed_for_kiosks_expires(client: TestClient, service: Service) -> None:
    key = ("kiosk_central_role_seconds_left", (("role", "timestamp"),))
    assert key not in samples(client)
    with service.primary.begin() as connection:
        publish_practice(connection, NOW - timedelta(days=1))
    read = samples(client)
    assert read[key] == timedelta(days=2).total_seconds()
    assert read["kiosk_central_list_version", (("list", "trust_made"),)] == 7


@pytest.mark.one_database
def test_newest_setting_of_any_level_is_read_once_there_is_one(client: TestClient, service: Service) -> None:
    key = ("kiosk_central_list_version", (("list", "settings"),))
    assert key not in samples(client)
    deed = Deed(OPERATOR, Right.CHANGE_KIOSKS, NOW)
    with service.primary.begin() as connection:
        for level in ("market/M1", "kiosk/K1"):
            put_settings(connection, deed, level, KioskSettings(volume=2))
    assert samples(client)[key] == 2


def test_pool_is_read_while_it_is_used(client: TestClient, engine: Engine) -> None:
    key = ("kiosk_central_pool_used", (("database", "primary"),))
    before = samples(client)[key]
    with engine.connect() as connection:
        connection.execute(text("SELECT 1"))
        assert samples(client)[key] == before + 1


@pytest.mark.one_database
def test_database_that_does_not_answer_is_a_metric_and_no_error() -> None:
    def never() -> datetime:
        return NOW

    engine = open_database("postgresql://nobody@127.0.0.1:1/none?connect_timeout=1")
    read = samples(TestClient(create_app(service_over(engine, never))))
    assert read["kiosk_central_database_answers", ()] == 0
    engine.dispose()
