"""Withdrawn labels: seen at once, by kiosks' own rules; what was never issued stays that."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Engine, delete, select
from starlette.testclient import TestClient

from kiosk.central.lookups.tables import flags
from kiosk.central.people.rights import Role
from kiosk.central.registry.tables import serials
from kiosk.central.seals.publishing import newest_list
from kiosk.codes.code import Identity
from kiosk.codes.payload import Payload
from kiosk.inspection import inspect
from kiosk.messages.http import RecordAnswer
from kiosk.moment import Moment
from kiosk.records.finding import Finding
from kiosk.trust.lists import Lists
from kiosk.verdicts.gather import Place
from kiosk.verdicts.verdict import Headline
from tests.central.conftest import NOW, People
from tests.central.registry_folder import GTIN, LOT
from tests.central.seals.conftest import E2_GTIN, OPEN_LOT

Seal = Callable[..., list[str]]
PATH = f"/registry/lots/{GTIN}/{OPEN_LOT}/withdrawals"


def serial_of(link: str) -> str:
    return link.partition("/21/")[2][:8]


def withdrawn(engine: Engine) -> set[str]:
    with engine.connect() as connection:
        return set(connection.execute(select(flags.c.serial).where(flags.c.kind == "withdrawn")).scalars())


class Centre:
    """What the centre answers, as a kiosk's records: over HTTP."""

    def __init__(self, client: TestClient) -> None:
        self._client = client

    def find(self, identity: Identity) -> Finding:
        path = f"/v1/records/01/{identity.gtin}/10/{identity.lot}/21/{identity.serial}"
        return RecordAnswer.model_validate_json(self._client.get(path).content).finding


def headline(client: TestClient, engine: Engine, link: str) -> Headline:
    """Return what a kiosk says to a label, by its own rules and the centre's answer."""
    with engine.connect() as connection:
        lists = Lists(newest_list(connection), (), confirmed_at=NOW)
    now = Moment(NOW, is_trusted=True, floor=NOW)
    return inspect(Payload(link.encode(), "]Q1"), Centre(client), lists, Place(), now).verdict.headline


def test_a_withdrawn_label_is_stopped_at_once_and_its_neighbour_is_not(
    seal: Seal, client: TestClient, producer: dict[str, str], engine: Engine
) -> None:
    first, second = seal(2)
    assert headline(client, engine, first) is Headline.GENUINE
    answer = client.post(PATH, json={"serials": [serial_of(first)]}, headers=producer)
    assert answer.json() == {"withdrawn": 1}
    assert headline(client, engine, first) is Headline.WITHDRAWN_LABEL
    assert headline(client, engine, second) is Headline.GENUINE


def test_a_sealed_serial_that_was_never_issued_is_stopped_too(
    seal: Seal, client: TestClient, producer: dict[str, str], engine: Engine
) -> None:
    (link, other) = seal(2)
    with engine.begin() as connection:
        connection.execute(delete(serials).where(serials.c.serial == serial_of(link)))
    assert headline(client, engine, link) is Headline.WITHDRAWN_LABEL
    client.post(PATH, json={"serials": [serial_of(other)]}, headers=producer)
    answer = client.get(f"/v1/records/01/{GTIN}/10/{OPEN_LOT}/21/{serial_of(other)}").json()
    assert answer["finding"]["issue"] == "issued"


def test_a_whole_batch_is_withdrawn(client: TestClient, producer: dict[str, str], kid: int, engine: Engine) -> None:
    labels = f"/registry/lots/{GTIN}/{OPEN_LOT}/labels"
    kept = client.post(labels, json={"count": 3}, headers=producer)
    lost = client.post(labels, json={"count": 4}, headers=producer)
    answer = client.post(PATH, json={"batch": int(lost.headers["label-issue"])}, headers=producer)
    assert answer.json() == {"withdrawn": 4}
    assert withdrawn(engine) == {serial_of(line) for line in lost.text.splitlines()}
    assert withdrawn(engine).isdisjoint({serial_of(line) for line in kept.text.splitlines()})


def test_part_of_a_roll_is_withdrawn_as_it_was_printed(
    client: TestClient, producer: dict[str, str], kid: int, engine: Engine
) -> None:
    roll = client.post(f"/registry/lots/{GTIN}/{OPEN_LOT}/labels", json={"count": 9}, headers=producer)
    drawn = [serial_of(line) for line in roll.text.splitlines()]
    asked = {"batch": int(roll.headers["label-issue"]), "first": 3, "last": 5}
    assert client.post(PATH, json=asked, headers=producer).json() == {"withdrawn": 3}
    assert withdrawn(engine) == set(drawn[2:5])


def test_what_is_withdrawn_twice_counts_once(seal: Seal, client: TestClient, producer: dict[str, str]) -> None:
    drawn = [serial_of(link) for link in seal(2)]
    client.post(PATH, json={"serials": drawn[:1]}, headers=producer)
    assert client.post(PATH, json={"serials": [*drawn, *drawn]}, headers=producer).json() == {"withdrawn": 1}


@pytest.mark.parametrize(
    "asked",
    [{"serials": ["NEVER000"]}, {"batch": 999}, {"batch": 1, "first": 3}, {"batch": 1, "first": 2, "last": 1}],
)
def test_what_is_not_the_lots_own_withdraws_nothing(
    seal: Seal, client: TestClient, producer: dict[str, str], engine: Engine, asked: dict[str, object]
) -> None:
    (first, _) = seal(2)
    if "serials" in asked:
        asked = {"serials": [serial_of(first), "NEVER000"]}
    answer = client.post(PATH, json=asked, headers=producer)
    assert (answer.status_code, answer.json()["number"]) == (409, "SEAL-17")
    assert withdrawn(engine) == set()


def test_a_batch_of_another_lot_is_not_withdrawn_through_this_one(
    seal: Seal, client: TestClient, producer: dict[str, str], engine: Engine
) -> None:
    seal(2)
    answer = client.post(f"/registry/lots/{GTIN}/{LOT}/withdrawals", json={"batch": 1}, headers=producer)
    assert (answer.status_code, withdrawn(engine)) == (409, set())


def test_labels_that_were_made_elsewhere_are_withdrawn_by_name(
    client: TestClient, people: People, engine: Engine
) -> None:
    owner = people.add(Role.PRODUCER, establishment_id="E2")
    answer = client.post(f"/registry/lots/{E2_GTIN}/X1/withdrawals", json={"serials": ["OWN-1"]}, headers=owner)
    assert (answer.json(), withdrawn(engine)) == ({"withdrawn": 1}, {"OWN-1"})


@pytest.mark.one_database
@pytest.mark.parametrize("asked", [{}, {"serials": []}, {"serials": ["A"], "batch": 1}, {"serials": ["A" * 21]}])
def test_a_withdrawal_names_serials_or_a_batch(
    client: TestClient, producer: dict[str, str], asked: dict[str, Any]
) -> None:
    assert client.post(PATH, json=asked, headers=producer).status_code == 400


@pytest.mark.one_database
def test_a_lot_that_is_not_registered_is_not_found(client: TestClient, producer: dict[str, str]) -> None:
    answer = client.post(f"/registry/lots/{GTIN}/NONE/withdrawals", json={"serials": ["A"]}, headers=producer)
    assert (answer.status_code, answer.json()["number"]) == (404, "SEAL-11")
