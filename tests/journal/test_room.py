"""A disk that is nearly full: what nobody else holds stays, and the gap says so."""

from __future__ import annotations

import shutil
from contextlib import closing
from pathlib import Path

import pytest

from kiosk.journal import report
from kiosk.journal.chain import verify
from kiosk.journal.event import Gap, Inspected, from_json
from kiosk.journal.pruned import Confirmed
from kiosk.journal.room import GOES_ON_AT, STOPS_AT, Room, fullness
from kiosk.journal.store import Journal, JournalReader
from tests.journal.events import NOW, event_of
from tests.journal.test_store import overwrite, set_aside


class Disk:
    """A disk that is as full as a test says."""

    def __init__(self, journal: Journal, path: Path) -> None:
        self.full = 0.5
        self.journal = journal
        self.path = path
        self.room = Room(lambda: self.full)
        self.held: Confirmed | None = None

    def write(self, count: int = 1) -> list[bool]:
        """Write rows where they are allowed; return which were."""
        allowed = []
        for number in range(count):
            allowed.append(self.room.allows(self.journal, self.held, NOW))
            if allowed[-1]:
                self.journal.append(event_of(number=number))
        return allowed

    def hold(self, sequence: int) -> None:
        """Let the centre hold rows up to `sequence`."""
        start = self.journal.start()
        assert start is not None
        digest = next(row.digest for row in self.journal.rows() if row.sequence == sequence)
        self.held = Confirmed(start.name, sequence, digest)

    @property
    def events(self) -> list[Inspected | Gap]:
        with closing(JournalReader(self.path)) as reader:
            return [from_json(row.text) for row in reader.rows()]

    @property
    def gaps(self) -> list[tuple[bool, str]]:
        return [(event.is_open, event.reason) for event in self.events if isinstance(event, Gap)]


@pytest.fixture
def disk(journal: Journal, path: Path) -> Disk:
    return Disk(journal, path)


def test_row_is_allowed_while_there_is_room(disk: Disk) -> None:
    disk.full = STOPS_AT - 0.001
    assert disk.write(3) == [True] * 3
    assert disk.gaps == []


def test_full_disk_ends_with_a_row_that_says_so(disk: Disk, caplog: pytest.LogCaptureFixture) -> None:
    disk.write(2)
    disk.full = STOPS_AT
    assert disk.write(3) == [False] * 3
    assert disk.gaps == [(True, "the disk is 95% full: from here on rows are left out")]
    assert "JRN-07" in caplog.text


def test_rows_that_nobody_else_holds_stay(disk: Disk) -> None:
    disk.write(5)
    disk.full = 0.99
    disk.write(5)
    assert len(disk.events) == 5 + 1


def test_room_again_begins_with_a_row_that_counts_what_is_missing(disk: Disk, path: Path) -> None:
    disk.write(2)
    disk.full = 0.97
    disk.write(4)
    disk.full = GOES_ON_AT - 0.001
    assert disk.write(2) == [True, True]
    assert disk.gaps[1] == (False, "the disk has room again; rows left out, at least: 4")
    with closing(JournalReader(path)) as reader:
        assert verify(reader.rows()) is None
        lines = list(report.as_table(reader.rows()))
    assert "rows are missing behind this one: (the disk is 97% full" in lines[3]
    assert "rows are missing before this one: (the disk has room again" in lines[4]


def test_disk_that_hovers_at_the_mark_writes_one_gap(disk: Disk) -> None:
    disk.write(1)
    for full in (0.95, 0.945, 0.95, 0.941, 0.96):
        disk.full = full
        assert disk.write() == [False]
    assert len(disk.gaps) == 1


def test_stop_is_known_after_a_restart(disk: Disk, path: Path) -> None:
    disk.write(2)
    disk.full = 0.97
    disk.write(1)
    with closing(Journal.open(path, NOW)) as journal:
        again = Disk(journal, path)
        again.full = 0.97
        assert again.write(2) == [False, False]
        again.full = 0.5
        assert again.write(1) == [True]
    assert [is_open for is_open, _ in disk.gaps] == [True, False]


def test_full_disk_goes_on_in_the_room_of_rows_that_the_centre_holds(disk: Disk) -> None:
    disk.write(60)
    disk.hold(50)
    disk.full = 0.97
    pages = disk.journal._connection.pragma("page_count")
    assert disk.write(10) == [True] * 10
    assert disk.gaps == []
    assert len(disk.events) == 20
    assert disk.journal._connection.pragma("page_count") <= pages + 1, "a page for the note of what went"


def test_damage_that_shows_on_a_full_disk_moves_the_file_aside(disk: Disk, path: Path) -> None:
    disk.write(5)
    disk.full = 0.97
    disk.journal._connection.pragma("wal_checkpoint", "TRUNCATE")
    overwrite(path, 0, b"\xff" * 4096)
    disk.journal._connection.execute("PRAGMA shrink_memory")
    assert disk.write(1) == [False]
    assert [is_open for is_open, _ in disk.gaps] == [False, True]
    assert set_aside(path)


def test_stopped_journal_goes_on_when_the_centre_has_taken_rows(disk: Disk) -> None:
    disk.write(60)
    disk.full = 0.97
    assert disk.write(2) == [False, False]
    disk.hold(60)
    assert disk.write(2) == [True, True]
    assert disk.gaps[1][1].startswith("the disk has room again; rows left out, at least: 2")


def test_fullness_is_that_of_the_disk(tmp_path: Path) -> None:
    usage = shutil.disk_usage(tmp_path)
    assert fullness(tmp_path) == pytest.approx(usage.used / (usage.used + usage.free), abs=0.02)


def test_fullness_of_no_folder_is_none(tmp_path: Path) -> None:
    assert fullness(tmp_path / "nowhere") == 0.0
