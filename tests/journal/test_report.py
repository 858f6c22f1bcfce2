"""What is printed of the journal: for people, for spreadsheets, for programs."""

from __future__ import annotations

import csv
import json
from dataclasses import replace

import pytest

from kiosk.codes.code import Identity
from kiosk.journal.chain import START, Row, link
from kiosk.journal.event import Gap, Inspected, from_json, to_json
from kiosk.journal.report import COLUMNS, as_csv, as_json_lines, as_table, check
from tests.journal.events import NINE, STORIES, event_of


def chained(*events: Inspected | Gap) -> list[Row]:
    rows: list[Row] = []
    for number, event in enumerate(events, 1):
        rows.append(link(rows[-1].digest if rows else START, number, to_json(event)))
    return rows


GAP = Gap(NINE, True, NINE, "its pages do not fit together", "journal.db.damaged-1")
ROWS = chained(GAP, *(event_of(payload) for payload in STORIES.values()))


def test_table_has_a_heading_and_a_line_a_row() -> None:
    heading, *lines = as_table(ROWS)
    assert heading.split() == ["row", "at", "level", "headline", "source", "ms", "code"]
    assert len(lines) == len(ROWS)


def test_line_of_the_table_says_what_was_shown_in_hanoi_time() -> None:
    _, line = as_table(chained(event_of(STORIES["forged"])))
    assert line.split()[:2] == ["1", "2026-11-23T09:00:00+07:00"]
    assert "stop" in line
    assert "(01)09521234543213 (10)L2611C (21)FKN0QFV8" in line


def test_gap_and_untrusted_clock_are_said() -> None:
    untrusted = replace(event_of(), is_clock_trusted=False)
    _, gap, line = as_table(chained(GAP, untrusted))
    assert "rows are missing before this one: journal.db.damaged-1" in gap
    assert "clock not trusted" in line


def test_csv_has_every_column_in_every_row() -> None:
    rows = list(csv.DictReader(as_csv(ROWS), strict=True))
    assert len(rows) == len(ROWS)
    assert all(tuple(row) == COLUMNS for row in rows)
    assert rows[0]["headline"] == "gap"
    genuine = rows[1]
    assert (genuine["sequence"], genuine["at"]) == ("2", "2026-11-23T09:00:00+07:00")
    assert (genuine["gtin"], genuine["lot"]) == ("09521234543213", "L2611A")


@pytest.mark.parametrize("lot", ["=1+1", "+1", "-1", "@SUM(A1)", "=cmd|' /C calc'!A0"])
def test_lot_that_is_a_formula_calculates_nothing(lot: str) -> None:
    event = replace(event_of(), identity=Identity("09521234543213", lot))
    (row,) = csv.DictReader(as_csv(chained(event)))
    assert row["lot"] == f"'{lot}"


def test_json_lines_hold_the_event_and_its_place_in_the_chain() -> None:
    lines = [json.loads(line) for line in as_json_lines(ROWS)]
    assert [line["sequence"] for line in lines] == [row.sequence for row in ROWS]
    assert [line["digest"] for line in lines] == [row.digest for row in ROWS]
    assert lines[1]["headline"] == event_of(STORIES["genuine"]).headline


def test_check_of_a_whole_chain_counts_its_rows() -> None:
    assert check(ROWS) == (True, f"the chain is whole, rows: {len(ROWS)}")


def test_check_names_the_first_broken_link() -> None:
    edited = [*ROWS[:3], replace(ROWS[3], text="{}"), *ROWS[4:]]
    assert check(edited) == (False, "the chain breaks at row 4: row 4 was changed after it was written")
    assert check([*ROWS[:3], *ROWS[4:]]) == (False, "the chain breaks at row 4: row 4 is missing")


def test_row_that_replaces_another_says_so() -> None:
    rows = chained(event_of(), replace(event_of(), replaces=1))
    assert [cells["replaces"] for cells in csv.DictReader(as_csv(rows))] == ["", "1"]
    _, first, second = as_table(rows)
    assert ("replaces" in first, second.endswith("(replaces row 1)")) == (False, True)


def test_row_of_a_former_release_replaces_nothing() -> None:
    text = to_json(event_of()).replace('"replaces":null,', "")
    assert "replaces" not in text
    assert from_json(text) == event_of()
