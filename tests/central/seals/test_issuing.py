"""Labels of lots over HTTP: valid everywhere, never more than declared, the same batch the same labels."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, insert, select
from starlette.testclient import TestClient

from kiosk.central.app import create_app
from kiosk.central.people.changes import new_id
from kiosk.central.people.rights import Right, Role
from kiosk.central.people.tables import changes
from kiosk.central.registry.tables import serials
from kiosk.central.seals import issuing
from kiosk.central.seals.issuing import Wanted, issue_labels
from kiosk.central.seals.keyring import add_key, retire_key
from kiosk.central.seals.publishing import held_lists, newest_list
from kiosk.central.seals.sealed_vault import SealedVault
from kiosk.central.seals.tables import label_issues
from kiosk.central.seals.vault import no_vault
from kiosk.central.service import Service
from kiosk.clock import FixedClock
from kiosk.errors import KioskError
from kiosk.moment import Moment
from kiosk.trust.seal import SealState
from tests.central.conftest import NOW, People
from tests.central.registry_folder import GTIN, LOT
from tests.central.seals.conftest import (
    ALIKE_LOT,
    BARE_LOT,
    E1_GLN,
    E2_GTIN,
    OPEN_LOT,
    QUANTITY,
    UNSEALED_LOT,
    VAULT,
    WANTED,
    deed_at,
)
from tests.trust.sealing import check

Seal = Callable[..., list[str]]
LABELS = f"/registry/lots/{GTIN}/{OPEN_LOT}/labels"


def test_every_label_is_valid_by_each_list_of_two_days(seal: Seal, engine: Engine) -> None:
    links = seal(20)
    assert len(set(links)) == 20
    with engine.connect() as connection:
        held = held_lists(connection, NOW)
    for link in links:
        assert [check(link, trust).state for trust in held] == [SealState.VALID] * len(held)
        assert re.search(rf"/01/{GTIN}/10/{OPEN_LOT}/21/[0-9A-HJKMNP-TV-Z]{{8}}\?17=261130&s=", link)


def test_a_record_knows_what_was_issued_and_what_never_was(seal: Seal, client: TestClient) -> None:
    serial = seal(1)[0].partition("/21/")[2][:8]
    path = f"/v1/records/01/{GTIN}/10/{OPEN_LOT}/21/"
    assert client.get(path + serial).json()["finding"]["issue"] == "issued"
    assert client.get(path + "00000000").json()["finding"]["issue"] == "never_issued"


def test_lot_labels_have_no_serial_and_are_alike(seal: Seal, engine: Engine) -> None:
    (link,) = set(seal(1, ALIKE_LOT, lot_label=True))
    assert "/21/" not in link
    assert "?15=270424&s=" in link
    with engine.connect() as connection:
        assert check(link, newest_list(connection)).state is SealState.VALID


def test_labels_end_where_the_quantity_does(seal: Seal, client: TestClient, producer: dict[str, str]) -> None:
    seal(QUANTITY - 7)
    answer = client.post(LABELS, json={"count": 8}, headers=producer)
    assert answer.status_code == 409
    assert answer.json()["number"] == "SEAL-12"
    assert answer.json()["detail"].startswith("Labels asked for: 8, more than remain")
    assert f"7 of {QUANTITY}, by its quantity" in answer.json()["detail"]
    assert len(seal(7)) == 7
    assert client.post(LABELS, json={"count": 1}, headers=producer).status_code == 409


def test_serials_from_before_count_as_well(seal: Seal, engine: Engine, client: TestClient, producer: Any) -> None:
    rows = [{"gtin": GTIN, "lot": OPEN_LOT, "serial": f"OLD{number}"} for number in range(QUANTITY - 1)]
    with engine.begin() as connection:
        connection.execute(insert(serials), rows)
    assert client.post(LABELS, json={"count": 2}, headers=producer).status_code == 409
    assert len(seal(1)) == 1


def test_who_seals_is_warned_from_four_fifths_on(seal: Seal, client: TestClient, producer: dict[str, str]) -> None:
    seal(39)
    assert client.get(LABELS, headers=producer).json()["warning"] == ""
    answer = client.post(LABELS, json={"count": 1}, headers=producer)
    assert answer.headers["labels-remaining"] == "10"
    assert answer.headers["labels-warning"] == "80% used; quantity: 10 of 50 remain"
    assert client.get(LABELS, headers=producer).json() == {
        "labels": 40,
        "remaining": 10,
        "warning": "80% used; quantity: 10 of 50 remain",
        "limits": [{"rule": "quantity", "most": 50, "remaining": 10, "is_near": True}],
    }


@pytest.mark.parametrize(
    ("lot", "asked", "number"),
    [
        (BARE_LOT, {}, "SEAL-13"),
        (UNSEALED_LOT, {}, "SEAL-13"),
        (ALIKE_LOT, {}, "SEAL-13"),
        (OPEN_LOT, {"lot_label": True}, "SEAL-13"),
    ],
)
@pytest.mark.one_database
def test_labels_that_the_lot_does_not_have_are_refused(
    client: TestClient, producer: dict[str, str], kid: int, lot: str, asked: dict[str, object], number: str
) -> None:
    answer = client.post(f"/registry/lots/{GTIN}/{lot}/labels", json={"count": 1, **asked}, headers=producer)
    assert (answer.status_code, answer.json()["number"]) == (409, number)


@pytest.mark.parametrize("body", [{"count": 0}, {"count": 10_001}, {"count": -1}, {"copies": 1}, {"count": "many"}])
@pytest.mark.one_database
def test_a_request_is_bounded(client: TestClient, producer: dict[str, str], kid: int, body: dict[str, object]) -> None:
    assert client.post(LABELS, json=body, headers=producer).status_code == 400


@pytest.mark.one_database
def test_an_unknown_lot_of_ones_own_is_not_found(client: TestClient, producer: dict[str, str], kid: int) -> None:
    answer = client.post(f"/registry/lots/{GTIN}/NONE/labels", json={"count": 1}, headers=producer)
    assert (answer.status_code, answer.json()["number"]) == (404, "SEAL-11")


@pytest.mark.one_database
@pytest.mark.parametrize("path", [f"{E2_GTIN}/X1", f"{E2_GTIN}/NONE", "09521234999996/NONE"])
def test_a_producer_learns_nothing_of_others_lots(client: TestClient, producer: dict[str, str], path: str) -> None:
    answer = client.post(f"/registry/lots/{path}/labels", json={"count": 1}, headers=producer)
    assert (answer.status_code, answer.json()["detail"]) == (403, "This token has no right to that.")


def test_an_establishment_without_a_key_is_told_what_to_do(client: TestClient, people: People) -> None:
    owner = people.add(Role.PRODUCER, establishment_id="E2")
    answer = client.post(f"/registry/lots/{E2_GTIN}/X1/labels", json={"count": 1}, headers=owner)
    assert (answer.status_code, answer.json()["number"]) == (409, "SEAL-14")


def test_a_young_key_takes_nothing_of_the_quota(
    engine: Engine, service: Service, client: TestClient, producer: Any
) -> None:
    with engine.begin() as connection:
        add_key(connection, VAULT, deed_at(NOW - timedelta(hours=47, minutes=59)), WANTED)
    answer = client.post(LABELS, json={"count": 5}, headers=producer)
    assert (answer.status_code, answer.json()["number"]) == (409, "SEAL-06")
    assert client.get(LABELS, headers=producer).json()["labels"] == 0


def test_the_older_key_seals_while_the_newest_is_young(seal: Seal, kid: int, engine: Engine) -> None:
    with engine.begin() as connection:
        newer = add_key(connection, VAULT, deed_at(NOW - timedelta(hours=1)), WANTED)
    seal(1)
    with engine.connect() as connection:
        assert (newer, connection.execute(select(label_issues.c.kid)).scalar_one()) == (2, kid)


SIGN, AGAIN = "/registry/establishments/E1/sign", "/registry/label-issues/1/prints"
OTHER_DOORS = ((SIGN, "label_issues"), (AGAIN, "label_prints"))


@pytest.mark.one_database
@pytest.mark.parametrize(("hours", "status"), [(23, 200), (25, 503)])
@pytest.mark.parametrize(
    ("path", "kind"), [(LABELS, "label_issues"), *(pytest.param(*one, marks=pytest.mark.long) for one in OTHER_DOORS)]
)
def test_a_centre_whose_clock_is_not_trusted_seals_as_of_what_is_certain_and_logs_when_it_did(
    service: Service,
    engine: Engine,
    seal: Seal,
    producer: dict[str, str],
    path: str,
    kind: str,
    hours: int,
    status: int,
) -> None:
    seal(1)
    now = NOW + timedelta(minutes=1)
    doubted = Moment(now, is_trusted=False, floor=NOW - timedelta(hours=hours))
    client = TestClient(create_app(replace(service, moment=lambda: doubted)))
    answer = client.post(path, json={"count": 1} if path == LABELS else {}, headers=producer)
    assert (answer.status_code, "SEAL-26" in answer.text) == (status, status == 503)
    with engine.connect() as connection:
        at_now = select(changes.c.kind).where(changes.c.at == now, changes.c.id > new_id(NOW + timedelta(seconds=1)))
        logged = connection.execute(at_now).scalars().all()
        issued = connection.execute(select(label_issues.c.at).order_by(label_issues.c.number)).scalars().all()
    assert logged == ([kind] if status == 200 else [])
    assert issued[1:] == ([now] if logged == ["label_issues"] else [])


@pytest.mark.one_database
@pytest.mark.parametrize(("path", "real"), [(LABELS, GTIN), (SIGN, E1_GLN), (AGAIN, GTIN)])
def test_a_time_that_was_set_seals_practice_alone(
    service: Service, seal: Seal, producer: dict[str, str], monkeypatch: pytest.MonkeyPatch, path: str, real: str
) -> None:
    seal(1)
    client = TestClient(create_app(replace(service, moment=FixedClock(NOW).now)))
    body = {"count": 1} if path == LABELS else {}
    assert client.post(path, json=body, headers=producer).status_code == 200
    monkeypatch.setattr("kiosk.central.seals.sealing_time.is_sample_number", lambda number: number != real)
    answer = client.post(path, json=body, headers=producer)
    assert (answer.status_code, answer.json()["number"]) == (503, "SEAL-27")


@pytest.mark.one_database
def test_a_centre_whose_vault_is_closed_seals_nothing_and_serves_the_rest(
    service: Service, kid: int, producer: dict[str, str]
) -> None:
    for vault, number in ((SealedVault((bytes(range(1, 33)),)), "SEAL-32"), (no_vault(), "SEAL-30")):
        client = TestClient(create_app(replace(service, vault=vault)))
        answer = client.post(LABELS, json={"count": 1}, headers=producer)
        assert (answer.status_code, answer.json()["number"]) == (503, number)
        assert client.get(f"/v1/records/01/{GTIN}/10/{LOT}").status_code == 200
        assert client.get(LABELS, headers=producer).json()["labels"] == 0


def test_the_same_request_again_gives_the_same_labels(client: TestClient, producer: dict[str, str], kid: int) -> None:
    headers = {**producer, "Idempotency-Key": "roll-1"}
    first = client.post(LABELS, json={"count": 6}, headers=headers)
    again = client.post(LABELS, json={"count": 6}, headers=headers)
    assert first.text == again.text
    assert first.headers["label-issue"] == again.headers["label-issue"]
    assert client.get(LABELS, headers=producer).json()["labels"] == 6


def test_a_requests_key_stands_for_one_batch(client: TestClient, producer: dict[str, str], kid: int) -> None:
    headers = {**producer, "Idempotency-Key": "roll-1"}
    client.post(LABELS, json={"count": 6}, headers=headers)
    answer = client.post(LABELS, json={"count": 7}, headers=headers)
    assert (answer.status_code, answer.json()["number"]) == (409, "SEAL-18")


def test_a_batch_is_printed_again_by_its_number_and_the_print_is_logged(
    client: TestClient, producer: dict[str, str], kid: int, engine: Engine
) -> None:
    first = client.post(LABELS, json={"count": 6}, headers=producer)
    number = first.headers["label-issue"]
    with engine.begin() as connection:
        connection.exec_driver_sql(f"UPDATE lots SET use_by = '2026-12-24' WHERE lot = '{OPEN_LOT}'")
    again = client.post(f"/registry/label-issues/{number}/prints", headers=producer)
    assert (again.status_code, again.text) == (200, first.text)
    with engine.connect() as connection:
        of_labels = changes.c.kind.like("label%")
        kinds = connection.execute(select(changes.c.kind).where(changes.c.key == number, of_labels)).scalars().all()
    assert sorted(kinds) == ["label_issues", "label_prints"]


def test_a_retired_key_prints_nothing_again(
    client: TestClient, producer: dict[str, str], kid: int, engine: Engine
) -> None:
    number = client.post(LABELS, json={"count": 6}, headers=producer).headers["label-issue"]
    with engine.begin() as connection:
        retire_key(connection, deed_at(NOW), kid)
    answer = client.post(f"/registry/label-issues/{number}/prints", headers=producer)
    assert (answer.status_code, answer.json()["number"]) == (409, "SEAL-05")


def test_every_use_of_a_key_is_logged(seal: Seal, client: TestClient, producer: dict[str, str], kid: int) -> None:
    drawn = sorted(link.partition("/21/")[2][:8] for link in seal(6))
    seal(1, ALIKE_LOT, lot_label=True)
    (first, second) = client.get(f"/registry/label-issues?kid={kid}", headers=producer).json()["batches"]
    assert first["user_id"].startswith("user-producer")
    assert (first["kid"], first["lot"], first["count"]) == (kid, OPEN_LOT, 6)
    assert (first["first_serial"], first["last_serial"]) == (drawn[0], drawn[-1])
    assert (second["lot"], second["is_serialised"], second["first_serial"]) == (ALIKE_LOT, False, "")
    shown = client.get(f"/registry/label-issues/{first['number']}", headers=producer).json()
    assert shown == first


def test_the_log_shows_each_their_own(seal: Seal, client: TestClient, people: People) -> None:
    seal(1)
    other = people.add(Role.PRODUCER, establishment_id="E2")
    everybody = people.add(Role.DEPARTMENT)
    assert client.get("/registry/label-issues", headers=other).json()["batches"] == []
    (batch,) = client.get("/registry/label-issues", headers=everybody).json()["batches"]
    assert client.get(f"/registry/label-issues/{batch['number']}", headers=other).status_code == 403
    assert client.get("/registry/label-issues/999", headers=other).status_code == 403
    assert client.get("/registry/label-issues/999", headers=everybody).status_code == 404


def test_the_log_is_paged(seal: Seal, client: TestClient, producer: dict[str, str]) -> None:
    for _ in range(3):
        seal(1)
    first = client.get("/registry/label-issues?limit=2", headers=producer).json()
    rest = client.get(f"/registry/label-issues?limit=2&after={first['next']}", headers=producer).json()
    numbers = [batch["number"] for batch in (*first["batches"], *rest["batches"])]
    assert (len(numbers), numbers, rest["next"]) == (3, sorted(numbers), None)


def test_the_sign_of_a_place_is_sealed(client: TestClient, producer: dict[str, str], kid: int, engine: Engine) -> None:
    answer = client.post("/registry/establishments/E1/sign", headers=producer)
    link = json.loads(answer.text)["link"]
    assert link.startswith(f"https://trace.example/414/{E1_GLN}?s=")
    with engine.connect() as connection:
        assert check(link, newest_list(connection)).state is SealState.VALID
    number = answer.headers["label-issue"]
    assert client.get(f"/registry/label-issues/{number}", headers=producer).json()["gln"] == E1_GLN
    assert client.post(f"/registry/label-issues/{number}/prints", headers=producer).text == answer.text


def test_a_place_without_a_gln_has_no_sign(client: TestClient, people: People, kid: int) -> None:
    owner = people.add(Role.PRODUCER, establishment_id="E2")
    answer = client.post("/registry/establishments/E2/sign", headers=owner)
    assert answer.json()["number"] == "SEAL-11"
    assert "'E2' has no GLN" in answer.json()["detail"]
    assert client.post("/registry/establishments/E1/sign", headers=owner).status_code == 403


def test_requests_at_once_never_exceed_the_quantity(engine: Engine, service: Service, kid: int) -> None:
    deed, outcomes = deed_at(NOW, Right.SEAL_LABELS), []
    start = threading.Barrier(8)

    def ask() -> None:
        start.wait()
        try:
            wanted = Wanted(GTIN, OPEN_LOT, 9, is_serialised=True)
            outcomes.append(len(issue_labels(engine, VAULT, deed, wanted, NOW).labels))
        except KioskError as fault:
            outcomes.append(fault.number == "SEAL-12" and -1)

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == [-1, -1, -1, 9, 9, 9, 9, 9]
    with engine.connect() as connection:
        stored = connection.execute(select(serials.c.serial).where(serials.c.lot == OPEN_LOT)).all()
    assert len(stored) == 45


def test_the_same_request_at_once_makes_one_batch(engine: Engine, service: Service, kid: int) -> None:
    deed, made = deed_at(NOW, Right.SEAL_LABELS), []
    start = threading.Barrier(4)

    def ask() -> None:
        start.wait()
        wanted = Wanted(GTIN, OPEN_LOT, 5, is_serialised=True, request_key="roll-1")
        made.append(issue_labels(engine, VAULT, deed, wanted, NOW))

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 4
    assert len({issued.batch.number for issued in made}) == 1
    assert len({issued.labels for issued in made}) == 1


def test_a_serial_of_another_lot_is_drawn_again(
    engine: Engine, service: Service, kid: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    with engine.begin() as connection:
        connection.execute(insert(serials), {"gtin": GTIN, "lot": LOT, "serial": "TAKEN000"})
    draws = iter([("TAKEN000", "FREE0001"), ("FREE0002",)])
    monkeypatch.setattr(issuing, "draw_serials", lambda count: next(draws))
    wanted = Wanted(GTIN, OPEN_LOT, 2, is_serialised=True)
    issued = issue_labels(engine, VAULT, deed_at(NOW, Right.SEAL_LABELS), wanted, NOW)
    assert [dict(label.elements)["21"] for label in issued.labels] == ["FREE0001", "FREE0002"]
