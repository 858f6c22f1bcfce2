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
from kiosk.journal.store import FILE_NAME, Journal, JournalReader
from tests.journal.events import NOW, event_of

NOBODY = 65534

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="only root can be two users")


@pytest.fixture
def shared() -> Iterator[Path]:
    """A state folder as on a unit: sticky, of a group that may read what the others write."""
    folder = Path(tempfile.mkdtemp())
    os.chown(folder, 0, NOBODY)
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
        os.setgid(NOBODY)
        os.setuid(NOBODY)
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
