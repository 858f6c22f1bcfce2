"""The centre's own commands: from a new vault to withdrawn labels, without a file of private keys."""

from __future__ import annotations

import json
import stat
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Engine, select

from kiosk.central.database import sqlite_url
from kiosk.central.kiosks.authority import authority_of, issue
from kiosk.central.people.rights import Grant, Role
from kiosk.central.people.tables import proposals
from kiosk.central.publishing.signers import service_keys, signers_of
from kiosk.central.registry.load import load_registry
from kiosk.central.seals.keyring import add_key
from kiosk.central.seals.opening import VaultPlaces, open_vault
from kiosk.central.seals.publishing import newest_list
from kiosk.central.seals.signer import PUBLISHED_FOR
from kiosk.central.seals.tables import label_issues, signing_keys
from kiosk.central.versions import newest_versions
from kiosk.clock import FixedClock
from kiosk.moment import Moment
from kiosk.processes.central.database import open_migrated
from kiosk.processes.people import make_person
from kiosk.trust.digest import digest_of
from kiosk.trust.read import trust_list_from_json
from kiosk.trust.seal import SealState
from tests.central.conftest import NOW
from tests.central.registry_folder import GTIN
from tests.central.seals.conftest import OPEN_LOT, WANTED, deed_at
from tests.cli.conftest import Kiosk, kiosk, no_unit
from tests.trust.sealing import check

__all__ = ["kiosk", "no_unit"]
LOT = ("central", "seal", "lot", "--gtin", GTIN, "--lot", OPEN_LOT)


@pytest.fixture(autouse=True)
def at_nine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KIOSK_CLOCK__AT", NOW.isoformat())


def doubt(monkeypatch: pytest.MonkeyPatch, floor: datetime) -> None:
    """Give the commands a clock at NOW that nobody vouches for, and that is certain of `floor` alone."""

    class Doubted(FixedClock):
        def now(self) -> Moment:
            return Moment(NOW, is_trusted=False, floor=floor)

    monkeypatch.setattr("kiosk.commands.unit.make_clock", lambda *_, **_kept: Doubted(floor))


@pytest.fixture
def key_file(kiosk: Kiosk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "central-key"
    assert kiosk("central", "seal", "vault", "make", str(path)).status == 0
    monkeypatch.setenv("KIOSK_CENTRAL__KEY_FILE", str(path))
    return path


@pytest.fixture
def centre(kiosk: Kiosk, key_file: Path, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Engine:
    """A centre's SQLite file, with a key of E1 that has been in the list for three days."""
    url = sqlite_url(tmp_path / "centre.db")
    monkeypatch.setenv("KIOSK_CENTRAL__DATABASE_URL", url)
    engine = open_migrated(url)
    with engine.begin() as connection:
        load_registry(connection, folder)
        add_key(connection, open_vault(VaultPlaces(key_file=key_file)), deed_at(NOW.replace(day=20)), WANTED)
    return engine


def test_a_key_encryption_key_is_made_for_its_owner_alone(kiosk: Kiosk, key_file: Path) -> None:
    assert (stat.S_IMODE(key_file.stat().st_mode), len(key_file.read_bytes())) == (0o600, 32)
    before = key_file.read_bytes()
    said = kiosk("central", "seal", "vault", "make", str(key_file))
    assert (said.status, key_file.read_bytes()) == (2, before)
    assert "SEAL-02" in said.err


def test_a_lot_is_sealed_by_the_centre_and_logged(kiosk: Kiosk, centre: Engine) -> None:
    said = kiosk(*LOT, "--serials", "5")
    assert (said.status, said.err) == (0, "Batch 1.\n")
    with centre.connect() as connection:
        trust = newest_list(connection)
        (row,) = connection.execute(select(label_issues.c.user_id, label_issues.c.count, label_issues.c.kid)).all()
    assert [check(link, trust).state for link in said.out.splitlines()] == [SealState.VALID] * 5
    assert tuple(row) == ("operator", 5, 1)


@pytest.mark.parametrize(("hours", "count"), [(23, 1), (25, 0)])
def test_by_a_clock_that_is_not_trusted_a_lot_is_sealed_as_of_what_is_certain(
    kiosk: Kiosk, centre: Engine, monkeypatch: pytest.MonkeyPatch, hours: int, count: int
) -> None:
    known_since = NOW.replace(day=20) + PUBLISHED_FOR
    doubt(monkeypatch, floor=known_since + timedelta(hours=24 - hours))
    said = kiosk(*LOT, "--serials", "1")
    assert ("SEAL-26" in said.err, len(said.out.splitlines())) == (not count, count)
    with centre.connect() as connection:
        assert connection.execute(select(label_issues.c.at)).scalars().all() == [NOW] * count


def test_other_hosts_wait_for_a_clock_that_is_trusted(
    kiosk: Kiosk, centre: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    doubt(monkeypatch, floor=NOW - timedelta(days=5))
    said = kiosk("central", "trust", "publish", "--host", "b.example")
    assert (said.status, "SEAL-26" in said.err) == (2, True)
    with centre.connect() as connection:
        assert "b.example" not in newest_list(connection).hosts


def test_more_than_remain_are_one_line(kiosk: Kiosk, centre: Engine) -> None:
    said = kiosk(*LOT, "--serials", "51", "--json")
    assert (said.status, said.out, said.err.count("\n")) == (2, "", 1)
    assert "50 of 50, by its quantity" in said.err


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("--serials", "1", "--use-by", "261130"),
        ("--serials", "1", "--host", "trace.example"),
        ("--lot-label", "--serials", "1"),
    ],
)
def test_the_two_ways_are_not_mixed(kiosk: Kiosk, centre: Engine, arguments: tuple[str, ...]) -> None:
    said = kiosk(*LOT, *arguments)
    assert (said.status, said.out) == (2, "")


def test_without_its_key_the_centre_seals_nothing(kiosk: Kiosk, centre: Engine, key_file: Path) -> None:
    key_file.chmod(0o644)
    said = kiosk(*LOT, "--serials", "1")
    assert (said.status, said.out) == (2, "")
    assert "SEAL-31" in said.err
    with centre.connect() as connection:
        assert connection.execute(select(label_issues)).all() == []


def test_labels_are_withdrawn_by_batch_and_by_name(kiosk: Kiosk, centre: Engine) -> None:
    links = kiosk(*LOT, "--serials", "5").out.splitlines()
    lot = ("central", "seal", "withdraw", "--gtin", GTIN, "--lot", OPEN_LOT)
    serial = links[0].partition("/21/")[2][:8]
    assert kiosk(*lot, "--serial", serial).err == "Labels withdrawn: 1.\n"
    assert kiosk(*lot, "--batch", "1", "--last", "3").err == "Labels withdrawn: 2.\n"
    assert "SEAL-17" in kiosk(*lot, "--batch", "2").err
    assert kiosk(*lot).status == 2


def test_a_key_is_proposed_in_the_name_of_an_administrator(kiosk: Kiosk, centre: Engine) -> None:
    url = centre.url.render_as_string()
    make_person(url, "An", Grant(Role.ADMINISTRATOR), timedelta(days=1), NOW)
    make_person(url, "Bình", Grant(Role.PRODUCER, "E1"), timedelta(days=1), NOW)
    days = ("--not-before", "2026-01-01", "--not-after", "2027-01-01")
    asked = ("central", "seal", "key", "--establishment", "E1", "--gtin", GTIN, *days, "--user")
    said = kiosk(*asked, "An")
    with centre.connect() as connection:
        (row,) = connection.execute(select(proposals)).all()
        assert len(connection.execute(select(signing_keys)).all()) == 1
    assert (said.status, said.out.strip(), row.kind, row.state) == (0, row.id, "new_key", "waiting")
    assert "PPL-01" in kiosk(*asked, "Bình").err
    assert "PPL-02" in kiosk(*asked, "Nobody").err
    assert "SEAL-19" in kiosk(*asked[:4], "E9", *asked[5:], "An").err


def newest_versions_of(tmp_path: Path) -> str:
    """Return the digest that the centre names in its answers."""
    engine = open_migrated(sqlite_url(tmp_path / "state" / "central.db"))
    with engine.connect() as connection:
        versions = newest_versions(connection)
    engine.dispose()
    return versions.trust_digest


def test_the_first_list_of_a_centre_is_published_with_its_hosts(kiosk: Kiosk, tmp_path: Path) -> None:
    kiosk("central", "init")
    assert kiosk("central", "trust", "publish", "--host", "Tem.Example").status == 0
    assert kiosk("central", "trust", "publish", "--host", "tem.example", "--host", "b.example").status == 0
    exported = json.loads(kiosk("central", "trust", "export").out)
    assert (exported["version"], exported["hosts"], exported["keys"]) == (2, ["tem.example", "b.example"], [])
    answer = newest_versions_of(tmp_path)
    assert answer == digest_of(trust_list_from_json(json.dumps(exported), "exported"))
    said = kiosk("central", "trust", "publish", "--host", "no host")
    assert (said.status, said.err.count("\n")) == (2, 1)


def test_the_key_encryption_key_is_replaced_without_losing_a_key(
    kiosk: Kiosk, centre: Engine, key_file: Path, tmp_path: Path
) -> None:
    old = key_file.read_bytes()
    assert kiosk("central", "seal", "vault", "next", str(key_file)).status == 0
    assert key_file.read_bytes()[32:] == old
    assert kiosk(*LOT, "--serials", "1").status == 0  # both open
    assert "SEAL-31" in kiosk("central", "seal", "vault", "next", str(key_file)).err
    said = kiosk("central", "seal", "vault", "rotate", str(key_file))
    assert (said.status, said.err.partition(". ")[0]) == (0, "Private keys sealed anew: 1")
    assert (len(key_file.read_bytes()), stat.S_IMODE(key_file.stat().st_mode)) == (32, 0o600)
    assert kiosk(*LOT, "--serials", "1").status == 0
    key_file.write_bytes(old)
    assert "SEAL-32" in kiosk(*LOT, "--serials", "1").err


def test_a_rotation_that_cannot_open_a_key_keeps_both(kiosk: Kiosk, centre: Engine, key_file: Path) -> None:
    kiosk("central", "seal", "vault", "next", str(key_file))
    with centre.begin() as connection:
        connection.execute(signing_keys.update().values(handle=b"\x01" + bytes(68)))
    said = kiosk("central", "seal", "vault", "rotate", str(key_file))
    assert (said.status, len(key_file.read_bytes())) == (2, 64)
    assert "SEAL-32" in said.err


def test_the_service_and_the_kiosks_authority_lose_no_key_either(kiosk: Kiosk, centre: Engine, key_file: Path) -> None:
    def uses_all() -> None:
        vault = open_vault(VaultPlaces(key_file=key_file))
        with centre.begin() as connection:
            service_keys(connection, vault, NOW)
            for signers in signers_of(connection, vault).values():
                assert [signer.sign(b"x") for signer in signers]
            issue(authority_of(connection, vault, NOW), "kiosk", Ed25519PrivateKey.generate().public_key(), NOW)

    uses_all()
    kiosk("central", "seal", "vault", "next", str(key_file))
    said = kiosk("central", "seal", "vault", "rotate", str(key_file))
    assert (said.status, said.err.partition(". ")[0]) == (0, "Private keys sealed anew: 6")
    uses_all()
