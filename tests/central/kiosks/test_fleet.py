"""Kiosks at a glance, their settings, notices and heartbeats."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, func, insert, select, update
from starlette.testclient import TestClient

from kiosk.central.app import create_app
from kiosk.central.kiosks.heartbeats import SILENT_AFTER, store_heartbeat
from kiosk.central.kiosks.levels import level, put_settings
from kiosk.central.kiosks.tables import heartbeats, kiosk_states
from kiosk.central.people.changes import Deed
from kiosk.central.people.rights import Caller, Right, Role
from kiosk.central.people.tables import changes
from kiosk.central.registry.tables import markets, units
from kiosk.central.service import Service, Trusted
from kiosk.central.versions import newest_versions
from kiosk.messages.heartbeat import Heartbeat
from kiosk.messages.unit_settings import KioskSettings, merged
from tests.central.conftest import People
from tests.central.kiosks.paired import NOTICE, NOW, Unit, pair

WELL = {"made_at": NOW.isoformat(), "release": "1.0.0", "camera": "ok", "temperature_c": 51.5, "clock": "synchronised"}


def beat(client: TestClient, unit: Unit, **changed: object) -> Any:
    return unit.post(client, "/v1/heartbeats", json.dumps(WELL | changed).encode())


def names(client: TestClient, who: dict[str, str], query: str = "") -> list[str]:
    return [one["name"] for one in client.get(f"/registry/kiosks{query}", headers=who).json()["kiosks"]]


def test_heartbeat_is_the_kiosks_state(client: TestClient, unit: Unit, board: dict[str, str]) -> None:
    assert beat(client, unit, unsent=3).json()["versions"]["trust"] == 7
    seen = client.get(f"/registry/kiosks/{unit.id}", headers=board).json()
    assert datetime.fromisoformat(seen["last_seen_at"]) == NOW
    assert (seen["heartbeat"]["unsent"], seen["ailments"]) == (3, [])
    assert len(client.get(f"/registry/kiosks/{unit.id}/heartbeats", headers=board).json()) == 1


@pytest.mark.parametrize(
    ("changed", "ailment"),
    [
        ({"camera": "lost"}, "camera"),
        ({"temperature_c": 80}, "hot"),
        ({"disk_free_mb": 499}, "disk"),
        ({"unsent": 1000}, "unsent"),
        ({"clock": "untrusted"}, "clock"),
        ({"data_as_of": (NOW - timedelta(hours=37)).isoformat()}, "old_data"),
        ({"faults": ["JRN-02", "CAM-05"]}, "fault"),
    ],
)
@pytest.mark.one_database
def test_what_is_wrong_is_named(
    client: TestClient, unit: Unit, board: dict[str, str], changed: dict[str, object], ailment: str
) -> None:
    beat(client, unit, **changed)
    assert client.get(f"/registry/kiosks/{unit.id}", headers=board).json()["ailments"] == [ailment]


@pytest.mark.one_database
@pytest.mark.parametrize("wrong", [{"temperature_c": 900}, {"release": "x" * 81}, {"made_at": "now"}, {"owner": "A"}])
def test_heartbeat_out_of_bounds_is_refused(client: TestClient, unit: Unit, wrong: dict[str, object]) -> None:
    assert beat(client, unit, **wrong).status_code == 400


def test_same_heartbeat_stands_once(engine: Engine, unit: Unit) -> None:
    sent = Heartbeat.model_validate(WELL)
    with engine.begin() as connection:
        for at in (NOW, NOW):
            store_heartbeat(connection, unit.id, sent.model_copy(update={"made_at": at}), at)
        assert connection.execute(select(func.count()).select_from(heartbeats)).scalar_one() == 1


def state_after(engine: Engine, unit: Unit, *made_and_received: tuple[datetime, datetime]) -> tuple[datetime, datetime]:
    """Store heartbeats; return when the one that is the kiosk's state was made, and when it came."""
    sent = Heartbeat.model_validate(WELL)
    with engine.begin() as connection:
        for made_at, at in made_and_received:
            store_heartbeat(connection, unit.id, sent.model_copy(update={"made_at": made_at}), at)
        state = connection.execute(select(kiosk_states)).one()
    return datetime.fromisoformat(state.document["made_at"]), state.at


@pytest.mark.parametrize("made_before", [timedelta(0), timedelta(minutes=10)], ids=["sent again", "late"])
def test_heartbeat_that_is_not_newer_changes_no_state(engine: Engine, unit: Unit, made_before: timedelta) -> None:
    late = (NOW - made_before, NOW + timedelta(hours=1))
    assert state_after(engine, unit, (NOW, NOW), late) == (NOW, NOW)


def test_clock_that_ran_ahead_does_not_hold_up_the_state(engine: Engine, unit: Unit) -> None:
    set_right = NOW + timedelta(minutes=10)
    ahead = (NOW + timedelta(days=300), NOW)
    assert state_after(engine, unit, ahead, (set_right, set_right)) == (set_right, set_right)


def beside(engine: Engine, write: Callable[[Connection, int], object]) -> None:
    """Write 1 in a transaction that ends only after another, which writes 2, has begun."""

    def second() -> None:
        with engine.begin() as connection:
            write(connection, 2)

    with ThreadPoolExecutor(1) as pool:
        with engine.begin() as connection:
            write(connection, 1)
            other = pool.submit(second)
            wait([other], timeout=0.5)
        other.result(timeout=10)


def test_two_first_heartbeats_at_once_both_stand(engine: Engine, unit: Unit) -> None:
    sent = Heartbeat.model_validate(WELL)

    def write(connection: Connection, number: int) -> None:
        at = NOW + timedelta(seconds=number)
        store_heartbeat(connection, unit.id, sent.model_copy(update={"made_at": at}), at)

    beside(engine, write)
    with engine.connect() as connection:
        assert connection.execute(select(func.count()).select_from(heartbeats)).scalar_one() == 2
        assert connection.execute(select(kiosk_states.c.at)).scalar_one() == NOW + timedelta(seconds=2)


def test_two_first_settings_at_once_follow_each_other_in_the_audit(engine: Engine) -> None:
    deed = Deed(Caller("u1", "one", ()), Right.CHANGE_KIOSKS, NOW)
    beside(engine, lambda connection, number: put_settings(connection, deed, "city", KioskSettings(volume=number)))
    with engine.connect() as connection:
        rows = connection.execute(select(changes).where(changes.c.key == "city")).all()
        assert level(connection, "city").settings.volume == 2
    by_volume = sorted(rows, key=lambda row: row.after["volume"])
    assert [row.before and row.before["volume"] for row in by_volume] == [None, 1]


def test_ailing_kiosks_come_first_and_denied_ones_last(
    client: TestClient, engine: Engine, people: People, board: dict[str, str]
) -> None:
    units = [pair(engine, number=number) for number in range(1, 5)]
    for unit, camera in zip(units[:3], ("ok", "lost", "ok"), strict=True):
        assert beat(client, unit, camera=camera).status_code == 200
    client.post(f"/registry/kiosks/{units[2].id}/deny", json={"reason": "x"}, headers=people.add(Role.TECHNICIAN))
    assert names(client, board) == ["Trạm 2", "Trạm 4", "Trạm 1", "Trạm 3"]


def test_kiosk_that_is_silent_is_ailing(
    service: Service, client: TestClient, unit: Unit, board: dict[str, str]
) -> None:
    beat(client, unit)
    later = NOW + SILENT_AFTER + timedelta(seconds=1)
    late = TestClient(create_app(replace(service, moment=Trusted(lambda: later))))
    assert late.get("/registry/kiosks", headers=board).json()["kiosks"][0]["ailments"] == ["silent"]


def test_kiosk_that_signs_anything_is_not_silent(
    service: Service, client: TestClient, engine: Engine, unit: Unit, board: dict[str, str]
) -> None:
    other = pair(engine, number=2)
    beat(client, unit)
    beat(client, other)
    later = NOW + SILENT_AFTER + timedelta(seconds=1)
    late = TestClient(create_app(replace(service, moment=Trusted(lambda: later))))
    path = "/v1/notices"
    assert late.get(path, headers=other.headers("GET", path, made_at=NOW)).status_code == 401
    assert late.get(path, headers=unit.headers("GET", path, made_at=later)).status_code == 200
    first, second = late.get("/registry/kiosks", headers=board).json()["kiosks"]
    assert (first["name"], first["ailments"]) == ("Trạm 2", ["silent"])
    assert (second["name"], second["ailments"]) == ("Trạm 1", [])
    assert datetime.fromisoformat(second["last_seen_at"]) == later


def test_pages_hold_every_kiosk_once(client: TestClient, engine: Engine, board: dict[str, str]) -> None:
    for number in range(1, 6):
        unit = pair(engine, number=number)
        if number % 2:
            beat(client, unit)
    met: list[str] = []
    query = "?limit=2"
    while True:
        page = client.get(f"/registry/kiosks{query}", headers=board).json()
        met += [one["name"] for one in page["kiosks"]]
        if page["next"] is None:
            break
        query = f"?limit=2&after={page['next']}"
    assert met == ["Trạm 2", "Trạm 4", "Trạm 1", "Trạm 3", "Trạm 5"]


@pytest.mark.one_database
@pytest.mark.parametrize("after", ["x", "W10=", "WzksICJhIiwgImIiXQ==", "%C3%A9"])
def test_cursor_of_nobodys_is_refused(client: TestClient, board: dict[str, str], after: str) -> None:
    assert client.get(f"/registry/kiosks?after={after}", headers=board).status_code == 400


def set_to(client: TestClient, path: str, settings: Mapping[str, object], headers: Mapping[str, str]) -> Any:
    """Return the answer to settings that somebody changes as they stand."""
    tag = client.get(path, headers=headers).headers.get("etag", "")
    return client.put(path, json=settings, headers={**headers, "If-Match": tag})


def test_board_sees_and_changes_kiosks_of_its_market_alone(
    client: TestClient, engine: Engine, unit: Unit, board: dict[str, str]
) -> None:
    other = pair(engine, "M2", 2)
    assert names(client, board) == ["Trạm 1"]
    assert names(client, board, "?market_id=M2") == []
    place = {"name": "Trạm mới", "market_id": "M1"}
    assert client.get(f"/registry/kiosks/{other.id}", headers=board).status_code == 403
    assert client.put(f"/registry/kiosks/{other.id}", json=place, headers=board).status_code == 403
    assert client.put(f"/registry/kiosks/{unit.id}", json=place | {"market_id": "M2"}, headers=board).status_code == 403
    assert set_to(client, f"/registry/kiosks/{other.id}/settings", {}, board).status_code == 403
    assert set_to(client, "/registry/markets/M2/settings", {}, board).status_code == 403
    assert set_to(client, "/registry/settings", {}, board).status_code == 403
    assert client.post("/registry/notices", json=NOTICE | {"market_id": "M2"}, headers=board).status_code == 403
    assert client.post("/registry/notices", json=NOTICE | {"market_id": ""}, headers=board).status_code == 403


@pytest.mark.parametrize(("limit", "sees"), [("ward", True), ("city", True), ("other", False)])
def test_grant_of_a_unit_covers_the_kiosks_of_markets_that_lie_in_it(
    client: TestClient, engine: Engine, people: People, unit: Unit, limit: str, sees: bool
) -> None:
    with engine.begin() as connection:
        called = {"name": "X", "name_en": "", "level": "ward", "first_day": NOW.date(), "folded": "x"}
        nested = [called | {"id": "city", "parent_id": ""}, called | {"id": "ward", "parent_id": "city"}]
        connection.execute(insert(units), nested)
        connection.execute(update(markets).values(unit_id="ward"))
    somebody = people.add(Role.ADMINISTRATOR, unit_id=limit)
    assert bool(names(client, somebody)) is sees
    assert client.get(f"/registry/kiosks/{unit.id}", headers=somebody).is_success is sees
    named = client.put(f"/registry/kiosks/{unit.id}", json={"name": "Cổng B", "market_id": "M1"}, headers=somebody)
    assert named.is_success is sees
    told = client.post("/registry/notices", json=NOTICE | {"market_id": "M1"}, headers=somebody)
    assert told.is_success is sees


def test_name_and_place_reach_the_unit_as_a_new_version(client: TestClient, unit: Unit, board: dict[str, str]) -> None:
    place = {"name": "Trạm cổng sau", "market_id": "M1", "area": "Nhà C", "position": "Cổng 4"}
    before = unit.get(client, "/v1/settings").json()
    assert client.put(f"/registry/kiosks/{unit.id}", json=place, headers=board).status_code == 200
    after = unit.get(client, "/v1/settings").json()
    assert {name: after[name] for name in place} == place
    assert after["version"] > before["version"]


def test_nearer_level_wins_in_each_matter(
    client: TestClient, unit: Unit, board: dict[str, str], people: People
) -> None:
    city = {"volume": 50, "brightness": 80, "languages": ["vi", "en"]}
    set_to(client, "/registry/settings", city, people.add(Role.ADMINISTRATOR)).raise_for_status()
    set_to(client, "/registry/markets/M1/settings", {"volume": 60, "brightness": 70}, board)
    set_to(client, f"/registry/kiosks/{unit.id}/settings", {"volume": 0}, board)
    holds = unit.get(client, "/v1/settings").json()
    assert (holds["settings"]["volume"], holds["settings"]["brightness"]) == (0, 70)
    assert holds["settings"]["languages"] == ["vi", "en"]
    assert holds["version"] == 3


def test_versions_only_grow_even_where_settings_are_taken_back(
    client: TestClient, unit: Unit, engine: Engine, board: dict[str, str]
) -> None:
    key, seen = f"/registry/kiosks/{unit.id}/settings", []
    for settings in ({"volume": 5}, {}, {"volume": 5}):
        set_to(client, key, settings, board).raise_for_status()
        with engine.connect() as connection:
            seen.append(newest_versions(connection, "M1", unit.id).settings)
    assert seen == sorted(set(seen))


def test_settings_that_the_unit_has_are_not_sent_again(client: TestClient, unit: Unit, board: dict[str, str]) -> None:
    tag = unit.get(client, "/v1/settings").headers["etag"]
    again = unit.get(client, "/v1/settings", if_none_match=tag)
    assert (again.status_code, again.content) == (304, b"")
    set_to(client, "/registry/markets/M1/settings", {"volume": 1}, board).raise_for_status()
    assert unit.get(client, "/v1/settings", if_none_match=tag).status_code == 200


@pytest.mark.one_database
@pytest.mark.parametrize("column", ["name", "name_en"])
def test_market_that_is_called_otherwise_is_no_answer_that_the_unit_has(
    client: TestClient, engine: Engine, unit: Unit, column: str
) -> None:
    tag = unit.get(client, "/v1/settings").headers["etag"]
    with engine.begin() as connection:
        connection.execute(update(markets).where(markets.c.id == "M1").values({column: "Chợ mới"}))
    answer = unit.get(client, "/v1/settings", if_none_match=tag)
    assert (answer.status_code, answer.json()[f"market_{column}"]) == (200, "Chợ mới")


@pytest.mark.one_database
@pytest.mark.parametrize(
    "wrong",
    [
        {"volume": 101},
        {"brightness": 0},
        {"languages": []},
        {"languages": ["vi", "vi"]},
        {"languages": ["fr"]},
        {"opening_hours": [{"weekday": 8, "opens": "05:00", "closes": "20:00"}]},
        {"opening_hours": [{"weekday": 1, "opens": "20:00", "closes": "05:00"}]},
        {"opening_hours": [{"weekday": 1, "opens": "5:00", "closes": "20:00"}]},
        {"waiting": [{"title": "", "title_en": "x"}]},
        {"colour": "red"},
    ],
)
def test_setting_that_cannot_be_is_refused(client: TestClient, board: dict[str, str], wrong: dict[str, object]) -> None:
    assert set_to(client, "/registry/markets/M1/settings", wrong, board).status_code == 400


def test_settings_that_somebody_else_changed_meanwhile_are_not_overwritten(
    client: TestClient, board: dict[str, str]
) -> None:
    path = "/registry/markets/M1/settings"
    seen = client.get(path, headers=board).headers["etag"]
    first = client.put(path, json={"volume": 10}, headers={**board, "If-Match": seen})
    second = client.put(path, json={"volume": 20}, headers={**board, "If-Match": seen})
    assert (first.status_code, second.status_code) == (200, 412)
    assert client.get(path, headers=board).json()["settings"] == first.json()["settings"]
    assert client.put(path, json={"volume": 20}, headers={**board, "If-Match": first.headers["etag"]}).is_success


def test_settings_are_not_changed_without_saying_which(client: TestClient, board: dict[str, str]) -> None:
    assert client.put("/registry/markets/M1/settings", json={"volume": 10}, headers=board).status_code == 428


def test_of_two_who_change_settings_at_once_one_is_refused(client: TestClient, board: dict[str, str]) -> None:
    path = "/registry/markets/M1/settings"
    headers = {**board, "If-Match": client.get(path, headers=board).headers["etag"]}
    with ThreadPoolExecutor(2) as pool:
        asked = [pool.submit(client.put, path, json={"volume": volume}, headers=headers) for volume in (1, 2)]
        statuses = sorted(one.result().status_code for one in asked)
    assert statuses == [200, 412]


def test_change_of_settings_stands_in_the_audit(client: TestClient, engine: Engine, board: dict[str, str]) -> None:
    for volume in (10, 20):
        set_to(client, "/registry/markets/M1/settings", {"volume": volume}, board).raise_for_status()
    with engine.connect() as connection:
        rows = connection.execute(select(changes).where(changes.c.key == "market/M1").order_by(changes.c.id)).all()
    by_volume = sorted(rows, key=lambda row: row.after["volume"])
    assert [(row.before and row.before["volume"], row.after["volume"]) for row in by_volume] == [(None, 10), (10, 20)]


def test_merging_nothing_leaves_everything_to_the_unit() -> None:
    assert merged(()) == merged((KioskSettings(), KioskSettings())) == KioskSettings()


def test_idle_question_is_answered_empty_until_something_is_new(
    client: TestClient, unit: Unit, board: dict[str, str]
) -> None:
    path = f"/v1/versions/{unit.id}"
    first = client.get(path)
    versions = {"trust": 7, "settings": 0, "notices": 0, "registry": 0, "orders": 0, "announcements": 0}
    assert first.json()["versions"] == versions | {"trust_digest": first.json()["versions"]["trust_digest"]}
    headers = {"If-None-Match": first.headers["etag"]}
    assert client.get(path, headers=headers).status_code == 304
    set_to(client, f"/registry/kiosks/{unit.id}/settings", {"volume": 1}, board).raise_for_status()
    assert client.get(path, headers=headers).json()["versions"]["settings"] == 1
    client.post("/registry/notices", json=NOTICE | {"kind": "emergency"}, headers=board).raise_for_status()
    assert client.get(path, headers=headers).json()["versions"]["notices"] == 1
