"""The power is cut while a damaged file is moved aside: nothing is lost, and the next opening goes on."""

from __future__ import annotations

import shutil
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.durable import settle
from kiosk.journal import quarantine
from kiosk.journal.event import Gap, from_json
from kiosk.journal.store import FILE_NAME, Journal, _begun_anew
from tests.journal.conftest import MINUTE
from tests.journal.events import NINE, NOW, event_of


class _CutError(Exception):
    """The power is cut: not one step more."""


def cut_after(steps: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let so many changes of the folder be durable, and then nothing."""
    left = iter(range(steps))
    synced = settle

    def sync(folder: Path) -> None:
        synced(folder)
        if next(left, None) is None:
            raise _CutError

    monkeypatch.setattr(quarantine, "settle", sync)


@pytest.mark.parametrize("steps", range(5))
def test_power_cut_while_moving_aside_loses_nothing(
    steps: int, journal: Journal, path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal.append(event_of())
    journal._connection.pragma("wal_checkpoint", "TRUNCATE")
    journal.append(event_of())
    kept = tmp_path / "cut"  # as the power left it: rows stand in the log only
    shutil.copytree(path.parent, kept)
    path = kept / FILE_NAME
    whole = {part: path.with_name(path.name + part).read_bytes() for part in ("", "-wal")}
    with monkeypatch.context() as patch:
        cut_after(steps, patch)
        with pytest.raises(_CutError):
            _begun_anew(path, "torn", NOW)
    with closing(Journal.open(path, replace(NOW, at=NINE + MINUTE))) as again:
        assert again.append(event_of()) == 2
        gap = from_json(next(again.rows()).text)
    assert isinstance(gap, Gap)
    assert (gap.former, gap.reason) == ("journal.db.damaged-20261123T020000Z", "torn")
    assert {part: path.with_name(gap.former + part).read_bytes() for part in whole} == whole
    assert not path.with_name(path.name + quarantine.NOTE).exists()


@pytest.mark.parametrize("note", [b"", b'{"former": "jour', b"[]", b'{"former": "../x", "reason": ""}'])
def test_note_that_was_cut_short_moves_nothing(note: bytes, closed: Path) -> None:
    closed.with_name(closed.name + quarantine.NOTE).write_bytes(note)
    with closing(Journal.open(closed, NOW)) as journal:
        assert journal.append(event_of()) == 7
    assert list(closed.parent.glob("*.damaged-*")) == []
