"""What is refused before anything is changed."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from provisioning import faults
from provisioning.before import answers, look_at_doors, look_at_machine, look_at_room
from provisioning.errand import Errand, Report
from provisioning.faults import FAULTS, Fault, State, UnitFault, of_connecting
from provisioning.many import Outcome, lines, table
from provisioning.subject import PROJECT, Subject

PI = answers(
    "id=debian\nversion=13\nmachine=aarch64\nmodel=Raspberry Pi 5 Model B Rev 1.0\ntemporary=9000000\nopt=9000000"
)


def test_the_right_machine_is_taken(subject: Subject) -> None:
    look_at_machine(subject, PI)


@pytest.mark.parametrize(
    ("spoiled", "number"),
    [
        ({"id": "ubuntu"}, "PRV-23"),
        ({"version": "11"}, "PRV-23"),
        ({"version": "12"}, "PRV-22"),
        ({"machine": "x86_64", "model": ""}, "PRV-22"),
        ({"model": "Raspberry Pi 4 Model B"}, "PRV-22"),
        ({"model": "Raspberry Pi Zero 2"}, "PRV-22"),
        ({"model": ""}, "PRV-22"),
    ],
)
def test_another_machine_is_refused(subject: Subject, spoiled: dict[str, str], number: str) -> None:
    with pytest.raises(UnitFault, match=number) as refused:
        look_at_machine(subject, {**PI, **spoiled})
    assert refused.value.state is State.UNTOUCHED


def test_release_for_another_machine_is_told_with_the_command_that_packs_the_right_one(subject: Subject) -> None:
    with pytest.raises(UnitFault) as refused:
        look_at_machine(subject, {**PI, "version": "12", "machine": "x86_64"})
    assert "make pack PYTHON_OF_UNIT=3.11 MACHINE=x86_64 RELEASE=dist/unit-3.11-x86_64" in refused.value.fault.remedy
    with pytest.raises(UnitFault) as refused:
        look_at_machine(subject, {**PI, "model": "Raspberry Pi 4 Model B"})
    assert refused.value.fault.remedy == "Correct `board` in the inventory."


def test_room_is_needed_for_what_is_due_alone(subject: Subject) -> None:
    full = {**PI, "temporary": "90000", "opt": "90000"}
    look_at_room(subject.release, full, {"settings"})
    with pytest.raises(UnitFault, match="PRV-21"):
        look_at_room(subject.release, full, {"release"})
    with pytest.raises(UnitFault, match=r"/opt/kiosk has 87 MB free and 800 MB"):
        look_at_room(subject.release, {**PI, "opt": "90000"}, {"release"})


def test_room_that_is_shared_is_counted_together(subject: Subject) -> None:
    shared = {**PI, "temporary": "1100000", "opt": "1100000"}
    look_at_room(subject.release, shared, {"release"})
    with pytest.raises(UnitFault, match="PRV-21"):
        look_at_room(subject.release, {**shared, "same": "yes"}, {"release"})


def test_run_that_locks_its_own_door_is_refused(subject: Subject) -> None:
    key = subject.market.technicians[0].split()[1]
    look_at_doors(subject, "10.20.0.7", {key, "another"})
    with pytest.raises(UnitFault, match=r"PRV-26.*10\.21"):
        look_at_doors(subject, "10.21.0.7", {key})
    with pytest.raises(UnitFault, match="fe80::1 is not"):
        look_at_doors(subject, "fe80::1", {key})
    with pytest.raises(UnitFault, match="your key"):
        look_at_doors(subject, "10.20.0.7", {"another"})


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        ("SSH host key error (Host key for 10.1.1.1 does not match.)", faults.WRONG_HOST),
        ("SSH error (StrictPolicy: No host key for 10.1.1.1 found in known_hosts)", faults.NOT_PINNED),
        ("Authentication error (username=root): Authentication failed.", faults.WRONG_KEY),
        ("Could not connect ([Errno 111] Connection refused)", faults.NOT_THERE),
    ],
)
def test_words_of_the_ssh_library_are_told_in_ours(said: str, fault: Fault) -> None:
    assert of_connecting(said) is fault


def test_every_number_has_a_heading_for_technicians() -> None:
    text = (PROJECT / "docs/provisioning.md").read_text("utf-8")
    code = "".join(file.read_text("utf-8") for file in sorted((PROJECT / "provisioning").rglob("*.py")))
    assert set(re.findall(r"^### (PRV-\d\d)$", text, re.MULTILINE)) == set(re.findall(r'"(PRV-\d\d)"', code))
    assert len({fault.number for fault in FAULTS}) == len(FAULTS)


def test_a_failure_is_one_line_with_state_and_the_command_to_go_on() -> None:
    errand = Errand("markets/mk.toml", "mk-02", "dist/unit", "lan", key="lan.key", is_offline=True)
    stopped = UnitFault(faults.NOT_THERE, State.UNKNOWN, address="10.20.0.12")
    failed = Outcome(errand, Report(fault=stopped.fault, state=stopped.state), 10.2)
    done = Outcome(replace(errand, unit="mk-1"), Report((("time", ("a", "b")),), notes=("not paired yet",)), 64)
    assert table([done, failed]).splitlines() == [
        "unit   result  changes  seconds",
        "mk-1   done    2        64       not paired yet",
        "mk-02  failed  0        10       PRV-10: nothing answers at 10.20.0.12",
    ]
    assert lines([done, failed]) == [
        "mk-02: PRV-10: nothing answers at 10.20.0.12. State: not reached, so its state is not known. "
        "Look at power, cable and the address in the inventory. Go on: make provision INVENTORY=markets/mk.toml "
        "UNITS=mk-02 RELEASE=dist/unit KEY=lan.key OFFLINE=1"
    ]


def test_no_secret_stands_in_the_folder_of_provisioning() -> None:
    words = re.compile(rb"BEGIN [A-Z ]*PRIVATE KEY|password *=|token *=|secret *=", re.IGNORECASE)
    found = [
        file for file in Path(PROJECT / "provisioning").rglob("*") if file.is_file() and words.search(file.read_bytes())
    ]
    assert [file.name for file in found if file.suffix != ".pyc"] == []
