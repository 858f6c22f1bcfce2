"""The OpenAPI document, as a stranger reads it.

Errors are what they are: problem details, or a page where a browser asks. Each operation is headed
by the first sentence that is said of it, and no parameter or tag stands there without a meaning.
"""

from __future__ import annotations

import re
from typing import TypedDict

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from kiosk.central.glossary import PARAMETERS, TAGS
from kiosk.central.problems import PROBLEM_TYPE
from kiosk.messages.http import Problem

_REFERENCE = "#/components/schemas/Problem"
_CONTENT = {PROBLEM_TYPE: {"schema": {"$ref": _REFERENCE}}, "text/html": {"schema": {"type": "string"}}}
_ANY_OTHER = "What is wrong, and what to do (RFC 9457); a page where the asking side would rather have one"
_OF_FASTAPI = "422"
"""Declared by FastAPI for every operation with parameters; the service answers 400 in its place."""


_FIRST_SENTENCE = re.compile(r"(?P<first>.+?)[.](\s+(?P<rest>.*))?", re.DOTALL)


class _Parameter(TypedDict, total=False):
    name: str
    description: str


class _Operation(TypedDict, total=False):
    """What is read or put right here of an operation as FastAPI makes it."""

    summary: str
    description: str
    operationId: str  # OpenAPI's word
    parameters: list[_Parameter]
    responses: dict[str, dict[str, object]]


def describe(app: FastAPI) -> None:
    """Let `app` describe itself: each error as a problem, and `default` for those that an operation does not name."""
    tags = [{"name": name, "description": words} for name, words in TAGS.items()]

    def openapi() -> dict[str, object]:
        if app.openapi_schema is None:
            document = get_openapi(
                title=app.title, version=app.version, description=app.description, routes=app.routes, tags=tags
            )
            schemas = document.setdefault("components", {}).setdefault("schemas", {})
            schemas["Problem"] = Problem.model_json_schema()
            for name in ("HTTPValidationError", "ValidationError"):
                schemas.pop(name, None)
            for operations in document["paths"].values():
                for operation in operations.values():
                    _head(operation)
                    _explain(operation)
                    _correct(operation["responses"])
            app.openapi_schema = document
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]  # FastAPI's own way to extend it


def _head(operation: _Operation) -> None:
    """Head an operation by the first sentence of its description, where it has no summary but its function's name."""
    is_named = operation["operationId"].startswith(operation["summary"].lower().replace(" ", "_"))
    found = _FIRST_SENTENCE.fullmatch(operation.get("description", ""))
    if not is_named or found is None:
        return
    operation["summary"] = " ".join(found["first"].split())
    operation["description"] = found["rest"] or ""


def _explain(operation: _Operation) -> None:
    """Say what a parameter is, where its route does not."""
    for parameter in operation.get("parameters", []):
        if not parameter.get("description") and parameter["name"] in PARAMETERS:
            parameter["description"] = PARAMETERS[parameter["name"]]


def _correct(responses: dict[str, dict[str, object]]) -> None:
    """Make problems of the errors among `responses`."""
    responses.pop(_OF_FASTAPI, None)
    for status, response in responses.items():
        if status >= "400":
            response["content"] = _CONTENT
    responses["default"] = {"description": _ANY_OTHER, "content": _CONTENT}
