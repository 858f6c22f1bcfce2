"""Signed heads: the highest is kept, and a journal that goes back, forks or vanishes is an alarm."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Engine
from starlette.testclient import TestClient

from kiosk.central.journal.heads import Alarm, raised, signed_heads
from kiosk.central.people.rights import Role
from kiosk.journal.chain import START, Row, link
from kiosk.journal.event import Gap, to_json
from kiosk.journal.head import signed_head
from kiosk.journal.upload import message_of
from kiosk.messages.journal_head import JournalHead
from kiosk.messages.journal_runs import RUNS_PATH
from kiosk.sync.packing import run_of
from tests.central.conftest import NOW, People
from tests.central.journal.uploads import rows_of, upload_of
from tests.central.kiosks.paired import Unit, pair

ROWS = rows_of(6)
OTHER = rows_of(6, salt=1)
MINUTE = timedelta(minutes=1)


class Sending:
    """A paired kiosk that sends runs with heads."""

    def __init__(self, engine: Engine, client: TestClient) -> None:
        self.engine = engine
        self.unit = pair(engine)
        self.client = client

    def head(self, rows: list[Row], minute: int = 0, unit: Unit | None = None) -> JournalHead:
        signs = unit or self.unit
        last = rows[-1]
        return signed_head(signs.key, signs.id, rows[0].digest[:16], last.sequence, last.digest, NOW + minute * MINUTE)

    def send(self, rows: list[Row], head: JournalHead | None, first: Row | None = None) -> int:
        run = run_of((first or rows[0]).digest[:16], rows, head)
        return int(self.unit.post(self.client, RUNS_PATH, run.model_dump_json().encode()).status_code)

    @property
    def kept(self) -> list[JournalHead]:
        with self.engine.connect() as connection:
            return list(signed_heads(connection, self.unit.id))

    @property
    def alarms(self) -> list[tuple[Alarm, int]]:
        with self.engine.connect() as connection:
            return [(alarm.kind, alarm.sequence) for alarm in raised(connection, self.unit.id)]


@pytest.fixture
def sending(engine: Engine, client: TestClient) -> Sending:
    return Sending(engine, client)


def forked(rows: list[Row], at: int) -> list[Row]:
    """Return `rows` up to `at`, and others behind."""
    kept = rows[:at]
    for row in OTHER[at:]:
        kept.append(link(kept[-1].digest, kept[-1].sequence + 1, row.text))
    return kept


def test_head_is_kept_with_its_signature(sending: Sending) -> None:
    head = sending.head(ROWS)
    assert sending.send(ROWS, head) == 200
    assert sending.kept == [head]
    assert sending.alarms == []


def test_highest_head_stays(sending: Sending) -> None:
    low, high = sending.head(ROWS[:3]), sending.head(ROWS)
    sending.send(ROWS[:3], low)
    sending.send(ROWS[3:], high, ROWS[0])
    assert sending.kept == [high]


def test_head_may_be_ahead_of_its_rows(sending: Sending) -> None:
    head = sending.head(ROWS)
    sending.send(ROWS[:2], head)
    assert (sending.kept, sending.alarms) == ([head], [])


def test_head_of_an_upload_that_was_late_is_no_alarm(sending: Sending) -> None:
    sending.send(ROWS, sending.head(ROWS, minute=2))
    sending.send(ROWS[:3], sending.head(ROWS[:3], minute=1))
    assert sending.alarms == []


def test_later_head_that_is_lower_is_an_alarm(sending: Sending) -> None:
    high = sending.head(ROWS, minute=1)
    sending.send(ROWS, high)
    sending.send(ROWS[:3], sending.head(ROWS[:3], minute=2))
    assert sending.alarms == [(Alarm.WENT_BACK, 3)]
    assert sending.kept == [high]


def test_two_heads_of_one_number_are_an_alarm(sending: Sending) -> None:
    sending.send(ROWS[:2], sending.head(ROWS))
    sending.send(ROWS[:2], sending.head(forked(ROWS, 4)))
    assert sending.alarms == [(Alarm.FORKED, 6)]


def test_two_rows_of_one_number_are_an_alarm(sending: Sending) -> None:
    sending.send(ROWS[:4], sending.head(ROWS[:4]))
    other = forked(ROWS, 2)
    sending.send(other[2:5], sending.head(other[:5]), ROWS[0])
    assert sending.alarms == [(Alarm.FORKED, 3), (Alarm.FORKED, 4)]


def test_rows_that_come_one_by_one_are_looked_at_too(sending: Sending) -> None:
    for rows in (ROWS, forked(ROWS, 2)):
        body = upload_of([message_of(row) for row in rows[:4]]).model_dump_json().encode()
        assert sending.unit.post(sending.client, "/v1/journal", body).status_code == 200
    assert sending.alarms == [(Alarm.FORKED, 3), (Alarm.FORKED, 4)]


def test_row_that_is_not_the_one_that_was_signed_is_an_alarm(sending: Sending) -> None:
    """Its end was cut off before it was sent, and others took the numbers."""
    sending.send(ROWS[:2], sending.head(ROWS[:4]))
    sending.send(forked(ROWS, 2)[2:5], None, ROWS[0])
    assert sending.alarms == [(Alarm.FORKED, 4)]


def test_alarm_is_raised_once(sending: Sending) -> None:
    sending.send(ROWS, sending.head(ROWS, minute=1))
    for _ in range(2):
        sending.send(ROWS[:3], sending.head(ROWS[:3], minute=2))
    assert len(sending.alarms) == 1


def test_journal_that_vanished_is_an_alarm(sending: Sending) -> None:
    sending.send(ROWS, sending.head(ROWS))
    sending.send(OTHER, sending.head(OTHER))
    assert sending.alarms == [(Alarm.BEGUN_ANEW, 1)]


def test_journal_that_says_why_it_begins_anew_is_no_alarm(sending: Sending) -> None:
    sending.send(ROWS, sending.head(ROWS))
    rows = [link(START, 1, to_json(Gap(NOW, True, NOW, "damaged", "journal.db.damaged-1")))]
    assert sending.send(rows, sending.head(rows)) == 200
    assert sending.alarms == []


def test_head_of_another_key_stores_nothing(sending: Sending) -> None:
    stranger = pair(sending.engine, number=2)
    assert sending.send(ROWS, sending.head(ROWS, unit=stranger)) == 400
    assert sending.send(ROWS, sending.head(ROWS, unit=replace(stranger, id=sending.unit.id))) == 400
    assert sending.kept == []


@pytest.mark.parametrize("changed", [{"sequence": 7}, {"digest": "f" * 64}, {"journal": "f" * 16}])
def test_head_that_was_changed_stores_nothing(sending: Sending, changed: dict[str, object]) -> None:
    assert sending.send(ROWS, sending.head(ROWS).model_copy(update=changed)) == 400
    assert sending.kept == []


def test_supervisor_reads_heads_and_alarms(sending: Sending, people: People) -> None:
    sending.send(ROWS, sending.head(ROWS, minute=1))
    sending.send(ROWS[:3], sending.head(ROWS[:3], minute=2))
    answer = sending.client.get(
        "/registry/journal/gaps", params={"kiosk": sending.unit.id}, headers=people.add(Role.SUPERVISOR)
    )
    assert [(alarm["kind"], alarm["sequence"]) for alarm in answer.json()["alarms"]] == [("went_back", 3)]
    assert [head["sequence"] for head in answer.json()["signed"]] == [6]
