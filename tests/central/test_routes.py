"""The routes over real HTTP."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import Engine, insert

from kiosk.central.app import create_app
from kiosk.central.database import open_database, sqlite_url
from kiosk.central.limits import MAX_BODY_BYTES
from kiosk.central.people.tables import users
from kiosk.central.registry.load import load_registry
from kiosk.central.service import service_over
from kiosk.messages.http import Problem, Ready, RecordAnswer
from kiosk.records.finding import Finding, Source
from tests.central.conftest import NOW
from tests.central.registry_folder import GTIN, LOT, LOTS, SERIAL, write_registry
from tests.central.running import serving

ITEM = f"/v1/records/01/{GTIN}/10/{LOT}/21/{SERIAL}"


@pytest.fixture
def client(app: FastAPI) -> Iterator[httpx.Client]:
    with serving(app) as url, httpx.Client(base_url=url, trust_env=False, timeout=30) as client:
        yield client


def finding_of(answer: httpx.Response) -> Finding:
    assert answer.status_code == 200, answer.text
    return RecordAnswer.model_validate_json(answer.content).finding


def problem_of(answer: httpx.Response, status: int) -> Problem:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    return Problem.model_validate_json(answer.content)


def count_checks(engine: Engine) -> int:
    with engine.connect() as connection:
        return int(connection.exec_driver_sql("SELECT count(*) FROM checks").scalar_one())


def fields_of(problem: Problem) -> list[str]:
    return [error.field for error in problem.errors or ()]


def test_item_is_answered_with_the_newest_versions(client: httpx.Client) -> None:
    answer = client.get(ITEM)
    record = RecordAnswer.model_validate_json(answer.content)
    assert record.answered_at == NOW
    assert record.versions.trust == 7
    assert record.finding.source is Source.CENTRAL
    assert record.finding.product is not None
    assert record.finding.lot is not None


def test_unknown_item_is_answered_with_nothing_found(client: httpx.Client) -> None:
    finding = finding_of(client.get("/v1/records/01/09521234999997"))
    assert (finding.product, finding.source) == (None, Source.CENTRAL)


@pytest.mark.parametrize(
    ("path", "words"),
    [
        (f"01/{GTIN[:-1]}4/10/{LOT}", "check digit"),
        ("01/123", "Digital Link"),
        (f"10/{LOT}", "Digital Link"),
        ("nothing", "Digital Link"),
        (f"01/{GTIN}/21/A/10/B", "Digital Link"),
        ("%00", "Digital Link"),
        ("ch%E1%BB%A3", "Digital Link"),
    ],
)
def test_path_that_is_no_digital_link_is_a_problem(client: httpx.Client, path: str, words: str) -> None:
    assert words in problem_of(client.get(f"/v1/records/{path}"), 400).detail


def test_lot_number_may_hold_an_encoded_slash(engine: Engine, client: httpx.Client, tmp_path: Path) -> None:
    with engine.begin() as connection:
        load_registry(connection, write_registry(tmp_path / "slash", lots=[*LOTS, {**LOTS[0], "lot": "A/1%"}]))
    lot = finding_of(client.get(f"/v1/records/01/{GTIN}/10/A%2F1%25")).lot
    assert lot is not None
    assert lot.lot == "A/1%"


def test_request_that_is_no_kiosks_records_nothing(engine: Engine, client: httpx.Client) -> None:
    before = count_checks(engine)
    finding_of(client.get(ITEM))
    assert count_checks(engine) == before


@pytest.mark.parametrize(
    "header",
    [("Check-Id", "1; DROP TABLE checks"), ("Market-Id", "a b"), ("Clock-Trusted", "yes")],
)
def test_header_of_wrong_form_is_a_problem_that_names_it(client: httpx.Client, header: tuple[str, str]) -> None:
    name, value = header
    assert fields_of(problem_of(client.get(ITEM, headers={name: value}), 400)) == [f"header.{name}"]


def test_all_headers_of_wrong_form_are_named_at_once(client: httpx.Client) -> None:
    wrong = problem_of(client.get(ITEM, headers={"Check-Id": "1", "Clock-Trusted": "yes"}), 400)
    assert fields_of(wrong) == ["header.Check-Id", "header.Clock-Trusted"]


def test_plu_and_gln_are_answered(client: httpx.Client) -> None:
    product = finding_of(client.get("/v1/records", params={"plu": "4089"})).product
    assert product is not None
    assert product.gtin == GTIN
    place = finding_of(client.get("/v1/records/414/9521234000013")).establishment
    assert place is not None
    assert place.id == "E1"


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({}, "query"),
        ({"plu": "40x9"}, "query.plu"),
        ({"city_code": "HNP00417!"}, "query.city_code"),
        ({"plu": "4089", "city_code": "X"}, "query"),
    ],
)
def test_question_without_path_or_code_is_a_problem(client: httpx.Client, query: dict[str, str], field: str) -> None:
    assert fields_of(problem_of(client.get("/v1/records", params=query), 400)) == [field]


def test_health_and_readiness_are_told(client: httpx.Client) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}
    assert Ready.model_validate_json(client.get("/readyz").content).versions.trust == 7


def test_unknown_path_and_wrong_method_are_problems(client: httpx.Client) -> None:
    problem_of(client.get("/nowhere"), 404)
    assert "GET" in client.post(ITEM).headers["allow"]
    problem_of(client.post(ITEM), 405)


def test_body_beyond_the_limit_is_refused(client: httpx.Client) -> None:
    problem_of(client.request("GET", ITEM, content=b"x" * (MAX_BODY_BYTES + 1)), 413)


def test_database_without_tables_is_not_ready(tmp_path: Path) -> None:
    engine = open_database(sqlite_url(tmp_path / "bare.db"))
    with serving(create_app(service_over(engine, lambda: NOW))) as url:
        assert "no tables yet" in problem_of(httpx.get(f"{url}/readyz", trust_env=False), 503).detail
    engine.dispose()


def test_database_that_fails_is_a_problem_without_its_words(engine: Engine, caplog: pytest.LogCaptureFixture) -> None:
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE flags")
    with serving(create_app(service_over(engine, lambda: NOW))) as url, caplog.at_level(logging.CRITICAL):
        answer = httpx.get(url + ITEM, trust_env=False)
    assert "flags" not in problem_of(answer, 503).model_dump_json()


def test_fault_of_ours_is_a_problem_without_a_trace(engine: Engine) -> None:
    app = create_app(service_over(engine, lambda: NOW))

    @app.get("/fault")
    def fault() -> None:
        raise RuntimeError("secret")

    with serving(app) as url:
        assert "secret" not in problem_of(httpx.get(f"{url}/fault", trust_env=False), 500).model_dump_json()


def test_openapi_describes_the_record(client: httpx.Client) -> None:
    assert "/v1/records/{path}" in client.get("/openapi.json").json()["paths"]


def test_what_another_request_has_just_made_is_a_conflict_and_no_broken_database(engine: Engine) -> None:
    app = create_app(service_over(engine, lambda: NOW))

    @app.get("/test/twice")
    def twice() -> None:
        with engine.begin() as connection:
            connection.execute(insert(users), [{"id": "u", "name": "u", "is_active": True, "created_at": NOW}] * 2)

    with serving(app) as url:
        told = problem_of(httpx.get(f"{url}/test/twice", trust_env=False), 409)
    assert "ask again" in told.detail
