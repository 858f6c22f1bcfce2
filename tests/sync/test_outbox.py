"""The outbox: every row of the journal stands at the centre once, and only then may it go from the kiosk."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import AsyncExitStack, closing
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from kiosk.central.journal.read import read_run
from kiosk.central.journal.unpacking import unpacked
from kiosk.errors import StoreError
from kiosk.journal.chain import verify
from kiosk.journal.pruned import Confirmed
from kiosk.journal.store import Journal, JournalReader
from kiosk.messages.http import Versions
from kiosk.messages.journal import MAX_UPLOAD_BYTES, RefusedRow
from kiosk.messages.journal_runs import CODING, MAX_RUN_ROWS, JournalRun, RunReceipt
from kiosk.messages.local import JournalConfirmed
from kiosk.sync.centre import Centre, CentreFaultError, Fault
from kiosk.sync.cursor import Cursor
from kiosk.sync.kept import open_kept
from kiosk.sync.outbox import MIN_ROWS, WAIT_S, Outbox
from kiosk.sync.schedule import Schedule
from tests.central.kiosks.paired import NOW as CENTRE_NOW
from tests.central.kiosks.paired import pair
from tests.central.running import closed_port
from tests.journal.events import NINE, NOW, event_of
from tests.journal.test_store import execute
from tests.sync.paired import identity_of, new_centre, served


@dataclass
class FakeCentre:
    """Reads runs as the real one does, and keeps what stands; fails where it is told to."""

    fails: list[Fault] = field(default_factory=list)
    """Faults of the next uploads, in turn."""
    forgets_to_answer: bool = False
    """Where it fails, the rows stand all the same: the answer was lost."""
    refuses: set[int] = field(default_factory=set)
    """Sequences that it will not take."""
    standing: dict[str, int] = field(default_factory=dict)
    sizes: list[int] = field(default_factory=list)

    async def upload(self, body: bytes) -> RunReceipt:
        run = JournalRun.model_validate_json(unpacked(body, CODING, MAX_UPLOAD_BYTES))
        self.sizes.append(len(run.events))
        fault = self.fails.pop(0) if self.fails else None
        if fault is not None and not self.forgets_to_answer:
            raise CentreFaultError(fault, "of the test")
        read, _ = read_run(run)
        taken = [row for row in read if row.row.sequence not in self.refuses]
        self.standing |= {row.row.id: row.row.sequence for row in taken}
        if fault is not None:
            raise CentreFaultError(fault, "of the test, after the rows were stored")
        refused = tuple(
            RefusedRow(position=row.position, id=row.row.id, field="event", reason="of the test")
            for row in read
            if row not in taken
        )
        return RunReceipt(first=run.first, last=run.last, refused=refused, versions=Versions(trust=1))

    @property
    def sequences(self) -> list[int]:
        return sorted(self.standing.values())


class Unit:
    """A journal, its outbox, and what the screen was told."""

    def __init__(self, folder: Path, centre: FakeCentre | Centre) -> None:
        self.path = folder / "journal.db"
        self.database = folder / "sync.db"
        self.journal = Journal.open(self.path, NOW)
        self.said: list[JournalConfirmed] = []
        self.now_s = 0.0
        self._count = 0
        self.start(centre)

    def start(self, centre: FakeCentre | Centre) -> None:
        """Start sync, or start it anew."""
        self.centre = centre
        self.connection = open_kept(self.database, NOW)
        cursor = Cursor(self.connection)
        self.outbox = Outbox(self.path, cursor, centre, self.said.append, lambda: self.now_s)

    def write(self, count: int) -> None:
        for _ in range(count):
            self._count += 1
            self.journal.append(event_of(at=NINE, number=self._count))

    def send(self) -> None:
        asyncio.run(self._send())

    async def _send(self) -> None:
        async with AsyncExitStack() as stack:
            if isinstance(self.centre, Centre):
                await stack.enter_async_context(self.centre)
            await self.outbox.run()

    def fail(self) -> Fault:
        with pytest.raises(CentreFaultError) as caught:
            self.send()
        return caught.value.fault

    def digest(self, sequence: int) -> str:
        return next(row.digest for row in self.journal.rows() if row.sequence == sequence)


@pytest.fixture
def centre() -> FakeCentre:
    return FakeCentre()


@pytest.fixture
def unit(tmp_path: Path, centre: FakeCentre) -> Iterator[Unit]:
    unit = Unit(tmp_path, centre)
    yield unit
    unit.journal.close()
    unit.connection.close()


def test_rows_stand_and_the_screen_is_told(unit: Unit, centre: FakeCentre) -> None:
    unit.write(5)
    unit.send()
    assert centre.sequences == [1, 2, 3, 4, 5]
    assert unit.said == [JournalConfirmed(journal=unit.digest(1)[:16], sequence=5, digest=unit.digest(5))]
    assert unit.outbox.pending == 0


def test_time_of_the_last_label_is_that_of_the_last_row_that_was_read(unit: Unit, centre: FakeCentre) -> None:
    unit.send()
    assert unit.outbox.last_read_at is None
    read = event_of(at=NINE, number=1)
    unit.journal.append(read)
    unit.send()
    assert unit.outbox.last_read_at == NINE
    unit.journal.append(replace(read, at=NINE + timedelta(minutes=1), shown=replace(read.shown, frames=0)))  # typed
    unit.send()
    assert unit.outbox.last_read_at == NINE
    unit.journal.append(replace(read, at=NINE + timedelta(minutes=2)))
    unit.send()
    assert unit.outbox.last_read_at == NINE + timedelta(minutes=2)


def test_what_was_confirmed_is_not_sent_again(unit: Unit, centre: FakeCentre) -> None:
    unit.write(5)
    unit.send()
    unit.start(centre)
    unit.send()
    unit.write(2)
    unit.now_s = WAIT_S
    unit.start(centre)
    unit.send()
    assert centre.sizes == [5, 2]
    assert centre.sequences == [1, 2, 3, 4, 5, 6, 7]


def test_screen_is_told_again_what_is_confirmed(unit: Unit, centre: FakeCentre) -> None:
    unit.write(3)
    unit.send()
    unit.send()
    assert [said.sequence for said in unit.said] == [3, 3]


def test_few_rows_wait_for_others(unit: Unit, centre: FakeCentre) -> None:
    unit.write(3)
    unit.send()
    unit.write(3)
    unit.send()
    assert centre.sizes == [3]
    unit.now_s += WAIT_S
    unit.send()
    assert centre.sizes == [3, 3]


def test_many_rows_go_at_once_in_runs(unit: Unit, centre: FakeCentre) -> None:
    unit.write(1)
    unit.send()
    unit.write(MAX_RUN_ROWS + 5)
    unit.send()
    assert centre.sizes == [1, MAX_RUN_ROWS], "the rest waits"
    assert unit.outbox.pending == 5
    unit.now_s += WAIT_S
    unit.send()
    unit.now_s += WAIT_S
    unit.send()
    assert centre.sizes == [1, MAX_RUN_ROWS, 5]


@pytest.mark.parametrize("fault", list(Fault))
def test_fault_loses_nothing(unit: Unit, centre: FakeCentre, fault: Fault) -> None:
    unit.write(4)
    centre.fails = [fault]
    assert unit.fail() is fault
    assert unit.said == []
    unit.send()
    assert centre.sequences == [1, 2, 3, 4]


def test_answer_that_was_lost_doubles_nothing(unit: Unit, centre: FakeCentre) -> None:
    unit.write(4)
    centre.fails, centre.forgets_to_answer = [Fault.BROKEN_OFF], True
    unit.fail()
    unit.write(1)
    unit.send()
    assert centre.sequences == [1, 2, 3, 4, 5]


def test_slow_road_gets_smaller_runs_and_a_good_one_larger_again(unit: Unit, centre: FakeCentre) -> None:
    unit.write(MAX_RUN_ROWS)
    centre.fails = [Fault.TOO_LATE] * 6
    for _ in range(6):
        assert unit.fail() is Fault.TOO_LATE
    assert centre.sizes == [600, 300, 150, 75, 37, MIN_ROWS]
    unit.send()
    assert centre.sizes[6:] == [20, 40, 80, 160, 300]


def test_lost_cursor_sends_all_again_and_each_row_stands_once(unit: Unit, centre: FakeCentre) -> None:
    unit.write(4)
    unit.send()
    unit.connection.close()
    unit.database.write_bytes(b"no database at all" * 100)
    unit.database.with_name("sync.db-wal").unlink(missing_ok=True)
    unit.start(centre)
    unit.send()
    assert centre.sequences == [1, 2, 3, 4]
    assert unit.said[-1].sequence == 4
    assert [file.name for file in unit.database.parent.glob("sync.db.damaged*")]


def test_refused_row_holds_up_no_other_and_is_never_said_to_be_held(unit: Unit, centre: FakeCentre) -> None:
    unit.write(2)
    unit.send()
    centre.refuses = {4}
    unit.write(3)
    unit.now_s = 2 * WAIT_S
    unit.start(centre)
    unit.send()
    unit.write(2)
    unit.start(centre)
    unit.send()
    assert centre.sequences == [1, 2, 3, 5, 6, 7]
    assert {said.sequence for said in unit.said} == {2}


@pytest.mark.parametrize("statement", ["DELETE FROM rows", "UPDATE rows SET event = replace(event, 'good', 'stop')"])
def test_row_that_somebody_took_out_or_edited_holds_up_no_other(unit: Unit, centre: FakeCentre, statement: str) -> None:
    unit.write(6)
    execute(unit.path, f"{statement} WHERE sequence = 3")
    unit.send()
    assert centre.sequences == [1, 2, 4, 5, 6]


@pytest.mark.parametrize("column", ["event", "previous", "digest"])
def test_bytes_that_are_no_text_hold_up_no_other_row(unit: Unit, centre: FakeCentre, column: str) -> None:
    unit.write(5)
    execute(unit.path, f"UPDATE rows SET {column} = CAST(x'ff' AS TEXT) WHERE sequence = 3")
    for _ in range(2):
        unit.start(centre)
        unit.send()
    assert (centre.sequences, unit.outbox.pending) == ([1, 2, 4, 5], 0)


def test_file_that_was_put_back_from_a_copy_is_sent_again(unit: Unit, centre: FakeCentre) -> None:
    unit.write(4)
    unit.send()
    execute(unit.path, "DELETE FROM rows WHERE sequence > 2")
    unit.write(3)
    unit.start(centre)
    unit.send()
    assert centre.sequences == [1, 2, 3, 3, 4, 4, 5], "both ends stand: the centre sees the fork"
    assert unit.said[-1] == JournalConfirmed(journal=unit.digest(1)[:16], sequence=5, digest=unit.digest(5))


def test_journal_begun_anew_is_sent_from_its_beginning(unit: Unit, centre: FakeCentre) -> None:
    unit.write(3)
    unit.send()
    unit.journal.close()
    unit.path.write_bytes(b"no database at all" * 100)
    unit.journal = Journal.open(unit.path, NOW)
    unit.write(1)
    unit.start(centre)
    unit.send()
    assert centre.sequences == [1, 1, 2, 2, 3]


def test_journal_goes_on_being_sent_after_it_was_pruned(unit: Unit, centre: FakeCentre) -> None:
    unit.write(5)
    unit.send()
    said = unit.said[-1]
    assert unit.journal.prune(Confirmed(said.journal, said.sequence, said.digest), None, 100, NOW) == 4
    unit.write(2)
    for _ in range(2):
        unit.start(centre)
        unit.send()
    assert centre.sequences == [1, 2, 3, 4, 5, 6, 7]
    assert centre.sizes == [5, 2]
    assert unit.said[-1].journal == said.journal


def test_without_a_journal_nothing_is_sent(tmp_path: Path, centre: FakeCentre) -> None:
    with closing(open_kept(tmp_path / "sync.db", NOW)) as connection:
        asyncio.run(Outbox(tmp_path / "journal.db", Cursor(connection), centre, lambda _: None, lambda: 0.0).run())
    assert centre.sizes == []


def test_answer_about_other_rows_is_not_believed(unit: Unit, centre: FakeCentre) -> None:
    class Confused(FakeCentre):
        async def upload(self, body: bytes) -> RunReceipt:
            return (await super().upload(body)).model_copy(update={"last": 99})

    unit.write(2)
    unit.start(Confused())
    assert unit.fail() is Fault.NOT_UNDERSTOOD
    assert unit.said == []


# With the real centre.


@pytest.fixture
def real() -> Iterator[tuple[Engine, Centre]]:
    with new_centre() as (engine, service), served(service) as url:
        identity = identity_of(pair(engine), url)
        yield engine, Centre(url, "", identity.signs(lambda: CENTRE_NOW), identity.device_id)


def test_journal_stands_at_the_real_centre_as_one_chain(real: tuple[Engine, Centre], tmp_path: Path) -> None:
    engine, centre = real
    unit = Unit(tmp_path, centre)
    unit.write(7)
    unit.send()
    with engine.connect() as connection:
        found = connection.execute(text("SELECT event, previous, digest FROM journal ORDER BY sequence")).all()
    assert [tuple(row) for row in found] == [(row.text, row.previous, row.digest) for row in unit.journal.rows()]
    assert [said.sequence for said in unit.said] == [7]


def test_centre_that_is_away_is_asked_again_later(tmp_path: Path) -> None:
    unit = Unit(tmp_path, Centre(closed_port(), ""))
    unit.write(2)
    assert unit.fail() is Fault.NO_ROAD
    with closing(JournalReader(unit.path)) as reader:
        assert verify(reader.rows()) is None


def test_schedule_takes_it_as_an_errand(unit: Unit, centre: FakeCentre) -> None:
    unit.write(3)
    schedule = Schedule([unit.outbox], lambda: NINE, lambda: 0.0)
    (done,) = asyncio.run(schedule.once())
    assert (done.name, done.fault, centre.sequences) == ("journal", "", [1, 2, 3])


def test_cursor_that_cannot_be_read_is_a_fault_of_the_store_and_ends_no_process(unit: Unit) -> None:
    unit.write(1)
    unit.connection.execute("DROP TABLE outbox")
    with pytest.raises(StoreError, match="STO-30"):
        unit.send()
