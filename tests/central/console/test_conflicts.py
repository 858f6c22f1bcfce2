"""Of two who change the same, the second is shown the difference."""

from __future__ import annotations

from datetime import date

import pytest

from kiosk.central.console.conflicts import Difference, conflict_of, version_of

pytestmark = pytest.mark.one_database

STANDING = {"name": "Cổng A", "volume": 40, "languages": ["vi", "en"], "since": date(2026, 11, 23)}
LABELS = {"name": "Tên", "volume": "Âm lượng", "languages": "Ngôn ngữ"}


def test_what_stands_as_it_was_is_no_conflict() -> None:
    assert conflict_of(STANDING, {"name": "Cổng B"}, version_of(STANDING), LABELS) is None


def test_second_is_shown_what_the_first_has_made_of_it() -> None:
    version = version_of(STANDING)
    standing = {**STANDING, "volume": 60, "languages": ["vi"]}
    typed = {"name": "Cổng A", "volume": "80", "languages": ["vi", "en"]}
    conflict = conflict_of(standing, typed, version, LABELS)
    assert conflict is not None
    assert conflict.differences == (Difference("Âm lượng", "60", "80"), Difference("Ngôn ngữ", "vi", "vi, en"))


def test_two_who_come_to_the_same_are_no_conflict() -> None:
    standing = {**STANDING, "volume": 60}
    typed = {"name": "Cổng A", "volume": "60", "languages": ["vi", "en"]}
    assert conflict_of(standing, typed, version_of(STANDING), LABELS) is None


def test_version_is_of_the_values_and_not_of_their_order() -> None:
    assert version_of(dict(reversed(STANDING.items()))) == version_of(STANDING)
    assert version_of({**STANDING, "since": date(2026, 11, 24)}) != version_of(STANDING)
