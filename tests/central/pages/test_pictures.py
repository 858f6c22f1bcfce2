"""Pictures of products: small, of a kind that browsers show, without metadata, given by whose they are."""

from __future__ import annotations

import io

import pytest
from PIL import Image
from sqlalchemy import Engine, select
from starlette.testclient import TestClient

from kiosk.central.pages.picture_file import MAX_PICTURE_BYTES, fault_of_picture
from kiosk.central.people.rights import Role
from kiosk.central.people.tables import changes
from tests.central.conftest import People
from tests.central.pages.conftest import browser_headers
from tests.central.registry_folder import GTIN, LOT

ADDRESS = f"/registry/products/{GTIN}/picture"
TYPES = {"WEBP": "image/webp", "JPEG": "image/jpeg", "PNG": "image/png"}


def picture(kind: str = "WEBP", size: int = 80, **more: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (size, size), "#3A7D44").save(out, kind, **more)
    return out.getvalue()


@pytest.mark.parametrize("kind", TYPES)
def test_picture_is_taken_shown_on_the_page_and_kept_by_browsers(client: TestClient, people: People, kind: str) -> None:
    content = picture(kind)
    owner = people.add(Role.PRODUCER, establishment_id="E1")
    taken = client.put(ADDRESS, content=content, headers={**owner, "Content-Type": TYPES[kind]})
    assert taken.status_code == 204
    page = client.get(f"/label/01/{GTIN}/10/{LOT}", headers=browser_headers("vi")).text
    address = page.partition('class="picture" src="')[2].partition('"')[0]
    shown = client.get(address)
    assert shown.content == content
    assert shown.headers["content-type"] == TYPES[kind]
    assert "immutable" in shown.headers["cache-control"]
    assert shown.headers["x-content-type-options"] == "nosniff"


def test_new_picture_has_a_new_address(client: TestClient, people: People) -> None:
    headers = {**people.add(Role.DEPARTMENT), "Content-Type": "image/webp"}
    addresses = set()
    for size in (40, 60):
        client.put(ADDRESS, content=picture(size=size), headers=headers)
        page = client.get(f"/label/01/{GTIN}/10/{LOT}", headers=browser_headers("vi")).text
        addresses.add(page.partition('class="picture" src="')[2].partition('"')[0])
    assert len(addresses) == 2
    assert sorted(client.get(address).status_code for address in addresses) == [200, 404]


def test_page_with_the_largest_picture_stays_within_60_kb(client: TestClient, people: People) -> None:
    content = picture("PNG") + bytes(MAX_PICTURE_BYTES - len(picture("PNG")))
    headers = {**people.add(Role.DEPARTMENT), "Content-Type": "image/png"}
    assert client.put(ADDRESS, content=content, headers=headers).status_code == 204
    page = client.get(f"/label/01/{GTIN}/10/{LOT}", headers=browser_headers("vi"))
    icon = client.get("/favicon.svg")
    assert len(page.content) + len(content) + len(icon.content) < 58_000


@pytest.mark.parametrize(
    ("content", "media_type", "said"),
    [
        (picture(), "image/png", "no image/png"),
        (picture(), "image/svg+xml", "image/webp"),
        (b"<svg onload=alert(1)>", "image/png", "no image/png"),
        (b"", "image/webp", "no image/webp"),
        (
            picture("JPEG", exif=b"Exif\x00\x00MM\x00*\x00\x00\x00\x08\x00\x00\x00\x00\x00\x00"),
            "image/jpeg",
            "metadata",
        ),
    ],
)
def test_what_is_no_small_clean_picture_is_refused(content: bytes, media_type: str, said: str) -> None:
    assert said in fault_of_picture(content, media_type)


def test_large_picture_is_refused_before_it_is_read_whole(client: TestClient, people: People) -> None:
    headers = {**people.add(Role.DEPARTMENT), "Content-Type": "image/webp"}
    answer = client.put(ADDRESS, content=bytes(MAX_PICTURE_BYTES + 1), headers=headers)
    assert answer.status_code == 413


def test_another_producer_may_not_change_it(client: TestClient, people: People) -> None:
    other = {**people.add(Role.PRODUCER, establishment_id="E2"), "Content-Type": "image/webp"}
    assert client.put(ADDRESS, content=picture(), headers=other).status_code == 403
    assert client.delete(ADDRESS, headers=other).status_code == 403


def test_removed_picture_is_gone_and_both_changes_are_recorded(
    client: TestClient, people: People, engine: Engine
) -> None:
    owner = people.add(Role.DEPARTMENT)
    client.put(ADDRESS, content=picture(), headers={**owner, "Content-Type": "image/webp"})
    assert client.delete(ADDRESS, headers=owner).status_code == 204
    assert client.delete(ADDRESS, headers=owner).status_code == 404
    assert 'class="picture"' not in client.get(f"/label/01/{GTIN}/10/{LOT}", headers=browser_headers("vi")).text
    with engine.connect() as connection:
        rows = connection.execute(select(changes).where(changes.c.kind == "product_pictures")).all()
    assert {(row.before is None, row.after is None) for row in rows} == {(True, False), (False, True)}
