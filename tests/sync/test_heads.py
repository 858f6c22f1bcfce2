"""The unit signs where its journal ends, and what is gone behind that shows."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from kiosk.clock import FixedClock
from kiosk.journal.head import is_signed_by
from kiosk.journal.pruned import Confirmed
from kiosk.journal.store import Journal
from kiosk.messages.journal_head import JournalHead
from kiosk.messages.journal_runs import JournalRun, RunReceipt
from kiosk.processes.journal_check import check_journal
from kiosk.processes.sync.outbox import KeptJournal
from kiosk.sync.cursor import Cursor
from kiosk.sync.heads import Heads, read_head
from kiosk.sync.identity import Identity, new_key, write_identity
from kiosk.sync.kept import Kept, open_kept
from kiosk.sync.outbox import Outbox
from tests.central.kiosks.paired import Unit as Paired
from tests.journal.events import NINE, NOW, event_of
from tests.journal.test_store import execute
from tests.journal.users import NOBODY, as_nobody
from tests.sync.paired import identity_of
from tests.sync.test_outbox import FakeCentre


class Signing:
    """A paired unit in `folder` that writes, signs and sends."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.path = folder / "journal.db"
        self.identity: Identity = identity_of(Paired("kiosk-1", new_key()))
        write_identity(folder, self.identity)
        self.journal = Journal.open(self.path, NOW)
        self.centre = FakeCentre()

    def write(self, count: int) -> None:
        for number in range(count):
            self.journal.append(event_of(at=NINE, number=number))

    def send(self, centre: FakeCentre | None = None) -> None:
        with closing(open_kept(self.folder / "sync.db", NOW)) as connection:
            heads = Heads(connection, self.identity.key, self.identity.device_id, lambda: NOW)
            cursor = Cursor(connection)
            outbox = Outbox(self.path, cursor, centre or self.centre, lambda _: None, lambda: 0.0, heads)
            asyncio.run(outbox.run())

    def head(self) -> JournalHead | None:
        start = self.journal.start()
        return None if start is None else read_head(self.folder / "sync.db", start.name)

    def check(self) -> tuple[bool, str]:
        return check_journal(self.path, self.folder)


@pytest.fixture
def unit(tmp_path: Path) -> Iterator[Signing]:
    unit = Signing(tmp_path)
    yield unit
    unit.journal.close()


def test_end_is_signed_and_sent(unit: Signing) -> None:
    sent: list[JournalRun] = []

    class Noting(FakeCentre):
        async def upload(self, body: bytes) -> RunReceipt:
            from kiosk.central.journal.unpacking import unpacked

            sent.append(JournalRun.model_validate_json(unpacked(body, "zstd", 10**7)))
            return await super().upload(body)

    unit.write(4)
    unit.send(Noting())
    head = unit.head()
    assert head is not None
    assert (head.sequence, sent[0].head) == (4, head)
    assert is_signed_by(head, unit.identity.key.public_key(), unit.identity.device_id)
    assert not is_signed_by(head, unit.identity.key.public_key(), "kiosk-2")


def test_end_is_signed_without_a_network(unit: Signing) -> None:
    from kiosk.sync.centre import CentreFaultError, Fault

    unit.write(2)
    with pytest.raises(CentreFaultError):
        unit.send(FakeCentre(fails=[Fault.NO_ROAD]))
    head = unit.head()
    assert head is not None
    assert head.sequence == 2


def test_whole_journal_says_which_row_is_signed(unit: Signing) -> None:
    unit.write(3)
    unit.send()
    unit.write(1)
    assert unit.check() == (True, "the chain is whole, rows: 4; row 3 is signed by this unit's key")


def test_rows_cut_off_the_end_show(unit: Signing) -> None:
    unit.write(5)
    unit.send()
    execute(unit.path, "DELETE FROM rows WHERE sequence > 3")
    is_whole, said = unit.check()
    assert (is_whole, "breaks at row 4" in said) == (False, True)


def test_rows_cut_off_and_written_anew_show_though_sync_goes_on(unit: Signing) -> None:
    unit.write(5)
    unit.send()
    execute(unit.path, "DELETE FROM rows WHERE sequence > 3")
    unit.write(4)
    unit.send()
    is_whole, said = unit.check()
    assert (is_whole, said) == (
        False,
        "the chain breaks at row 5: row 5 is not the one that this unit's key has signed",
    )


def test_pruned_journal_is_whole(unit: Signing) -> None:
    unit.write(5)
    unit.send()
    head = unit.head()
    assert head is not None
    unit.journal.prune(Confirmed(head.journal, 5, head.digest), None, 100, NOW)
    unit.write(1)
    unit.send()
    is_whole, said = unit.check()
    assert (is_whole, said) == (
        True,
        "the chain, behind row 4 which the centre holds, is whole, rows: 2; row 6 is signed by this unit's key",
    )


def test_head_of_another_key_shows(unit: Signing) -> None:
    unit.write(2)
    unit.send()
    write_identity(unit.folder, identity_of(Paired("kiosk-1", new_key())))
    assert unit.check() == (False, "the signed head of the journal was not signed by this unit's key")


def test_who_may_not_read_the_identity_is_told_so(unit: Signing) -> None:
    unit.write(3)
    unit.send()
    unit.journal.close()
    for folder in (unit.folder, *list(unit.folder.parents)[:2]):
        folder.chmod(0o755)
    with as_nobody():
        is_whole, said = unit.check()
    assert (is_whole, said) == (
        True,
        "the chain is whole, rows: 3; which row is signed is for the kiosk's user to read",
    )


def test_journal_begun_anew_has_a_head_of_its_own(unit: Signing) -> None:
    unit.write(3)
    unit.send()
    unit.journal.close()
    unit.path.write_bytes(b"no database at all" * 100)
    unit.journal = Journal.open(unit.path, NOW)
    unit.write(1)
    unit.send()
    assert unit.check()[0]
    head = unit.head()
    assert head is not None
    assert head.sequence == 2


def test_parts_of_the_process_keep_head_and_cursor_over_a_restart(unit: Signing) -> None:
    unit.write(3)
    for _ in range(2):
        kept = KeptJournal(unit.folder, unit.centre, unit.identity, FixedClock(NINE), lambda _: None)
        asyncio.run(kept.outbox.run())
        assert kept.outbox.pending == 0
        kept.close()
    assert unit.centre.sizes == [3]
    assert unit.check()[0]


def test_rows_that_were_taken_away_are_a_fault_of_the_unit(unit: Signing) -> None:
    unit.write(5)
    faults = []
    for _ in range(2):
        kept = KeptJournal(unit.folder, unit.centre, unit.identity, FixedClock(NINE), lambda _: None)
        asyncio.run(kept.outbox.run())
        faults.append(kept.fault)
        kept.close()
        execute(unit.path, "DELETE FROM rows WHERE sequence > 3")
        unit.write(4)
    assert faults == ["", "JRN-08"]


def test_disk_that_keeps_no_cursor_stops_no_upload(unit: Signing) -> None:
    (unit.folder / "sync.db").mkdir()
    unit.write(3)
    kept = KeptJournal(unit.folder, unit.centre, unit.identity, FixedClock(NINE), lambda _: None)
    asyncio.run(kept.outbox.run())
    kept.close()
    assert unit.centre.sequences == [1, 2, 3]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can be two users")
def test_sync_db_whose_log_is_another_users_stops_no_upload(unit: Signing) -> None:
    """It opens, and takes no table: so it was with a log that the screen had made."""
    unit.write(3)
    path = unit.folder / "sync.db"
    Kept(path, "kiosk-1", NOW).close()
    os.chown(path, NOBODY, -1)
    for folder in (unit.folder, *list(unit.folder.parents)[:2]):
        folder.chmod(0o755)
    with as_nobody():
        kept = KeptJournal(unit.folder, unit.centre, unit.identity, FixedClock(NINE), lambda _: None)
        asyncio.run(kept.outbox.run())
        kept.close()
    assert unit.centre.sequences == [1, 2, 3]


def test_head_is_known_on_a_disk_that_cannot_be_written(unit: Signing) -> None:
    unit.write(5)
    unit.send()
    unit.journal.close()
    execute(unit.path, "DELETE FROM rows WHERE sequence > 3")
    for folder in (unit.folder, *list(unit.folder.parents)[:2]):
        folder.chmod(0o755)
    with as_nobody():
        kept = KeptJournal(unit.folder, unit.centre, unit.identity, FixedClock(NINE), lambda _: None)
        asyncio.run(kept.outbox.run())
        kept.close()
    assert kept.fault == "JRN-08"
