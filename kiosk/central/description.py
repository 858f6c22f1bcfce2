"""The OpenAPI document says of errors what is true: problem details, or a page where a browser asks."""

from __future__ import annotations

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from kiosk.central.problems import PROBLEM_TYPE
from kiosk.messages.http import Problem

_REFERENCE = "#/components/schemas/Problem"
_CONTENT = {PROBLEM_TYPE: {"schema": {"$ref": _REFERENCE}}, "text/html": {"schema": {"type": "string"}}}
_ANY_OTHER = "What is wrong, and what to do (RFC 9457); a page where the asking side would rather have one"
_OF_FASTAPI = "422"
"""Declared by FastAPI for every operation with parameters; the service answers 400 in its place."""


def describe(app: FastAPI) -> None:
    """Let `app` describe itself: each error as a problem, and `default` for those that an operation does not name."""

    def openapi() -> dict[str, object]:
        if app.openapi_schema is None:
            document = get_openapi(title=app.title, version=app.version, description=app.description, routes=app.routes)
            schemas = document.setdefault("components", {}).setdefault("schemas", {})
            schemas["Problem"] = Problem.model_json_schema()
            for name in ("HTTPValidationError", "ValidationError"):
                schemas.pop(name, None)
            for operations in document["paths"].values():
                for operation in operations.values():
                    _correct(operation["responses"])
            app.openapi_schema = document
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]  # FastAPI's own way to extend it


def _correct(responses: dict[str, dict[str, object]]) -> None:
    """Make problems of the errors among `responses`."""
    responses.pop(_OF_FASTAPI, None)
    for status, response in responses.items():
        if status >= "400":
            response["content"] = _CONTENT
    responses["default"] = {"description": _ANY_OTHER, "content": _CONTENT}
