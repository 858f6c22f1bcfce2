"""The chain: any change of any row shows, and the first broken link is named."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.journal.chain import START, Break, Fault, Row, link, verify


@pytest.fixture
def rows() -> list[Row]:
    rows: list[Row] = []
    for number in range(1, 7):
        rows.append(link(rows[-1].digest if rows else START, number, f'{{"n":{number}}}'))
    return rows


def test_chain_that_nobody_touched_is_whole(rows: list[Row]) -> None:
    assert verify(rows) is None


def test_empty_chain_is_whole() -> None:
    assert verify([]) is None


def test_digest_is_sha256_over_canonical_json() -> None:
    """By hand: printf '{"event":{},"previous":"000…0","sequence":1}' | sha256sum."""
    assert link(START, 1, "{}").digest == "ca4a53cc93c9f1c20ab5f52d0978dbde48f1005d96a9b9611cde910dd1eb74aa"


@pytest.mark.parametrize("at", range(6))
def test_edited_event_is_the_first_broken_link(at: int, rows: list[Row]) -> None:
    rows[at] = replace(rows[at], text='{"n":99}')
    assert verify(rows) == Break(at + 1, Fault.EDITED)


@pytest.mark.parametrize("at", range(5))
def test_edited_event_with_a_new_digest_breaks_the_next_link(at: int, rows: list[Row]) -> None:
    rows[at] = link(rows[at].previous, at + 1, '{"n":99}')
    assert verify(rows) == Break(at + 2, Fault.UNLINKED)


@pytest.mark.parametrize("at", range(5))
def test_removed_row_is_named(at: int, rows: list[Row]) -> None:
    del rows[at]
    assert verify(rows) == Break(at + 1, Fault.MISSING)


@pytest.mark.parametrize("at", range(5))
def test_removed_row_shows_though_the_rest_was_renumbered(at: int, rows: list[Row]) -> None:
    del rows[at]
    renumbered = [replace(row, sequence=number) for number, row in enumerate(rows, 1)]
    assert verify(renumbered) == Break(at + 1, Fault.EDITED)


@pytest.mark.parametrize("at", range(5))
def test_swapped_rows_show_at_the_first(at: int, rows: list[Row]) -> None:
    rows[at], rows[at + 1] = replace(rows[at + 1], sequence=at + 1), replace(rows[at], sequence=at + 2)
    assert verify(rows) == Break(at + 1, Fault.EDITED)


def test_row_put_in_shows(rows: list[Row]) -> None:
    rows.insert(3, replace(rows[3], text='{"n":99}'))
    assert verify(rows) == Break(4, Fault.EDITED)


def test_part_of_a_chain_is_checked_from_where_it_begins(rows: list[Row]) -> None:
    assert verify(rows[3:], previous=rows[2].digest, first=4) is None
    assert verify(rows[3:], previous=rows[1].digest, first=4) == Break(4, Fault.UNLINKED)
