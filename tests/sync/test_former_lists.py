"""Lists that another took the place of: kept for replays, within bounds, by times that the city signed."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest

from kiosk.sync import former_lists
from kiosk.sync.former_lists import former_lists as kept
from kiosk.sync.former_lists import keep_former
from kiosk.sync.lists import DAMAGED_FILE, LISTS_FILE, place_trust_list
from tests.sync.unit_exchange import AT, RELEASE_LISTS, trust_list

DAY = timedelta(days=1)


def versions(state: Path) -> list[int]:
    return [json.loads(path.read_text("utf-8"))["trust"]["version"] for path in kept(state)]


def place(state: Path, version: int, day: int) -> None:
    place_trust_list(state, trust_list(version), RELEASE_LISTS, (), AT + day * DAY)


def test_list_is_kept_for_31_days_after_another_took_its_place(tmp_path: Path) -> None:
    for version, day in ((1, 0), (2, 1), (3, 32)):
        place(tmp_path, version, day)
    assert versions(tmp_path) == [2, 1]
    place(tmp_path, 4, 33)
    assert versions(tmp_path) == [3, 2]


def test_the_same_list_again_keeps_nothing(tmp_path: Path) -> None:
    place(tmp_path, 1, 0)
    place(tmp_path, 1, 1)
    assert versions(tmp_path) == []


def test_number_and_size_are_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(former_lists, "MOST", 3)
    for number in range(5):
        keep_former(tmp_path, number, b"x" * 10, AT + number * timedelta(seconds=1))
    assert [path.name for path in kept(tmp_path)] == ["lists-4.json", "lists-3.json", "lists-2.json"]
    monkeypatch.setattr(former_lists, "MOST_BYTES", 25)
    keep_former(tmp_path, 9, b"x" * 10, AT + DAY)
    assert [path.name for path in kept(tmp_path)] == ["lists-9.json", "lists-4.json"]


def test_a_disk_that_takes_no_former_list_takes_the_new_one_all_the_same(tmp_path: Path) -> None:
    place(tmp_path, 1, 0)
    (tmp_path / former_lists.FOLDER).write_text("no folder")
    place(tmp_path, 2, 1)
    assert json.loads((tmp_path / LISTS_FILE).read_text("utf-8"))["trust"]["version"] == 2


@pytest.mark.parametrize("damaged", [b"", b"{", b"\xff" * 40])
def test_a_damaged_list_is_put_aside_when_a_good_one_comes(tmp_path: Path, damaged: bytes) -> None:
    (tmp_path / LISTS_FILE).write_bytes(damaged)
    place(tmp_path, 1, 0)
    assert (tmp_path / DAMAGED_FILE).read_bytes() == damaged
    assert versions(tmp_path) == []
