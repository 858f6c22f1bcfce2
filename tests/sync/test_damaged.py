"""Damage that was repaired: told for a day, by its number."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kiosk.lookup.registry_file import DAMAGED_NAME, FILE_NAME
from kiosk.lookup.registry_file import quarantine as put_registry_aside
from kiosk.moment import Moment
from kiosk.sync import kept
from kiosk.sync.damaged import lately_damaged


def renamed_at(path: Path) -> datetime:
    return datetime.fromtimestamp(path.stat().st_ctime, UTC)


@pytest.fixture
def aside(tmp_path: Path) -> datetime:
    """When a damaged registry was put aside in `tmp_path`."""
    (tmp_path / FILE_NAME).write_bytes(b"torn")
    put_registry_aside(tmp_path)
    return renamed_at(tmp_path / DAMAGED_NAME)


def test_sound_unit_has_nothing_to_tell(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_bytes(b"sound")
    assert lately_damaged(tmp_path, renamed_at(tmp_path / FILE_NAME)) == ()


def test_damaged_registry_is_told_for_a_day(tmp_path: Path, aside: datetime) -> None:
    assert lately_damaged(tmp_path, aside + timedelta(hours=23)) == ("SNP-06",)
    assert lately_damaged(tmp_path, aside + timedelta(hours=25)) == ()


def test_what_sync_kept_and_was_damaged_is_told(tmp_path: Path) -> None:
    path = tmp_path / kept.FILE_NAME
    path.write_bytes(b"no database" * 100)
    now = renamed_at(path)
    kept.open_kept(path, Moment(now, is_trusted=True, floor=now)).close()
    assert lately_damaged(tmp_path, now) == ("STO-30",)
