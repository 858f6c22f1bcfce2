"""Runs of rows come in: unpacked within a bound, checked as one chain, stored once."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime

import pytest
import zstandard
from fastapi import FastAPI
from sqlalchemy import Engine, text
from starlette.testclient import TestClient

from kiosk.central.journal.gaps import heads
from kiosk.central.kiosks.door import PairedKiosk, signed_kiosk
from kiosk.journal.chain import START, Row, link
from kiosk.messages.http import Problem
from kiosk.messages.journal import MAX_EVENT_CHARS, MAX_UPLOAD_BYTES
from kiosk.messages.journal_runs import MAX_RUN_CHARS, MAX_RUN_ROWS, RUNS_PATH, JournalRun, RunReceipt
from kiosk.sync.packing import packed, run_of
from tests.central.journal.uploads import messages_of, rows_of

Pack = Callable[[bytes], bytes]
PACKS: Mapping[str, Pack] = {
    "": bytes,
    "identity": bytes,
    "gzip": gzip.compress,
    "zstd": zstandard.compress,
    "ZSTD": zstandard.compress,
}
SPOILS: tuple[Pack, ...] = (lambda whole: whole[:-9], lambda _: b"", lambda whole: whole[:9] + b"\xff" * 9)
ROWS = rows_of(5)
IDS = [row.id for row in messages_of(5)]


class Runs:
    """Sends runs as one kiosk or another."""

    def __init__(self, app: FastAPI, client: TestClient) -> None:
        self.kiosk = PairedKiosk("kiosk-1", "Kiosk 1", "M1")
        app.dependency_overrides[signed_kiosk] = lambda: self.kiosk
        self.client = client

    def status(self, body: bytes, coding: str = "") -> int:
        headers = {"Content-Type": "application/json"} | ({"Content-Encoding": coding} if coding else {})
        return int(self.client.post(RUNS_PATH, content=body, headers=headers).status_code)

    def answer(self, body: bytes) -> Problem:
        answer = self.client.post(RUNS_PATH, content=body, headers={"Content-Type": "application/json"})
        return Problem.model_validate_json(answer.content)

    def send(self, run: JournalRun) -> RunReceipt:
        headers = {"Content-Type": "application/json", "Content-Encoding": "zstd"}
        answer = self.client.post(RUNS_PATH, content=packed(run), headers=headers)
        assert answer.status_code == 200, answer.text
        return RunReceipt.model_validate_json(answer.content)


@pytest.fixture
def runs(app: FastAPI, client: TestClient) -> Iterator[Runs]:
    yield Runs(app, client)
    app.dependency_overrides.clear()


def run(rows: list[Row], name: str = ROWS[0].digest[:16]) -> JournalRun:
    return run_of(name, rows)


def body(rows: list[Row]) -> bytes:
    return run(rows).model_dump_json().encode()


def standing(engine: Engine) -> list[tuple[str, int, str, str, str]]:
    with engine.connect() as connection:
        found = connection.execute(text("SELECT id, sequence, event, previous, digest FROM journal ORDER BY sequence"))
        return [(row.id, row.sequence, row.event, row.previous, row.digest) for row in found]


def test_rows_stand_as_if_each_had_been_sent_with_its_digests(engine: Engine, runs: Runs) -> None:
    receipt = runs.send(run(ROWS))
    assert (receipt.first, receipt.last, receipt.refused, receipt.versions.trust) == (1, 5, (), 7)
    assert standing(engine) == [
        (id_, row.sequence, row.text, row.previous, row.digest) for id_, row in zip(IDS, ROWS, strict=True)
    ]
    with engine.connect() as connection:
        (head,) = heads(connection, "kiosk-1")
    assert (head.sequence, head.digest) == (5, ROWS[4].digest)


def test_runs_that_overlap_leave_each_row_once(engine: Engine, runs: Runs) -> None:
    for first, last in ((0, 3), (2, 5), (0, 5), (1, 2)):
        assert runs.send(run(ROWS[first:last])).refused == ()
    assert [one[0] for one in standing(engine)] == IDS


def test_event_that_was_changed_on_the_way_stores_nothing(engine: Engine, runs: Runs) -> None:
    sent = run(ROWS)
    events = (*sent.events[:2], sent.events[2].replace("good", "stop"), *sent.events[3:])
    assert runs.status(sent.model_copy(update={"events": events}).model_dump_json().encode()) == 400
    assert standing(engine) == []


@pytest.mark.parametrize("changed", [{"journal": "f" * 16}, {"first": 2}, {"previous": "1" * 64}, {"events": []}])
def test_run_that_begins_where_no_journal_does_stores_nothing(
    engine: Engine, runs: Runs, changed: dict[str, object]
) -> None:
    assert runs.status(json.dumps({**run(ROWS).model_dump(mode="json"), **changed}).encode()) == 400
    assert standing(engine) == []


@pytest.mark.parametrize(
    ("event", "field"),
    [
        ("{}", "event.kind"),
        ("torn", "event"),
        ('{"kind":"gap","at":"1969-12-31T00:00:00Z"}', "event.at"),
        ('{"kind":"gap","at":"2026-11-23T02:00:00Z","x":"' + "y" * MAX_EVENT_CHARS + '"}', "event"),
        ('{"kind":"gap","at":"2026-11-23T02:00:00Z","x":"é"}', "event"),
    ],
)
def test_event_that_cannot_stand_is_refused_and_spoils_no_other(
    engine: Engine, runs: Runs, event: str, field: str
) -> None:
    odd = link(ROWS[1].digest, 3, event)
    after = link(odd.digest, 4, ROWS[3].text)
    receipt = runs.send(run([*ROWS[:2], odd, after]))
    assert [(row.position, row.field) for row in receipt.refused] == [(2, field)]
    assert [one[1] for one in standing(engine)] == [1, 2, 4]


def test_every_fault_of_a_run_is_told_with_its_field(runs: Runs) -> None:
    told = runs.answer(b'{"journal": 7, "first": 0, "events": []}')
    fields = {error.field for error in told.errors or ()}
    assert {"body.journal", "body.first", "body.previous", "body.digest"} <= fields


def test_rows_of_another_kiosk_stay_its_own(runs: Runs) -> None:
    runs.send(run(ROWS[:2]))
    runs.kiosk = PairedKiosk("kiosk-2", "Kiosk 2", "M1")
    assert [(row.position, row.field) for row in runs.send(run(ROWS[1:3])).refused] == [(0, "id")]


@pytest.mark.parametrize("coding", PACKS)
def test_each_coding_is_unpacked(engine: Engine, runs: Runs, coding: str) -> None:
    assert runs.status(PACKS[coding](body(ROWS)), coding) == 200
    assert len(standing(engine)) == 5


@pytest.mark.parametrize("coding", ["br", "gzip, zstd", "x"])
def test_other_coding_is_refused(runs: Runs, coding: str) -> None:
    assert runs.status(body(ROWS), coding) == 415


@pytest.mark.parametrize("coding", ["gzip", "zstd"])
def test_small_body_that_would_become_a_large_one_is_refused(runs: Runs, coding: str) -> None:
    bomb = b" " * (MAX_UPLOAD_BYTES + 1)
    assert runs.status(PACKS[coding](bomb), coding) == 413


def test_frame_that_asks_for_much_memory_is_refused(runs: Runs) -> None:
    wide = zstandard.ZstdCompressionParameters(window_log=27)
    compressor = zstandard.ZstdCompressor(compression_params=wide).compressobj()
    assert runs.status(compressor.compress(body(ROWS)) + compressor.flush(), "zstd") == 400


@pytest.mark.parametrize("coding", ["gzip", "zstd"])
@pytest.mark.parametrize("spoil", SPOILS)
def test_torn_body_is_refused(engine: Engine, runs: Runs, coding: str, spoil: Pack) -> None:
    whole = PACKS[coding](body(ROWS))
    assert runs.status(spoil(whole), coding) == 400
    assert standing(engine) == []


def test_fullest_run_passes_the_door(runs: Runs) -> None:
    """JSON escapes every character of the longest events, and the body still fits."""
    event = '"' * (MAX_RUN_CHARS // MAX_RUN_ROWS)
    full = JournalRun(journal="0" * 16, first=2, previous="1" * 64, digest="2" * 64, events=(event,) * MAX_RUN_ROWS)
    assert len(full.model_dump_json().encode()) <= MAX_UPLOAD_BYTES
    assert runs.status(packed(full), "zstd") == 400, "read whole, and its digest looked at"


def test_row_of_the_first_second_of_a_journal_has_its_id(engine: Engine, runs: Runs) -> None:
    text_ = '{"at":"2026-11-23T02:00:00Z","kind":"heard"}'
    row = link(START, 1, text_)
    runs.send(run([row], row.digest[:16]))
    ((id_, *_),) = standing(engine)
    assert int(id_[:8] + id_[9:13], 16) == datetime(2026, 11, 23, 2, tzinfo=UTC).timestamp() * 1000
