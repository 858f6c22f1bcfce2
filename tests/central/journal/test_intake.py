"""Journals come in: once, whatever is sent again, and with their gaps visible."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from fastapi import FastAPI
from sqlalchemy import Engine, text
from starlette.testclient import TestClient

from kiosk.central.journal.gaps import heads, missing_rows
from kiosk.central.kiosks.door import PairedKiosk, signed_kiosk
from kiosk.central.limits import max_body_bytes
from kiosk.central.partitions import partition_names
from kiosk.journal.chain import digest_of
from kiosk.journal.upload import row_id
from kiosk.messages.journal import MAX_EVENT_CHARS, MAX_ROWS, JournalReceipt, JournalRow, JournalUpload
from tests.central.conftest import NOW
from tests.central.journal.uploads import messages_of, upload_of

ROWS = messages_of(5)


class Uploads:
    """Sends journals as one kiosk or another."""

    def __init__(self, app: FastAPI, client: TestClient) -> None:
        self.kiosk = PairedKiosk("kiosk-1", "Kiosk 1", "M1")
        app.dependency_overrides[signed_kiosk] = lambda: self.kiosk
        self.client = client

    def send(self, rows: list[JournalRow], first: JournalRow = ROWS[0]) -> JournalReceipt:
        return self.post(upload_of(rows, first).model_dump_json())

    def post(self, body: str) -> JournalReceipt:
        answer = self.client.post("/v1/journal", content=body, headers={"Content-Type": "application/json"})
        assert answer.status_code == 200, answer.text
        return JournalReceipt.model_validate_json(answer.content)


@pytest.fixture
def uploads(app: FastAPI, client: TestClient) -> Iterator[Uploads]:
    yield Uploads(app, client)
    app.dependency_overrides.clear()


def count(engine: Engine, where: str = "true") -> int:
    with engine.connect() as connection:
        return int(connection.execute(text(f"SELECT count(*) FROM journal WHERE {where}")).scalar_one())


def ids(rows: list[JournalRow]) -> tuple[str, ...]:
    return tuple(row.id for row in rows)


def test_rows_stand_with_who_sent_them_and_letter_by_letter(engine: Engine, uploads: Uploads) -> None:
    receipt = uploads.send(ROWS)
    assert (receipt.confirmed, receipt.refused, receipt.versions.trust) == (ids(ROWS), (), 7)
    with engine.connect() as connection:
        row = connection.execute(text("SELECT * FROM journal WHERE sequence = 2")).mappings().one()
    sent = ROWS[1]
    assert (row["id"], row["event"], row["previous"], row["digest"]) == (
        sent.id, sent.event, sent.previous, sent.digest,
    )  # fmt: skip
    assert (row["kiosk_id"], row["market_id"], row["level"], row["headline"]) == ("kiosk-1", "M1", "good", "genuine")
    assert row["gtin"] == "09521234543213"


def test_sent_again_is_confirmed_again_and_stands_once(engine: Engine, uploads: Uploads) -> None:
    uploads.send(ROWS[:3])
    assert uploads.send(ROWS[1:]).confirmed == ids(ROWS[1:])
    assert uploads.send([ROWS[0], ROWS[0]]).confirmed == ids(ROWS[:1])
    assert count(engine) == 5


def test_bad_row_is_refused_by_field_and_spoils_no_other(engine: Engine, uploads: Uploads) -> None:
    spoilt = ROWS[2].model_copy(update={"digest": "0" * 64})
    receipt = uploads.send([*ROWS[:2], spoilt, *ROWS[3:]])
    assert receipt.confirmed == ids([*ROWS[:2], *ROWS[3:]])
    assert [(row.position, row.id, row.field) for row in receipt.refused] == [(2, spoilt.id, "digest")]
    assert count(engine) == 4


def test_rows_of_another_kiosk_stay_its_own(engine: Engine, uploads: Uploads) -> None:
    uploads.send(ROWS[:2])
    uploads.kiosk = PairedKiosk("kiosk-2", "Kiosk 2", "M1")
    receipt = uploads.send(ROWS[1:3])
    assert receipt.confirmed == ids(ROWS[2:3])
    assert [(row.position, row.field) for row in receipt.refused] == [(0, "id")]
    assert count(engine, "kiosk_id = 'kiosk-2'") == 1


def test_empty_upload_is_no_fault(uploads: Uploads) -> None:
    assert uploads.post('{"journal": "0123456789abcdef", "rows": []}').confirmed == ()


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ("{}", "journal"),
        ('{"journal": "x", "rows": []}', "journal"),
        ('{"journal": "0123456789abcdef", "rows": 1}', "rows"),
        ('{"journal": "0123456789abcdef", "rows": [' + ",".join(["{}"] * (MAX_ROWS + 1)) + "]}", "rows"),
        ("[" * 100_000, "body"),
        ("", "body"),
    ],
)
def test_body_of_another_form_is_a_problem(uploads: Uploads, body: str, field: str) -> None:
    answer = uploads.client.post("/v1/journal", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == 400
    assert field in answer.json()["detail"]


def test_gaps_show_by_their_numbers(engine: Engine, uploads: Uploads) -> None:
    rows = messages_of(10, salt=2)
    uploads.send([rows[2], rows[3], rows[6], rows[9]], rows[0])
    with engine.connect() as connection:
        assert [(gap.first, gap.last) for gap in missing_rows(connection, "kiosk-1")] == [(1, 2), (5, 6), (8, 9)]
        assert missing_rows(connection, "kiosk-2") == []
    uploads.send([*rows[:2], *rows[4:6]], rows[0])
    with engine.connect() as connection:
        assert [(gap.first, gap.last) for gap in missing_rows(connection, "kiosk-1")] == [(8, 9)]


def test_journal_begun_anew_has_gaps_of_its_own(engine: Engine, uploads: Uploads) -> None:
    anew = messages_of(4, salt=3)
    uploads.send(ROWS)
    uploads.send([anew[0], anew[3]], anew[0])
    with engine.connect() as connection:
        assert [(gap.journal, gap.first, gap.last) for gap in missing_rows(connection, "kiosk-1")] == [
            (anew[0].digest[:16], 2, 3)
        ]
        assert len(heads(connection, "kiosk-1")) == 2


def test_highest_row_is_kept_and_never_goes_back(engine: Engine, uploads: Uploads) -> None:
    uploads.send(ROWS)
    uploads.send(ROWS[:2])
    with engine.connect() as connection:
        (head,) = heads(connection, "kiosk-1")
    assert (head.sequence, head.digest, head.market_id) == (5, ROWS[4].digest, "M1")


def test_rows_stand_in_the_month_of_their_id(engine: Engine, uploads: Uploads) -> None:
    turn = datetime(2026, 10, 31, 23, 59, 57, tzinfo=UTC)
    rows = messages_of(5, begun=turn, salt=4)
    asleep = messages_of(1, begun=datetime(1970, 1, 1, tzinfo=UTC), salt=5)
    assert len(uploads.send(rows, rows[0]).confirmed) == 5
    assert len(uploads.send(asleep, asleep[0]).confirmed) == 1
    assert len(uploads.send(ROWS).confirmed) == 5
    assert count(engine) == 11
    if engine.dialect.name == "postgresql":
        with engine.connect() as connection:
            months = {name for name in partition_names(connection) if name.startswith("journal_2") and len(name) == 15}
            assert months == {"journal_2026_10", "journal_2026_11"}
            assert connection.execute(text("SELECT count(*) FROM journal_2026_10")).scalar_one() == 2
            assert connection.execute(text("SELECT count(*) FROM journal_default")).scalar_one() == 1
            kinds = text("SELECT DISTINCT pg_column_compression(event) FROM journal")
            assert connection.execute(kinds).scalars().all() == ["lz4"], "in every partition"


def test_upload_as_a_kiosk_writes_it_is_understood() -> None:
    upload = JournalUpload.model_validate_json(upload_of(ROWS).model_dump_json())
    assert upload.rows == tuple(ROWS)
    assert NOW + timedelta(seconds=1) == datetime.fromtimestamp(int(ROWS[0].id[:8] + ROWS[0].id[9:13], 16) / 1000, UTC)


def test_word_with_a_character_that_cannot_be_stored_stops_no_other_row(engine: Engine, uploads: Uploads) -> None:
    event = json.loads(ROWS[2].event)
    event["headline"] = "gen\x00uine"
    written = json.dumps(event, sort_keys=True, separators=(",", ":"))
    digest = digest_of(ROWS[2].previous, 3, written)
    at = datetime.fromisoformat(event["at"])
    spoilt = ROWS[2].model_copy(update={"event": written, "digest": digest, "id": row_id(at, digest)})
    receipt = uploads.send([*ROWS[:2], spoilt])
    assert receipt.confirmed == ids(ROWS[:2])
    assert [(row.position, row.id) for row in receipt.refused] == [(2, spoilt.id)]
    assert receipt.refused[0].field == "event.headline"


def test_fullest_upload_that_is_allowed_passes_the_door() -> None:
    longest = ROWS[0].model_copy(update={"sequence": 2**53 - 1, "event": '"' * MAX_EVENT_CHARS})
    fullest = JournalUpload(journal="0" * 16, rows=(longest,) * MAX_ROWS).model_dump_json()
    assert len(fullest) <= max_body_bytes("/v1/journal")
