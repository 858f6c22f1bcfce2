"""Schemathesis asks every operation of the OpenAPI document: nothing breaks, and answers are as declared.

As an administrator of everything, and as nobody. A few drawn requests an operation, the same in each run; more of
them, and on both kinds of database, by `make test-long`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.strategies import one_of
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from kiosk.central.people.rights import Role
from tests.central.conftest import People

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]


def bounded(examples: int) -> settings:
    """Return the settings of a run that is the same each time."""
    return settings(
        max_examples=examples,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )


def faults(app: FastAPI, headers: Mapping[str, str], examples: int) -> tuple[int, list[str]]:
    """Return how many operations were asked, and what was wrong with which."""
    schema = schemathesis.openapi.from_asgi("/openapi.json", app)
    found: list[str] = []
    asked = 0
    for result in schema.get_all_operations():
        assert isinstance(result, Ok), result
        operation = result.ok()
        asked += 1

        @bounded(examples)
        @given(case=one_of([operation.as_strategy(mode) for mode in GenerationMode]))
        def ask(case: Any) -> None:
            case.call_and_validate(checks=CHECKS, headers=dict(headers))

        try:
            ask()
        except (FailureGroup, AssertionError) as fault:
            found.append(f"{operation.label}: {fault}")
    return asked, found


def check(app: FastAPI, headers: Mapping[str, str], examples: int) -> None:
    asked, found = faults(app, headers, examples)
    assert asked == sum(len(methods) for methods in app.openapi()["paths"].values())
    assert not found, "\n\n".join(found)


@pytest.mark.one_database
@pytest.mark.timeout(180)
def test_nothing_breaks_for_an_administrator_and_answers_are_as_declared(app: FastAPI, people: People) -> None:
    check(app, people.add(Role.ADMINISTRATOR), 2)


@pytest.mark.long
@pytest.mark.timeout(180)
def test_nothing_breaks_on_either_database_by_more_requests(app: FastAPI, people: People) -> None:
    check(app, people.add(Role.ADMINISTRATOR), 4)


@pytest.mark.long
@pytest.mark.one_database
@pytest.mark.timeout(180)
def test_nothing_breaks_for_nobody_and_answers_are_as_declared(app: FastAPI) -> None:
    check(app, {}, 2)
