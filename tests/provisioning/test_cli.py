"""What a technician types wrongly is one line with its number and the line to type; nothing is done then."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from provisioning import cli
from provisioning.faults import ProvisioningError
from provisioning.pack import Release, Target
from provisioning.pin import HostKey
from tests.provisioning.conftest import EXAMPLE


def said(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    """Return what a command that cannot be done says."""
    with pytest.raises(SystemExit) as ended:
        cli.main(words)
    assert ended.value.code == 2
    return capsys.readouterr().err


@pytest.mark.parametrize(
    ("command", "target"),
    [
        ("apply", "provision"),
        ("pin", "provision-pin"),
        ("enrol", "provision-enrol"),
        ("packages", "pack-packages"),
    ],
)
def test_inventory_and_unit_that_are_none_are_told_with_the_line_to_type(
    capsys: pytest.CaptureFixture[str], command: str, target: str
) -> None:
    assert said(capsys, command).startswith("PRV-01: no inventory is named.")
    assert f"make {target} INVENTORY=" in said(capsys, command, "no.toml")
    told = said(capsys, command, str(EXAMPLE), "--unit", "mk-99")
    assert told.startswith("PRV-01: 'mk-99' is not in ")
    assert f"make {target} INVENTORY={EXAMPLE} UNITS=mk-01" in told
    if command != "apply":
        assert said(capsys, command, str(EXAMPLE)).startswith("PRV-01: no unit is named")


def test_run_without_debians_packages_begins_nothing_offline(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    release = Release(Path("dist/unit"), "0.1.0", Target("3.13", "aarch64"), 1, False)
    monkeypatch.setattr(cli, "load_release", lambda _: release)
    monkeypatch.setattr(cli, "set_up", lambda *_: pytest.fail("a unit was begun"))
    told = said(capsys, "apply", str(EXAMPLE), "--offline", "--dry-run")
    assert told.startswith("PRV-03: dist/unit holds no Debian packages. Nothing was changed. make pack-packages ")


def test_key_that_is_not_there_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert said(capsys, "enrol", str(EXAMPLE), "--unit", "mk-01", "--key", "no").startswith(
        "PRV-13: there is no key no"
    )


def test_each_named_unit_is_paired_though_one_fails(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cli, "ssh_command", lambda _inventory, name, _key, _script: [name])
    asked: list[str] = []

    def run(command: list[str], **_: object) -> subprocess.CompletedProcess[bytes]:
        asked.extend(command)
        return subprocess.CompletedProcess(command, int(command == ["mk-01"]))

    monkeypatch.setattr(subprocess, "run", run)
    said(capsys, "enrol", str(EXAMPLE), "--unit", "mk-01", "--unit", "mk-02")
    assert asked == ["mk-01", "mk-02"]


def test_each_named_unit_is_pinned_though_one_does_not_answer(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    keys: list[str] = []

    def learned(unit: object) -> HostKey:
        if not keys:
            keys.append("none")
            raise ProvisioningError("PRV-10", "nothing answers.", "Look at power.")
        return HostKey("10.20.0.12", "ssh-ed25519", "AAAA")

    monkeypatch.setattr(cli, "learned", learned)
    monkeypatch.setattr(cli, "pinned", lambda _, key: keys.append(key.host))
    told = said(capsys, "pin", str(EXAMPLE), "--yes", "--unit", "mk-01", "--unit", "mk-02")
    assert told.startswith("mk-01: PRV-10")
    assert keys == ["none", "10.20.0.12"]


def test_packages_are_taken_from_one_unit_at_a_time(capsys: pytest.CaptureFixture[str]) -> None:
    told = said(capsys, "packages", str(EXAMPLE), "--unit", "mk-01", "--unit", "mk-02")
    assert told.startswith("PRV-01: packages are taken from one unit at a time")
