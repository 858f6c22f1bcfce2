"""`kiosk central user`: the first administrator, and what follows."""

from __future__ import annotations

from pathlib import Path

import pytest
from starlette.testclient import TestClient

from kiosk.central.app import create_app
from kiosk.central.database import open_database, sqlite_url
from kiosk.central.people.rights import Role
from kiosk.central.service import service_over
from kiosk.commands.people import ROLES
from kiosk.processes.demo import SAMPLE_MARKET_ID
from tests.central.conftest import NOW
from tests.cli.conftest import Kiosk


@pytest.fixture(autouse=True)
def _at_the_samples_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KIOSK_CLOCK__AT", NOW.isoformat())


@pytest.fixture
def client(kiosk: Kiosk, tmp_path: Path) -> TestClient:
    assert kiosk("central", "init").status == 0
    engine = open_database(sqlite_url(tmp_path / "state" / "central.db"))
    return TestClient(create_app(service_over(engine, lambda: NOW)))


def me(client: TestClient, token: str) -> tuple[int, str]:
    answer = client.get("/people/me", headers={"Authorization": f"Bearer {token.strip()}"})
    return answer.status_code, answer.text


def test_roles_of_the_command_are_those_of_the_rights() -> None:
    assert list(ROLES) == [role.value for role in Role]


def test_first_administrator_enters_with_what_is_printed(kiosk: Kiosk, client: TestClient) -> None:
    said = kiosk("central", "user", "add", "Quản trị", "--role", "administrator")
    assert (said.status, len(said.out.splitlines())) == (0, 1)
    assert "Days until it ends: 365." in said.err
    assert said.out.strip() not in said.err
    status, text = me(client, said.out)
    assert (status, "Quản trị" in text) == (200, True)


def test_invited_person_finds_the_page_that_sets_a_password(kiosk: Kiosk, client: TestClient) -> None:
    kiosk("central", "user", "add", "Quản trị", "--role", "administrator")
    first = kiosk("central", "user", "invite", "Quản trị")
    second = kiosk("central", "user", "invite", "Quản trị")
    links = [said.out.strip() for said in (first, second)]
    assert [said.status for said in (first, second)] == [0, 0]
    assert links[1].startswith("http://127.0.0.1:8080/console/")
    assert "central.public_url is not set" in second.err
    assert [client.get(link, headers={"Accept": "text/html"}).status_code for link in links] == [404, 200]


def test_invitation_leads_to_where_the_service_is_reached(
    kiosk: Kiosk, client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    kiosk("central", "user", "add", "Quản trị", "--role", "administrator")
    monkeypatch.setenv("KIOSK_CENTRAL__PUBLIC_URL", "https://trace.example")
    said = kiosk("central", "user", "invite", "Quản trị")
    assert said.out.startswith("https://trace.example/console/")
    assert "is not set" not in said.err


def test_limits_are_kept(kiosk: Kiosk, client: TestClient) -> None:
    kiosk("central", "init", "--sample")
    market = kiosk("central", "user", "list", "--json").objects
    board = next(one for one in market if one["name"] == "demo-board")["grants"][0]["market_id"]
    assert board == SAMPLE_MARKET_ID, "where the demonstration's kiosk stands, too"
    said = kiosk("central", "user", "add", "board", "--role", "board", "--market", board)
    assert f'"market_id":"{board}"' in me(client, said.out)[1]


def test_limit_that_is_unknown_is_one_clear_line_and_makes_nobody(kiosk: Kiosk, client: TestClient) -> None:
    said = kiosk("central", "user", "add", "board", "--role", "board", "--market", "M9")
    assert (said.status, said.out) == (2, "")
    assert "PPL-01" in said.err
    assert "'M9'" in said.err
    assert kiosk("central", "user", "list").out == ""


def test_name_that_is_taken_is_one_clear_line(kiosk: Kiosk, client: TestClient) -> None:
    kiosk("central", "user", "add", "one", "--role", "technician")
    said = kiosk("central", "user", "add", "one", "--role", "technician")
    assert (said.status, said.out) == (2, "")
    assert "PPL-01" in said.err


@pytest.mark.parametrize("name", ["", " ", "a\nb", "x" * 121])
def test_name_that_cannot_be_is_wrong_use(kiosk: Kiosk, name: str) -> None:
    assert kiosk("central", "user", "add", name, "--role", "technician").status == 2


def test_further_token_enters_too(kiosk: Kiosk, client: TestClient) -> None:
    first = kiosk("central", "user", "add", "one", "--role", "technician").out
    second = kiosk("central", "user", "token", "one", "--days", "1").out
    assert first != second
    assert [me(client, token)[0] for token in (first, second)] == [200, 200]


def test_who_is_put_out_enters_no_more(kiosk: Kiosk, client: TestClient) -> None:
    kiosk("central", "user", "add", "administrator", "--role", "administrator")
    token = kiosk("central", "user", "add", "one", "--role", "technician").out
    assert kiosk("central", "user", "deactivate", "one").status == 0
    assert me(client, token)[0] == 401
    assert "one\ttechnician\tlet in no more" in kiosk("central", "user", "list").out


def test_last_administrator_is_not_put_out(kiosk: Kiosk, client: TestClient) -> None:
    kiosk("central", "user", "add", "one", "--role", "administrator")
    said = kiosk("central", "user", "deactivate", "one")
    assert said.status == 2
    assert "No administrator" in said.err


def test_nobody_of_that_name_is_one_clear_line(kiosk: Kiosk, client: TestClient) -> None:
    for command in ("token", "invite", "deactivate"):
        said = kiosk("central", "user", command, "nobody")
        assert (said.status, said.out) == (2, "")
        assert "PPL-02" in said.err


def test_list_says_what_people_are_and_no_secret(kiosk: Kiosk, client: TestClient) -> None:
    token = kiosk("central", "user", "add", "one", "--role", "department", "--department", "Sở Công Thương").out
    said = kiosk("central", "user", "list")
    assert said.out == "one\tdepartment department=Sở Công Thương\ttokens: 1\n"
    whole = kiosk("central", "user", "list", "--json")
    assert whole.objects[0]["grants"][0]["department"] == "Sở Công Thương"
    assert token.strip() not in said.out + whole.out
    assert "digest" not in whole.out


def test_sample_people_have_no_token_until_one_is_drawn(kiosk: Kiosk, client: TestClient) -> None:
    assert "kiosk central user token" in kiosk("central", "init", "--sample").out
    kiosk("central", "init", "--sample")
    people = kiosk("central", "user", "list", "--json").objects
    assert {one["name"] for one in people} == {f"demo-{role.value}" for role in Role}
    assert all(one["tokens"] == [] for one in people)
    drawn = [kiosk("central", "user", "token", "demo-supervisor").out for _ in range(2)]
    assert drawn[0] != drawn[1]
    assert me(client, drawn[0])[0] == 200
