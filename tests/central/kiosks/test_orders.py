"""Orders: pulled by the unit that they are for, while they stand, and ended once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Engine, select, update
from starlette.testclient import TestClient

from kiosk.central.kiosks.levels import market_key, put_settings
from kiosk.central.kiosks.orders import (
    KIND,
    LASTS,
    RESTS,
    GivenOrder,
    Hindrance,
    State,
    give_order,
    picture_of,
    read_orders,
    withdraw_order,
)
from kiosk.central.kiosks.tables import kiosks
from kiosk.central.people.changes import Deed
from kiosk.central.people.rights import Caller, Grant, Right, Role
from kiosk.central.people.tables import changes
from kiosk.central.versions import newest_versions
from kiosk.messages.orders import OrderKind
from kiosk.messages.unit_settings import KioskSettings
from tests.central.conftest import People
from tests.central.kiosks.paired import NOW, Unit, pair

BOARD = Caller("u1", "board", (Grant(Role.BOARD, market_id="M1"),))
DONE = b'{"outcome": "done"}'
PICTURE = b'{"outcome": "done", "picture": "iVBORw=="}'


def give(engine: Engine, unit: Unit, kind: OrderKind = OrderKind.RESTART, minutes: int = 0) -> Hindrance | None:
    deed = Deed(BOARD, Right.TEND_KIOSK, NOW + timedelta(minutes=minutes))
    with engine.begin() as connection:
        return give_order(connection, deed, unit.id, kind)


def stands(engine: Engine, unit: Unit, minutes: int = 0) -> list[GivenOrder]:
    with engine.connect() as connection:
        return list(read_orders(connection, unit.id, NOW + timedelta(minutes=minutes), 10))


def allow_pictures(engine: Engine) -> None:
    with engine.begin() as connection:
        put_settings(
            connection,
            Deed(BOARD, Right.CHANGE_KIOSKS, NOW),
            market_key("M1"),
            KioskSettings(screen_pictures=True),
        )


def result_path(engine: Engine, unit: Unit) -> str:
    return f"/v1/orders/{stands(engine, unit)[0].id}/result"


def test_order_is_pulled_by_its_unit_until_it_ends_and_ends_once(
    client: TestClient, engine: Engine, unit: Unit
) -> None:
    with engine.connect() as connection:
        before = newest_versions(connection, "M1", unit.id).orders
    assert give(engine, unit) is None
    other = pair(engine, "M1", 2)
    with engine.connect() as connection:
        assert newest_versions(connection, "M1", unit.id).orders > before
        assert newest_versions(connection, "M1", other.id).orders == 0
    (order,) = unit.get(client, "/v1/orders").json()["orders"]
    assert order["kind"] == "restart"
    assert other.get(client, "/v1/orders").json()["orders"] == []
    path = f"/v1/orders/{order['id']}/result"
    assert other.post(client, path, DONE).status_code == 404
    assert unit.post(client, path, DONE).status_code == 200
    assert unit.post(client, path, b'{"outcome": "failed", "why": "screen_silent"}').status_code == 200
    assert [each.state for each in stands(engine, unit)] == [State.DONE]
    assert unit.get(client, "/v1/orders").json()["orders"] == []


def test_giving_and_withdrawing_stand_in_the_audit(client: TestClient, engine: Engine, unit: Unit) -> None:
    give(engine, unit, OrderKind.EXAMINE)
    (order,) = stands(engine, unit)
    with engine.begin() as connection:
        withdraw_order(connection, Deed(BOARD, Right.TEND_KIOSK, NOW), unit.id, order.id)
        withdraw_order(connection, Deed(BOARD, Right.TEND_KIOSK, NOW), unit.id, order.id)
    with engine.connect() as connection:
        rows = connection.execute(
            select(changes).where(changes.c.kind == KIND).order_by(changes.c.before.is_(None).desc())
        ).all()
    assert [(row.user_id, row.key, row.after["state" if row.before else "kind"]) for row in rows] == [
        ("u1", order.id, "examine"),
        ("u1", order.id, "withdrawn"),
    ]
    assert unit.get(client, "/v1/orders").json()["orders"] == []
    assert unit.post(client, f"/v1/orders/{order.id}/result", DONE).status_code == 200
    assert stands(engine, unit)[0].state is State.WITHDRAWN


@pytest.mark.one_database
def test_order_that_was_not_pulled_in_time_is_over(client: TestClient, engine: Engine, unit: Unit) -> None:
    give(engine, unit, minutes=-61)
    assert timedelta(minutes=61) > LASTS
    assert unit.get(client, "/v1/orders").json()["orders"] == []
    assert stands(engine, unit)[0].state is State.EXPIRED


@pytest.mark.one_database
def test_same_order_twice_and_two_restarts_in_a_row_are_not_given(
    client: TestClient, engine: Engine, unit: Unit
) -> None:
    assert give(engine, unit) is None
    assert give(engine, unit) is Hindrance.STANDS
    assert give(engine, unit, OrderKind.EXAMINE) is None
    unit.post(client, f"/v1/orders/{stands(engine, unit)[1].id}/result", DONE)
    rests = int(RESTS.total_seconds() / 60)
    assert give(engine, unit, minutes=rests - 1) is Hindrance.LATELY
    assert give(engine, unit, minutes=rests) is None


@pytest.mark.one_database
def test_kiosk_that_is_shut_out_is_ordered_nothing(engine: Engine, unit: Unit) -> None:
    with engine.begin() as connection:
        connection.execute(update(kiosks).values(denied_at=NOW))
    assert give(engine, unit) is Hindrance.DENIED


@pytest.mark.one_database
def test_picture_of_the_screen_is_ordered_only_where_the_settings_allow_it(
    client: TestClient, engine: Engine, unit: Unit
) -> None:
    assert give(engine, unit, OrderKind.PICTURE) is Hindrance.NOT_ALLOWED
    allow_pictures(engine)
    assert give(engine, unit, OrderKind.PICTURE) is None
    unit.post(client, result_path(engine, unit), PICTURE)
    (order,) = stands(engine, unit)
    with engine.connect() as connection:
        assert (order.has_picture, picture_of(connection, order.id)) == (True, b"\x89PNG")


@pytest.mark.one_database
def test_picture_that_nobody_ordered_is_not_kept(client: TestClient, engine: Engine, unit: Unit) -> None:
    give(engine, unit, OrderKind.EXAMINE)
    unit.post(client, result_path(engine, unit), PICTURE)
    assert not stands(engine, unit)[0].has_picture


@pytest.mark.one_database
def test_bundle_that_nobody_ordered_is_not_kept(client: TestClient, engine: Engine, unit: Unit) -> None:
    give(engine, unit, OrderKind.EXAMINE)
    unit.post(client, result_path(engine, unit), b'{"outcome": "done", "bundle": "H4s="}')
    assert not stands(engine, unit)[0].has_bundle


@pytest.mark.one_database
@pytest.mark.parametrize(
    "body",
    [
        b'{"outcome": "perhaps"}',
        b'{"outcome": "done", "findings": [{"name": "x", "state": "fine", "finding": ""}]}',
        b'{"outcome": "done", "picture": "' + b"A" * 666_672 + b'"}',
        b'{"outcome": "done", "bundle": "' + b"A" * 933_340 + b'"}',
    ],
    ids=["outcome", "finding", "size", "size of a bundle"],
)
def test_result_of_another_form_is_refused(client: TestClient, engine: Engine, unit: Unit, body: bytes) -> None:
    give(engine, unit)
    assert unit.post(client, result_path(engine, unit), body).status_code == 400
    assert stands(engine, unit)[0].state is State.WAITING


def test_programs_order_read_what_became_of_it_and_load_the_support_file(
    client: TestClient, engine: Engine, unit: Unit, people: People
) -> None:
    path = f"/registry/kiosks/{unit.id}/orders"
    board = {market: people.add(Role.BOARD, market_id=market) for market in ("M1", "M2")}
    given = client.post(path, json={"kind": "bundle"}, headers=board["M1"])
    assert (given.status_code, given.json()["state"]) == (201, "waiting")
    assert client.post(path, json={"kind": "bundle"}, headers=board["M1"]).status_code == 409
    unit.post(client, result_path(engine, unit), b'{"outcome": "done", "bundle": "H4s="}')
    (listed,) = client.get(path, headers=board["M1"]).json()
    assert (listed["state"], listed["has_bundle"], listed["by"]) == ("done", True, given.json()["by"])
    one = f"{path}/{listed['id']}"
    assert client.get(f"{one}/bundle", headers=board["M1"]).content == b"\x1f\x8b"
    assert client.post(f"{one}/withdraw", headers=board["M1"]).json()["state"] == "done"
    for method, address in (("GET", path), ("GET", f"{one}/bundle"), ("POST", f"{one}/withdraw")):
        assert client.request(method, address, headers=board["M2"]).status_code == 403
