"""Label schemes of the registry are what kiosks are given."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import Engine, select
from starlette.testclient import TestClient

from kiosk.central.people.rights import Role
from kiosk.central.registry.load import load_registry
from kiosk.central.registry.tables import label_schemes, lists
from kiosk.settings import assets_dir
from kiosk.trust.lists import Lists
from kiosk.trust.read import lists_from_json
from tests.central.conftest import People

SCHEME = {
    "id": "tem-moi",
    "owner": "Tem mới",
    "hosts": ["tem-moi.example.vn"],
    "proves": "Cơ sở đã đăng ký",
    "proves_not": "Tem là bản gốc",
    "first_day": "2026-11-01",
}


def published(engine: Engine) -> tuple[int, Lists]:
    with engine.connect() as connection:
        row = connection.execute(select(lists).where(lists.c.name == "trust")).one()
    return row.version, lists_from_json(json.dumps(row.document), "test")


@pytest.fixture
def administrator(people: People) -> dict[str, str]:
    return people.add(Role.ADMINISTRATOR)


def test_new_scheme_is_published_with_the_next_version(
    client: TestClient, administrator: dict[str, str], engine: Engine
) -> None:
    assert client.post("/registry/label_schemes", json=SCHEME, headers=administrator).status_code == 201
    version, found = published(engine)
    assert version == 8
    (scheme,) = found.schemes
    assert (scheme.id, scheme.hosts) == ("tem-moi", ("tem-moi.example.vn",))


def test_schemes_of_the_samples_stand_in_the_registry_and_stay_published(
    client: TestClient, administrator: dict[str, str], engine: Engine
) -> None:
    with engine.begin() as connection:
        load_registry(connection, assets_dir() / "sample")
        count = len(connection.execute(select(label_schemes)).all())
    before = {scheme.id for scheme in published(engine)[1].schemes}
    assert count == len(before) > 5
    client.post("/registry/label_schemes", json=SCHEME, headers=administrator)
    assert {scheme.id for scheme in published(engine)[1].schemes} == before | {"tem-moi"}
