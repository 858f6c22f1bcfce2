"""Rows go together as far as they follow each other, and small."""

from __future__ import annotations

from dataclasses import replace

import zstandard

from bench.journal_bytes import Market, bytes_an_event
from kiosk.journal.chain import Row, link
from kiosk.messages.journal_runs import MAX_RUN_CHARS, MAX_RUN_ROWS, JournalRun
from kiosk.sync.packing import next_of, packed, run_of
from tests.central.journal.uploads import rows_of

ROWS = rows_of(6)


def chain(texts: list[str]) -> list[Row]:
    rows: list[Row] = []
    for text in texts:
        rows.append(link(rows[-1].digest if rows else "0" * 64, len(rows) + 1, text))
    return rows


def test_rows_that_follow_each_other_go_together() -> None:
    assert next_of(ROWS).run == tuple(ROWS)


def test_run_reads_back_as_it_was() -> None:
    run = run_of("0" * 16, ROWS)
    assert JournalRun.model_validate_json(zstandard.decompress(packed(run))) == run
    assert (run.first, run.last) == (1, 6)


def test_hole_ends_a_run() -> None:
    assert next_of([*ROWS[:2], *ROWS[3:]]).run == tuple(ROWS[:2])


def test_row_of_another_chain_ends_a_run() -> None:
    other = rows_of(6, salt=1)
    assert next_of([*ROWS[:2], *other[2:]]).run == tuple(ROWS[:2])


def test_edited_rows_end_a_run_and_are_named() -> None:
    edited = [replace(row, text=row.text.replace("good", "stop")) for row in ROWS[2:4]]
    following = next_of([*ROWS[:2], *edited, *ROWS[4:]])
    assert (following.run, following.broken) == (tuple(ROWS[:2]), tuple(edited))


def test_edited_first_row_is_no_run() -> None:
    following = next_of([replace(ROWS[0], previous="1" * 64), *ROWS[1:]])
    assert (following.run, len(following.broken)) == ((), 1)


def test_run_is_no_longer_than_the_centre_reads() -> None:
    assert len(next_of(chain(["{}"] * (MAX_RUN_ROWS + 1))).run) == MAX_RUN_ROWS
    long = chain(["x" * (MAX_RUN_CHARS // 3)] * 4)
    assert len(next_of(long).run) == 3


def test_row_that_is_longer_than_a_run_goes_alone() -> None:
    assert len(next_of(chain(["x" * (MAX_RUN_CHARS + 1)] * 2)).run) == 1


def test_event_of_a_full_run_has_less_than_260_bytes_on_the_road() -> None:
    rows = list(Market().rows(MAX_RUN_ROWS))
    assert len(rows[0].text) > 3_500
    assert bytes_an_event(rows) < 260
