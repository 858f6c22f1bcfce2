"""Files to replay: a journal's database, its JSON lines, and whatever else somebody names."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path

import pytest

from kiosk.errors import KioskError, StoreError
from kiosk.journal.event import Gap, to_json
from kiosk.processes.replay import MAX_LINE_BYTES, ReplayRow, of_day, read_journal, read_lines, tell
from tests.journal.events import NINE
from tests.replay.rows import STORIES, events, genuine, json_lines, spoiled, trust, write_journal

TRUST = {trust().version: trust()}
COUNT = len(STORIES)


def told(lines: list[str]) -> tuple[bool, list[str]]:
    said: list[str] = []
    whole = "\n".join(lines).encode("utf-8", "surrogateescape")
    return tell(read_lines(BytesIO(whole)), TRUST, said.append, is_json=False), said


@pytest.fixture
def journal(tmp_path: Path) -> Path:
    return write_journal(tmp_path / "journal.db")


@pytest.fixture
def lines(journal: Path) -> list[str]:
    return json_lines(journal)


def test_a_journal_of_all_story_labels_is_all_the_same(journal: Path) -> None:
    said: list[str] = []
    assert tell(read_journal(journal), TRUST, said.append, is_json=False)
    assert said == [f"{COUNT} rows, all the same"]


def test_its_json_lines_are_all_the_same(lines: list[str], tmp_path: Path) -> None:
    file = tmp_path / "rows.jsonl"
    file.write_text("\n".join(lines), "utf-8")
    said: list[str] = []
    assert tell(read_journal(file), TRUST, said.append, is_json=False)
    assert said == [f"{COUNT} rows, all the same"]


def test_bare_events_are_read_too() -> None:
    assert told([to_json(genuine())]) == (True, ["1 row, all the same"])


def test_a_row_that_differs_is_named_with_all_that_differs(lines: list[str]) -> None:
    lines[1] = spoiled(lines[1], headline="recalled", level="stop", origin="elsewhere")
    is_proven, said = told(lines)
    was = events()[1]
    assert not is_proven
    assert said == [
        f"line 2: headline recalled → {was.headline}; level stop → {was.level}; origin elsewhere → {was.origin}",
        f"{COUNT} rows, 1 different",
    ]


@pytest.mark.parametrize(
    ("broken", "fault"),
    [
        ("no json", "it is no JSON"),
        ("[" * 100_000, "it is no JSON"),
        ("[1]", "it is no JSON object"),
        ("{}", "a row of the journal is not understood: "),
        ('{"kind": "inspected"}', "a row of the journal is not understood: inspected.check_id: Field required"),
        ("\udcff\udcfe", "it is no JSON"),
        ('{"a": NaN}', "a row of the journal is not understood: "),
        (" " * (MAX_LINE_BYTES + 5) + "{}", f"it is longer than {MAX_LINE_BYTES} bytes"),
    ],
)
def test_a_broken_line_is_named_with_its_fault(lines: list[str], broken: str, fault: str) -> None:
    lines[2] = broken
    is_proven, said = told(lines)
    assert not is_proven
    assert len(said) == 2
    assert said[0].startswith(f"line 3: {fault}")
    assert said[1] == f"{COUNT} rows, 1 cannot be judged again"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("level", "great"),
        ("at", "yesterday"),
        ("at", "2026-11-23T09:00:00"),
        ("reasons", ["because"]),
        ("finding", {"product": 5}),
        ("finding", {"as_of": "2026-11-23T09:00:00", "source": "central"}),
        ("code", {"elements": [["13", "x"]], "seal_text": "H_o"}),
        ("code", {"elements": [], "host": "trace.example", "seal_text": "H" * 90}),
        ("judged_by", {"trust_version": 99, "confirmed_at": None}),
    ],
)
def test_a_spoiled_field_is_one_line_and_no_exception(lines: list[str], field: str, value: object) -> None:
    is_proven, said = told([spoiled(lines[0], **{field: value}), lines[1]])
    assert not is_proven
    assert len(said) == 2
    assert said[0].startswith("line 1: ")


def test_a_version_that_is_not_here_is_said_for_each_row_that_needs_it(lines: list[str]) -> None:
    older = [spoiled(line, judged_by={"trust_version": 3, "confirmed_at": None}) for line in lines[:2]]
    _, said = told(older)
    assert said[0] == "line 1: it was judged by version 3 of the trust list, which is not here"
    assert said[-1] == "2 rows, 2 cannot be judged again"


def test_as_json_each_row_is_an_object_and_the_summary_comes_last(lines: list[str]) -> None:
    lines[0] = spoiled(lines[0], level="stop")
    said: list[str] = []
    tell(read_lines(BytesIO("\n".join([*lines, "x"]).encode())), TRUST, said.append, is_json=True)
    rows = [json.loads(line) for line in said]
    assert rows[0]["differences"] == {"level": {"was": "stop", "now": "good"}}
    assert (rows[0]["same"], rows[0]["check_id"], rows[0]["fault"]) == (False, genuine().check_id, None)
    assert rows[1]["same"]
    assert rows[-2]["fault"] == "it is no JSON"
    assert rows[-1] == {"summary": {"rows": COUNT + 1, "same": COUNT - 1, "different": 1, "not_judged": 1}}


def test_a_gap_is_no_verdict_and_is_left_out() -> None:
    gap = Gap(NINE, True, NINE, "its pages do not fit together", "journal.db.damaged-1")
    assert told([to_json(gap), to_json(genuine())]) == (True, ["1 row, all the same"])


def test_nothing_proves_nothing() -> None:
    assert told([]) == (True, ["no rows, nothing to judge again"])


def test_a_day_is_that_of_hanoi() -> None:
    late = replace(genuine(), at=NINE + timedelta(hours=14, minutes=59))
    next_day = replace(genuine(), at=NINE + timedelta(hours=15))
    broken = ReplayRow("row 3", None, "it is no JSON")
    rows = [ReplayRow("row 1", late), ReplayRow("row 2", next_day), broken]
    assert list(of_day(rows, date(2026, 11, 23))) == [rows[0], broken]


def test_a_file_that_is_not_there_is_one_error(tmp_path: Path) -> None:
    with pytest.raises(KioskError, match=r"RPL-01: the file '.*' cannot be read: No such file"):
        list(read_journal(tmp_path / "none"))


def test_a_database_of_another_kind_is_one_error(tmp_path: Path) -> None:
    file = tmp_path / "journal.db"
    file.write_bytes(b"SQLite format 3\x00" + bytes(4096))
    with pytest.raises(StoreError):
        list(read_journal(file))
