"""Keys of establishments: two people, one list after the other, ids that are never reused, 48 hours."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, insert, select, update
from starlette.testclient import TestClient

from kiosk.central.app import create_app
from kiosk.central.people.rights import Role
from kiosk.central.people.tables import changes
from kiosk.central.registry.tables import lists, products
from kiosk.central.seals.issuing import Wanted, issue_labels
from kiosk.central.seals.keyring import add_key, change_scope, lowest_free_key_id, mark_stolen, retire_key
from kiosk.central.seals.publishing import held_lists, mark_signed, newest_list, publish
from kiosk.central.seals.signer import PUBLISHED_FOR
from kiosk.central.seals.tables import published_lists, signing_keys
from kiosk.central.seals.wanted import ScopeDocument, ScopeWanted, TheftWanted
from kiosk.central.service import Service
from kiosk.central.versions import newest_versions
from kiosk.errors import KioskError
from kiosk.moment import Moment
from kiosk.trust.digest import digest_of
from kiosk.trust.lists import Key, KeyStatus, TrustList
from kiosk.trust.message import FIRST_TEST_KEY_ID
from kiosk.trust.seal import SealState
from tests.central.conftest import NOW, People
from tests.central.registry_folder import GTIN
from tests.central.seals.conftest import E1_GLN, E2_GTIN, OPEN_LOT, VAULT, WANTED, deed_at
from tests.trust.sealing import check

Headers = dict[str, str]
ASKED = WANTED.model_dump(mode="json")
OTHER_GTIN = "09521234543220"


@pytest.fixture
def administrator(people: People) -> Headers:
    return people.add(Role.ADMINISTRATOR)


@pytest.fixture
def approve(client: TestClient, people: People) -> Callable[[str], Any]:
    """Approves a proposal as somebody of the department."""
    department = people.add(Role.DEPARTMENT)
    return lambda proposal: client.post(f"/registry/proposals/{proposal}/approve", headers=department)


def listed(engine: Engine, kid: int) -> Key:
    with engine.connect() as connection:
        (key,) = [key for key in newest_list(connection).keys if key.kid == kid]
    return key


def number_of(caught: pytest.ExceptionInfo[KioskError]) -> str:
    return caught.value.number


def test_a_key_is_made_when_a_second_person_approves(
    client: TestClient, administrator: Headers, approve: Callable[[str], Any], engine: Engine
) -> None:
    answer = client.post("/registry/keys", json=ASKED, headers=administrator)
    assert answer.status_code == 202
    with engine.connect() as connection:
        assert connection.execute(select(signing_keys)).all() == []
        before = newest_list(connection)
    assert approve(answer.json()["proposal_id"]).status_code == 200
    with engine.connect() as connection:
        after = newest_list(connection)
        actions = connection.execute(select(changes.c.user_id).where(changes.c.kind == "signing_keys")).scalars().all()
    assert (after.version, after.hosts, after.issued) == (before.version + 1, before.hosts, NOW)
    (key,) = after.keys
    assert (key.kid, key.issuer, key.gln, key.gtins, key.status) == (
        1, "HTX Rau mẫu", E1_GLN, frozenset({GTIN}), KeyStatus.ACTIVE,
    )  # fmt: skip
    assert len(actions) == 1


def test_nobody_approves_a_key_of_their_own(client: TestClient, administrator: Headers, engine: Engine) -> None:
    proposal = client.post("/registry/keys", json=ASKED, headers=administrator).json()["proposal_id"]
    answer = client.post(f"/registry/proposals/{proposal}/approve", headers=administrator)
    assert answer.status_code == 403
    with engine.connect() as connection:
        assert connection.execute(select(signing_keys)).all() == []


def test_a_private_key_stands_nowhere_in_the_database_open(
    client: TestClient, administrator: Headers, approve: Callable[[str], Any], engine: Engine
) -> None:
    approve(client.post("/registry/keys", json=ASKED, headers=administrator).json()["proposal_id"])
    with engine.connect() as connection:
        row = connection.execute(select(signing_keys)).one()
    assert (row.vault, len(bytes(row.handle))) == ("sealed", 69)
    shown = client.get("/registry/keys", headers=administrator).json()["keys"]
    assert [(key["kid"], key["establishment_id"], key["status"]) for key in shown] == [(1, "E1", "active")]
    assert "handle" not in shown[0]


@pytest.mark.parametrize(
    ("spoiled", "number"),
    [
        ({"scope": {}}, "SEAL-01"),
        ({"scope": {"gtins": ["09521234543214"]}}, "SEAL-01"),
        ({"not_after": "2025-12-31"}, "SEAL-01"),
        ({"scope": {"gtins": [E2_GTIN]}}, "SEAL-16"),
        ({"scope": {"gtin_prefixes": ["952123454323"]}}, "SEAL-16"),
        ({"establishment_id": "E2", "scope": {"glns": [E1_GLN]}}, "SEAL-16"),
        ({"establishment_id": "E2", "scope": {"gtins": [E2_GTIN]}}, "SEAL-01"),  # E2 has no GLN
    ],
)
@pytest.mark.one_database
def test_a_key_that_cannot_be_is_refused_before_anybody_is_asked(
    client: TestClient, administrator: Headers, spoiled: dict[str, object], number: str
) -> None:
    answer = client.post("/registry/keys", json={**ASKED, **spoiled}, headers=administrator)
    assert (answer.status_code, answer.json()["number"]) == (409, number)


@pytest.mark.one_database
def test_an_empty_scope_is_not_even_proposed(client: TestClient, administrator: Headers, kid: int) -> None:
    answer = client.post(f"/registry/keys/{kid}/scope", json={"scope": {}}, headers=administrator)
    assert (answer.status_code, answer.json()["number"]) == (409, "SEAL-01")


def test_a_product_that_changed_hands_meanwhile_leaves_the_proposal_waiting(
    client: TestClient, administrator: Headers, approve: Callable[[str], Any], engine: Engine
) -> None:
    proposal = client.post("/registry/keys", json=ASKED, headers=administrator).json()["proposal_id"]
    with engine.begin() as connection:
        connection.execute(update(products).where(products.c.gtin == GTIN).values(establishment_id="E2"))
    assert approve(proposal).json()["number"] == "SEAL-16"
    assert client.get(f"/registry/proposals/{proposal}", headers=administrator).json()["state"] == "waiting"


def test_scope_retirement_and_theft_are_proposed_as_well(
    client: TestClient, administrator: Headers, approve: Callable[[str], Any], engine: Engine, kid: int
) -> None:
    path = f"/registry/keys/{kid}"
    asked = {"scope": {"gtins": [GTIN, OTHER_GTIN], "glns": [E1_GLN]}}
    approve(client.post(f"{path}/scope", json=asked, headers=administrator).json()["proposal_id"])
    assert listed(engine, kid).gtins == {GTIN, OTHER_GTIN}
    approve(client.post(f"{path}/retirement", headers=administrator).json()["proposal_id"])
    assert (listed(engine, kid).status, listed(engine, kid).status_since) == (KeyStatus.RETIRED, NOW)
    theft = {"since": "2026-11-20T00:00:00+07:00"}
    approve(client.post(f"{path}/theft", json=theft, headers=administrator).json()["proposal_id"])
    key = listed(engine, kid)
    assert (key.status, key.status_since) == (KeyStatus.COMPROMISED, datetime.fromisoformat(theft["since"]))


@pytest.mark.one_database
def test_a_clock_that_is_not_trusted_begins_no_48_hours_but_stops_a_thief(
    service: Service, administrator: Headers, people: People, engine: Engine, kid: int
) -> None:
    doubted = Moment(NOW - timedelta(days=1), is_trusted=False, floor=NOW - timedelta(days=2))
    client = TestClient(create_app(replace(service, moment=lambda: doubted)))
    department = people.add(Role.DEPARTMENT)

    def approved(path: str, asked: object = None) -> tuple[str | None, str]:
        proposal = client.post(f"/registry/keys{path}", json=asked, headers=administrator).json()["proposal_id"]
        answer = client.post(f"/registry/proposals/{proposal}/approve", headers=department).json()
        state = client.get(f"/registry/proposals/{proposal}", headers=administrator).json()["state"]
        return answer.get("number"), state

    assert approved("", ASKED) == ("SEAL-26", "waiting")
    assert approved(f"/{kid}/scope", {"scope": {"gtins": [GTIN, OTHER_GTIN]}}) == ("SEAL-26", "waiting")
    with engine.connect() as connection:
        assert connection.execute(select(signing_keys.c.kid)).scalars().all() == [kid]
    assert approved(f"/{kid}/retirement") == (None, "approved")
    assert approved(f"/{kid}/theft", {"since": "2026-11-20T00:00:00+07:00"}) == (None, "approved")
    assert listed(engine, kid).status is KeyStatus.COMPROMISED


def test_a_stolen_key_is_stopped_by_readers_and_seals_nothing(engine: Engine, service: Service, kid: int) -> None:
    deed = deed_at(NOW)
    wanted = Wanted(GTIN, OPEN_LOT, 1, is_serialised=True)
    (label,) = issue_labels(engine, VAULT, deed, wanted, NOW).labels
    with engine.begin() as connection:
        mark_stolen(connection, deed, TheftWanted(kid=kid, since=NOW - timedelta(days=1)))
    with engine.connect() as connection:
        assert check(label.link, newest_list(connection)).state is SealState.REVOKED_KEY
    with pytest.raises(KioskError) as caught:
        issue_labels(engine, VAULT, deed, wanted, NOW)
    assert number_of(caught) == "SEAL-05"


@pytest.mark.parametrize("later", [timedelta(hours=1), timedelta(days=-1, hours=1)])
def test_a_theft_moves_back_and_never_on(engine: Engine, kid: int, later: timedelta) -> None:
    with engine.begin() as connection:
        mark_stolen(connection, deed_at(NOW), TheftWanted(kid=kid, since=NOW - timedelta(days=1)))
    with engine.begin() as connection, pytest.raises(KioskError) as caught:
        mark_stolen(connection, deed_at(NOW), TheftWanted(kid=kid, since=NOW + later))
    assert number_of(caught) == "SEAL-16"
    with engine.begin() as connection:
        mark_stolen(connection, deed_at(NOW), TheftWanted(kid=kid, since=NOW - timedelta(days=2)))
    assert listed(engine, kid).status_since == NOW - timedelta(days=2)


def test_what_is_not_active_is_not_changed(engine: Engine, kid: int) -> None:
    with engine.begin() as connection:
        retire_key(connection, deed_at(NOW), kid)
    with engine.begin() as connection, pytest.raises(KioskError) as caught:
        change_scope(connection, deed_at(NOW), ScopeWanted(kid=kid, scope=ScopeDocument(gtins=(GTIN,))))
    assert number_of(caught) == "SEAL-16"


def test_a_widened_scope_seals_after_48_hours_only(engine: Engine, service: Service, kid: int) -> None:
    with engine.begin() as connection:
        scope = ScopeDocument(gtins=(GTIN, OTHER_GTIN), glns=(E1_GLN,))
        change_scope(connection, deed_at(NOW), ScopeWanted(kid=kid, scope=scope))
        connection.exec_driver_sql(
            "INSERT INTO lots (gtin, lot, registered_at, is_sealed, is_serialised, quantity, earlier_dates,"
            " destination_market_id, note)"
            f" SELECT '{OTHER_GTIN}', lot, registered_at, is_sealed, is_serialised, quantity, earlier_dates,"
            f" destination_market_id, note FROM lots WHERE lot = '{OPEN_LOT}'"
        )
    wanted = Wanted(OTHER_GTIN, OPEN_LOT, 1, is_serialised=True)
    for at, number in ((NOW, "SEAL-06"), (NOW + PUBLISHED_FOR - timedelta(seconds=1), "SEAL-06")):
        with pytest.raises(KioskError) as caught:
            issue_labels(engine, VAULT, deed_at(NOW), wanted, at)
        assert number_of(caught) == number
    assert issue_labels(engine, VAULT, deed_at(NOW), wanted, NOW + PUBLISHED_FOR).labels
    assert issue_labels(engine, VAULT, deed_at(NOW), replace(wanted, gtin=GTIN), NOW).labels


def test_ids_are_the_lowest_free_and_never_reused(engine: Engine, service: Service) -> None:
    with engine.begin() as connection:
        kids = [add_key(connection, VAULT, deed_at(NOW), WANTED) for _ in range(3)]
        retire_key(connection, deed_at(NOW), 2)
        kids.append(add_key(connection, VAULT, deed_at(NOW), WANTED))
    assert kids == [1, 2, 3, 4]


def test_the_last_id_before_the_test_keys_is_the_last(engine: Engine) -> None:
    with engine.begin() as connection:
        rows = [
            {"kid": kid, "establishment_id": "E1", "public": bytes(32), "vault": "x", "handle": b"", "made_at": NOW}
            for kid in (1, 2, 4)
        ]
        connection.execute(insert(signing_keys), rows)
        assert lowest_free_key_id(connection, newest_list(connection)) == 3
        assert FIRST_TEST_KEY_ID not in range(1, FIRST_TEST_KEY_ID)


def test_versions_go_up_by_one_and_every_list_is_kept(engine: Engine, service: Service) -> None:
    with engine.begin() as connection:
        first = newest_list(connection).version
        for _ in range(3):
            publish(connection, NOW, lambda before: before)
        kept = connection.execute(select(published_lists).order_by(published_lists.c.version)).all()
        newest = newest_list(connection)
    assert [row.version for row in kept] == [first, first + 1, first + 2, first + 3]
    assert kept[-1].digest == digest_of(newest)


def test_label_schemes_stay(engine: Engine) -> None:
    scheme = {"id": "x", "owner": "X", "hosts": ["x.example"], "proves": "a", "proves_not": "b"}
    with engine.begin() as connection:
        document = {"trust": connection.execute(select(lists.c.document)).scalar_one(), "schemes": [scheme]}
        connection.execute(update(lists).values(document=document))
        publish(connection, NOW, lambda before: before)
        assert connection.execute(select(lists.c.document)).scalar_one()["schemes"] == [scheme]


def test_lists_that_are_published_at_once_do_not_lose_a_key(engine: Engine, service: Service) -> None:
    start, faults = threading.Barrier(6), []

    def add() -> None:
        start.wait()
        try:
            with engine.begin() as connection:
                add_key(connection, VAULT, deed_at(NOW), WANTED)
        except Exception as fault:  # noqa: BLE001
            faults.append(fault)

    threads = [threading.Thread(target=add) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    with engine.connect() as connection:
        trust = newest_list(connection)
    assert ([key.kid for key in trust.keys], trust.version) == ([1, 2, 3, 4, 5, 6], 13)


def test_a_failed_change_leaves_the_list_as_it_was(engine: Engine) -> None:
    with pytest.raises(ZeroDivisionError), engine.begin() as connection:
        publish(connection, NOW, lambda before: 1 / 0)  # type: ignore[arg-type,return-value]
    with engine.connect() as connection:
        assert newest_list(connection).version == 7


def test_held_lists_are_those_of_two_days_and_the_one_before(engine: Engine) -> None:
    with engine.begin() as connection:
        for hours in (100, 60, 47, 1):
            publish(connection, NOW - timedelta(hours=hours), lambda before: before)
        assert [trust.version for trust in held_lists(connection, NOW)] == [9, 10, 11]


def test_the_list_is_open_to_everybody_with_an_etag(client: TestClient, engine: Engine, kid: int) -> None:
    answer = client.get("/v1/trust")
    with engine.connect() as connection:
        newest = newest_list(connection)
    assert answer.headers["etag"] == f'"{digest_of(newest)}"'
    assert (answer.json()["version"], [key["kid"] for key in answer.json()["keys"]]) == (newest.version, [kid])
    again = client.get("/v1/trust", headers={"If-None-Match": f'"other", W/{answer.headers["etag"]}'})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get("/v1/trust", headers={"If-None-Match": '"other"'}).status_code == 200


def test_a_centre_without_a_list_has_none_to_give(client: TestClient, engine: Engine) -> None:
    with engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM lists")
    assert client.get("/v1/trust").status_code == 404


def test_lists_are_held_from_when_people_signed_them(engine: Engine) -> None:
    with engine.begin() as connection:
        first, second, _ = (publish(connection, NOW - timedelta(hours=hours), _same) for hours in (200, 100, 60))
        assert [trust.version for trust in held_lists(connection, NOW)] == [10]
        mark_signed(connection, first, NOW - timedelta(hours=72))
        mark_signed(connection, second, NOW - timedelta(hours=24))
        assert [trust.version for trust in held_lists(connection, NOW)] == [8, 9, 10]
        mark_signed(connection, second, NOW)
        assert [trust.version for trust in held_lists(connection, NOW + timedelta(hours=24))] == [9, 10]


@pytest.mark.one_database
def test_list_that_a_clock_from_the_past_signs_is_as_young_as_the_one_before(engine: Engine) -> None:
    with engine.begin() as connection:
        first, second, third = (publish(connection, NOW - timedelta(hours=hours), _same) for hours in (200, 100, 90))
        mark_signed(connection, first, NOW - timedelta(hours=72))
        mark_signed(connection, second, NOW - timedelta(hours=1))
        mark_signed(connection, third, NOW - timedelta(hours=72))
        assert [trust.version for trust in held_lists(connection, NOW)] == [8, 9, 10]


def test_newest_version_for_kiosks_is_the_one_that_was_signed(engine: Engine) -> None:
    with engine.begin() as connection:
        first, second = (publish(connection, NOW, _same) for _ in range(2))
        assert newest_versions(connection).trust == second.version
        mark_signed(connection, first, NOW)
        newest = newest_versions(connection)
    assert (newest.trust, newest.trust_digest) == (first.version, digest_of(first))


def _same(before: TrustList) -> TrustList:
    return before
