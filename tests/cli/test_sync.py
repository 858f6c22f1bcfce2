"""`kiosk sync --from DIR`: a stick instead of a network."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest

from kiosk.messages.published import TRUST_TARGET
from tests.cli.conftest import Kiosk
from tests.sync.repository import Publisher
from tests.sync.unit_exchange import trust_list


@pytest.fixture
def publisher(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Publisher:
    """A centre that published a trust list; its root is that of this unit."""
    made = Publisher()
    made.publish({TRUST_TARGET: trust_list(7)})
    (tmp_path / "root.json").write_bytes(made.root)
    monkeypatch.setenv("KIOSK_OFFLINE__ROOT", str(tmp_path / "root.json"))
    return made


@pytest.fixture
def stick(publisher: Publisher, tmp_path: Path) -> Path:
    publisher.write(tmp_path / "stick")
    return tmp_path / "stick"


def test_stick_puts_the_trust_list_into_place(kiosk: Kiosk, stick: Path, tmp_path: Path) -> None:
    said = kiosk("sync", "--from", str(stick))
    assert said.status == 0
    assert "version 7" in said.out
    assert json.loads((tmp_path / "state" / "lists.json").read_bytes())["trust"]["version"] == 7


def test_what_is_in_place_is_said_as_json(kiosk: Kiosk, stick: Path, publisher: Publisher) -> None:
    (said,) = kiosk("sync", "--from", str(stick), "--json").objects
    assert said == {
        "signed_at": publisher.signed_at.isoformat().replace("+00:00", "Z"),
        "trust_version": 7,
        "registry_as_of": None,
    }


def test_forged_stick_is_refused_and_changes_nothing(kiosk: Kiosk, tmp_path: Path, publisher: Publisher) -> None:
    thief = Publisher()
    thief.publish({TRUST_TARGET: trust_list(8)})
    thief.write(tmp_path / "stick")
    said = kiosk("sync", "--from", str(tmp_path / "stick"))
    assert said.status == 2
    assert "TUF-01" in said.err
    assert not (tmp_path / "state" / "lists.json").exists()


def test_old_stick_is_refused_after_a_newer_one(
    kiosk: Kiosk, stick: Path, publisher: Publisher, tmp_path: Path
) -> None:
    publisher.publish({TRUST_TARGET: trust_list(8)})
    publisher.write(tmp_path / "newer")
    assert kiosk("sync", "--from", str(tmp_path / "newer")).status == 0
    said = kiosk("sync", "--from", str(stick))
    assert said.status == 2
    assert "TUF-03" in said.err
    assert "VersionNumber" not in said.err


def test_stick_that_was_on_its_way_for_too_long_is_refused(kiosk: Kiosk, publisher: Publisher, tmp_path: Path) -> None:
    publisher.lifetime["timestamp"] = timedelta(seconds=-1)
    publisher.vouch()
    publisher.write(tmp_path / "stick")
    said = kiosk("sync", "--from", str(tmp_path / "stick"))
    assert said.status == 2
    assert "TUF-02" in said.err


def test_stick_without_its_timestamp_is_refused(kiosk: Kiosk, stick: Path) -> None:
    (stick / "metadata" / "timestamp.json").unlink()
    said = kiosk("sync", "--from", str(stick))
    assert said.status == 2
    assert "TUF-08" in said.err


def test_unit_without_a_root_of_trust_takes_nothing(kiosk: Kiosk, stick: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KIOSK_OFFLINE__ROOT")
    monkeypatch.setattr("kiosk.commands.unit.ROOT_FILE", "there is none.json")
    said = kiosk("sync", "--from", str(stick))
    assert said.status == 2
    assert "TUF-07" in said.err


def test_root_that_cannot_be_read_is_named(kiosk: Kiosk, stick: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KIOSK_OFFLINE__ROOT", "/nowhere/root.json")
    said = kiosk("sync", "--from", str(stick))
    assert said.status == 2
    assert "SET-06" in said.err


def test_unit_that_is_not_paired_exchanges_nothing(kiosk: Kiosk) -> None:
    said = kiosk("sync", "--once")
    assert said.status == 2
    assert "NET-24" in said.err


@pytest.mark.parametrize("options", [(), ("--once", "--from", ".")])
def test_one_road_must_be_given(kiosk: Kiosk, options: tuple[str, ...]) -> None:
    assert kiosk("sync", *options).status == 2
