"""What is known decides the links: levels, languages, unknown items, the replica."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Engine
from starlette.testclient import TestClient

from kiosk.central.app import create_app
from kiosk.central.database import open_database
from kiosk.central.registry.load import load_registry
from kiosk.central.service import service_over
from tests.central.conftest import NOW
from tests.central.registry_folder import GTIN, LOTS, write_registry
from tests.central.resolver.conftest import IN_LOT, PACK, PLACE, PRODUCT, ROOT, hrefs, linkset_at

UNKNOWN = "/01/09521234999997"


@pytest.mark.parametrize(
    ("path", "anchors"),
    [
        (f"{PRODUCT}/10/NONE", [PRODUCT]),
        (f"{PRODUCT}/10/NONE/21/NONE", [PRODUCT]),
        (f"{IN_LOT}/21/NEVER", [PRODUCT, IN_LOT]),
        (f"{PRODUCT}/22/V1", [PRODUCT]),
        (f"{PLACE}/254/GATE2", [PLACE]),
    ],
)
def test_links_walk_up_from_what_is_unknown(client: TestClient, path: str, anchors: list[str]) -> None:
    assert [context["anchor"] for context in linkset_at(client, path)] == [ROOT + anchor for anchor in anchors]


@pytest.mark.parametrize("query", ["", "?linkType=gs1:pip", "?linkType=gs1:defaultLink"])
def test_page_is_that_of_the_unknown_lot_which_says_so(client: TestClient, query: str) -> None:
    location = client.get(f"{PRODUCT}/10/NONE{query}").headers["location"]
    assert location == f"/label{PRODUCT}/10/NONE{query}"


@pytest.mark.parametrize("path", [UNKNOWN, "/414/9521234999997", "/00/095212340000000013", "/8004/95212340001"])
def test_unknown_item_leads_people_to_its_page(client: TestClient, path: str) -> None:
    answer = client.get(path, headers={"Accept": "text/html,*/*;q=0.8"})
    assert (answer.status_code, answer.headers["location"]) == (307, f"/label{path}")


@pytest.mark.parametrize("path", [UNKNOWN, "/414/9521234999997", "/00/095212340000000013", "/8004/95212340001"])
def test_unknown_item_has_no_linkset(client: TestClient, path: str) -> None:
    answer = client.get(path, headers={"Accept": "application/linkset+json"})
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"


def test_titles_are_in_the_language_that_is_liked_better(client: TestClient) -> None:
    vi, en = (linkset_at(client, IN_LOT, **{"Accept-Language": language})[-1] for language in ("vi", "en-GB"))
    assert (vi["itemDescription"], en["itemDescription"]) == ("Rau muống, lô L2611A", "Rau muống, lot L2611A")


def test_media_type_chooses_between_links_of_one_type(client: TestClient) -> None:
    asked = f"{IN_LOT}?linkType=gs1:traceability"
    page, record = (client.get(asked, headers={"Accept": kind}) for kind in ("text/html", "application/json"))
    assert page.headers["location"].startswith(f"/label{IN_LOT}?")
    assert record.headers["location"].startswith(f"/v1/records{IN_LOT}?")


def test_only_what_is_there_is_offered(client: TestClient) -> None:
    without_movements = linkset_at(client, f"{PRODUCT}/10/L2611B")[-1]
    assert hrefs(without_movements, "traceability") == []
    assert hrefs(without_movements, "pip") == [f"{ROOT}/label{PRODUCT}/10/L2611B"]


def test_record_that_is_offered_answers(client: TestClient) -> None:
    (record,) = hrefs(linkset_at(client, PACK)[0], "masterData")
    assert client.get(record).json()["finding"]["product"]["gtin"] == GTIN


def test_links_name_the_address_that_is_set(engine: Engine) -> None:
    client = TestClient(create_app(service_over(engine, lambda: NOW, "https://trace.example")), follow_redirects=False)
    assert client.get(PACK).headers["location"] == f"https://trace.example/label{PACK}"
    assert linkset_at(client, PACK)[-1]["anchor"] == f"https://trace.example{PACK}"
    assert client.get("/.well-known/gs1resolver").json()["resolverRoot"] == "https://trace.example"


def test_slash_in_a_lot_stays_a_part_of_its_value(engine: Engine, client: TestClient, tmp_path: Path) -> None:
    with engine.begin() as connection:
        load_registry(connection, write_registry(tmp_path / "slash", lots=[*LOTS, {**LOTS[0], "lot": "A/1%"}]))
    path = f"{PRODUCT}/10/A%2F1%25"
    assert linkset_at(client, path)[-1]["itemDescription"] == "Rau muống, lô A/1%"
    assert client.get(path).headers["location"] == f"/label{path}"


@pytest.mark.one_database
def test_what_the_replica_does_not_know_yet_is_asked_at_the_primary(engine: Engine) -> None:
    behind = open_database("sqlite://")
    with engine.connect() as connection:
        from kiosk.central.schema import metadata

        assert connection is not None
        metadata.create_all(behind)
    client = TestClient(create_app(service_over(engine, lambda: NOW, replica=behind)), follow_redirects=False)
    assert linkset_at(client, PACK)[-1]["anchor"] == ROOT + PACK
    behind.dispose()
