"""Disk, databases, chain, outbox and lens: real files of this project's own writers, and each spoilt once."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from kiosk.doctor.lens import lens_row
from kiosk.doctor.row import Row, State
from kiosk.doctor.stores import store_rows
from kiosk.doctor.subject import Subject
from kiosk.journal.store import Journal, JournalReader
from kiosk.lookup.cache import FindingCache
from kiosk.moment import Moment
from kiosk.sync.cursor import Cursor, Mark, RowRefused
from kiosk.sync.kept import open_kept
from tests.doctor.conftest import NOW, row_of
from tests.journal.events import event_of

MOMENT = Moment(NOW, is_trusted=True, floor=NOW)
ROWS = 6


@pytest.fixture
def well(subject: Subject) -> Subject:
    """Its journal has six rows, all sent; cache and sync.db are there."""
    write_journal(subject, [4] * ROWS)
    FindingCache(subject.places.state / "cache.db", lambda: NOW).close()
    send(subject, ROWS)
    return subject


def write_journal(subject: Subject, frames: list[int], waited: timedelta = timedelta(hours=2)) -> None:
    journal = Journal.open(subject.journal, MOMENT)
    for number, count in enumerate(frames, start=1):
        event = event_of(at=NOW - waited + number * timedelta(milliseconds=1), number=number)
        journal.append(replace(event, shown=replace(event.shown, frames=count)))
    journal.close()


def send(subject: Subject, rows: int, refused: tuple[int, ...] = ()) -> None:
    with closing(JournalReader(subject.journal)) as reader:
        start, (last,) = reader.start(), reader.after(rows - 1, 1)
    assert start is not None
    with closing(open_kept(subject.places.state / "sync.db", MOMENT)) as connection:
        mark = Mark(start.name, rows, last.digest)
        Cursor(connection).settle(mark, [RowRefused(one, "wrong") for one in refused])


def not_ok(rows: tuple[Row, ...]) -> dict[str, State]:
    return {row.name: row.state for row in rows if row.state is not State.OK}


def test_every_store_of_a_unit_that_is_well_is_ok(well: Subject) -> None:
    assert not_ok(store_rows(well)) == {"registry.db": State.ABSENT}


def test_unit_without_a_state_folder_fails(subject: Subject) -> None:
    subject.places.state.rmdir()
    assert row_of(store_rows(subject), "disk").state is State.FAILED


@pytest.mark.parametrize(("full", "state"), [(0.86, State.WARNING), (0.96, State.FAILED)])
def test_disk_that_is_nearly_full(well: Subject, monkeypatch: pytest.MonkeyPatch, full: float, state: State) -> None:
    monkeypatch.setattr("kiosk.doctor.stores.fullness", lambda _: full)
    assert row_of(store_rows(well), "disk").state is state


@pytest.mark.parametrize("name", ["cache.db", "sync.db", "registry.db"])
def test_damaged_database_fails(well: Subject, name: str) -> None:
    (well.places.state / name).write_bytes(b"no database at all" * 100)
    assert row_of(store_rows(well), name).state is State.FAILED


def test_edited_journal_fails_and_names_the_row(well: Subject) -> None:
    with sqlite3.connect(well.journal) as journal:
        journal.execute("UPDATE rows SET event = replace(event, 'K1', 'K2') WHERE sequence = 3")
    journal.close()
    row = row_of(store_rows(well), "journal")
    assert (row.state, "row 3" in row.finding) == (State.FAILED, True)


def test_unit_without_a_journal_has_no_fault(subject: Subject) -> None:
    rows = store_rows(subject)
    assert [row_of(rows, name).state for name in ("journal", "outbox")] == [State.ABSENT, State.ABSENT]


@pytest.mark.parametrize(
    ("waited", "state"),
    [
        (timedelta(hours=2), State.OK),
        (timedelta(hours=30), State.WARNING),
        (timedelta(days=8), State.FAILED),
    ],
)
def test_rows_that_wait_for_long_are_told(subject: Subject, waited: timedelta, state: State) -> None:
    write_journal(subject, [4] * ROWS, waited)
    send(subject, 2)
    row = row_of(store_rows(subject), "outbox")
    assert (row.state, row.finding[:17]) == (state, "rows that wait: 4")


def test_nothing_was_ever_sent(subject: Subject) -> None:
    write_journal(subject, [4] * ROWS)
    assert row_of(store_rows(subject), "outbox").finding.startswith("rows that wait: 6")


def test_row_that_the_centre_refused_is_a_warning(subject: Subject) -> None:
    write_journal(subject, [4] * ROWS)
    send(subject, ROWS, refused=(3,))
    assert row_of(store_rows(subject), "outbox").state is State.WARNING


def test_doctor_writes_nothing(well: Subject) -> None:
    def stand() -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in well.places.state.iterdir() if path.suffix in {".db", ".json"}}

    before = stand()
    store_rows(well)
    assert stand() == before


@pytest.mark.parametrize(
    ("before", "now", "state"),
    [(4, 4, State.OK), (4, 5, State.OK), (1, 2, State.OK), (4, 9, State.WARNING)],
)
def test_lens_is_judged_by_how_many_pictures_a_label_takes(
    subject: Subject, before: int, now: int, state: State
) -> None:
    write_journal(subject, [before] * 60 + [now] * 200)
    assert lens_row(subject).state is state


def test_lens_is_not_judged_by_a_few_labels(subject: Subject) -> None:
    write_journal(subject, [4] * ROWS)
    assert lens_row(subject).state is State.ABSENT


def test_lens_is_not_judged_without_a_journal(subject: Subject, tmp_path: Path) -> None:
    assert lens_row(replace(subject, journal=tmp_path / "none.db")).state is State.ABSENT
