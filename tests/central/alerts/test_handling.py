"""Who sees which alerts, who may handle them, and how: the same rules for programs, pages and letters."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, insert, select, update
from starlette.testclient import TestClient

from kiosk.central.alerts.handling import owners_for
from kiosk.central.alerts.kinds import FALSE_CAUSES, KINDS, OF_THE_CENTRE, Cause, Kind
from kiosk.central.alerts.opening import Evidence
from kiosk.central.alerts.reading import may_see, seen_by, subject_of
from kiosk.central.alerts.tables import alerts, false_verdicts
from kiosk.central.people.rights import Caller, Grant, Right, Role
from kiosk.central.people.tables import changes
from kiosk.central.registry.tables import establishments, markets, units
from tests.central.alerts.standing import DAY, opened, standing
from tests.central.conftest import NOW, People
from tests.central.console.usage.scanned import RED, Scan, store

Header = Mapping[str, str]
TOMORROW = (NOW + DAY).isoformat()
TAKEN = {"state": "in_hand", "deadline": TOMORROW}
CLOSED = {"state": "closed", "deadline": TOMORROW, "cause": "copy_confirmed", "note": "Tịch thu 12 gói"}
ADMINISTRATOR = Role.ADMINISTRATOR


@pytest.fixture
def supervisor(people: People) -> dict[str, str]:
    return people.add(Role.SUPERVISOR)


def put(client: TestClient, who: Header, alert_id: str, wanted: object, tag: str = "") -> Any:
    path = f"/registry/alerts/{alert_id}"
    tag = tag or client.get(path, headers=dict(who)).headers.get("ETag", '"none"')
    return client.put(path, headers={**who, "If-Match": tag}, json=wanted)


def test_every_kind_can_be_closed_by_somebody_and_every_cause_given() -> None:
    chosen = {cause for rule in KINDS.values() for cause in rule.causes}
    assert KINDS.keys() == set(Kind)
    assert chosen | OF_THE_CENTRE == set(Cause)
    assert chosen > FALSE_CAUSES
    assert all(rule.causes[-1] is Cause.OTHER for rule in KINDS.values())


def test_somebody_takes_it_in_hand_and_closes_it_with_a_cause(
    client: TestClient, engine: Engine, supervisor: dict[str, str]
) -> None:
    alert_id = opened(engine, evidence=(Evidence("check", "c1", NOW, "M1", "k1"),))
    taken = put(client, supervisor, alert_id, TAKEN).json()
    assert (taken["state"], taken["owner_id"], taken["evidence"][0]["ref"]) == ("in_hand", "user-supervisor-1", "c1")
    done = put(client, supervisor, alert_id, {**CLOSED, "owner_id": taken["owner_id"]})
    assert (done.status_code, done.json()["cause"], done.json()["note"]) == (200, "copy_confirmed", "Tịch thu 12 gói")
    assert standing(engine)[0]["closed_at"] == NOW
    with engine.connect() as connection:
        found = connection.execute(select(changes).where(changes.c.key == alert_id)).all()
    assert {(one.before["state"], one.after["state"], one.after["cause"]) for one in found} == {
        ("open", "in_hand", ""),
        ("in_hand", "closed", "copy_confirmed"),
    }


@pytest.mark.parametrize(
    ("spoilt", "field"),
    [
        ({"cause": None}, "body.cause"),
        ({"cause": "no_power"}, "body.cause"),  # of another kind
        ({"cause": "over"}, "body.cause"),  # the centre's own
        ({"state": "open"}, "body.cause"),
        ({"owner_id": "nobody"}, "body.owner_id"),
        ({"note": "\x00"}, "body.note"),
        ({"deadline": "2026-11-24"}, "body.deadline"),
    ],
    ids=str,
)
def test_wrong_change_names_its_field_and_changes_nothing(
    client: TestClient, engine: Engine, supervisor: dict[str, str], spoilt: Mapping[str, object], field: str
) -> None:
    alert_id = opened(engine)
    answer = put(client, supervisor, alert_id, {**CLOSED, **spoilt})
    assert (answer.status_code, [one["field"] for one in answer.json()["errors"]]) == (400, [field])
    assert standing(engine)[0]["state"] == "open"


def test_of_two_who_change_it_the_second_is_refused(
    client: TestClient, engine: Engine, supervisor: dict[str, str]
) -> None:
    alert_id = opened(engine)
    tag = client.get(f"/registry/alerts/{alert_id}", headers=supervisor).headers["ETag"]
    assert put(client, supervisor, alert_id, TAKEN, tag).status_code == 200
    assert put(client, supervisor, alert_id, CLOSED, tag).status_code == 412
    assert client.put(f"/registry/alerts/{alert_id}", headers=supervisor, json=CLOSED).status_code == 428


def test_what_was_closed_is_not_opened_again_beside_a_newer_one(
    client: TestClient, engine: Engine, supervisor: dict[str, str]
) -> None:
    alert_id = opened(engine)
    put(client, supervisor, alert_id, CLOSED)
    again = {**TAKEN, "state": "open"}
    assert put(client, supervisor, alert_id, again).status_code == 200
    put(client, supervisor, alert_id, CLOSED)
    opened(engine, at=NOW + 30 * DAY)
    answer = put(client, supervisor, alert_id, again)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "body.state")


def test_closed_as_false_what_shoppers_saw_counts_against_the_budget(
    client: TestClient, engine: Engine, supervisor: dict[str, str]
) -> None:
    red = (RED[0], RED[1])
    scan_id, other = store(engine, "k1", "M1", [Scan(NOW, red, check_id="c1"), Scan(NOW + timedelta(minutes=1), red)])
    alert_id = opened(engine, gtin="09521234543213", evidence=(Evidence("check", "c1", NOW, "M1", "k1"),))
    put(client, supervisor, alert_id, {**CLOSED, "cause": "label_moved"})
    with engine.connect() as connection:
        found = connection.execute(select(false_verdicts)).all()
    assert [(one.scan_id, one.source) for one in found] == [(scan_id, "alert")]
    assert other != scan_id


GRANTS = (
    Grant(Role.BOARD, market_id="M1"),
    Grant(Role.BOARD, market_id="M3"),
    Grant(Role.TECHNICIAN),
    Grant(Role.TECHNICIAN, market_id="M2"),
    Grant(Role.SUPERVISOR),
    Grant(Role.SUPERVISOR, unit_id="U1"),
    Grant(Role.SUPERVISOR, establishment_id="E1"),
    Grant(Role.DEPARTMENT, department="agriculture"),
    Grant(Role.DEPARTMENT, department="health"),
    Grant(Role.PRODUCER, establishment_id="E1"),
    Grant(ADMINISTRATOR),
)
SEEN = {
    Kind.COPIED: {0, 4, 5, 6, 7, 10},
    Kind.KIOSK_DOWN: {0, 2, 3, 4, 5, 6, 7, 10},
    Kind.MASS_BALANCE: {4, 5, 6, 7, 10},
}


@pytest.mark.parametrize("kind", SEEN)
def test_everybody_sees_what_their_grants_reach_and_whose_matter_they_may_see(engine: Engine, kind: Kind) -> None:
    alert_id = opened(engine, kind, markets=("M1", "M2"), establishment_id="E1")
    with engine.begin() as connection:
        level = {"name_en": "", "level": "ward", "first_day": NOW.date(), "folded": ""}
        nested = [{"id": "U1", "name": "Quận", "parent_id": ""}, {"id": "U2", "name": "Phường", "parent_id": "U1"}]
        connection.execute(insert(units), [level | one for one in nested])
        connection.execute(update(markets).where(markets.c.id == "M1").values(unit_id="U2"))
        connection.execute(update(establishments).where(establishments.c.id == "E1").values(department="agriculture"))
        row = connection.execute(select(alerts)).mappings().one()
        subject = subject_of(connection, row)
        found = set()
        for number, grant in enumerate(GRANTS):
            caller = Caller("u", "u", (grant,))
            query = select(alerts.c.id).where(seen_by(caller))
            is_seen = connection.execute(query).scalar() == alert_id
            assert is_seen == may_see(caller, Right.SEE_ALERTS, kind, subject), grant
            found |= {number} if is_seen else set()
    assert found == SEEN[kind]


def test_another_markets_alert_is_neither_listed_shown_nor_changed(
    client: TestClient, engine: Engine, people: People
) -> None:
    alert_id = opened(engine, markets=("M1",))
    own, other = people.add(Role.BOARD, market_id="M1"), people.add(Role.BOARD, market_id="M2")
    assert len(client.get("/registry/alerts", headers=own).json()["alerts"]) == 1
    assert client.get("/registry/alerts", headers=other).json()["alerts"] == []
    assert client.get(f"/registry/alerts/{alert_id}", headers=other).status_code == 403
    assert put(client, other, alert_id, TAKEN).status_code == 403


def test_owner_is_somebody_who_may_handle_it(client: TestClient, engine: Engine, people: People) -> None:
    alert_id = opened(engine, markets=("M1",))
    board = people.add(Role.BOARD, market_id="M1")
    people.add(Role.BOARD, market_id="M2")
    people.add(Role.PRODUCER, establishment_id="E1")
    with engine.connect() as connection:
        row = connection.execute(select(alerts)).mappings().one()
        assert [user_id for user_id, _ in owners_for(connection, row)] == ["user-board-1"]
    assert put(client, board, alert_id, {**TAKEN, "owner_id": "user-board-2"}).status_code == 400
    assert put(client, board, alert_id, {**TAKEN, "owner_id": "user-board-1"}).status_code == 200


def test_list_is_chosen_and_paged_newest_first(client: TestClient, engine: Engine, supervisor: dict[str, str]) -> None:
    ids = [opened(engine, subject=f"s{number}", at=NOW + number * DAY) for number in range(5)]
    opened(engine, Kind.KIOSK_DOWN, "k1", markets=("M2",))
    found: list[str] = []
    path = "/registry/alerts?kind=copied&market_id=M1&limit=2"
    before = ""
    while True:
        page = client.get(f"{path}&before={before}", headers=supervisor).json()
        found += [one["id"] for one in page["alerts"]]
        before = page["next"]
        if before is None:
            break
    assert found == ids[::-1]
    assert client.get("/registry/alerts?state=closed", headers=supervisor).json()["alerts"] == []
