"""What only hardware can show: asked, looked at, or absent with the reason; and the record over a power cut."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.doctor.hardware import QUESTIONS, add_run, hardware_rows, last_run, this_run
from kiosk.doctor.row import NOT_HERE, Row, State
from kiosk.doctor.subject import Subject
from kiosk.errors import StoreError
from kiosk.settings import Settings
from tests.doctor.conftest import System, write

UNIT = {
    "proc/device-tree/model": "Raspberry Pi 5 Model B Rev 1.0",
    "proc/cmdline": "root=/dev/mmcblk0p2 quiet splash consoleblank=0 kiosk.ro=1",
    "proc/swaps": "Filename Type Size Used Priority",
    "sys/fs/cgroup/cgroup.controllers": "cpuset cpu io memory pids",
    "proc/sys/kernel/random/boot_id": "one",
    "sys/bus/usb/devices/usb1/authorized": "1",
}
SPOILT = [
    ("proc/cmdline", "root=/dev/mmcblk0p2", "command line"),
    ("proc/swaps", "Filename Type Size Used Priority\n/dev/zram0 partition 1 0 -2", "swap"),
    ("proc/mounts", "overlay / overlay rw 0 0", "data partition"),
    ("proc/mounts", "/dev/mmcblk0p2 / ext4 rw 0 0", "root"),
    ("sys/fs/cgroup/cgroup.controllers", "cpuset cpu io pids", "memory limits"),
]


@pytest.fixture
def unit(subject: Subject, system: System) -> Subject:
    for name, text in UNIT.items():
        write(subject.root, name, text)
    write(subject.root, "proc/mounts", f"overlay / overlay rw 0 0\n/dev/mmcblk0p3 {subject.places.state} ext4 rw 0 0")
    system.said |= {"systemd-run": "refused\n", "systemctl": "ActiveEnterTimestampMonotonic=21500000"}
    return subject


def rows(subject: Subject, *, answer: bool | None = True) -> dict[str, Row]:
    return {row.name: row for row in hardware_rows(subject, None, lambda asked: answer)}


def test_unit_that_is_well_fails_in_nothing(unit: Subject) -> None:
    found = rows(unit)
    assert not [row for row in found.values() if row.state is State.FAILED and row.name != "camera"]
    looked = (
        "board",
        "command line",
        "root",
        "data partition",
        "swap",
        "memory limits",
        "addresses",
        "start",
        "battery clock",
    )
    assert {found[name].state for name in looked} == {State.OK}
    assert {found[question.name].state for question in QUESTIONS} == {State.OK}


@pytest.mark.parametrize(("file", "text", "name"), SPOILT)
def test_each_thing_that_is_not_so_fails(unit: Subject, file: str, text: str, name: str) -> None:
    write(unit.root, file, text)
    assert rows(unit)[name].state is State.FAILED


def test_addresses_that_the_kernel_does_not_deny_fail(unit: Subject, system: System) -> None:
    system.said["systemd-run"] = "sent\n"
    assert rows(unit)["addresses"].state is State.FAILED


def test_a_no_fails_and_nobody_who_looked_is_absent(unit: Subject) -> None:
    assert rows(unit, answer=False)["lamps"].state is State.FAILED
    assert rows(unit, answer=None)["lamps"].finding.startswith(f"{NOT_HERE}nobody looked")


def test_what_is_not_here_is_absent_with_its_reason_and_not_asked(subject: Subject) -> None:
    bare = replace(subject, settings=Settings.model_validate({"panel": {"factory": "none"}}))
    found = rows(bare)
    for name in (
        "board",
        "command line",
        "root",
        "memory limits",
        "addresses",
        "power cut",
        "lamps",
        "buzzer",
        "button",
        "keyboard",
    ):
        assert (found[name].state, found[name].finding[: len(NOT_HERE)]) == (State.ABSENT, NOT_HERE), name


def test_power_cut_is_judged_by_the_earlier_run_of_another_start(unit: Subject, tmp_path: Path) -> None:
    record = tmp_path / "record"
    assert last_run(record) is None
    add_run(record, replace(this_run(unit), rows=7), (Row("board", State.OK, "here"),))
    earlier = last_run(record)
    cut = [row for row in hardware_rows(unit, earlier, lambda _: None) if row.name == "power cut"]
    assert cut[0].state is State.ABSENT
    write(unit.root, "proc/sys/kernel/random/boot_id", "two")
    cut = [row for row in hardware_rows(unit, earlier, lambda _: None) if row.name == "power cut"]
    assert cut[0].state is State.FAILED  # seven rows before, no journal now


def test_file_that_is_no_record_is_refused_and_stays(tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.write_text("[1]\n")
    with pytest.raises(StoreError, match="cannot be used") as said:
        last_run(other)
    assert said.value.number == "DOC-01"
    assert other.read_text() == "[1]\n"


def test_everything_it_asks_stands_in_the_technicians_document() -> None:
    text = (Path(__file__).parents[2] / "docs" / "technician.md").read_text("utf-8")
    listed = re.findall(r"^\| `([a-z ]+)` \|", text.partition("## What only hardware can show")[2], re.MULTILINE)
    assert [question.name for question in QUESTIONS] == [name for name in listed if name in {q.name for q in QUESTIONS}]
