"""Only what the centre holds is taken off, from the beginning, and what is left proves to be whole."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from kiosk.errors import StoreError
from kiosk.journal.chain import START, End, verify
from kiosk.journal.event import Gap, from_json
from kiosk.journal.pruned import Confirmed, Start
from kiosk.journal.store import Journal, JournalReader
from tests.journal.conftest import MINUTE
from tests.journal.events import NINE, NOW, event_of
from tests.journal.test_store import execute, overwrite, set_aside


def held(path: Path, sequence: int) -> Confirmed:
    """Say that the centre holds every row up to `sequence`."""
    with closing(JournalReader(path)) as reader:
        rows = list(reader.rows())
        start = reader.start()
    assert start is not None
    return Confirmed(start.name, sequence, next(row.digest for row in rows if row.sequence == sequence))


def prune(path: Path, confirmed: Confirmed, before: datetime | None = None, limit: int = 100) -> int:
    with closing(Journal.open(path, NOW)) as journal:
        return journal.prune(confirmed, before, limit, NOW)


def left(path: Path) -> list[int]:
    with closing(JournalReader(path)) as reader:
        return [row.sequence for row in reader.rows()]


def test_confirmed_rows_go_and_the_others_stay(closed: Path) -> None:
    assert prune(closed, held(closed, 4)) == 4
    assert left(closed) == [5, 6]


def test_what_is_left_begins_behind_what_went(closed: Path) -> None:
    confirmed = held(closed, 4)
    prune(closed, confirmed)
    with closing(JournalReader(closed)) as reader:
        assert reader.start() == Start(confirmed.name, 4, confirmed.digest)
        assert verify(reader.rows(), confirmed.digest, 5) is None


def test_numbers_and_chain_go_on_after_pruning(closed: Path) -> None:
    prune(closed, held(closed, 5))
    with closing(Journal.open(closed, NOW)) as journal:
        assert journal.append(event_of()) == 7
        start = journal.start()
        assert start is not None
        assert verify(journal.rows(), start.digest, start.sequence + 1) is None


def test_last_row_stays_though_it_is_confirmed(closed: Path) -> None:
    assert prune(closed, held(closed, 6)) == 5
    assert left(closed) == [6]


def test_rows_that_are_not_old_enough_stay(closed: Path) -> None:
    assert prune(closed, held(closed, 5), before=NINE + 2 * MINUTE) == 2
    assert left(closed) == [3, 4, 5, 6]


def test_pruning_takes_no_more_than_it_is_told(closed: Path) -> None:
    confirmed = held(closed, 5)
    assert [prune(closed, confirmed, limit=2) for _ in range(4)] == [2, 2, 1, 0]


def test_what_was_confirmed_of_another_chain_takes_nothing(closed: Path) -> None:
    confirmed = held(closed, 4)
    for other in (
        replace(confirmed, name="f" * 16),
        replace(confirmed, digest="f" * 64),
        replace(confirmed, sequence=7),
    ):
        assert prune(closed, other) == 0


def test_break_is_not_pruned_away(closed: Path) -> None:
    confirmed = held(closed, 5)
    execute(closed, "DELETE FROM rows WHERE sequence = 3")
    assert prune(closed, confirmed) == 2
    assert left(closed) == [4, 5, 6]


def test_journal_of_one_row_has_its_name(closed: Path) -> None:
    with closing(JournalReader(closed)) as reader:
        first = next(reader.rows())
        assert reader.start() == Start(first.digest[:16], 0, START)


def test_journal_without_rows_has_no_beginning(journal: Journal, path: Path) -> None:
    with closing(JournalReader(path)) as reader:
        assert reader.start() is None
        assert reader.end() == End(0, START)


def test_room_of_what_went_is_used_again(journal: Journal, path: Path) -> None:
    for number in range(200):
        journal.append(event_of(number=number))
    journal.prune(held(path, 190), None, 1000, NOW)
    pages = journal._connection.pragma("page_count")
    for number in range(150):
        journal.append(event_of(number=number))
    assert journal._connection.pragma("page_count") == pages


# Damaged while the kiosk is open.


def test_damage_that_pruning_comes_upon_moves_the_file_aside_as_a_row_would(journal: Journal, path: Path) -> None:
    for number in range(40):
        journal.append(event_of(number=number))
    confirmed = held(path, 30)
    journal._connection.pragma("wal_checkpoint", "TRUNCATE")
    overwrite(path, 8192, b"\xff" * 4096)
    journal._connection.execute("PRAGMA shrink_memory")
    assert journal.prune(confirmed, None, 100, NOW) == 0
    assert journal.append(event_of()) == 2
    assert isinstance(from_json(next(journal.rows()).text), Gap)
    assert set_aside(path)


@pytest.mark.parametrize("column", ["digest", "previous"])
def test_bytes_that_are_no_text_end_the_pruning_and_break_nothing(closed: Path, column: str) -> None:
    confirmed = held(closed, 5)
    execute(closed, f"UPDATE rows SET {column} = CAST(x'ff' || substr({column}, 2) AS TEXT) WHERE sequence = 3")
    assert prune(closed, confirmed) == {"digest": 3, "previous": 2}[column]
    assert prune(closed, confirmed) == 0


def test_journal_whose_name_is_none_is_damaged(closed: Path) -> None:
    confirmed = held(closed, 5)
    execute(closed, "UPDATE rows SET digest = CAST(x'ff' || substr(digest, 2) AS TEXT) WHERE sequence = 1")
    with closing(JournalReader(closed)) as reader, pytest.raises(StoreError, match="JRN-04"):
        reader.start()
    assert prune(closed, confirmed) == 0
    assert set_aside(closed)
