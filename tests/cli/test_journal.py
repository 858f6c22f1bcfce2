"""`kiosk journal`: where it looks, and what it says of a broken chain. Its forms are tested with the journal."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from kiosk.journal.chain import START, link
from kiosk.journal.store import FILE_NAME, SCHEMA, SCHEMA_VERSION
from tests.cli.conftest import Kiosk

GAP = (
    '{"at":"2026-11-23T02:00:00Z","clock_floor":"2026-11-23T02:00:00Z","former":"%s",'
    '"is_clock_trusted":true,"kind":"gap","reason":"damaged"}'
)


def write(path: Path, *formers: str) -> None:
    """Write a journal of gap rows: the smallest whole chain."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with sqlite3.connect(path) as connection:
        connection.execute(SCHEMA)
        connection.execute(f"PRAGMA user_version={SCHEMA_VERSION}")
        previous = START
        for sequence, former in enumerate(formers, start=1):
            row = link(previous, sequence, GAP % former)
            connection.execute("INSERT INTO rows VALUES (?, ?, ?, ?)", (sequence, row.text, row.previous, row.digest))
            previous = row.digest
    connection.close()


@pytest.fixture
def own(tmp_path: Path) -> Path:
    path = tmp_path / "state" / FILE_NAME
    write(path, "first", "second")
    return path


def test_without_a_journal_one_line_says_so(kiosk: Kiosk) -> None:
    said = kiosk("journal")
    assert said.status == 2
    assert said.err.startswith("kiosk: JRN-03")


def test_rows_are_printed_in_order(kiosk: Kiosk, own: Path) -> None:
    lines = kiosk("journal").out.splitlines()
    assert ["first" in lines[1], "second" in lines[2]] == [True, True]


def test_on_no_unit_the_last_demonstration_is_shown(kiosk: Kiosk, tmp_path: Path) -> None:
    write(tmp_path / "state" / "demo" / FILE_NAME, "demonstrated")
    assert "demonstrated" in kiosk("journal").out


def test_a_journal_of_its_own_comes_first(kiosk: Kiosk, own: Path, tmp_path: Path) -> None:
    write(tmp_path / "state" / "demo" / FILE_NAME, "demonstrated")
    assert "demonstrated" not in kiosk("journal").out


def test_rows_since_a_time(kiosk: Kiosk, own: Path) -> None:
    assert len(kiosk("journal", "--json", "--since", "2026-11-23T09:00:01+07:00").objects) == 0
    assert len(kiosk("journal", "--json", "--since", "2026-11-23T09:00:00+07:00").objects) == 2


def test_a_whole_chain_is_status_0(kiosk: Kiosk, own: Path) -> None:
    said = kiosk("journal", "--verify")
    assert said.status == 0
    assert "rows: 2" in said.out


def test_an_edited_row_is_status_1_and_named(kiosk: Kiosk, own: Path) -> None:
    with sqlite3.connect(own) as connection:
        connection.execute("UPDATE rows SET event = replace(event, 'first', 'worst')")
    connection.close()
    said = kiosk("journal", "--verify")
    assert said.status == 1
    assert "row 1" in said.out


def test_two_forms_at_once_are_wrong_use(kiosk: Kiosk, own: Path) -> None:
    assert kiosk("journal", "--csv", "--json").status == 2


@pytest.mark.parametrize("column", ["event", "previous", "digest"])
def test_bytes_that_are_no_text_are_named_as_the_break(kiosk: Kiosk, own: Path, column: str) -> None:
    with sqlite3.connect(own) as connection:
        connection.execute(f"UPDATE rows SET {column} = CAST(x'ff' || {column} AS TEXT) WHERE sequence = 2")
    connection.close()
    said = kiosk("journal", "--verify")
    assert (said.status, said.err) == (1, "")
    assert "the chain breaks at row 2" in said.out
    assert kiosk("journal", "--json").err.startswith("kiosk: JRN-06") is (column == "event")
