"""Values as they stand in a file: there and back they are the same, and what is of another kind is refused."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from kiosk.records.stored import Kind, Stored, from_stored, to_stored

AT = datetime(2026, 11, 23, 2, 0, 0, 123456, tzinfo=UTC)


@pytest.mark.parametrize(
    ("kind", "value", "stored"),
    [
        (Kind.TEXT, "Rau muống", "Rau muống"),
        (Kind.DIGITS, "00000000000017", 17),
        (Kind.WHOLE, 0, 0),
        (Kind.REAL, 21.0285, 21.0285),
        (Kind.TRUTH, True, 1),
        (Kind.DAY, date(2026, 11, 23), 20780),
        (Kind.DAY, date(1969, 12, 31), -1),
        (Kind.INSTANT, AT, 1795399200123456),
        (Kind.TEXTS, ("a", "Xã"), '["a","Xã"]'),
        (Kind.TEXTS, (), ""),
        (Kind.DAYS, (date(1970, 1, 2),), "[1]"),
        (Kind.DAYS, (), ""),
        (Kind.DAY, None, None),
    ],
)
def test_a_value_is_the_same_there_and_back(kind: Kind, value: object, stored: Stored) -> None:
    assert to_stored(kind, value) == stored
    assert from_stored(kind, stored) == value


def test_days_of_a_list_come_as_the_centre_keeps_them() -> None:
    assert to_stored(Kind.DAYS, ["1970-01-02"]) == "[1]"


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (Kind.TEXT, 7),
        (Kind.DIGITS, "0952A"),
        (Kind.DAY, 3.5),
        (Kind.INSTANT, date(2026, 1, 1)),
        (Kind.REAL, "1.0"),
        (Kind.TEXTS, "a"),
        (Kind.TEXTS, [1]),
        (Kind.DAYS, ["soon"]),
    ],
)
def test_a_value_of_another_kind_is_refused(kind: Kind, value: object) -> None:
    with pytest.raises(ValueError, match=r".+"):
        to_stored(kind, value)


@pytest.mark.parametrize(
    ("kind", "stored"),
    [
        (Kind.DAY, 10**12),
        (Kind.INSTANT, 10**30),
        (Kind.TEXTS, "{"),
        (Kind.TEXTS, "7"),
        (Kind.TEXTS, "[" * 50_000),
        (Kind.TEXTS, "[1]"),
        (Kind.DAYS, "[999999999999]"),
        (Kind.DIGITS, "x"),
    ],
)
def test_what_no_value_can_be_is_refused(kind: Kind, stored: Stored) -> None:
    with pytest.raises(ValueError, match=r".+"):
        from_stored(kind, stored)
