"""The unit's key and papers on the disk: closed to others, whole or not there."""

from __future__ import annotations

import asyncio
import stat
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from kiosk.errors import StoreError
from kiosk.messages.enrolment import Enrolled
from kiosk.sync.centre import CentreFaultError, Fault
from kiosk.sync.damaged import lately_damaged
from kiosk.sync.identity import (
    DAMAGED_KEY,
    DAMAGED_PAPERS,
    FOLDER,
    KEPT_KEY,
    KEPT_PAPERS,
    KEY_FILE,
    PAPERS_FILE,
    Identity,
    has_identity,
    mend_identity,
    read_identity,
    write_identity,
    write_papers,
)
from kiosk.sync.keeper import BEFORE, Keeper, is_due, spread_s
from tests.central.kiosks.paired import NOW, Unit
from tests.sync.paired import identity_of

UNIT = Unit("01936aaa-0000-7000-8000-000000000001", Ed25519PrivateKey.generate())
LOCKED = UNIT.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"of the test"))
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


TWICE = {KEY_FILE: (KEPT_KEY, DAMAGED_KEY), PAPERS_FILE: (KEPT_PAPERS, DAMAGED_PAPERS)}
"""The files of an identity: the second copy of each, and its name when it is put aside."""
DAMAGES = [None, b"", b"{", b"\xff\x00" * 50, LOCKED]


def spoil(path: Path, content: bytes | None) -> None:
    path.unlink() if content is None else path.write_bytes(content)


@pytest.mark.parametrize("name", TWICE)
@pytest.mark.parametrize("content", DAMAGES)
def test_identity_that_is_damaged_twice_is_said_with_its_remedy(
    tmp_path: Path, name: str, content: bytes | None
) -> None:
    write_identity(tmp_path, IDENTITY)
    for one in (name, TWICE[name][0]):
        spoil(tmp_path / FOLDER / one, content)
    mend_identity(tmp_path)
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


@pytest.mark.parametrize("name", TWICE)
@pytest.mark.parametrize("content", DAMAGES)
def test_damaged_file_is_put_aside_and_its_copy_is_used(tmp_path: Path, name: str, content: bytes | None) -> None:
    write_identity(tmp_path, IDENTITY)
    file, aside = tmp_path / FOLDER / name, tmp_path / FOLDER / TWICE[name][1]
    whole = file.read_bytes()
    spoil(file, content)
    assert is_ours(read_identity(tmp_path))
    mend_identity(tmp_path)
    assert file.read_bytes() == whole
    assert (aside.read_bytes() if aside.exists() else None) == content
    assert lately_damaged(tmp_path, datetime.now(UTC)) == (() if content is None else ("STO-20",))


@pytest.mark.parametrize("name", TWICE)
def test_identity_of_a_former_release_gets_its_second_copies(tmp_path: Path, name: str) -> None:
    write_identity(tmp_path, IDENTITY)
    (tmp_path / FOLDER / TWICE[name][0]).unlink()
    mend_identity(tmp_path)
    (tmp_path / FOLDER / name).write_bytes(b"")
    assert is_ours(read_identity(tmp_path))


def test_key_of_which_one_bit_was_lost_is_not_taken_for_this_units(tmp_path: Path) -> None:
    """Any 32 bytes are some key: the certificate says which is ours."""
    certified = IDENTITY.papers.enrolled.model_copy(update={"certificate": certificate_of(UNIT.key)})
    write_identity(tmp_path, replace(IDENTITY, papers=IDENTITY.papers.model_copy(update={"enrolled": certified})))
    other = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (tmp_path / FOLDER / KEY_FILE).write_bytes(other)
    mend_identity(tmp_path)
    assert is_ours(read_identity(tmp_path))
    assert (tmp_path / FOLDER / DAMAGED_KEY).read_bytes() == other


def test_copy_of_the_papers_follows_a_renewal(tmp_path: Path) -> None:
    write_identity(tmp_path, IDENTITY)
    renewed = IDENTITY.papers.model_copy(update={"url": "https://other.example"})
    write_papers(tmp_path, renewed)
    (tmp_path / FOLDER / PAPERS_FILE).write_bytes(b"")
    identity = read_identity(tmp_path)
    assert identity is not None
    assert identity.papers == renewed


def is_ours(identity: Identity | None) -> bool:
    assert identity is not None
    return (identity.papers.url, identity.key.private_bytes_raw()) == (
        IDENTITY.papers.url,
        UNIT.key.private_bytes_raw(),
    )


def certificate_of(key: Ed25519PrivateKey) -> str:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, UNIT.id)])
    builder = x509.CertificateBuilder(name, name, key.public_key(), 1, NOW, END)
    return builder.sign(key, None).public_bytes(Encoding.PEM).decode()
