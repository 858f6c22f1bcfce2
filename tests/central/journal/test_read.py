"""Uploaded rows are judged one by one."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from pydantic import JsonValue

from kiosk.central.journal.read import read_rows
from kiosk.journal.chain import START, link
from kiosk.journal.upload import journal_name, message_of
from tests.central.conftest import NOW
from tests.central.journal.uploads import messages_of

ROWS = messages_of(3)
NAME = journal_name(ROWS[0].digest)


def values() -> list[dict[str, JsonValue]]:
    return [row.model_dump() for row in ROWS]


def test_rows_as_a_kiosk_makes_them_may_stand() -> None:
    read, refused = read_rows(NAME, list(values()))
    assert refused == []
    assert [row.row for row in read] == ROWS
    first = read[0]
    assert (first.position, first.kind, first.level, first.headline) == (0, "inspected", "good", "genuine")
    assert first.gtin == "09521234543213"
    assert first.at == NOW + timedelta(seconds=1)


def test_row_that_a_newer_kiosk_wrote_is_kept_as_it_came() -> None:
    text = '{"at":"2026-11-23T02:00:00Z","kind":"heard","loudness":3}'
    row = link(START, 1, text)
    value = message_of_text(text)
    read, refused = read_rows(journal_name(row.digest), [value])
    assert (refused, read[0].kind, read[0].row.event) == ([], "heard", text)


def message_of_text(text: str) -> dict[str, JsonValue]:
    from kiosk.journal.upload import row_id

    row = link(START, 1, text)
    at = datetime.fromisoformat("2026-11-23T02:00:00Z")
    return {"id": row_id(at, row.digest), "sequence": 1, "event": text, "previous": START, "digest": row.digest}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("id", "x"),
        ("id", None),
        ("id", "01a20621-ad00-7000-8000-000000000001"),
        ("sequence", 0),
        ("sequence", "2"),
        ("sequence", 3),
        ("sequence", 2**53),
        ("event", "{}"),
        ("event", "nonsense"),
        ("event", "\u0000"),
        ("event", "{}\n"),
        ("event", "x" * 70_000),
        ("previous", START),
        ("previous", "f" * 63),
        ("digest", "0" * 64),
        ("digest", 7),
    ],
)
def test_wrong_field_refuses_its_row_and_no_other(field: str, value: JsonValue) -> None:
    sent = values()
    sent[1][field] = value
    read, refused = read_rows(NAME, list(sent))
    assert [row.row for row in read] == [ROWS[0], ROWS[2]]
    assert refused[0].position == 1
    assert refused[0].field
    assert refused[0].reason


@pytest.mark.parametrize("value", [None, 7, "row", [], {}, {"id": 1}, {"id": "x" * 99}])
def test_what_is_no_row_is_refused(value: JsonValue) -> None:
    read, refused = read_rows(NAME, [value])
    assert read == []
    assert len(refused[0].id) <= 36


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("{}", "event.kind"),
        ('{"kind":"gap","at":"yesterday"}', "event.at"),
        ('{"kind":"gap","at":"2026-11-23T02:00:00"}', "event.at"),
        ('{"kind":"gap","at":"1969-12-31T00:00:00Z"}', "event.at"),
        ('{"kind":"gap","at":"9999-12-31T23:59:59-14:00"}', "event.at"),
        ('{"kind":"gap","at":"2026-11-23T02:00:00Z","identity":{"gtin":"012345678901234"}}', "event.identity.gtin"),
        ("[" * 60_000, "event"),
    ],
)
def test_event_that_says_too_little_is_refused_by_its_field(text: str, field: str) -> None:
    value = message_of_text(text)
    _, refused = read_rows(journal_name(str(value["digest"])), [value])
    assert [row.field for row in refused] == [field]


def test_first_row_must_be_the_journals_own() -> None:
    _, refused = read_rows("0" * 16, list(values()))
    assert [(row.position, row.field) for row in refused] == [(0, "digest")]


def test_message_of_a_row_is_the_same_every_time() -> None:
    row = link(START, 1, ROWS[0].event)
    assert message_of(row) == message_of(row) == ROWS[0]
