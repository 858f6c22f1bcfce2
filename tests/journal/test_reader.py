"""A journal read by whoever may: nothing is made, changed or left out."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import apsw
import pytest

from kiosk.errors import StoreError
from kiosk.journal.chain import verify
from kiosk.journal.store import FILE_NAME, JournalReader
from tests.journal.users import as_nobody


def test_reader_says_that_there_is_no_journal_yet(path: Path) -> None:
    with pytest.raises(StoreError, match="JRN-03"):
        JournalReader(path)


def test_reader_makes_and_changes_nothing(closed: Path) -> None:
    before = closed.read_bytes()
    with closing(JournalReader(closed)) as reader:
        assert len(list(reader.rows())) == 6
        with pytest.raises(apsw.ReadOnlyError):
            reader._connection.execute("DELETE FROM rows")
    assert closed.read_bytes() == before


def test_reader_says_that_the_file_is_damaged(closed: Path) -> None:
    closed.write_bytes(b"no database at all" * 100)
    with pytest.raises(StoreError, match="JRN-04"), closing(JournalReader(closed)) as reader:
        list(reader.rows())
    assert closed.read_bytes().startswith(b"no database")


def test_reader_refuses_the_form_of_another_release(closed: Path) -> None:
    with closing(apsw.Connection(str(closed))) as connection:
        connection.execute("PRAGMA user_version = 2")
    with pytest.raises(StoreError, match=r"JRN-04: .*form 2"):
        JournalReader(closed)


@pytest.fixture
def foreign(closed: Path) -> Iterator[Path]:
    """A journal that this user may read, in a folder where nobody may write."""
    folder = Path(tempfile.mkdtemp())
    copy = folder / FILE_NAME
    shutil.copy(closed, copy)
    copy.chmod(0o444)
    folder.chmod(0o555)
    yield copy
    folder.chmod(0o755)
    shutil.rmtree(folder)


def test_reader_reads_where_it_may_not_write(foreign: Path) -> None:
    with as_nobody(), closing(JournalReader(foreign)) as reader:
        assert verify(reader.rows()) is None
        assert len(list(reader.rows())) == 6


def test_reader_never_leaves_out_the_last_rows_silently(foreign: Path) -> None:
    """They may still stand in a file beside the journal that this user cannot use."""
    foreign.parent.chmod(0o755)
    foreign.with_name(f"{FILE_NAME}-wal").write_bytes(b"rows")
    foreign.parent.chmod(0o555)
    with as_nobody(), pytest.raises(StoreError, match="JRN-01"):
        JournalReader(foreign)
