"""`sync.db` damaged while sync uses it: sync ends, and what starts next begins it anew; nothing is lost."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from kiosk.central.kiosks.levels import CITY, put_settings
from kiosk.central.people.changes import Deed
from kiosk.central.people.rights import Caller, Right
from kiosk.clock import FixedClock
from kiosk.journal import quarantine
from kiosk.journal.store import FILE_NAME as JOURNAL_FILE
from kiosk.journal.store import Journal
from kiosk.messages.unit_settings import KioskSettings, SettingsAnswer
from kiosk.processes.sync.once import sync_once
from kiosk.processes.sync.part import run_sync
from kiosk.sync.cursor import Cursor, Mark
from kiosk.sync.identity import write_identity
from kiosk.sync.kept import FILE_NAME, Kept, KeptDamagedError, begin_anew_next, open_kept, told_last_as
from kiosk.sync.rhythm import Pace
from kiosk.sync.settings import KIND
from tests.central.kiosks.paired import NOW, pair
from tests.journal.events import event_of
from tests.sync.paired import identity_of, new_centre, served
from tests.sync.test_kept import MOMENT, opened

CLOCK = FixedClock(NOW)
WITHIN_S = 30.0
"""It polls five times a second here; the machine may be busy."""


def spoil(path: Path) -> None:
    """Overwrite a database in its place, with the files beside it: whoever has it open reads that next."""
    for part in ("", "-wal", "-shm"):
        beside = path.with_name(path.name + part)
        with beside.open("r+b") as file:
            file.write(b"what a worn card gives " * (beside.stat().st_size // 23 + 1))


def aside(folder: Path) -> list[Path]:
    """Return the damaged files that were put aside, without what stood beside them."""
    return [path for path in folder.glob(f"{FILE_NAME}.damaged-*") if not path.name.endswith(("-wal", "-shm"))]


DONE: dict[str, Callable[[Kept, Cursor], object]] = {
    "read": lambda kept, _: kept.read("settings"),
    "written": lambda kept, _: kept.write("settings", "other words"),
    "the cursor is asked": lambda _, cursor: cursor.mark("one"),
    "the cursor is moved": lambda _, cursor: cursor.settle(Mark("one", 2, "b" * 64), ()),
}


@pytest.mark.parametrize("what", DONE)
def test_damage_that_is_come_upon_is_told_by_its_own_error(tmp_path: Path, what: str) -> None:
    kept = opened(tmp_path)
    kept.write("settings", "words")
    with closing(kept), closing(open_kept(tmp_path / FILE_NAME, MOMENT)) as connection:
        cursor = Cursor(connection)
        cursor.settle(Mark("one", 1, "a" * 64), ())
        spoil(tmp_path / FILE_NAME)
        with pytest.raises(KeptDamagedError, match="STO-30"):
            DONE[what](kept, cursor)


def test_file_that_was_noted_as_damaged_is_begun_anew_though_the_check_finds_nothing(tmp_path: Path) -> None:
    """Else sync would come upon it again, and end again, for ever."""
    kept = opened(tmp_path)
    kept.write("settings", "words")
    begin_anew_next(tmp_path / FILE_NAME, KeptDamagedError("STO-30", "of the test", ""), MOMENT)
    kept.close()
    with closing(opened(tmp_path)) as anew:
        assert (anew.read("settings"), anew.fault) == (None, "")
    assert len(aside(tmp_path)) == 1


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    """The database of the centre with which the unit is paired whose state is in `tmp_path`."""
    with new_centre() as (engine, service), served(service) as url:
        write_identity(tmp_path, identity_of(pair(engine), url))
        yield engine


def set_volume(engine: Engine, volume: int) -> None:
    with engine.begin() as connection:
        settings = KioskSettings(volume=volume)
        put_settings(connection, Deed(Caller("u1", "", ()), Right.CHANGE_KIOSKS, NOW), CITY, settings)


def volume(folder: Path) -> int | None:
    """Return the volume that is kept; None where none is."""
    answer = told_last_as(folder / FILE_NAME, KIND, SettingsAnswer)
    return None if answer is None else answer.settings.volume


def stand(engine: Engine) -> list[int]:
    """Return the rows of the journal that stand at the centre."""
    with engine.connect() as connection:
        return [row[0] for row in connection.execute(text("SELECT sequence FROM journal ORDER BY sequence"))]


class Worn(threading.Thread):
    """A card that fails once sync runs: what it keeps is spoilt, and something comes that is to be written there.

    It ends a sync that notices nothing.
    """

    def __init__(self, engine: Engine, folder: Path) -> None:
        super().__init__()
        self._engine = engine
        self._folder = folder
        self.has_ended = threading.Event()

    def run(self) -> None:
        until_s = time.monotonic() + WITHIN_S
        while volume(self._folder) != 2 and time.monotonic() < until_s:
            time.sleep(0.05)
        spoil(self._folder / FILE_NAME)
        set_volume(self._engine, 3)
        if not self.has_ended.wait(WITHIN_S):
            os.kill(os.getpid(), signal.SIGTERM)


def test_sync_ends_by_the_damage_and_what_starts_next_has_all_again_once(engine: Engine, tmp_path: Path) -> None:
    with closing(Journal.open(tmp_path / JOURNAL_FILE, MOMENT)) as journal:
        for number in range(3):
            journal.append(event_of(number=number))
    sync_once(None, tmp_path, CLOCK)
    assert stand(engine) == [1, 2, 3]
    set_volume(engine, 2)
    worn = Worn(engine, tmp_path)
    worn.start()
    with pytest.raises(KeptDamagedError, match="STO-30"):
        run_sync(None, tmp_path, tmp_path, "", CLOCK, Pace(0.2, 0.2, 0.2))
    worn.has_ended.set()
    worn.join()
    assert quarantine.begun(tmp_path / FILE_NAME) is not None
    sync_once(None, tmp_path, CLOCK)
    assert (volume(tmp_path), stand(engine)) == (3, [1, 2, 3])
    assert [path.read_bytes()[:10] for path in aside(tmp_path)] == [b"what a wor"]
