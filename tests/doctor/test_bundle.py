"""The support file: small, listed, and without what is secret or about people."""

from __future__ import annotations

import gzip
import random
import string
import tarfile
import time
from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.doctor.bundle import MAX_BYTES, bundled, write_bundle
from kiosk.doctor.scrub import scrubbed
from kiosk.doctor.subject import Subject
from kiosk.errors import StoreError
from kiosk.journal.store import Journal
from kiosk.moment import Moment
from kiosk.settings import Settings
from kiosk.sync.identity import new_key, write_identity
from tests.central.kiosks.paired import Unit
from tests.doctor.conftest import NOW, System
from tests.journal.events import event_of
from tests.sync.paired import identity_of

SECRETS = {
    "central": {
        "database_url": "postgresql://kiosk:hunter2@db.example/kiosk",
        "replica_url": "postgresql://kiosk:hunter3@db.example/kiosk",
        "token_pin_file": "/secret/place/pin",
        "url": "https://trace.example",
    },
    "unit": {"name": "Trạm 1"},
}


def unpacked(path: Path) -> dict[str, str]:
    with tarfile.open(path) as tar:
        return {member.name: (tar.extractfile(member) or gzip.open(path)).read().decode() for member in tar}


@pytest.fixture
def unit(subject: Subject) -> Subject:
    """A paired unit with a row in its journal, and settings of which some are secret."""
    key = new_key()
    write_identity(subject.places.state, identity_of(Unit("01936aaa-0000-7000-8000-000000000001", key)))
    journal = Journal.open(subject.journal, Moment(NOW, is_trusted=True, floor=NOW))
    journal.append(event_of(at=NOW))
    journal.close()
    return replace(subject, settings=Settings.model_validate(SECRETS))


def test_bundle_lists_what_is_in_it(unit: Subject, tmp_path: Path) -> None:
    path = tmp_path / "support.tar.gz"
    write_bundle(path, bundled(unit))
    files = unpacked(path)
    listed = {line.partition(":")[0] for line in files["kiosk-support/contents.txt"].splitlines()}
    assert {f"kiosk-support/{name}" for name in listed} == set(files) - {"kiosk-support/contents.txt"}
    assert {"doctor.txt", "settings.txt", "log.txt"} < listed
    assert path.stat().st_mode & 0o777 == 0o600


def test_neither_keys_nor_secret_settings_nor_rows_are_in_it(unit: Subject, tmp_path: Path) -> None:
    path = tmp_path / "support.tar.gz"
    write_bundle(path, bundled(unit))
    everything = "\n".join(unpacked(path).values())
    event = event_of(at=NOW)
    key = (unit.places.state / "identity" / "key.pem").read_text().splitlines()[1]
    for secret in (key, "PRIVATE", "hunter2", "hunter3", "/secret/place", event.identity.gtin, event.identity.serial):
        assert secret is not None
        assert secret not in everything
    assert "unit.name = Trạm 1" in everything
    assert "central.url = https://trace.example" in everything


def test_bundle_stays_under_a_megabyte_whatever_the_logs_hold(unit: Subject, system: System, tmp_path: Path) -> None:
    letters = random.Random(1).choices(string.ascii_letters + " \n", k=500_000)
    system.said["journalctl"] = "".join(letters)
    size = write_bundle(tmp_path / "support.tar.gz", bundled(unit))
    assert 100_000 < size < MAX_BYTES


def test_file_that_stands_there_is_not_overwritten(unit: Subject, tmp_path: Path) -> None:
    path = tmp_path / "support.tar.gz"
    path.write_text("another")
    with pytest.raises(StoreError, match="DOC-01"):
        write_bundle(path, ())
    assert path.read_text() == "another"


@pytest.mark.parametrize(
    "secret",
    [
        "https://id.nongsan.example/01/09521234543213/21/7K2M9Q?s=Ab0-_Ab0",
        "postgresql://kiosk:hunter2@db.example/kiosk",
        "token=short",
        "Authorization: Bearer abc",
        "the pin: 1234",
        "KIOSK_CENTRAL__KEY=abc",
        "nguyen.van.an@example.vn",
        "(01)09521234543213(10)L26(21)7K2M9Q",
        "BCDF-2345",
        "9521234543213",
        "0912 345 678",
        "Ab0-_Ab0-_Ab0-_Ab0",
        "x" * 44,
        "-----BEGIN PRIVATE KEY-----\nMC4CAQAw\n-----END PRIVATE KEY-----",
        "-----BEGIN PRIVATE KEY-----\nMC4CAQAw",
    ],
)
def test_secrets_do_not_survive_the_scrubbing(secret: str) -> None:
    left = scrubbed(f"Nov 24 10:00:00 kiosk[812]: before {secret}")
    assert left.startswith("Nov 24 10:00:00 kiosk[812]: ")
    hidden = (
        "0952",
        "7K2M",
        "hunter",
        "short",
        "abc",
        "1234",
        "nguyen",
        "L26",
        "BCDF",
        "345 678",
        "Ab0",
        "xxxx",
        "MC4C",
    )
    assert [one for one in hidden if one in left] == []


@pytest.mark.parametrize(
    "line",
    [
        "kiosk-camera.service: Main process exited, code=exited, status=1/FAILURE",
        "CAM-02: camera /dev/video0 gives no pictures any more. Check its cable; plug it in.",
        'File "kiosk/processes/camera.py", line 127, in _read',
    ],
)
def test_lines_that_help_survive_the_scrubbing(line: str) -> None:
    assert scrubbed(line) == line


@pytest.mark.parametrize(
    "text", ["x" * 400_000, "(01)" * 100_000, "a" * 200_000 + "@", "key" * 130_000, "0 " * 200_000]
)
def test_scrubbing_takes_a_moment_whatever_the_text(text: str) -> None:
    start = time.process_time()
    scrubbed(text)
    assert time.process_time() - start < 3
