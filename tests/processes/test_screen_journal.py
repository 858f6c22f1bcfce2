"""The screen's journal: it writes what was shown, gives up what the centre holds, and stops on a full disk."""

from __future__ import annotations

from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from kiosk.clock import FixedClock
from kiosk.errors import StoreError
from kiosk.journal.event import Gap, Inspected, from_json
from kiosk.journal.store import FILE_NAME, Journal, JournalReader
from kiosk.messages.local import JournalConfirmed, Scanned
from kiosk.processes.screen.journal import KEPT, ScreenJournal
from kiosk.screen.check import Bench, Check, begin
from kiosk.screen.views import Language
from tests.journal.events import GENUINE, NOW, PLACE, STAND, lists


class Screen:
    """A screen that has shown one label, again and again."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE_NAME
        self.full = 0.5
        self.start(FixedClock(NOW.at))

    def start(self, clock: FixedClock) -> None:
        """Start, or start anew at another time."""
        self.clock = clock
        self.journal = ScreenJournal(self.path, STAND, clock, lambda: self.full)

    def show(self, count: int = 1) -> None:
        """Show labels, and write each down."""
        for number in range(count):
            self.write(number)

    def write(self, number: int) -> None:
        """Write down that label `number` was shown, for the first time or by a late answer."""
        scanned = Scanned(content=GENUINE.content, symbology="]Q1", frame_ns=0, frames=3, decode_ms=1.0)
        check: Check = begin(f"check-{number}", scanned, Bench(lists(), PLACE), self.clock.now())
        self.journal.write(check, Language.VIETNAMESE, 1_000_000)

    def confirm(self, sequence: int) -> None:
        """Say that the centre holds the rows up to `sequence`."""
        with closing(JournalReader(self.path)) as reader:
            start, (row,) = reader.start(), reader.after(sequence - 1, 1)
        assert start is not None
        self.journal.confirmed(JournalConfirmed(journal=start.name, sequence=sequence, digest=row.digest))

    @property
    def sequences(self) -> list[int]:
        with closing(JournalReader(self.path)) as reader:
            return [row.sequence for row in reader.rows()]

    @property
    def gaps(self) -> dict[int, str]:
        """The reason of each gap, by its sequence."""
        with closing(JournalReader(self.path)) as reader:
            events = {row.sequence: from_json(row.text) for row in reader.rows()}
        return {sequence: event.reason for sequence, event in events.items() if isinstance(event, Gap)}

    @property
    def is_last_a_gap(self) -> bool:
        with closing(JournalReader(self.path)) as reader:
            return isinstance(from_json(list(reader.rows())[-1].text), Gap)


@pytest.fixture
def screen(tmp_path: Path) -> Screen:
    return Screen(tmp_path)


def test_rows_that_the_centre_holds_stay_for_a_month(screen: Screen) -> None:
    screen.show(4)
    screen.confirm(3)
    assert screen.sequences == [1, 2, 3, 4]


def test_older_rows_that_the_centre_holds_go(screen: Screen) -> None:
    screen.show(4)
    screen.journal.close()
    screen.start(FixedClock(NOW.at + KEPT + timedelta(seconds=1)))
    screen.confirm(3)
    assert screen.sequences == [4]


def test_full_disk_is_a_fault_until_there_is_room(screen: Screen) -> None:
    screen.show(2)
    screen.full = 0.96
    screen.show(3)
    assert (screen.journal.fault, screen.sequences, screen.is_last_a_gap) == ("JRN-07", [1, 2, 3], True)
    screen.full = 0.5
    screen.show(1)
    assert (screen.journal.fault, screen.sequences) == ("", [1, 2, 3, 4, 5])


def test_full_disk_takes_off_what_the_centre_holds_however_new(screen: Screen) -> None:
    screen.show(6)
    screen.full = 0.96
    screen.confirm(5)
    assert screen.sequences == [6]


def test_folder_that_is_not_there_is_a_fault_and_stops_nothing(tmp_path: Path) -> None:
    screen = Screen(tmp_path / "nowhere")
    screen.show(1)
    assert screen.journal.fault == "JRN-01"


def test_file_of_which_nothing_is_left_takes_rows(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_bytes(b"")
    screen = Screen(tmp_path)
    screen.show(1)
    assert (screen.sequences, screen.journal.fault) == ([1], "")


def test_rows_that_could_not_be_written_are_counted_in_one_row_before_the_next(
    screen: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen.show(1)
    with monkeypatch.context() as spoiled:
        spoiled.setattr(Journal, "append", disk_full)
        screen.show(3)
        assert screen.journal.fault == "JRN-02"
    screen.show(2)
    assert screen.gaps == {2: "rows that could not be written: 3 (JRN-02)"}
    assert (screen.sequences, screen.journal.fault) == ([1, 2, 3, 4], "")


def test_rows_missed_while_there_was_no_journal_are_counted_too(tmp_path: Path) -> None:
    screen = Screen(tmp_path / "later")
    screen.show(2)
    (tmp_path / "later").mkdir()
    screen.show(1)
    assert screen.gaps == {1: "rows that could not be written: 2 (JRN-01)"}
    assert screen.sequences == [1, 2]


# Damaged while the kiosk is open.


def spoil_end(path: Path) -> None:
    """Overwrite all but the first page: the last row, and what leads there."""
    with path.open("r+b") as file:
        size = file.seek(0, 2)
        file.seek(4096)
        file.write(b"\xff" * (size - 4096))


def spoil_in_use(screen: Screen) -> None:
    """Spoil the end of the journal: what reads there next comes upon it."""
    journal = screen.journal._journal
    assert journal is not None
    journal._connection.pragma("wal_checkpoint", "TRUNCATE")
    spoil_end(screen.path)
    journal._connection.execute("PRAGMA shrink_memory")


def test_journal_damaged_while_it_is_used_is_begun_anew_with_the_next_label(screen: Screen) -> None:
    screen.show(3)
    spoil_in_use(screen)
    screen.show(2)
    assert (screen.sequences, list(screen.gaps), screen.journal.fault) == ([1, 2, 3], [1], "")
    assert list(screen.path.parent.glob("journal.db.damaged-*"))


def test_late_answer_after_that_replaces_no_row_of_the_former_file(screen: Screen) -> None:
    screen.show(3)
    spoil_in_use(screen)
    for _ in range(2):
        screen.write(2)
    with closing(JournalReader(screen.path)) as reader:
        events = [from_json(row.text) for row in reader.rows()]
    assert [event.replaces for event in events if isinstance(event, Inspected)] == [None, 2]


def test_damage_that_pruning_comes_upon_is_no_fault_that_stays(screen: Screen) -> None:
    """The file is moved aside at once, and sync tells of that."""
    screen.show(4)
    with closing(JournalReader(screen.path)) as reader:
        start, (row,) = reader.start(), reader.after(2, 1)
    assert start is not None
    screen.full = 0.96
    spoil_in_use(screen)
    screen.journal.confirmed(JournalConfirmed(journal=start.name, sequence=3, digest=row.digest))
    assert (screen.sequences, list(screen.gaps), screen.journal.fault) == ([1], [1], "")


def test_large_journal_damaged_at_its_end_is_begun_anew_after_a_restart(
    screen: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is not checked whole when it is opened."""
    monkeypatch.setattr("kiosk.journal.store.WHOLE_CHECK_BYTES", 0)
    screen.show(3)
    screen.journal.close()
    spoil_end(screen.path)
    screen.start(screen.clock)
    screen.show(2)
    assert (screen.sequences, list(screen.gaps), screen.journal.fault) == ([1, 2, 3], [1], "")


def disk_full(_journal: Journal, _event: Inspected | Gap) -> int:
    raise StoreError("JRN-02", "the disk is full.", "Of the test.")
