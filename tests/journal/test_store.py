"""The file: nothing acknowledged is lost, nothing damaged is deleted."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import apsw
import pytest

from kiosk.codes.payload import Payload
from kiosk.errors import StoreError
from kiosk.journal.chain import Break, Fault, verify
from kiosk.journal.event import Gap, Inspected, from_json
from kiosk.journal.store import Journal, JournalReader
from tests.journal.conftest import MINUTE
from tests.journal.events import NINE, NOW, STORIES, event_of
from tests.journal.users import as_nobody
from tests.tears import TEARS


def execute(path: Path, *statements: str) -> None:
    """Do what somebody with the file and an SQL shell could do."""
    with closing(apsw.Connection(str(path))) as connection:
        for statement in statements:
            connection.execute(statement)


def broken(path: Path) -> Break | None:
    with closing(JournalReader(path)) as reader:
        return verify(reader.rows())


# Append and read.


def test_rows_are_numbered_from_one(journal: Journal) -> None:
    assert [journal.append(event_of()) for _ in range(3)] == [1, 2, 3]


def test_rows_read_back_as_they_were_written(journal: Journal) -> None:
    events = [event_of(payload) for payload in STORIES.values()]
    for event in events:
        journal.append(event)
    assert [from_json(row.text) for row in journal.rows()] == events
    assert verify(journal.rows()) is None


def test_numbers_and_chain_go_on_after_reopening(closed: Path) -> None:
    with closing(Journal.open(closed, NOW)) as journal:
        assert journal.append(event_of()) == 7
    assert broken(closed) is None


def test_rows_since_a_time(journal: Journal) -> None:
    for number in range(4):
        journal.append(event_of(at=NINE + number * MINUTE))
    assert [row.sequence for row in journal.rows(NINE + 2 * MINUTE)] == [3, 4]
    assert [row.sequence for row in journal.rows(NINE + 2 * MINUTE + timedelta(milliseconds=1))] == [4]
    assert list(journal.rows(NINE + 60 * MINUTE)) == []


def test_reader_reads_beside_the_writer(journal: Journal, path: Path) -> None:
    journal.append(event_of())
    with closing(JournalReader(path)) as reader:
        journal.append(event_of())
        assert [row.sequence for row in reader.rows()] == [1, 2]


def test_two_writers_keep_one_chain(journal: Journal, path: Path) -> None:
    """A screen that was killed and the one that follows it may overlap for a moment."""
    with closing(Journal.open(path, NOW)) as other:
        numbers = [writer.append(event_of()) for _ in range(3) for writer in (journal, other)]
    assert numbers == [1, 2, 3, 4, 5, 6]
    assert broken(path) is None


def test_each_row_is_synced_before_it_is_acknowledged(journal: Journal, path: Path) -> None:
    connection = journal._connection
    assert (connection.pragma("journal_mode"), connection.pragma("synchronous")) == ("wal", 2)


def test_nothing_that_a_stranger_wrote_is_in_the_files(journal: Journal, path: Path) -> None:
    for content in (STORIES["not_produce"].content, b"https://evil.example/secret", b"BEGIN:VCARD\nFN:Somebody"):
        journal.append(event_of(Payload(content, "]Q1")))
    journal.append(event_of(STORIES["look_alike"]))
    everything = b"".join(file.read_bytes() for file in path.parent.iterdir())
    assert b"not_produce" in everything
    strange = (
        b"WIFI",
        b"Quan nuoc",
        b"khong-co-that",
        b"evil.example",
        b"secret",
        b"VCARD",
        b"Somebody",
        b"tem.example",
    )
    assert [word for word in strange if word in everything] == []


# Tampering.


@pytest.mark.parametrize("at", [1, 3, 6])
def test_edited_row_is_the_first_broken_link(at: int, closed: Path) -> None:
    execute(closed, f"UPDATE rows SET event = replace(event, '\"good\"', '\"stop\"') WHERE sequence = {at}")
    assert broken(closed) == Break(at, Fault.EDITED)


@pytest.mark.parametrize("at", [1, 3, 5])
def test_removed_row_is_the_first_broken_link(at: int, closed: Path) -> None:
    execute(closed, f"DELETE FROM rows WHERE sequence = {at}")
    assert broken(closed) == Break(at, Fault.MISSING)


def test_swapped_rows_are_the_first_broken_link(closed: Path) -> None:
    execute(
        closed,
        "UPDATE rows SET sequence = 99 WHERE sequence = 2",
        "UPDATE rows SET sequence = 2 WHERE sequence = 3",
        "UPDATE rows SET sequence = 3 WHERE sequence = 99",
    )
    assert broken(closed) == Break(2, Fault.EDITED)


def test_edit_stays_visible_while_the_kiosk_goes_on(closed: Path) -> None:
    execute(closed, "UPDATE rows SET event = '{}' WHERE sequence = 6")
    with closing(Journal.open(closed, NOW)) as journal:
        assert journal.append(event_of()) == 7
    assert broken(closed) == Break(6, Fault.EDITED)


def test_row_that_is_no_json_hides_nothing(closed: Path) -> None:
    execute(closed, "UPDATE rows SET event = 'torn' WHERE sequence = 2")
    with closing(JournalReader(closed)) as reader:
        assert [row.sequence for row in reader.rows(NINE + 4 * MINUTE)] == [2, 5, 6]


# Killed.

WRITER = """
import sys
from pathlib import Path
from kiosk.journal.store import Journal
from tests.journal.events import NOW, event_of
journal = Journal.open(Path(sys.argv[1]), NOW)
event = event_of()
while True:
    print(journal.append(event), flush=True)
"""


def test_killed_writer_loses_no_acknowledged_row(path: Path) -> None:
    path.parent.mkdir()
    for kill in range(10):
        command = [sys.executable, "-c", WRITER, str(path)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
            assert writer.stdout is not None
            acknowledged = [int(writer.stdout.readline()) for _ in range(1 + 7 * kill)]
            os.kill(writer.pid, signal.SIGKILL)
            acknowledged += [int(line) for line in writer.stdout if line.endswith("\n")]
        with closing(JournalReader(path)) as reader:
            there = [row.sequence for row in reader.rows()]
        assert set(acknowledged) <= set(there)
        assert broken(path) is None


# Damaged.


def set_aside(path: Path) -> list[str]:
    beside = ("-wal", "-shm")
    names = (file.name for file in path.parent.iterdir())
    return sorted(name for name in names if "damaged" in name and not name.endswith(beside))


def overwrite(path: Path, at: int, content: bytes) -> None:
    with path.open("r+b") as file:
        file.seek(at)
        file.write(content)


DAMAGES = {
    "header": (0, b"\x00" * 100),
    "schema page": (100, b"\xff" * 400),
    "row pages": (4096, os.urandom(8192)),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_damaged_file_is_moved_aside_and_the_new_one_says_so(
    damage: str, closed: Path, caplog: pytest.LogCaptureFixture
) -> None:
    overwrite(closed, *DAMAGES[damage])
    content = closed.read_bytes()
    with closing(Journal.open(closed, NOW)) as journal:
        assert journal.append(event_of()) == 2
        first, second = (from_json(row.text) for row in journal.rows())
    assert isinstance(first, Gap)
    assert first.former == "journal.db.damaged-20261123T020000Z"
    assert (first.at, second) == (NINE, event_of())
    assert (closed.parent / first.former).read_bytes() == content
    assert "JRN-04" in caplog.text
    assert first.former in caplog.text
    assert broken(closed) is None


@pytest.mark.parametrize("tear", ["half", "zeros", "sectors"])
def test_torn_file_is_moved_aside_as_it_is_and_the_new_one_says_so(tear: str, closed: Path) -> None:
    closed.write_bytes(content := TEARS[tear](closed.read_bytes()))
    with closing(Journal.open(closed, NOW)) as journal:
        gap = from_json(next(journal.rows()).text)
        assert journal.append(event_of()) == 2
    assert isinstance(gap, Gap)
    assert (closed.parent / gap.former).read_bytes() == content


@pytest.mark.parametrize("tear", ["empty", "one byte"])
def test_file_of_which_nothing_is_left_is_a_new_one(tear: str, closed: Path) -> None:
    closed.write_bytes(TEARS[tear](closed.read_bytes()))
    with closing(Journal.open(closed, NOW)) as journal:
        assert journal.append(event_of()) == 1
    assert set_aside(closed) == []


def test_second_damage_in_one_second_deletes_nothing(closed: Path) -> None:
    for _ in range(2):
        closed.write_bytes(b"no database at all" * 100)
        Journal.open(closed, NOW).close()
    assert set_aside(closed) == ["journal.db.damaged-20261123T020000Z", "journal.db.damaged-20261123T020000Z-2"]


def test_file_of_a_newer_release_is_moved_aside_whole(closed: Path) -> None:
    execute(closed, "PRAGMA user_version = 2")
    with closing(Journal.open(closed, NOW)) as journal:
        (row,) = journal.rows()
    gap = from_json(row.text)
    assert isinstance(gap, Gap)
    assert "form 2" in gap.reason
    with closing(apsw.Connection(str(closed.parent / gap.former))) as former:
        assert former.execute("SELECT count(*) FROM rows").get == 6


def test_file_that_is_damaged_while_it_is_used_is_moved_aside(
    journal: Journal, path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    journal.append(event_of())
    journal._connection.pragma("wal_checkpoint", "TRUNCATE")
    overwrite(path, 4096, b"\xff" * 4096)
    journal._connection.execute("PRAGMA shrink_memory")
    assert journal.append(event_of()) == 2
    assert isinstance(from_json(next(iter(journal.rows())).text), Gap)
    assert set_aside(path)
    assert "JRN-04" in caplog.text


def test_row_replaces_only_what_stands_in_the_same_file(journal: Journal, path: Path) -> None:
    """A late answer may come after the file was moved aside: the numbers of the new one are others."""
    shown = event_of(number=7)
    for event in (event_of(), shown):
        journal.append(event)
    late = replace(shown, replaces=2)
    journal.append(late)
    journal._connection.pragma("wal_checkpoint", "TRUNCATE")
    overwrite(path, 4096, b"\xff" * 8192)
    journal._connection.execute("PRAGMA shrink_memory")
    journal.append(late)
    journal.append(replace(shown, replaces=2))
    journal.append(replace(event_of(number=8), replaces=2))
    events = [from_json(row.text) for row in journal.rows()]
    assert [event.replaces for event in events if isinstance(event, Inspected)] == [None, 2, None]


def test_bytes_that_are_no_text_are_the_first_broken_link(closed: Path) -> None:
    for column in ("event", "previous", "digest"):
        copy = closed.with_name(f"{column}.db")
        shutil.copy(closed, copy)
        execute(copy, f"UPDATE rows SET {column} = CAST(x'{'ff' * 64}' AS TEXT) WHERE sequence = 3")
        assert broken(copy) == Break(3, Fault.EDITED)


@pytest.mark.parametrize("digest", ["CAST(x'ff' || substr(digest, 2) AS TEXT)", "''", "upper(digest)"])
def test_last_row_that_cannot_be_gone_on_from_is_moved_aside_by_the_next(digest: str, closed: Path) -> None:
    execute(closed, f"UPDATE rows SET digest = {digest} WHERE sequence = 6")
    with closing(Journal.open(closed, NOW)) as journal:
        assert journal.append(event_of()) == 2
        assert isinstance(from_json(next(journal.rows()).text), Gap)
    assert set_aside(closed)
    assert broken(closed) is None


def test_empty_file_is_a_new_journal(path: Path) -> None:
    path.parent.mkdir()
    path.touch()
    with closing(Journal.open(path, NOW)) as journal:
        assert journal.append(event_of()) == 1


# What cannot be.


def test_folder_that_cannot_be_written_is_one_clear_line(path: Path) -> None:
    path.parent.mkdir()
    path.parent.chmod(0o555)
    with as_nobody(), pytest.raises(StoreError, match="JRN-01") as caught:
        Journal.open(path, NOW)
    assert "\n" not in str(caught.value)
    assert str(path) in str(caught.value)


def test_absent_folder_is_one_clear_line(path: Path) -> None:
    with pytest.raises(StoreError, match="JRN-01"):
        Journal.open(path, NOW)


def fill(journal: Journal) -> None:
    for _ in range(100):
        journal.append(event_of())


def test_full_disk_is_said_and_writing_goes_on_when_there_is_space(journal: Journal, path: Path) -> None:
    journal.append(event_of())
    pages = journal._connection.pragma("page_count")
    journal._connection.pragma("max_page_count", pages)
    with pytest.raises(StoreError, match="JRN-02: the disk is full"):
        fill(journal)
    there = max(row.sequence for row in journal.rows())
    journal._connection.pragma("max_page_count", pages + 1000)
    assert journal.append(event_of()) == there + 1
    assert broken(path) is None
