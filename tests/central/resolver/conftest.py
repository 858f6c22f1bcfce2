"""The resolver over the small registry."""

from __future__ import annotations

import json
import os
from pathlib import Path

import jsonschema
import pytest
from starlette.testclient import TestClient

from tests.central.registry_folder import GTIN, LOT, SERIAL

PROJECT = Path(__file__).parents[3]
STANDARDS = Path(os.environ.get("STANDARDS_DIR", PROJECT.parent / "shared" / "standards"))
SCHEMA = STANDARDS / "gs1" / "gs1-linkset-schema.json"

PRODUCT = f"/01/{GTIN}"
IN_LOT = f"{PRODUCT}/10/{LOT}"
PACK = f"{IN_LOT}/21/{SERIAL}"
PLACE = "/414/9521234000013"
ROOT = "http://testserver"

Context = dict[str, object]


def linkset_at(client: TestClient, path: str, **headers: str) -> list[Context]:
    """The linkset that software gets for `path`, which answers 200."""
    answer = client.get(path, headers={"Accept": "application/linkset+json", **headers})
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/linkset+json"
    linkset: list[Context] = answer.json()["linkset"]
    return linkset


def hrefs(context: Context, link_type: str) -> list[str]:
    """Where the links of one type in one context lead."""
    links = context.get(f"https://ref.gs1.org/voc/{link_type}", [])
    assert isinstance(links, list)
    return [link["href"] for link in links]


@pytest.fixture
def schema() -> jsonschema.Draft7Validator:
    if not SCHEMA.exists():
        pytest.skip(f"no published schema at {SCHEMA}: set STANDARDS_DIR")
    return jsonschema.Draft7Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))
