"""Rows of the registry over HTTP: created, shown, found, changed, never lost."""

from __future__ import annotations

from datetime import UTC

import pytest
from sqlalchemy import Engine, insert, select
from starlette.testclient import TestClient

from kiosk.central.people.rights import Role
from kiosk.central.people.tables import changes
from kiosk.central.registry import tables
from tests.central.conftest import NOW, People
from tests.central.registry_folder import GTIN, LOT

ESTABLISHMENT = {"id": "E9", "name": "HTX Cải ngọt Đông Anh", "place": "Xã Phúc Thịnh, Hà Nội"}
PRODUCT = {"gtin": "9521234543244", "name": "Cà chua", "group": "vegetable", "establishment_id": "E1"}
NEW_LOT = {"gtin": GTIN, "lot": "L2611Z", "harvested_on": "2026-11-22", "use_by": "2026-12-01", "quantity": 400}


@pytest.fixture
def department(people: People) -> dict[str, str]:
    return people.add(Role.DEPARTMENT)


@pytest.fixture
def producer(people: People) -> dict[str, str]:
    return people.add(Role.PRODUCER, establishment_id="E1")


def etag(client: TestClient, path: str, headers: dict[str, str]) -> dict[str, str]:
    return {**headers, "If-Match": client.get(path, headers=headers).headers["ETag"]}


def test_created_establishment_is_shown_with_its_time_of_registration(
    client: TestClient, department: dict[str, str]
) -> None:
    made = client.post("/registry/establishments", json=ESTABLISHMENT, headers=department)
    assert made.status_code == 201
    shown = client.get(made.headers["Location"], headers=department)
    assert shown.json() == made.json()
    assert shown.headers["ETag"] == made.headers["ETag"]
    assert made.json()["registered_at"] == NOW.astimezone(UTC).isoformat().replace("+00:00", "Z")


def test_created_again_is_a_conflict(client: TestClient, department: dict[str, str]) -> None:
    client.post("/registry/establishments", json=ESTABLISHMENT, headers=department)
    again = client.post("/registry/establishments", json=ESTABLISHMENT | {"name": "X"}, headers=department)
    assert again.status_code == 409


def test_gtin_is_kept_with_14_digits(client: TestClient, producer: dict[str, str]) -> None:
    made = client.post("/registry/products", json=PRODUCT, headers=producer)
    assert made.json()["gtin"] == "09521234543244"


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("spoilt", "said"),
    [
        ({"gtin": "9521234543245"}, "body.gtin: The check digit is wrong; with these digits before it, right is"),
        ({"gtin": "2012345678900"}, "body.gtin: This is a number of one shop"),
        ({"name": ""}, "body.name: String should have at least 1 character"),
        ({"net_weight_g": 0}, "body.net_weight_g: Input should be greater than or equal to 1"),
        ({"color": "red"}, "body.color: Extra inputs are not permitted"),
        ({"establishment_id": "E8"}, "body.establishment_id: there is no such row: 'E8'"),
    ],
)
def test_wrong_product_is_refused_with_the_field(
    client: TestClient, department: dict[str, str], spoilt: dict[str, object], said: str
) -> None:
    refused = client.post("/registry/products", json=PRODUCT | spoilt, headers=department)
    assert refused.status_code == 400
    assert refused.json()["detail"].startswith(said)


@pytest.mark.one_database
def test_all_that_is_wrong_with_a_body_is_told_at_once_with_its_fields(
    client: TestClient, department: dict[str, str]
) -> None:
    spoilt = PRODUCT | {"gtin": "9521234543245", "name": "", "color": "red"}
    refused = client.post("/registry/products", json=spoilt, headers=department).json()
    assert [one["field"] for one in refused["errors"]] == ["body.gtin", "body.name", "body.color"]
    assert all(f"{one['field']}: {one['detail']}" in refused["detail"] for one in refused["errors"])


@pytest.mark.one_database
def test_all_that_a_lot_names_in_vain_is_told_at_once(client: TestClient, department: dict[str, str]) -> None:
    spoilt = NEW_LOT | {"gtin": "9521234543244", "destination_market_id": "M8"}
    refused = client.post("/registry/lots", json=spoilt, headers=department).json()
    assert [one["field"] for one in refused["errors"]] == ["body.gtin", "body.destination_market_id"]


@pytest.mark.one_database
def test_all_that_is_wrong_with_a_change_is_told_at_once(client: TestClient, producer: dict[str, str]) -> None:
    path = f"/registry/lots/{GTIN}/{LOT}"
    spoilt = {"quantity": 0, "use_by": "tomorrow"}
    refused = client.patch(path, json=spoilt, headers=etag(client, path, producer)).json()
    assert [one["field"] for one in refused["errors"]] == ["body.use_by", "body.quantity"]


@pytest.mark.one_database
def test_faults_of_a_body_made_to_harm_are_bounded(client: TestClient, department: dict[str, str]) -> None:
    spoilt = PRODUCT | {"x" * 5000 + str(number): 1 for number in range(150)}
    refused = client.post("/registry/products", json=spoilt, headers=department)
    assert len(refused.json()["errors"]) == 50
    assert refused.json()["detail"].endswith("There are 100 more.")
    assert len(refused.content) < 50_000


def test_time_of_registration_cannot_be_given(client: TestClient, producer: dict[str, str]) -> None:
    given = NEW_LOT | {"registered_at": "2020-01-01T00:00:00+07:00"}
    assert client.post("/registry/lots", json=given, headers=producer).status_code == 400
    made = client.post("/registry/lots", json=NEW_LOT, headers=producer)
    assert made.json()["registered_at"].startswith("2026-11-23T02:00:00")


def test_changed_date_of_a_lot_stays_among_its_earlier_ones(client: TestClient, producer: dict[str, str]) -> None:
    path = f"/registry/lots/{GTIN}/{LOT}"
    changed = client.patch(path, json={"use_by": "2026-12-02"}, headers=etag(client, path, producer))
    assert changed.status_code == 200, changed.text
    assert changed.json()["earlier_dates"] == ["2026-11-29", "2026-11-30"]
    record = client.get(f"/v1/records/01/{GTIN}/10/{LOT}").json()["finding"]
    assert record["lot"]["earlier_dates"] == ["2026-11-29", "2026-11-30"]


def test_whether_a_lot_is_sealed_is_never_changed(client: TestClient, producer: dict[str, str]) -> None:
    path = f"/registry/lots/{GTIN}/{LOT}"
    refused = client.patch(path, json={"is_sealed": False}, headers=etag(client, path, producer))
    assert refused.status_code == 400
    assert refused.json()["detail"].startswith("body.is_sealed: this is given once")


def test_lot_with_a_slash_has_a_path(client: TestClient, producer: dict[str, str]) -> None:
    made = client.post("/registry/lots", json=NEW_LOT | {"lot": "A/7"}, headers=producer)
    assert client.get(made.headers["Location"], headers=producer).json()["lot"] == "A/7"


def test_change_without_the_state_it_changes_is_refused(client: TestClient, producer: dict[str, str]) -> None:
    path = f"/registry/products/{GTIN}"
    assert client.patch(path, json={"name": "Y"}, headers=producer).status_code == 428


def test_second_of_two_changes_of_the_same_state_is_refused(client: TestClient, producer: dict[str, str]) -> None:
    path = f"/registry/products/{GTIN}"
    seen = etag(client, path, producer)
    assert client.patch(path, json={"name": "Rau muống nước"}, headers=seen).status_code == 200
    assert client.patch(path, json={"name": "Rau muống hạt"}, headers=seen).status_code == 412
    assert client.get(path, headers=producer).json()["name"] == "Rau muống nước"


def test_key_is_never_changed(client: TestClient, producer: dict[str, str]) -> None:
    path = f"/registry/products/{GTIN}"
    refused = client.patch(path, json={"gtin": "09521234543244"}, headers=etag(client, path, producer))
    assert refused.status_code == 400


def test_key_that_is_changed_is_told_with_all_else_that_is_wrong(client: TestClient, producer: dict[str, str]) -> None:
    path = f"/registry/products/{GTIN}"
    changed = {"gtin": "09521234543220", "name": "", "net_weight_g": -1}
    refused = client.patch(path, json=changed, headers={**producer, **etag(client, path, producer)})
    assert [error["field"] for error in refused.json()["errors"]] == ["body.gtin", "body.name", "body.net_weight_g"]


def test_row_cannot_be_listed_by_what_it_has_not(client: TestClient, department: dict[str, str]) -> None:
    asked = {"market_id": "M1", "gtin": GTIN}
    refused = client.get("/registry/units", params=asked, headers=department)
    assert [error["field"] for error in refused.json()["errors"]] == ["query.market_id", "query.gtin"]


def test_change_is_audited_before_and_after(client: TestClient, producer: dict[str, str], engine: Engine) -> None:
    path = f"/registry/products/{GTIN}"
    client.patch(path, json={"name": "Rau muống nước"}, headers=etag(client, path, producer))
    with engine.connect() as connection:
        (row,) = connection.execute(select(changes).where(changes.c.kind == "products")).all()
    assert (row.key, row.right, row.at) == (GTIN, "change_goods", NOW)
    assert (row.before["name"], row.after["name"]) == ("Rau muống", "Rau muống nước")


def test_change_to_the_same_changes_nothing(client: TestClient, producer: dict[str, str], engine: Engine) -> None:
    path = f"/registry/products/{GTIN}"
    same = client.patch(path, json={"name": "Rau muống"}, headers=etag(client, path, producer))
    assert same.status_code == 200
    with engine.connect() as connection:
        assert connection.execute(select(changes).where(changes.c.kind == "products")).all() == []


@pytest.mark.parametrize(("typed", "found"), [("rau muong", 1), ("CAI NGOT", 2), ("Cải ngọt khác", 1), ("%", 0)])
def test_search_without_marks_finds_words_with_marks(
    client: TestClient, department: dict[str, str], typed: str, found: int
) -> None:
    listed = client.get("/registry/products", params={"q": typed}, headers=department)
    assert len(listed.json()["rows"]) == found


def test_d_with_stroke_is_found_as_d(client: TestClient, department: dict[str, str]) -> None:
    client.post("/registry/establishments", json=ESTABLISHMENT, headers=department)
    listed = client.get("/registry/establishments", params={"q": "dong anh"}, headers=department)
    assert [row["id"] for row in listed.json()["rows"]] == ["E9"]


def test_pages_lead_through_all_rows_once(client: TestClient, department: dict[str, str]) -> None:
    seen, after = [], ""
    for _ in range(4):
        page = client.get("/registry/lots", params={"limit": 1, "after": after}, headers=department).json()
        seen += [row["lot"] for row in page["rows"]]
        if page["next"] is None:
            break
        after = page["next"]
    assert seen == [LOT, "L2611B"]


def test_producer_sees_and_changes_own_goods_only(client: TestClient, producer: dict[str, str]) -> None:
    listed = client.get("/registry/products", headers=producer).json()["rows"]
    assert {row["establishment_id"] for row in listed} == {"E1"}
    strange = "/registry/products/09521234543237"
    assert client.get(strange, headers=producer).status_code == 403
    assert client.patch(strange, json={"name": "Y"}, headers=producer | {"If-Match": "*"}).status_code == 403
    assert (
        client.post("/registry/products", json=PRODUCT | {"establishment_id": "E2"}, headers=producer).status_code
        == 403
    )


def test_nobody_takes_or_gives_away_goods_by_a_change(client: TestClient, producer: dict[str, str]) -> None:
    path = f"/registry/products/{GTIN}"
    given = client.patch(path, json={"establishment_id": "E2"}, headers=etag(client, path, producer))
    assert given.status_code == 403


def test_what_does_not_exist_looks_like_what_is_not_yours(client: TestClient, producer: dict[str, str]) -> None:
    missing = client.get("/registry/products/09521234543299", headers=producer)
    strange = client.get("/registry/products/09521234543237", headers=producer)
    assert (missing.status_code, missing.content) == (strange.status_code, strange.content) == (403, strange.content)


def test_board_sees_what_is_traded_at_its_market(client: TestClient, people: People, engine: Engine) -> None:
    with engine.begin() as connection:
        row = {"id": "S1", "market_id": "M1", "name": "Q", "name_en": "", "establishment_id": "E2", "groups": []}
        connection.execute(insert(tables.stalls), row | {"folded": "q"})
    board = people.add(Role.BOARD, market_id="M1")
    assert [row["id"] for row in client.get("/registry/establishments", headers=board).json()["rows"]] == ["E2"]
    assert client.get("/registry/establishments/E1", headers=board).status_code == 403
    assert client.get("/registry/establishments/E2", headers=board).status_code == 200


def test_grant_of_a_unit_covers_what_lies_in_it(client: TestClient, people: People, engine: Engine) -> None:
    with engine.begin() as connection:
        unit = {"name": "X", "name_en": "", "level": "ward", "first_day": NOW.date(), "folded": "x"}
        units = [unit | {"id": "city", "parent_id": ""}, unit | {"id": "ward", "parent_id": "city"}]
        connection.execute(insert(tables.units), units)
        connection.execute(
            tables.establishments.update().where(tables.establishments.c.id == "E1").values(unit_id="ward")
        )
    for unit_id, expected in (("ward", ["E1"]), ("city", ["E1"]), ("other", [])):
        headers = people.add(Role.DEPARTMENT, unit_id=unit_id)
        listed = client.get("/registry/establishments", headers=headers).json()["rows"]
        assert [row["id"] for row in listed] == expected
        assert (client.get("/registry/establishments/E1", headers=headers).status_code == 200) is bool(expected)


def test_grant_of_a_department_covers_the_establishments_that_it_answers_for(
    client: TestClient, people: People, engine: Engine
) -> None:
    with engine.begin() as connection:
        connection.execute(
            tables.establishments.update().where(tables.establishments.c.id == "E1").values(department="health")
        )
    health, industry = (people.add(Role.DEPARTMENT, department=name) for name in ("health", "industry"))
    for path, key, mine in (("establishments", "id", {"E1"}), ("products", "establishment_id", {"E1"})):
        rows = client.get(f"/registry/{path}", headers=health).json()["rows"]
        assert {row[key] for row in rows} == mine
        assert client.get(f"/registry/{path}", headers=industry).json()["rows"] == []
    assert client.get("/registry/establishments/E1", headers=health).status_code == 200
    assert client.get("/registry/establishments/E1", headers=industry).status_code == 403


def test_department_gives_nothing_away_and_takes_nothing(client: TestClient, people: People) -> None:
    health = people.add(Role.DEPARTMENT, department="health")
    own = ESTABLISHMENT | {"department": "health"}
    assert client.post("/registry/establishments", json=own, headers=health).status_code == 201
    path = f"/registry/establishments/{ESTABLISHMENT['id']}"
    for department, status in (("health", 200), ("industry", 403)):
        changed = {"name": "HTX khác", "department": department}
        assert client.patch(path, json=changed, headers=etag(client, path, health)).status_code == status
    taken = client.patch(
        "/registry/establishments/E1", json={"department": "health"}, headers=health | {"If-Match": "*"}
    )
    assert taken.status_code == 403


def test_city_code_of_another_is_refused(client: TestClient, department: dict[str, str]) -> None:
    refused = client.post(
        "/registry/establishments", json=ESTABLISHMENT | {"city_code": "HNP00417S"}, headers=department
    )
    assert refused.status_code == 400
    assert "never used twice" in refused.json()["detail"]


def test_old_city_code_still_leads_to_its_establishment(client: TestClient, department: dict[str, str]) -> None:
    path = "/registry/establishments/E1"
    changed = client.patch(path, json={"city_code": "HNP00418Q"}, headers=etag(client, path, department))
    assert changed.status_code == 200, changed.text
    for code in ("HNP00417S", "HNP00418Q"):
        found = client.get("/v1/records", params={"city_code": code}).json()["finding"]
        assert found["establishment"]["id"] == "E1"
    taken = client.post("/registry/establishments", json=ESTABLISHMENT | {"city_code": "HNP00417S"}, headers=department)
    assert taken.status_code == 400


def test_suspension_of_a_certificate_is_kept_with_its_dates(
    client: TestClient, department: dict[str, str], engine: Engine
) -> None:
    path = "/registry/certificates/C1"
    suspended = {"status": "suspended", "status_since": "2026-11-10"}
    client.patch(path, json=suspended, headers=etag(client, path, department))
    lifted = {"status": "active", "status_since": "2026-11-20"}
    assert client.patch(path, json=lifted, headers=etag(client, path, department)).status_code == 200
    with engine.connect() as connection:
        (row,) = connection.execute(select(tables.suspensions)).all()
    assert (row.first_day.isoformat(), row.last_day.isoformat()) == ("2026-11-10", "2026-11-19")


def test_suspension_needs_its_day(client: TestClient, department: dict[str, str]) -> None:
    path = "/registry/certificates/C1"
    refused = client.patch(path, json={"status": "suspended"}, headers=etag(client, path, department))
    assert refused.status_code == 400
