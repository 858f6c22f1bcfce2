"""The bench that labels are inspected by: which lists, and since when the centre has called them its newest."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from kiosk.moment import HANOI
from kiosk.screen.check import Bench
from kiosk.settings import assets_dir
from kiosk.trust.read import lists_from_json
from kiosk.verdicts.gather import Place

AT = datetime(2026, 11, 23, 9, tzinfo=HANOI)
LISTS = Path(assets_dir()) / "sample" / "lists.json"


@pytest.fixture
def bench() -> Bench:
    lists = lists_from_json(LISTS.read_text("utf-8"), LISTS.name)
    return Bench(lists, Place()).told_newest(lists.trust.version, AT)


def test_the_same_version_confirms_our_lists(bench: Bench) -> None:
    later = bench.told_newest(bench.lists.trust.version, AT + timedelta(hours=1))
    assert later.lists.confirmed_at == AT + timedelta(hours=1)


def test_a_newer_version_at_the_centre_leaves_ours_unconfirmed(bench: Bench) -> None:
    assert bench.told_newest(bench.lists.trust.version + 1, AT).lists.confirmed_at is None


def test_an_older_version_says_nothing(bench: Bench) -> None:
    assert bench.told_newest(bench.lists.trust.version - 1, AT + timedelta(hours=1)) == bench
