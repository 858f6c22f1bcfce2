"""Labels at the console: batches within reach, what is left of a lot's, the same sheet again, lost ones withdrawn."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import Engine, select
from starlette.testclient import TestClient

from kiosk.central.people.rights import Role
from kiosk.central.registry.tables import serials
from kiosk.central.seals.tables import label_issues
from tests.central.console.browsing import Visitor
from tests.central.registry_folder import GTIN
from tests.central.seals.conftest import OPEN_LOT

Enter = Callable[..., Visitor]
Seal = Callable[..., list[str]]


@pytest.fixture
def batch(engine: Engine, seal: Seal) -> str:
    """The page of a batch of ten labels of E1's open lot, which has fifty."""
    seal(10)
    with engine.connect() as connection:
        return f"/console/labels/{connection.execute(select(label_issues.c.number)).scalar_one()}"


def test_producer_sees_its_batches_and_what_is_left(enter: Enter, batch: str) -> None:
    producer = enter(Role.PRODUCER, establishment_id="E1")
    listed = producer.get("/console/labels").text
    assert f'href="{batch}"' in listed
    assert "Rau muống" in listed
    assert f'href="{batch}"' in producer.get("/console/labels?text=rau muong").text
    assert f'href="{batch}"' not in producer.get("/console/labels?text=cai ngot").text
    assert "còn 40 trong 50" in producer.get(batch).text


@pytest.mark.one_database
def test_nobody_sees_or_withdraws_anothers(enter: Enter, batch: str) -> None:
    other = enter(Role.PRODUCER, establishment_id="E2")
    assert f'href="{batch}"' not in other.get("/console/labels").text
    assert other.get(batch).status_code == 403
    assert other.post(f"{batch}/print", first="1", last="1").status_code == 403
    assert other.post(f"{batch}/withdraw", first="1", last="1").status_code == 403


def test_lost_labels_are_withdrawn_and_every_kiosk_hears_of_it(
    client: TestClient, engine: Engine, enter: Enter, batch: str
) -> None:
    producer = enter(Role.PRODUCER, establishment_id="E1")
    assert producer.post(f"{batch}/withdraw", first="3", last="4").status_code == 303
    assert "2</span>" in producer.get(batch).text
    with engine.connect() as connection:
        drawn = sorted(connection.execute(select(serials.c.serial).where(serials.c.lot == OPEN_LOT)).scalars())
    asked = [client.get(f"/v1/records/01/{GTIN}/10/{OPEN_LOT}/21/{serial}").json() for serial in drawn]
    assert [bool(each["finding"]["history"]["flags"]) for each in asked] == [False, False, True, True] + [False] * 6


@pytest.mark.one_database
@pytest.mark.parametrize("part", [("0", "1"), ("1", "11"), ("5", "4"), ("", "1"), ("x", "1")])
def test_part_that_the_batch_has_not_is_told_at_its_field(enter: Enter, batch: str, part: tuple[str, str]) -> None:
    producer = enter(Role.PRODUCER, establishment_id="E1")
    for act in ("print", "withdraw"):
        answer = producer.post(f"{batch}/{act}", first=part[0], last=part[1])
        assert (answer.status_code, f'id="{act}-e-' in answer.text) == (422, True)


@pytest.mark.one_database
def test_sheet_is_printed_again_and_that_is_told(enter: Enter, batch: str) -> None:
    producer = enter(Role.PRODUCER, "HTX Rau mẫu, chị Hoa", establishment_id="E1")
    made = producer.post(f"{batch}/print", first="2", last="4")
    assert (made.status_code, made.headers["content-type"]) == (200, "application/pdf")
    assert made.content.startswith(b"%PDF")
    assert "no-store" in made.headers["cache-control"]
    page = producer.get(batch).text
    assert "chị Hoa: tem 2 đến 4" in page


@pytest.mark.one_database
def test_supervisor_who_seals_nothing_has_no_such_tab(enter: Enter, batch: str) -> None:
    supervisor = enter(Role.SUPERVISOR)
    assert supervisor.get(batch).status_code == 403
    assert 'href="/console/labels"' not in supervisor.get("/console/").text
