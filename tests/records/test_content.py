"""What a registry file holds, and the lines that change it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest

from kiosk.records.content import Change, change_of, content_of, forms_of, line_of, statement_of
from kiosk.records.stored import Stored
from kiosk.records.tables import ABOUT_TABLE, FLAGS, MARKETS, TABLES, definition, is_readable


@pytest.fixture
def file() -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(":memory:")) as connection:
        for table in TABLES:
            for sql in definition(table):
                connection.execute(sql)
        yield connection


def put(file: sqlite3.Connection, *rows: tuple[Stored, ...]) -> None:
    file.executemany("INSERT INTO flags VALUES (?, ?, ?, ?)", rows)


A: tuple[Stored, ...] = (1, "S1", "copied", 5)
B: tuple[Stored, ...] = (2, "S1", "copied", 5)


def test_the_order_of_writing_makes_no_difference(file: sqlite3.Connection) -> None:
    put(file, A, B)
    first = content_of(file.execute)
    file.execute("DELETE FROM flags")
    put(file, B, A)
    assert content_of(file.execute) == first
    assert first.counts["flags"] == 2


@pytest.mark.parametrize("sql", ["UPDATE flags SET since = 6", "DELETE FROM flags WHERE gtin = 1"])
def test_every_value_and_row_counts(file: sqlite3.Connection, sql: str) -> None:
    put(file, A, B)
    first = content_of(file.execute)
    file.execute(sql)
    assert content_of(file.execute).sha256 != first.sha256


def test_what_a_file_says_of_itself_is_no_content(file: sqlite3.Connection) -> None:
    first = content_of(file.execute)
    file.execute(f"CREATE TABLE {ABOUT_TABLE} (name TEXT PRIMARY KEY, value TEXT)")
    assert content_of(file.execute) == first


def test_tables_are_in_the_order_of_their_names() -> None:
    assert [table.name for table in TABLES] == sorted(table.name for table in TABLES)


def test_a_table_without_a_key_is_refused(file: sqlite3.Connection) -> None:
    file.execute("CREATE TABLE loose (a TEXT)")
    with pytest.raises(ValueError, match="no key"):
        forms_of(file.execute)


def test_a_line_there_and_back_makes_the_row(file: sqlite3.Connection) -> None:
    form = forms_of(file.execute)["flags"]
    file.execute(*statement_of(form, change_of(line_of(FLAGS, A, is_put=True).encode())))
    assert file.execute("SELECT * FROM flags").fetchall() == [A]
    file.execute(*statement_of(form, change_of(line_of(FLAGS, A, is_put=False).encode())))
    assert file.execute("SELECT * FROM flags").fetchall() == []


def test_a_line_made_twice_does_no_harm(file: sqlite3.Connection) -> None:
    form = forms_of(file.execute)["flags"]
    for _ in range(2):
        file.execute(*statement_of(form, change_of(line_of(FLAGS, A, is_put=True).encode())))
    assert file.execute("SELECT count(*) FROM flags").fetchone() == (1,)


def test_a_put_replaces_what_it_leaves_out_by_what_is_empty(file: sqlite3.Connection) -> None:
    form = forms_of(file.execute)["markets"]
    for row in (("m1", "Chợ", 21.0, 105.0, "Market"), ("m1", "Chợ", 21.0, 105.0, "")):
        file.execute(*statement_of(form, change_of(line_of(MARKETS, row, is_put=True).encode())))
    assert file.execute("SELECT name_en FROM markets").fetchone() == ("",)


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"7",
        b"[]",
        b"{}",
        b'{"put": 7}',
        b'{"put": {}, "delete": {}}',
        b'{"put": {"gtin": [1]}}',
        b'{"put": {"gtin": {"a": 1}}}',
        b"[" * 60_000,
        b'{"put": {"x": "' + b"x" * 64_000 + b'"}}',
        b"\xff",
    ],
)
def test_a_line_that_says_neither_is_refused(line: bytes) -> None:
    with pytest.raises(ValueError, match=r".+"):
        change_of(line)


def test_a_change_without_its_whole_key_is_refused(file: sqlite3.Connection) -> None:
    form = forms_of(file.execute)["flags"]
    with pytest.raises(ValueError, match="without serial"):
        statement_of(form, Change({"gtin": 1}, is_put=False))


def test_a_column_that_the_file_lacks_is_left_out(file: sqlite3.Connection) -> None:
    form = forms_of(file.execute)["flags"]
    row: dict[str, Stored] = {"gtin": 1, "serial": "S1", "kind": "copied", "since": 5, "colour": "red"}
    file.execute(*statement_of(form, Change(row, is_put=True)))
    assert file.execute("SELECT * FROM flags").fetchall() == [A]


@pytest.mark.parametrize(("version", "expected"), [(100, True), (101, True), (199, True), (99, False), (200, False)])
def test_a_form_is_read_with_less_or_more_in_it(version: int, expected: bool) -> None:
    assert is_readable(version) is expected
