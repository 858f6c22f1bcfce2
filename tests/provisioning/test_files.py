"""The files that a unit gets are sound by the tools that read them, and name what the units name."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from provisioning.inventory import Board, Window
from provisioning.step import WantedFile
from provisioning.steps import steps_for
from provisioning.steps.system import updates
from provisioning.subject import PROJECT, Subject
from tests.provisioning.conftest import with_unit

SHELLCHECK = Path(sys.executable).parent / "shellcheck"


@pytest.fixture
def files(subject: Subject) -> dict[str, WantedFile]:
    """All files of a Raspberry Pi with a turned display and a read-only root, by their paths."""
    steps = steps_for(subject, offline=False, switch=False)
    return {file.path: file for step in steps for file in step.files}


def test_no_file_is_wanted_twice_and_every_step_has_its_name(subject: Subject) -> None:
    steps = steps_for(subject, offline=False, switch=False)
    paths = [file.path for step in steps for file in step.files]
    assert len(set(paths)) == len(paths)
    assert len({step.name for step in steps}) == len(steps)
    assert {name for step in steps for name in step.wakes} <= {step.name for step in steps}


def test_doors_close_before_parts_start_and_after_all_else(subject: Subject) -> None:
    assert [step.name for step in steps_for(subject, offline=False, switch=False)][-3:] == ["firewall", "ssh", "start"]


def test_scripts_are_sound(files: dict[str, WantedFile], tmp_path: Path) -> None:
    scripts = []
    for number, file in enumerate(one for one in files.values() if one.content.startswith(b"#!/bin/sh")):
        scripts.append(tmp_path / f"{number}.sh")
        scripts[-1].write_bytes(file.content)
    assert len(scripts) == 3
    done = subprocess.run([SHELLCHECK, "-e", "SC1091,SC2154", *scripts], check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_turned_screen_starts_the_program_that_the_unit_starts(files: dict[str, WantedFile]) -> None:
    units = "/etc/systemd/system"
    [ours] = re.findall(rb"exec (\S+ part screen)", files[f"{units}/kiosk-screen.service.d/rotation.conf"].content)
    assert ours in files[f"{units}/kiosk-screen.service"].content
    assert b"transform 90" in files["/etc/kiosk/kanshi"].content


def test_sync_reaches_centre_and_name_servers_alone(files: dict[str, WantedFile]) -> None:
    text = files["/etc/systemd/system/kiosk-sync.service.d/addresses.conf"].content.decode()
    assert re.findall(r"^IPAddress\w+=(\S+)$", text, re.MULTILINE) == [
        "any",
        "localhost",
        "10.20.0.1",
        "203.0.113.10/32",
    ]


def test_usb_takes_no_keyboard_or_stick_that_bears_a_listed_number(files: dict[str, WantedFile]) -> None:
    rules = files["/etc/usbguard/rules.conf"].content.decode()
    listed = re.findall(r"^allow id (\S+)(.*)$", rules, re.MULTILINE)
    refused = " with-interface none-of { 03:00:01 03:01:01 08:*:* }"
    assert listed == [("05a3:9230", refused), ("222a:0001", refused)]


@pytest.mark.parametrize(("step", "service"), [("time", "chrony"), ("usb", "usbguard")])
def test_guard_that_was_stopped_has_drifted_and_none_starts_on_what_it_cannot_read(
    subject: Subject, step: str, service: str
) -> None:
    [one] = [one for one in steps_for(subject, offline=False, switch=False) if one.name == step]
    assert [test.command for test in one.tests if f"is-active {service}.service" in test.command]
    checked = [number for number, command in enumerate(one.commands) if "chronyd -p" in command or "parser" in command]
    started = [number for number, command in enumerate(one.commands) if f"restart {service}" in command]
    assert len(checked) == len(started) == 1
    assert checked < started


@pytest.mark.parametrize(("board", "is_wanted", "count"), [("pi5", True, 3), ("pi5", False, 2), ("pc", True, 2)])
def test_makers_archive_comes_where_the_inventory_wants_it(
    subject: Subject, board: str, is_wanted: bool, count: int
) -> None:
    market = subject.market.model_copy(update={"window": Window(maker=is_wanted)})
    inventory = subject.inventory.model_copy(update={"market": market})
    changed = with_unit(replace(subject, inventory=inventory), board=Board(board))
    [apt] = [file for file in updates(changed).files if file.path.endswith("52kiosk")]
    origins = re.findall(r'^    "origin=([^,]+),codename=\$\{distro_codename\}', apt.content.decode(), re.MULTILINE)
    assert origins == ["Debian", "Debian", "Raspberry Pi Foundation"][:count]


def test_another_calibration_of_the_touch_screen_holds_at_once(subject: Subject) -> None:
    """udev gives a device its properties as it comes, or as it is asked to again; the screen is started after that."""
    [screen] = [step for step in steps_for(subject, offline=False, switch=False) if step.name == "screen"]
    assert any("udevadm trigger --subsystem-match=input" in command for command in screen.commands)
    assert "start" in screen.wakes


def test_no_unit_of_the_centre_comes_onto_a_kiosk(files: dict[str, WantedFile]) -> None:
    units = {Path(path).name for path in files if path.startswith("/etc/systemd/system/kiosk")}
    assert "kiosk-central.service" not in units
    assert {"kiosk-screen.service", "kiosk.target", "kiosk-outage@.service"} <= units


def test_what_says_out_of_order_lies_on_the_root_with_its_picture(files: dict[str, WantedFile], tmp_path: Path) -> None:
    """The data partition, with all releases, may be what is broken."""
    [program] = re.findall(rb"python3 (\S+)", files["/etc/systemd/system/kiosk-outage@.service"].content)
    own = {path: file for path, file in files.items() if path.startswith("/usr/local/lib/kiosk/")}
    for path, file in own.items():
        laid = tmp_path / path.lstrip("/")
        laid.parent.mkdir(parents=True, exist_ok=True)
        laid.write_bytes(file.content)
    script = tmp_path / program.decode().lstrip("/")
    asked = "import outage; print(outage.read_picture(outage.PICTURE).width)"
    done = subprocess.run([sys.executable, "-c", asked], cwd=script.parent, check=True, capture_output=True, text=True)
    assert int(done.stdout) > 0


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd here")
def test_mount_units_are_sound(files: dict[str, WantedFile], tmp_path: Path) -> None:
    mounts = []
    for path, file in files.items():
        if path.endswith(".mount"):
            mounts.append(tmp_path / Path(path).name)
            mounts[-1].write_bytes(file.content)
    assert len(mounts) == 6
    done = subprocess.run(["systemd-analyze", "verify", *mounts], check=False, capture_output=True, text=True)
    assert [line for line in done.stderr.splitlines() if str(tmp_path) in line] == []


def test_example_of_the_documents_is_the_one_that_is_tested() -> None:
    assert "provisioning/inventory/example.toml" in (PROJECT / "docs/provisioning.md").read_text("utf-8")
