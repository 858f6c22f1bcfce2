"""Recall drills: decided by two people, published like a recall, and nothing of them in the registry."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine, func, select
from starlette.exceptions import HTTPException

from kiosk.central.people.changes import Deed
from kiosk.central.people.proposals import approve
from kiosk.central.people.rights import Caller, Grant, Right, Role
from kiosk.central.publishing.held import held, published_as_of
from kiosk.central.registry.decision_routes import decision_kinds
from kiosk.central.registry.drills import APART, KIND, GivenDrill, propose_drill
from kiosk.central.registry.tables import recall_scopes, recalls
from tests.central.conftest import NOW
from tests.central.console.browsing import add_person

GIVEN = GivenDrill(occasion="Diễn tập quý 4")


@pytest.fixture
def two(engine: Engine) -> tuple[Caller, Caller]:
    """A supervisor, and somebody of the department."""
    grants = Grant(Role.SUPERVISOR), Grant(Role.DEPARTMENT)
    return tuple(Caller(add_person(engine, each.role.value, each), each.role.value, (each,)) for each in grants)  # type: ignore[return-value]  # two of them


def deed(caller: Caller) -> Deed:
    return Deed(caller, Right.PROPOSE_RECALL, NOW)


def test_drill_is_published_as_a_stop_and_stands_nowhere_in_the_registry(
    engine: Engine, two: tuple[Caller, Caller]
) -> None:
    with engine.begin() as connection:
        rows = [
            connection.execute(select(func.count()).select_from(each)).scalar_one() for each in (recalls, recall_scopes)
        ]
        stops = held(connection).stops
        proposal_id, drill_id = propose_drill(connection, deed(two[0]), GIVEN)
        assert held(connection).stops == stops
        approve(connection, decision_kinds(), two[1], proposal_id, NOW)
        assert held(connection).stops == stops + 1
        assert published_as_of(connection, KIND, drill_id) == (NOW, None)
        assert rows == [
            connection.execute(select(func.count()).select_from(each)).scalar_one() for each in (recalls, recall_scopes)
        ]


@pytest.mark.one_database
def test_drills_are_an_hour_apart_and_one_at_a_time(engine: Engine, two: tuple[Caller, Caller]) -> None:
    with engine.begin() as connection:
        proposal_id, _ = propose_drill(connection, deed(two[0]), GIVEN)
        with pytest.raises(HTTPException, match="waits"):
            propose_drill(connection, deed(two[0]), GIVEN)
        approve(connection, decision_kinds(), two[1], proposal_id, NOW)
        with pytest.raises(HTTPException, match="less than an hour"):
            propose_drill(connection, deed(two[0]), GIVEN)
        propose_drill(connection, Deed(two[0], Right.PROPOSE_RECALL, NOW + APART), GIVEN)


@pytest.mark.one_database
def test_who_answers_for_one_establishment_holds_no_drill(engine: Engine) -> None:
    producer = Caller("p", "p", (Grant(Role.PRODUCER, establishment_id="E1"),))
    with engine.begin() as connection, pytest.raises(HTTPException) as refused:
        propose_drill(connection, deed(producer), GIVEN)
    assert refused.value.status_code == 403
