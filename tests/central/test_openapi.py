"""The OpenAPI document tells a stranger who may ask what, and what each word means."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from fastapi import FastAPI

from kiosk.central.glossary import PARAMETERS, TAGS
from kiosk.central.kiosks.door import SCHEME_NAME as SIGNATURE
from kiosk.central.people.door import SCHEME_NAME as TOKEN
from tests.central.people.table import Door, all_rows

pytestmark = pytest.mark.one_database

DOORS: dict[Door, tuple[list[dict[str, list[str]]], ...]] = {
    Door.PUBLIC: ([], [{}, {SIGNATURE: []}]),
    Door.KIOSK: ([{SIGNATURE: []}],),
    Door.PEOPLE: ([{TOKEN: []}],),
}


@dataclass(frozen=True, slots=True)
class Operation:
    """What the document says of one method of one path."""

    method: str
    path: str
    summary: str
    tags: list[str]
    security: list[dict[str, list[str]]]
    parameters: list[dict[str, object]]


def operations(app: FastAPI) -> Iterator[Operation]:
    for path, methods in app.openapi()["paths"].items():
        for method, said in methods.items():
            yield Operation(
                method.upper(),
                path,
                said["summary"],
                said["tags"],
                said.get("security", []),
                said.get("parameters", []),
            )


def test_each_operation_names_the_door_that_the_table_of_routes_gives_it(app: FastAPI) -> None:
    doors = {(row.method, row.template.replace(":path", "")): row.door for row in all_rows()}
    for operation in operations(app):
        door = doors[operation.method, operation.path]
        assert operation.security in DOORS[door], operation


def test_both_doors_are_described(app: FastAPI) -> None:
    schemes = app.openapi()["components"]["securitySchemes"]
    assert schemes.keys() == {SIGNATURE, TOKEN}
    assert "RFC 9421" in schemes[SIGNATURE]["description"]
    assert (schemes[SIGNATURE]["scheme"], schemes[TOKEN]["scheme"]) == ("signature", "bearer")


def test_no_two_operations_are_headed_alike(app: FastAPI) -> None:
    summaries = [operation.summary for operation in operations(app)]
    assert len(summaries) == len(set(summaries)), sorted(one for one in summaries if summaries.count(one) > 1)


def test_no_operation_is_headed_by_its_functions_name_alone(app: FastAPI) -> None:
    for operation in operations(app):
        assert operation.summary != operation.summary.title(), operation


def test_each_parameter_has_a_meaning(app: FastAPI) -> None:
    for operation in operations(app):
        for parameter in operation.parameters:
            assert parameter.get("description"), (operation.path, parameter["name"])


def test_glossary_explains_what_is_there_and_nothing_else(app: FastAPI) -> None:
    everything = list(operations(app))
    assert {tag for operation in everything for tag in operation.tags} == TAGS.keys()
    assert PARAMETERS.keys() <= {str(one["name"]) for operation in everything for one in operation.parameters}
