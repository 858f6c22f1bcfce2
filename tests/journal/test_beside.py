"""sync reads the journal as another user: its group may read, and nobody but the screen may write."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from kiosk.errors import StoreError
from kiosk.journal.report_box import ReportBox, waiting
from kiosk.journal.store import FILE_NAME, Journal, JournalReader
from tests.journal.events import NOW, event_of
from tests.journal.test_report_box import report
from tests.journal.users import GROUP, READER, WRITER, as_user

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="only root can be two users")


@pytest.fixture
def shared() -> Iterator[Path]:
    """A state folder as on a unit: sticky, of a group that may read what the others write."""
    folder = Path(tempfile.mkdtemp())
    os.chown(folder, 0, GROUP)
    folder.chmod(0o3770)
    before = os.umask(0o027)
    yield folder / FILE_NAME
    os.umask(before)
    shutil.rmtree(folder)


@pytest.fixture
def ask(shared: Path) -> Iterator[Callable[[], str]]:
    """Ask another process, of another user of the group, for the last row that it reads and how many there are."""
    asked, asks = os.pipe()
    answers, answered = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(asks)
        _answer(shared, asked, answered)
    os.close(asked)
    os.close(answered)
    with os.fdopen(asks, "w") as questions, os.fdopen(answers) as told:

        def ask() -> str:
            questions.write("?\n")
            questions.flush()
            return told.readline().strip()

        yield ask
    os.waitpid(child, 0)


def _answer(path: Path, asked: int, answered: int) -> None:
    try:
        os.setgroups([])
        os.setgid(GROUP)
        os.setuid(READER)
        with os.fdopen(asked) as questions, os.fdopen(answered, "w") as answers:
            for _ in questions:
                answers.write(_read(path) + "\n")
                answers.flush()
    finally:
        os._exit(0)


def _read(path: Path) -> str:
    try:
        with closing(JournalReader(path)) as reader:
            return f"{reader.end().sequence} of {len(reader.after(0, 1000))}"
    except StoreError as fault:
        return fault.number


def test_each_row_is_read_as_soon_as_it_stands(shared: Path, ask: Callable[[], str]) -> None:
    with closing(Journal.open(shared, NOW)) as journal:
        for number in range(1, 150):
            journal.append(event_of(number=number))
            assert ask() == f"{number} of {number}"


def test_rows_are_read_after_the_writer_has_gone_and_come_again(shared: Path, ask: Callable[[], str]) -> None:
    for number in range(1, 5):
        with closing(Journal.open(shared, NOW)) as journal:
            journal.append(event_of(number=number))
            assert ask() == f"{number} of {number}"
        assert ask() == f"{number} of {number}"


def test_reader_has_changed_no_owner(shared: Path, ask: Callable[[], str]) -> None:
    with closing(Journal.open(shared, NOW)) as journal:
        journal.append(event_of())
        ask()
        journal.append(event_of())
        assert {file.stat().st_uid for file in shared.parent.iterdir()} == {0}


# Whoever comes first: the writer's files are the writer's.


def _write(path: Path) -> str:
    with closing(Journal.open(path, NOW)) as journal:
        return str(journal.append(event_of()))


def _write_and_be_killed(path: Path) -> str:
    journal = Journal.open(path, NOW)
    LEFT_OPEN.append(journal)
    return str(journal.append(event_of()))


LEFT_OPEN: list[Journal] = []
"""Of the process that is killed: what nobody holds would be closed."""


def owners(path: Path) -> set[int]:
    return {file.stat().st_uid for file in path.parent.iterdir()}


def test_reader_between_two_lives_of_the_writer_locks_it_out_of_nothing(shared: Path) -> None:
    for number in ("1", "2", "3"):
        assert as_user(WRITER, lambda: _write(shared)) == number
        assert as_user(READER, lambda: _read(shared)) == f"{number} of {number}"
    assert owners(shared) == {WRITER}


def test_reader_makes_no_file_where_the_journal_stands_alone(shared: Path) -> None:
    """As a release before left it, or somebody who took the emptied files for rubbish."""
    as_user(WRITER, lambda: _write(shared))
    for part in ("-wal", "-shm"):
        shared.with_name(f"{FILE_NAME}{part}").unlink()
    assert as_user(READER, lambda: _read(shared)) == "1 of 1"
    assert list(shared.parent.iterdir()) == [shared]
    assert as_user(WRITER, lambda: _write(shared)) == "2"


def test_rows_of_a_killed_writer_are_read(shared: Path) -> None:
    as_user(WRITER, lambda: _write_and_be_killed(shared))
    assert as_user(READER, lambda: _read(shared)) == "1 of 1"
    assert as_user(WRITER, lambda: _write_and_be_killed(shared)) == "2"
    assert as_user(READER, lambda: _read(shared)) == "2 of 2"
    assert owners(shared) == {WRITER}


def test_rows_that_only_the_writer_can_take_in_are_waited_for(shared: Path) -> None:
    """A power cut leaves the log, and its index may be lost."""
    as_user(WRITER, lambda: _write_and_be_killed(shared))
    shared.with_name(f"{FILE_NAME}-shm").unlink()
    assert as_user(READER, lambda: _read(shared)) == "JRN-01"
    assert as_user(WRITER, lambda: _write(shared)) == "2"
    assert as_user(READER, lambda: _read(shared)) == "2 of 2"


def test_log_that_the_writer_leaves_is_empty(shared: Path) -> None:
    """Else who may not write there took it for rows that wait."""
    as_user(WRITER, lambda: _write(shared))
    assert shared.with_name(f"{FILE_NAME}-wal").stat().st_size == 0


def test_reports_that_the_screen_keeps_are_read_by_sync_which_can_take_none_off(shared: Path) -> None:
    state = shared.parent

    def keep() -> str:
        ReportBox(state).keep(report())
        return "kept"

    def take_off() -> str:
        ReportBox(state).take_off([report().id])
        return str([one.id for one in waiting(state)])

    assert as_user(WRITER, keep) == "kept"
    assert as_user(READER, take_off) == str([report().id])
    assert as_user(WRITER, take_off) == "[]"
