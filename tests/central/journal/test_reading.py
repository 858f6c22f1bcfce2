"""What supervisors read of the journals, and nothing that is not theirs."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Engine, text
from starlette.testclient import TestClient

from kiosk.central.journal.gap_pages import GapsPage
from kiosk.central.journal.read import read_rows
from kiosk.central.journal.reading import JournalGaps, JournalPage
from kiosk.central.journal.sender import Sender
from kiosk.central.journal.store import store_rows
from kiosk.central.people.rights import Role
from tests.central.conftest import NOW, People
from tests.central.journal.uploads import messages_of

HERE = messages_of(5)
THERE = messages_of(3, salt=9)


@pytest.fixture(autouse=True)
def _stored(engine: Engine) -> None:
    """Two journals: five rows of a kiosk at M1, the third missing; three of one at M2."""
    with engine.begin() as connection:
        for kiosk_id, market_id, sent in (("k1", "M1", HERE[:2] + HERE[3:]), ("k2", "M2", THERE)):
            name = (HERE if kiosk_id == "k1" else THERE)[0].digest[:16]
            read, refused = read_rows(name, [row.model_dump() for row in sent])
            assert refused == []
            store_rows(connection, Sender(kiosk_id, market_id, name), read, NOW)


def page(client: TestClient, headers: dict[str, str], **asked: str) -> JournalPage:
    answer = client.get("/registry/journal", params=asked, headers=headers)
    assert answer.status_code == 200, answer.text
    return JournalPage.model_validate_json(answer.content)


def test_supervisor_reads_every_market_newest_first(client: TestClient, people: People) -> None:
    entries = page(client, people.add(Role.SUPERVISOR)).entries
    assert [entry.id for entry in entries] == sorted((entry.id for entry in entries), reverse=True)
    assert {entry.market_id for entry in entries} == {"M1", "M2"}
    assert len(entries) == 7
    assert isinstance(entries[0].event, dict)
    assert entries[0].event["headline"] == "genuine"


def test_board_reads_its_own_market(client: TestClient, people: People) -> None:
    board = people.add(Role.BOARD, market_id="M2")
    assert {entry.kiosk_id for entry in page(client, board).entries} == {"k2"}
    assert page(client, board, market="M1").entries == ()


def test_pages_follow_each_other_without_a_gap(client: TestClient, people: People) -> None:
    headers = people.add(Role.SUPERVISOR)
    whole = [entry.id for entry in page(client, headers).entries]
    first = page(client, headers, limit="4")
    second = page(client, headers, limit="4", cursor=first.next)
    assert [entry.id for entry in (*first.entries, *second.entries)] == whole
    assert second.next == ""


def test_filters_hold_together(client: TestClient, people: People) -> None:
    headers = people.add(Role.DEPARTMENT)
    since, until = (NOW + timedelta(seconds=seconds) for seconds in (2, 4))
    times = {"since": since.isoformat(), "until": until.isoformat()}
    assert {entry.sequence for entry in page(client, headers, kiosk="k1", **times).entries} == {2, 4}
    assert len(page(client, headers, level="good", headline="genuine", gtin="09521234543213").entries) == 7
    assert page(client, headers, level="stop").entries == ()


@pytest.mark.parametrize("asked", [{"limit": "201"}, {"since": "yesterday"}, {"cursor": "x;"}, {"color": "red"}])
def test_question_of_another_form_is_a_problem(client: TestClient, people: People, asked: dict[str, str]) -> None:
    assert client.get("/registry/journal", params=asked, headers=people.add(Role.SUPERVISOR)).status_code == 400


def test_gaps_and_ends_are_told(client: TestClient, people: People) -> None:
    answer = client.get(
        "/registry/journal/gaps", params={"kiosk": "k1"}, headers=people.add(Role.BOARD, market_id="M1")
    )
    told = JournalGaps.model_validate_json(answer.content)
    assert [(gap.first, gap.last) for gap in told.gaps] == [(3, 3)]
    assert [(head.sequence, head.digest) for head in told.heads] == [(5, HERE[4].digest)]


def test_gaps_of_another_market_say_no_more_than_those_of_nobody(client: TestClient, people: People) -> None:
    board = people.add(Role.BOARD, market_id="M1")
    answers = [client.get("/registry/journal/gaps", params={"kiosk": kiosk}, headers=board) for kiosk in ("k2", "k9")]
    assert {answer.status_code for answer in answers} == {403}
    assert answers[0].content == answers[1].content
    everybody = people.add(Role.SUPERVISOR)
    assert client.get("/registry/journal/gaps", params={"kiosk": "k9"}, headers=everybody).status_code == 404


def test_gaps_of_all_kiosks_are_told_to_each_for_the_markets_that_are_theirs(
    client: TestClient, people: People
) -> None:
    def gaps(headers: dict[str, str], **asked: str) -> GapsPage:
        answer = client.get("/registry/journal/gaps/all", params=asked, headers=headers)
        assert answer.status_code == 200, answer.text
        return GapsPage.model_validate_json(answer.content)

    everybody, board = people.add(Role.SUPERVISOR), people.add(Role.BOARD, market_id="M2")
    whole = gaps(everybody).journals
    assert [(one.kiosk_id, one.sequence, [gap.first for gap in one.gaps]) for one in whole] == [
        ("k1", 5, [3]),
        ("k2", 3, []),
    ]
    first = gaps(everybody, limit="1")
    second = gaps(everybody, limit="1", cursor=first.next)
    assert ((*first.journals, *second.journals), second.next) == (whole, "")
    assert [one.kiosk_id for one in gaps(board).journals] == ["k2"]
    assert gaps(board, market="M1").journals == ()
    producer = people.add(Role.PRODUCER, establishment_id="E1")
    assert client.get("/registry/journal/gaps/all", headers=producer).status_code == 403


def test_gaps_of_one_kiosk_and_of_all_each_have_a_path_with_their_own_questions(
    client: TestClient, people: People
) -> None:
    everybody = people.add(Role.SUPERVISOR)
    for path in ("gaps", "gaps/all?kiosk=k1"):
        assert client.get(f"/registry/journal/{path}", headers=everybody).status_code == 400


@pytest.mark.parametrize("path", ["gaps?kiosk=k1", "gaps/all"])
def test_gaps_that_take_too_long_to_find_are_refused(
    client: TestClient, people: People, engine: Engine, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if engine.dialect.name != "postgresql":
        pytest.skip("SQLite, which serves demonstrations, is not bounded")
    headers = people.add(Role.SUPERVISOR)
    monkeypatch.setattr("kiosk.central.bounded.MAX_QUERY_MS", 50)
    slow = text("SELECT 'a' AS journal, 1 AS first, 1 AS last FROM pg_sleep(5)")
    monkeypatch.setattr("kiosk.central.journal.gaps._GAPS", slow)
    monkeypatch.setattr("kiosk.central.journal.gaps._GAPS_OF_JOURNAL", slow)
    assert client.get(f"/registry/journal/{path}", headers=headers).status_code == 413
