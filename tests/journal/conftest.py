"""A journal that is written, and one that nobody uses."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from kiosk.journal.store import FILE_NAME, Journal
from tests.journal.events import NINE, NOW, event_of

MINUTE = timedelta(minutes=1)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / FILE_NAME


@pytest.fixture
def journal(path: Path) -> Iterator[Journal]:
    path.parent.mkdir()
    journal = Journal.open(path, NOW)
    yield journal
    journal.close()


@pytest.fixture
def closed(journal: Journal, path: Path) -> Path:
    """A journal of six rows that nobody uses."""
    for number in range(6):
        journal.append(event_of(at=NINE + number * MINUTE, number=number))
    journal.close()
    return path
