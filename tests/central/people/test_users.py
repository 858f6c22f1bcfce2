"""Users over HTTP: made, given and taken, within what the caller holds."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from httpx2 import Response
from sqlalchemy import Engine, select
from starlette.testclient import TestClient

from kiosk.central.people.rights import Role
from kiosk.central.people.tables import changes, tokens
from tests.central.conftest import People

Headers = dict[str, str]


@pytest.fixture
def administrator(people: People) -> Headers:
    """The first user of all, with one token."""
    return people.add(Role.ADMINISTRATOR)


@pytest.fixture
def of_market(people: People, administrator: Headers) -> Headers:
    """An administrator of the market M1 alone."""
    return people.add(Role.ADMINISTRATOR, market_id="M1")


def add(client: TestClient, who: Headers, name: str, *grants: dict[str, str]) -> Response:
    return client.post("/people/users", headers=who, json={"name": name, "grants": list(grants)})


def added(client: TestClient, who: Headers, name: str, *grants: dict[str, str]) -> str:
    answer = add(client, who, name, *grants)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def draw(client: TestClient, who: Headers, user: str) -> dict[str, str]:
    answer = client.post(f"/people/users/{user}/tokens", headers=who, json={"label": "laptop"})
    assert answer.status_code == 201, answer.text
    assert answer.headers["cache-control"] == "no-store"
    return {"id": answer.json()["id"], "Authorization": f"Bearer {answer.json()['token']}"}


def me(client: TestClient, token: dict[str, str]) -> Response:
    return client.get("/people/me", headers={"Authorization": token["Authorization"]})


def test_user_with_a_token_enters_with_what_was_given(client: TestClient, administrator: Headers) -> None:
    user = added(client, administrator, "Ban quản lý chợ", {"role": "board", "market_id": "M1"})
    answer = me(client, draw(client, administrator, user)).json()
    assert (answer["name"], answer["id"]) == ("Ban quản lý chợ", user)
    assert [(one["role"], one["market_id"]) for one in answer["grants"]] == [("board", "M1")]


@pytest.mark.parametrize(("role", "needs"), [("producer", "establishment_id"), ("board", "market_id")])
def test_role_that_is_of_one_place_is_not_given_for_all(
    client: TestClient, administrator: Headers, role: str, needs: str
) -> None:
    answer = add(client, administrator, "one", {"role": role})
    assert answer.status_code == 409
    assert needs in answer.json()["detail"]


def test_token_is_shown_once_and_kept_as_a_hash(client: TestClient, engine: Engine, administrator: Headers) -> None:
    user = added(client, administrator, "one", {"role": "board", "market_id": "M1"})
    secret = draw(client, administrator, user)["Authorization"].removeprefix("Bearer ")
    seen = client.get(f"/people/users/{user}", headers=administrator).text
    audit = client.get("/people/changes", headers=administrator).text
    with engine.connect() as connection:
        kept = str(connection.execute(select(tokens)).all())
    assert secret not in seen + audit + kept


def test_revoked_token_opens_nothing(client: TestClient, administrator: Headers) -> None:
    user = added(client, administrator, "one", {"role": "board", "market_id": "M1"})
    token = draw(client, administrator, user)
    answer = client.delete(f"/people/users/{user}/tokens/{token['id']}", headers=administrator)
    assert answer.status_code == 204
    assert me(client, token).status_code == 401


def test_deactivated_user_enters_no_more_until_let_in_again(client: TestClient, administrator: Headers) -> None:
    user = added(client, administrator, "one", {"role": "board", "market_id": "M1"})
    token = draw(client, administrator, user)
    assert client.post(f"/people/users/{user}/deactivate", headers=administrator).status_code == 204
    assert me(client, token).status_code == 401
    assert client.post(f"/people/users/{user}/activate", headers=administrator).status_code == 204
    assert me(client, token).status_code == 200


def test_grant_that_is_taken_gives_nothing(client: TestClient, administrator: Headers) -> None:
    user = added(client, administrator, "one", {"role": "administrator"})
    token = draw(client, administrator, user)
    own = {"Authorization": token["Authorization"]}
    assert client.get("/people/users", headers=own).status_code == 200
    grant = client.get(f"/people/users/{user}", headers=own).json()["grants"][0]["id"]
    assert client.delete(f"/people/users/{user}/grants/{grant}", headers=administrator).status_code == 204
    assert client.get("/people/users", headers=own).status_code == 403


def test_same_grant_twice_is_one(client: TestClient, administrator: Headers) -> None:
    user = added(client, administrator, "one", {"role": "board", "market_id": "M1"})
    again = client.post(
        f"/people/users/{user}/grants", headers=administrator, json={"role": "board", "market_id": "M1"}
    )
    held = client.get(f"/people/users/{user}", headers=administrator).json()["grants"]
    assert [one["id"] for one in held] == [again.json()["id"]]


def test_name_is_somebodys_alone(client: TestClient, administrator: Headers) -> None:
    added(client, administrator, "one")
    assert add(client, administrator, "one").status_code == 409


@pytest.mark.parametrize("limit", ["establishment_id", "market_id", "unit_id"])
def test_limit_that_the_registry_does_not_know_is_refused(
    client: TestClient, administrator: Headers, limit: str
) -> None:
    answer = add(client, administrator, "one", {"role": "supervisor", limit: "M9"})
    assert answer.status_code == 409
    assert "'M9'" in answer.json()["detail"]
    assert client.get("/people/users", headers=administrator).json()["users"][-1]["name"] != "one"


@pytest.mark.parametrize("name", ["", "  ", "a\nb", "x" * 121, "a\u0000b"])
def test_name_that_cannot_be_is_refused(client: TestClient, administrator: Headers, name: str) -> None:
    assert add(client, administrator, name).status_code == 400


def test_limited_administrator_gives_no_more_than_their_own(client: TestClient, of_market: Headers) -> None:
    assert add(client, of_market, "within", {"role": "board", "market_id": "M1"}).status_code == 201
    narrower = {"role": "producer", "market_id": "M1", "establishment_id": "E1"}
    assert add(client, of_market, "narrower", narrower).status_code == 201
    for name, grants in (
        ("elsewhere", [{"role": "board", "market_id": "M2"}]),
        ("everywhere", [{"role": "supervisor"}]),
        ("both", [{"role": "board", "market_id": "M1"}, {"role": "supervisor"}]),
        ("nothing", []),
    ):
        assert add(client, of_market, name, *grants).status_code == 403, name


def test_limited_administrator_raises_nobody_and_draws_no_token_for_who_holds_more(
    client: TestClient, administrator: Headers, of_market: Headers
) -> None:
    theirs = added(client, of_market, "within", {"role": "board", "market_id": "M1"})
    mightier = added(client, administrator, "mightier", {"role": "board", "market_id": "M1"}, {"role": "supervisor"})
    raised = client.post(f"/people/users/{theirs}/grants", headers=of_market, json={"role": "administrator"})
    assert raised.status_code == 403
    for step in ("tokens", "deactivate"):
        answer = client.post(f"/people/users/{mightier}/{step}", headers=of_market, json={"label": "x"})
        assert answer.status_code == 403, step


def test_limited_administrator_sees_whom_they_may_change(
    client: TestClient, administrator: Headers, of_market: Headers
) -> None:
    within = added(client, administrator, "within", {"role": "board", "market_id": "M1"})
    added(client, administrator, "mightier", {"role": "board", "market_id": "M1"}, {"role": "supervisor"})
    added(client, administrator, "nothing")
    seen = client.get("/people/users", headers=of_market).json()["users"]
    assert [one["id"] for one in seen] == [within, "user-administrator-2"]


def test_refusal_does_not_say_who_exists(client: TestClient, administrator: Headers, of_market: Headers) -> None:
    hidden = added(client, administrator, "hidden", {"role": "supervisor"})
    answers = [client.get(f"/people/users/{user}", headers=of_market) for user in (hidden, "nobody")]
    assert answers[0].status_code == 403
    assert answers[0].content == answers[1].content
    assert client.get("/people/users/nobody", headers=administrator).status_code == 404


def test_users_are_paged(client: TestClient, administrator: Headers) -> None:
    for name in ("a", "b", "c"):
        added(client, administrator, name)
    names: list[str] = []
    after: str | None = ""
    while after is not None:
        page = client.get("/people/users", headers=administrator, params={"limit": "2", "after": after}).json()
        names += [one["name"] for one in page["users"]]
        after = page["next"]
    assert sorted(names) == ["a", "administrator 1", "b", "c"]


OWN = "/people/users/user-administrator-1"


def test_last_administrator_cannot_lock_everybody_out(client: TestClient, administrator: Headers) -> None:
    held = client.get(OWN, headers=administrator).json()
    answers = [
        client.post(f"{OWN}/deactivate", headers=administrator),
        client.delete(f"{OWN}/grants/{held['grants'][0]['id']}", headers=administrator),
        client.delete(f"{OWN}/tokens/{held['tokens'][0]['id']}", headers=administrator),
    ]
    assert [answer.status_code for answer in answers] == [409, 409, 409]
    assert client.get("/people/users", headers=administrator).status_code == 200


def test_administrator_of_a_market_is_no_other_administrator(
    client: TestClient, administrator: Headers, of_market: Headers
) -> None:
    assert client.post(f"{OWN}/deactivate", headers=administrator).status_code == 409


def test_administrator_without_a_token_is_no_other_administrator(client: TestClient, administrator: Headers) -> None:
    other = added(client, administrator, "other", {"role": "administrator"})
    assert client.post(f"{OWN}/deactivate", headers=administrator).status_code == 409
    draw(client, administrator, other)
    assert client.post(f"{OWN}/deactivate", headers=administrator).status_code == 204


def test_two_administrators_do_not_put_each_other_out_at_once(
    client: TestClient, people: People, administrator: Headers
) -> None:
    other = people.add(Role.ADMINISTRATOR)
    for _ in range(5):
        with ThreadPoolExecutor(2) as pool:
            one = pool.submit(client.post, "/people/users/user-administrator-2/deactivate", headers=administrator)
            two = pool.submit(client.post, f"{OWN}/deactivate", headers=other)
            statuses = sorted([one.result(20).status_code, two.result(20).status_code])
        assert statuses in ([204, 401], [204, 409])
        winner, loser = (administrator, 2) if one.result().status_code == 204 else (other, 1)
        again = client.post(f"/people/users/user-administrator-{loser}/activate", headers=winner)
        assert again.status_code == 204


def test_every_change_is_recorded_with_before_and_after(
    client: TestClient, engine: Engine, administrator: Headers
) -> None:
    user = added(client, administrator, "one", {"role": "board", "market_id": "M1"})
    client.post(f"/people/users/{user}/deactivate", headers=administrator)
    with engine.connect() as connection:
        rows = connection.execute(select(changes).order_by(changes.c.id)).all()
    assert {(row.kind, row.user_id, row.right) for row in rows} == {
        ("users", "user-administrator-1", "change_people"),
        ("grants", "user-administrator-1", "change_people"),
    }
    last = next(row for row in rows if row.before)
    assert (last.key, last.before, last.after) == (user, {"is_active": True}, {"is_active": False})
