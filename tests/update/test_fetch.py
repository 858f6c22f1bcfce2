"""What sync does of a release: nothing until it is this unit's turn, and nothing more when the wave is stopped."""

from __future__ import annotations

import asyncio
from datetime import datetime
from pathlib import Path

import pytest

from kiosk.messages.unit_settings import OpeningHours
from kiosk.messages.versions import is_newer
from kiosk.messages.wave import SHARES, WantedRelease, share_of
from kiosk.update.handover import FILE, FOLDER, MAX_BYTES, Wanted, hand_over, read_wanted
from kiosk.update.judgements import BY_HAND, MAX_ROUNDS, Judgement, read_judgements, write_judgements
from kiosk.update.standing import GIVEN_UP, OLDER, UNWELL, State, comes_by_itself, standing
from kiosk.update.update import is_quiet
from tests.sync.repository import Publisher, served
from tests.update.errand import GOOD, HOURS, errand
from tests.update.releases import NOW, Updating


@pytest.fixture
def bare(unit: Updating) -> Updating:
    """A unit that has fetched nothing."""
    for path in (unit.state / FOLDER / "tuf/targets").iterdir():
        path.unlink()
    return unit


def test_unit_outside_the_wave_asks_nothing(bare: Updating, published: Publisher) -> None:
    with served(published.files) as server:
        asyncio.run(errand(bare, server.url, lambda: WantedRelease(version=GOOD, percent=0)).run())
        assert server.asked == []
    assert read_wanted(bare.state) is None


def test_unit_in_the_wave_fetches_once_and_hands_over_with_its_hours(bare: Updating, published: Publisher) -> None:
    with served(published.files) as server:
        one = errand(bare, server.url, lambda: WantedRelease(version=GOOD, percent=100))
        asyncio.run(one.run())
        asked = len(server.asked)
        asyncio.run(one.run())
        assert len(server.asked) == asked > 0
    assert read_wanted(bare.state) == Wanted(version=GOOD, opening_hours=HOURS)


def test_wave_that_was_stopped_takes_back_what_was_handed_over(unit: Updating) -> None:
    hand_over(unit.state, Wanted(version=GOOD))
    asyncio.run(errand(unit, "http://127.0.0.1:9", lambda: None).run())
    assert read_wanted(unit.state) is None
    assert list((unit.state / FOLDER / "tuf/targets").iterdir()) == []


def test_release_that_runs_is_not_fetched_again(unit: Updating) -> None:
    unit.update(GOOD)
    hand_over(unit.state, Wanted(version=GOOD))
    asyncio.run(errand(unit, "http://127.0.0.1:9", lambda: WantedRelease(version=GOOD, percent=100)).run())
    assert read_wanted(unit.state) is None


@pytest.mark.parametrize(
    ("known", "state", "fault"),
    [
        (Judgement(), State.WAITS, ""),
        (Judgement(rounds=1, put_off_at=NOW.isoformat()), State.PUT_OFF, ""),
        (Judgement(rounds=MAX_ROUNDS), State.GIVEN_UP, GIVEN_UP),
        (Judgement(barred="it is blind"), State.BARRED, UNWELL),
    ],
)
def test_what_hinders_a_release_is_told(unit: Updating, known: Judgement, state: State, fault: str) -> None:
    write_judgements(unit.layout.judgements, read_judgements(unit.layout.judgements).having(GOOD, known))
    found = standing(unit.layout, Wanted(version=GOOD), NOW)
    assert (found.state, found.fault, found.why) == (state, fault, known.barred)
    hand_over(unit.state, Wanted(version=GOOD, opening_hours=HOURS))
    one = errand(unit, "http://127.0.0.1:9", lambda: WantedRelease(version=GOOD, percent=100))
    asyncio.run(one.run())
    assert one.fault == fault, "the centre hears of it by the heartbeat"


def test_older_release_is_not_fetched_until_it_may_be_gone_to(bare: Updating, published: Publisher) -> None:
    bare.stands_at("3.0")
    with served(published.files) as server:
        one = errand(bare, server.url, lambda: WantedRelease(version=GOOD, percent=100))
        asyncio.run(one.run())
        assert (server.asked, one.fault) == ([], OLDER)
        assert standing(bare.layout, read_wanted(bare.state), NOW).state is State.OLDER
        bare.stands_at("3.1", way_back=GOOD)
        asyncio.run(one.run())
        assert (len(server.asked) > 0, one.fault) == (True, "")
    assert read_wanted(bare.state) == Wanted(version=GOOD, opening_hours=HOURS)


def test_release_without_a_proven_one_to_come_back_to_is_not_taken(unit: Updating) -> None:
    unit.layout.proven.unlink()
    assert not comes_by_itself(unit.layout, GOOD)


@pytest.mark.parametrize(
    ("newer", "older"),
    [
        ("0.10.0", "0.9.1"),
        ("1.0.1", "1.0"),
        ("1.0", "1.0rc2"),
        ("1.0", "1.0-rc2"),
        ("1.0-rc2", "0.9"),
        ("1.0", "1.0.post1"),
    ],
)
def test_newer_release_is_told_by_its_name(newer: str, older: str) -> None:
    assert is_newer(newer, older)
    assert not is_newer(older, newer)


@pytest.mark.parametrize(("one", "other"), [("1.0", "1.0"), ("1.0", "1"), ("1.0rc1", "1.0rc2"), ("1.0-a", "1.0-b")])
def test_where_names_do_not_tell_neither_is_newer(one: str, other: str) -> None:
    assert not is_newer(one, other)
    assert not is_newer(other, one)


def test_release_that_was_left_by_hand_is_told_as_such(unit: Updating) -> None:
    unit.update(GOOD)
    unit.trial().back("1.0")
    assert standing(unit.layout, Wanted(version=GOOD), NOW).why == BY_HAND


@pytest.mark.parametrize("content", [b"", b"{}", b'{"version": "../../etc"}', b'{"version": "1"' + b" " * MAX_BYTES])
def test_what_is_no_wish_is_none(tmp_path: Path, content: bytes) -> None:
    (tmp_path / FOLDER).mkdir()
    (tmp_path / FOLDER / FILE).write_bytes(content)
    assert read_wanted(tmp_path) is None


def test_waves_grow_and_hit_their_share() -> None:
    units = [f"018f6e2a-0000-7000-8000-{number:012d}" for number in range(4000)]
    one, ten, all_ = (
        {unit for unit in units if WantedRelease(version="1", percent=p).is_for(unit)} for p in (1, 10, 100)
    )
    assert one < ten < all_ == set(units)
    assert 20 <= len(one) <= 60
    assert 340 <= len(ten) <= 460
    assert all(0 <= share_of(unit) < SHARES for unit in units)


@pytest.mark.parametrize(
    ("hours", "at", "is_so"),
    [
        (HOURS, "2026-11-23T03:00:00+07:00", False),
        (HOURS, "2026-11-23T18:00:00+07:00", True),
        ((), "2026-11-23T03:00:00+07:00", True),
        (None, "2026-11-23T03:00:00+07:00", False),
        (None, "2026-11-23T13:00:00+07:00", True),
        (None, "2026-11-23T15:00:00+07:00", False),
    ],
)
def test_unit_is_away_only_when_its_market_is_quiet(
    hours: tuple[OpeningHours, ...] | None, at: str, is_so: bool
) -> None:
    assert is_quiet(hours, datetime.fromisoformat(at)) is is_so
