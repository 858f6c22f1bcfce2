"""Two people: who proposes does not decide, and of two decisions at once one holds."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http import HTTPStatus

import pytest
from fastapi import FastAPI, HTTPException
from sqlalchemy import Connection, Engine, func, select
from starlette.testclient import TestClient

from kiosk.central.people.changes import Deed, record_change
from kiosk.central.people.proposal_routes import proposal_routes
from kiosk.central.people.proposals import Document, Kind, propose
from kiosk.central.people.rights import Caller, Grant, Right, Role, Subject
from kiosk.central.people.tables import changes, proposals
from kiosk.central.problems import answer_problems
from kiosk.central.service import service_over
from tests.central.conftest import NOW, People

Headers = dict[str, str]


@dataclass
class Effect:
    """What an approved proposal does: one row of the audit. It may be made to wait, or to fail."""

    entered: threading.Event = field(default_factory=threading.Event)
    go_on: threading.Event = field(default_factory=threading.Event)
    fault: HTTPException | None = None

    def __post_init__(self) -> None:
        self.go_on.set()

    def apply(self, connection: Connection, deed: Deed, document: Document) -> None:
        record_change(connection, deed, "effect", str(document["lot"]), None, document)
        self.entered.set()
        assert self.go_on.wait(10)
        if self.fault is not None:
            raise self.fault


def of_establishment(_connection: Connection, document: Document) -> Subject:
    return Subject(establishments=frozenset({str(document["establishment_id"])}))


@pytest.fixture
def effect() -> Effect:
    return Effect()


@pytest.fixture
def client(engine: Engine, effect: Effect) -> TestClient:
    kinds = {"recall": Kind(Right.APPROVE_RECALL, of_establishment, effect.apply)}
    app = FastAPI()
    app.state.service = service_over(engine, lambda: NOW)
    answer_problems(app)
    app.include_router(proposal_routes(app.state.service, kinds))
    return TestClient(app)


@pytest.fixture
def proposer(people: People) -> Headers:
    return people.add(Role.SUPERVISOR)


@pytest.fixture
def approver(people: People) -> Headers:
    return people.add(Role.DEPARTMENT)


@pytest.fixture
def proposal(engine: Engine, proposer: Headers) -> str:
    """A waiting recall of a lot of E1, proposed by the first user."""
    caller = Caller("user-supervisor-1", "supervisor 1", (Grant(Role.SUPERVISOR),))
    with engine.begin() as connection:
        deed = Deed(caller, Right.PROPOSE_RECALL, NOW)
        return propose(connection, deed, "recall", {"lot": "L1", "establishment_id": "E1"})


def effects(engine: Engine) -> int:
    with engine.connect() as connection:
        query = select(func.count()).where(changes.c.kind == "effect")
        return connection.execute(query).scalar_one()


def state_of(engine: Engine, proposal: str) -> str:
    with engine.connect() as connection:
        return str(connection.execute(select(proposals.c.state).where(proposals.c.id == proposal)).scalar_one())


def test_approval_by_another_does_what_was_proposed(
    client: TestClient, engine: Engine, proposal: str, approver: Headers
) -> None:
    answer = client.post(f"/registry/proposals/{proposal}/approve", headers=approver)
    assert answer.status_code == 200, answer.text
    assert (answer.json()["state"], answer.json()["decided_by"]) == ("approved", "user-department-2")
    assert effects(engine) == 1


def test_who_was_made_by_the_proposer_is_no_second_person(
    client: TestClient, engine: Engine, proposal: str, approver: Headers
) -> None:
    proposer = Caller("user-supervisor-1", "supervisor 1", (Grant(Role.SUPERVISOR),))
    with engine.begin() as connection:
        made = {"user_id": "user-department-2", "label": "another"}
        record_change(connection, Deed(proposer, Right.CHANGE_PEOPLE, NOW), "tokens", "t", None, made)
    answer = client.post(f"/registry/proposals/{proposal}/approve", headers=approver)
    assert answer.status_code == 403
    assert "has made the other" in answer.json()["detail"]
    assert (effects(engine), state_of(engine, proposal)) == (0, "waiting")


def test_proposer_may_not_approve_their_own(
    client: TestClient, engine: Engine, proposal: str, proposer: Headers
) -> None:
    answer = client.post(f"/registry/proposals/{proposal}/approve", headers=proposer)
    assert answer.status_code == 403
    assert "second person" in answer.json()["detail"]
    assert (effects(engine), state_of(engine, proposal)) == (0, "waiting")


def test_proposer_may_not_refuse_their_own_and_withdraws_it(
    client: TestClient, engine: Engine, proposal: str, proposer: Headers
) -> None:
    address = f"/registry/proposals/{proposal}"
    assert client.post(f"{address}/refuse", headers=proposer, json={"reason": "no"}).status_code == 403
    assert client.post(f"{address}/withdraw", headers=proposer).json()["state"] == "withdrawn"
    assert client.post(f"{address}/withdraw", headers=proposer).status_code == 409


def test_nobody_withdraws_what_another_proposed(client: TestClient, proposal: str, approver: Headers) -> None:
    assert client.post(f"/registry/proposals/{proposal}/withdraw", headers=approver).status_code == 403


def test_refusal_has_a_reason_and_does_nothing(
    client: TestClient, engine: Engine, proposal: str, approver: Headers
) -> None:
    address = f"/registry/proposals/{proposal}/refuse"
    assert client.post(address, headers=approver, json={"reason": ""}).status_code == 400
    answer = client.post(address, headers=approver, json={"reason": "The lot is another."})
    assert (answer.json()["state"], answer.json()["reason"]) == ("refused", "The lot is another.")
    assert effects(engine) == 0


@pytest.mark.parametrize("step", ["approve", "refuse"])
def test_what_is_decided_is_not_decided_again(
    client: TestClient, engine: Engine, proposal: str, approver: Headers, step: str
) -> None:
    client.post(f"/registry/proposals/{proposal}/approve", headers=approver)
    again = client.post(f"/registry/proposals/{proposal}/{step}", headers=approver, json={"reason": "no"})
    assert again.status_code == 409
    assert (effects(engine), state_of(engine, proposal)) == (1, "approved")


def test_what_cannot_be_applied_waits_on(
    client: TestClient, engine: Engine, proposal: str, approver: Headers, effect: Effect
) -> None:
    effect.fault = HTTPException(HTTPStatus.CONFLICT, "The lot has changed since.")
    answer = client.post(f"/registry/proposals/{proposal}/approve", headers=approver)
    assert (answer.status_code, answer.json()["detail"]) == (409, "The lot has changed since.")
    assert (effects(engine), state_of(engine, proposal)) == (0, "waiting")


def test_of_two_approvals_at_once_one_holds(
    client: TestClient, engine: Engine, proposal: str, people: People, effect: Effect
) -> None:
    first, second = people.add(Role.DEPARTMENT), people.add(Role.SUPERVISOR)
    effect.go_on.clear()

    def approve(headers: Headers) -> int:
        return client.post(f"/registry/proposals/{proposal}/approve", headers=headers).status_code

    with ThreadPoolExecutor(2) as pool:
        one = pool.submit(approve, first)
        assert effect.entered.wait(10)
        other = pool.submit(approve, second)  # while the first holds its transaction open
        with pytest.raises(TimeoutError):
            other.result(0.3)
        effect.go_on.set()
        assert (one.result(10), other.result(10)) == (200, 409)
    assert (effects(engine), state_of(engine, proposal)) == (1, "approved")


def test_limited_grant_decides_only_within_its_rows(
    client: TestClient, engine: Engine, proposal: str, people: People
) -> None:
    theirs = people.add(Role.DEPARTMENT, establishment_id="E1")
    others = people.add(Role.DEPARTMENT, establishment_id="E2")
    address = f"/registry/proposals/{proposal}"
    assert client.get(address, headers=others).status_code == 403
    assert client.post(f"{address}/approve", headers=others).status_code == 403
    assert client.post(f"{address}/approve", headers=theirs).status_code == 200
    assert effects(engine) == 1


def test_refusal_of_a_right_does_not_say_what_exists(client: TestClient, proposal: str, people: People) -> None:
    others = people.add(Role.DEPARTMENT, establishment_id="E2")
    missing = "00000000-0000-7000-8000-000000000000"
    answers = [client.get(f"/registry/proposals/{one}", headers=others) for one in (proposal, missing)]
    assert answers[0].status_code == 403
    assert answers[0].content == answers[1].content


def test_list_holds_what_the_caller_made_or_may_decide(
    client: TestClient, proposal: str, people: People, proposer: Headers, approver: Headers
) -> None:
    others = people.add(Role.DEPARTMENT, establishment_id="E2")
    technician = people.add(Role.TECHNICIAN)
    seen = [
        [one["id"] for one in client.get("/registry/proposals", headers=who).json()["proposals"]]
        for who in (proposer, approver, others, technician)
    ]
    assert seen == [[proposal], [proposal], [], []]


def test_list_is_paged_and_filtered_by_state(
    client: TestClient, engine: Engine, proposal: str, approver: Headers
) -> None:
    caller = Caller("user-supervisor-1", "supervisor 1", (Grant(Role.SUPERVISOR),))
    with engine.begin() as connection:
        for lot in ("L2", "L3"):
            deed = Deed(caller, Right.PROPOSE_RECALL, NOW)
            propose(connection, deed, "recall", {"lot": lot, "establishment_id": "E1"})
    client.post(f"/registry/proposals/{proposal}/approve", headers=approver)
    lots: list[str] = []
    after: str | None = ""
    while after is not None:
        asked = {"state": "waiting", "limit": "1", "after": after}
        page = client.get("/registry/proposals", headers=approver, params=asked).json()
        lots += [one["document"]["lot"] for one in page["proposals"]]
        after = page["next"]
    assert sorted(lots) == ["L2", "L3"]


def test_every_step_stands_in_the_audit(client: TestClient, engine: Engine, proposal: str, approver: Headers) -> None:
    client.post(f"/registry/proposals/{proposal}/approve", headers=approver)
    with engine.connect() as connection:
        rows = connection.execute(select(changes).where(changes.c.kind == "proposals").order_by(changes.c.id)).all()
    assert {(row.user_id, row.right, row.after["state"]) for row in rows} == {
        ("user-supervisor-1", "propose_recall", "waiting"),
        ("user-department-2", "approve_recall", "approved"),
    }
