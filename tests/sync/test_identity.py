"""The unit's key and papers on the disk: closed to others, whole or not there."""

from __future__ import annotations

import asyncio
import stat
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.errors import StoreError
from kiosk.messages.enrolment import Enrolled
from kiosk.sync.centre import CentreFaultError, Fault
from kiosk.sync.identity import (
    DAMAGED_PAPERS,
    FOLDER,
    KEPT_PAPERS,
    KEY_FILE,
    PAPERS_FILE,
    Identity,
    Papers,
    has_identity,
    mend_papers,
    read_identity,
    write_identity,
    write_papers,
)
from kiosk.sync.keeper import BEFORE, Keeper, is_due, spread_s
from tests.central.kiosks.paired import NOW, Unit
from tests.sync.paired import identity_of

UNIT = Unit("01936aaa-0000-7000-8000-000000000001", Ed25519PrivateKey.generate())
IDENTITY = identity_of(UNIT, expires_at=NOW + timedelta(days=60))


def test_unit_that_was_never_paired_has_none(tmp_path: Path) -> None:
    assert read_identity(tmp_path) is None
    assert not has_identity(tmp_path)


def test_identity_is_read_as_it_was_written(tmp_path: Path) -> None:
    write_identity(tmp_path, IDENTITY)
    read = read_identity(tmp_path)
    assert read is not None
    assert (read.device_id, read.market_id, read.papers) == (UNIT.id, "M1", IDENTITY.papers)
    assert read.key.private_bytes_raw() == UNIT.key.private_bytes_raw()


def test_key_is_closed_to_other_users(tmp_path: Path) -> None:
    write_identity(tmp_path, IDENTITY)
    assert stat.S_IMODE((tmp_path / FOLDER).stat().st_mode) == 0o700
    assert {stat.S_IMODE(file.stat().st_mode) for file in (tmp_path / FOLDER).iterdir()} == {0o600}


def test_new_identity_takes_the_place_of_the_old_and_leaves_nothing_beside(tmp_path: Path) -> None:
    write_identity(tmp_path, IDENTITY)
    (tmp_path / "identity.new").mkdir()  # of a pairing that broke off
    fresh = identity_of(Unit("K2", Ed25519PrivateKey.generate()))
    write_identity(tmp_path, fresh)
    read = read_identity(tmp_path)
    assert read is not None
    assert read.device_id == "K2"
    assert [path.name for path in tmp_path.iterdir()] == [FOLDER]


@pytest.mark.parametrize("name", [KEY_FILE, PAPERS_FILE])
@pytest.mark.parametrize("content", [None, b"", b"nonsense"])
def test_broken_identity_is_said_with_its_remedy(tmp_path: Path, name: str, content: bytes | None) -> None:
    write_identity(tmp_path, IDENTITY)
    spoiled = tmp_path / FOLDER / name
    spoiled.unlink() if content is None else spoiled.write_bytes(content)
    with pytest.raises(StoreError, match=r"STO-20: .* kiosk enrol URL --again"):
        read_identity(tmp_path)


def test_state_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file")
    with pytest.raises(StoreError, match="STO-01"):
        write_identity(tmp_path / "state", IDENTITY)


class Renewing:
    """A centre that renews, or is out of reach."""

    def __init__(self, expires_at: datetime | None) -> None:
        self.asked = 0
        self._expires_at = expires_at

    async def renew(self) -> Enrolled:
        self.asked += 1
        if self._expires_at is None:
            raise CentreFaultError(Fault.NO_ROAD, "of the test")
        return IDENTITY.papers.enrolled.model_copy(update={"expires_at": self._expires_at})


END = IDENTITY.papers.enrolled.expires_at
LATER = END + timedelta(days=60)


def keeper(folder: Path, centre: Renewing, now: datetime) -> Keeper:
    write_identity(folder, IDENTITY)
    return Keeper(folder, IDENTITY, centre, lambda: now)


def test_certificate_is_renewed_in_its_last_thirty_days(tmp_path: Path) -> None:
    centre = Renewing(LATER)
    assert asyncio.run(keeper(tmp_path, centre, END - BEFORE).look())
    read = read_identity(tmp_path)
    assert read is not None
    assert read.papers.enrolled.expires_at == LATER
    assert read.key.private_bytes_raw() == UNIT.key.private_bytes_raw()
    assert centre.asked == 1


def test_certificate_that_holds_longer_is_left_alone(tmp_path: Path) -> None:
    centre = Renewing(LATER)
    assert asyncio.run(keeper(tmp_path, centre, END - BEFORE - timedelta(seconds=1)).look())
    assert centre.asked == 0


def test_unit_that_wakes_in_the_past_renews_by_the_centres_time(tmp_path: Path) -> None:
    centre = Renewing(LATER)
    assert asyncio.run(keeper(tmp_path, centre, datetime.fromisoformat("1970-01-01T00:00:00Z")).look(END - BEFORE))
    assert centre.asked == 1


def test_failed_renewal_is_tried_again_and_loses_nothing(tmp_path: Path) -> None:
    assert not asyncio.run(keeper(tmp_path, Renewing(None), END - BEFORE).look())
    read = read_identity(tmp_path)
    assert read is not None
    assert read.papers == IDENTITY.papers


def test_papers_that_cannot_be_kept_are_asked_for_again(tmp_path: Path) -> None:
    looking = keeper(tmp_path, Renewing(LATER), END)
    (tmp_path / FOLDER / f"{PAPERS_FILE}.new").mkdir()
    assert not asyncio.run(looking.look())
    with pytest.raises(StoreError, match="STO-01"):
        write_papers(tmp_path, IDENTITY.papers)


def test_looks_are_spread_over_half_more_and_half_less() -> None:
    assert (spread_s(100, 0.0), spread_s(100, 0.5)) == (50, 100)
    assert is_due(END, END)


@pytest.fixture
def kept_twice(tmp_path: Path) -> Identity:
    """An identity in `tmp_path` whose papers have their second copy."""
    write_identity(tmp_path, IDENTITY)
    mend_papers(tmp_path)
    return IDENTITY


@pytest.mark.parametrize("damaged", [b"", b"{", b"\xff\x00" * 50, None])
def test_damaged_papers_are_put_aside_and_their_copy_is_used(
    tmp_path: Path, kept_twice: Identity, damaged: bytes | None
) -> None:
    papers, aside = tmp_path / FOLDER / PAPERS_FILE, tmp_path / FOLDER / DAMAGED_PAPERS
    papers.unlink()
    if damaged is not None:
        papers.write_bytes(damaged)
    assert papers_of(tmp_path) == kept_twice.papers
    mend_papers(tmp_path)
    assert Papers.model_validate_json(papers.read_bytes()) == kept_twice.papers
    assert (aside.read_bytes() if aside.exists() else None) == damaged


def test_copy_of_the_papers_follows_a_renewal(tmp_path: Path, kept_twice: Identity) -> None:
    renewed = kept_twice.papers.model_copy(update={"url": "https://other.example"})
    write_papers(tmp_path, renewed)
    (tmp_path / FOLDER / PAPERS_FILE).write_bytes(b"")
    assert papers_of(tmp_path) == renewed


@pytest.mark.usefixtures("kept_twice")
def test_papers_that_are_damaged_twice_are_said(tmp_path: Path) -> None:
    for name in (PAPERS_FILE, KEPT_PAPERS):
        (tmp_path / FOLDER / name).write_bytes(b"")
    mend_papers(tmp_path)
    with pytest.raises(StoreError, match="STO-20"):
        read_identity(tmp_path)


def papers_of(state: Path) -> Papers:
    identity = read_identity(state)
    assert identity is not None
    return identity.papers
