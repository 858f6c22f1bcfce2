"""A run says what state it leaves a unit in, wherever it ends; and closes the root that it opened."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest
from paramiko import SSHException
from pyinfra.api.exceptions import ConnectError
from pyinfra.api.util import log_host_command_error

from provisioning import pack
from provisioning import run as module
from provisioning.before import answers, asked, camera_at
from provisioning.errand import Errand
from provisioning.faults import State, UnitFault
from provisioning.reach import BUSY, GONE, OPERATION_S, Reached, heard, reach, refusal
from provisioning.run import CLOSE_ROOT, IS_OPEN, OPEN_ROOT, Changes, Run
from provisioning.step import Step
from provisioning.steps import steps_for
from provisioning.subject import Subject
from tests.provisioning.conftest import EXAMPLE, with_unit
from tests.provisioning.unit_root import in_unit

ERRAND = Errand(str(EXAMPLE), "mk-01", "/nowhere", "lan")


class Line:
    """A unit that answers each script as it is told; what it is told to raise, it raises."""

    is_connected = True

    def __init__(self, **answers: object) -> None:
        self.answers = answers
        self.failing = ""
        self.words = "no word"

    def run(self, script: str, **_: object) -> tuple[bool, str, str]:
        for words, answer in self.answers.items():
            if words in script:
                if isinstance(answer, Exception):
                    raise answer
                return bool(answer), str(answer), ""
        return True, "", ""

    def carry_out(self, _: object, step: Step, *__: object, name: str) -> tuple[bool, str]:
        return step.name != self.failing, self.words


class Followed(Run):
    """A run whose new starts and surveys are written down."""

    done: list[str]

    def _start_anew(self, before: str) -> None:
        self._begin("start anew")
        self.done.append({OPEN_ROOT: "open", CLOSE_ROOT: "close"}[before])

    def _survey(self, steps: tuple[Step, ...], *, at_once: bool = False) -> Changes:
        self.done.append(f"read back {steps[-1].name}")
        return ()


def run_at(line: Line) -> Followed:
    begun: list[str] = []
    made = Followed(ERRAND, cast("Reached", line), Path("/nowhere"), begun.append)
    made.done = []
    return made


def change(run: Run, subject: Subject, found: Mapping[str, str]) -> bool:
    return run._change(steps_for(subject, offline=False, switch=False), subject, {"container": "", **found})


def test_root_is_opened_and_closed_again(subject: Subject) -> None:
    run = run_at(Line())
    assert change(run, subject, {"overlay": "yes"})
    assert run.done == ["open", "close", "read back start"]
    assert run.state is State.PARTLY


def test_root_is_closed_where_the_camera_is_away(subject: Subject) -> None:
    run = run_at(Line(video0=""))
    assert not change(run, subject, {"overlay": ""})
    assert run.done == ["close", "read back ssh"]


def test_step_that_fails_says_that_the_root_stays_open(subject: Subject) -> None:
    line = Line()
    line.failing = "firewall"
    run = run_at(line)
    with pytest.raises(UnitFault, match="PRV-30") as failed:
        change(run, subject, {"overlay": "yes"})
    assert failed.value.state is State.OPEN
    assert "its root stays writable" in failed.value.state.value


def test_command_that_takes_too_long_is_told_as_that(subject: Subject) -> None:
    """The library that runs it says so in its log alone, which is heard."""
    line = Line()
    with heard() as words:
        log_host_command_error(SimpleNamespace(print_prefix="[mk-01] "), TimeoutError(), timeout=OPERATION_S)  # type: ignore[arg-type]
    line.failing, line.words = "packages", " ".join(words)
    with pytest.raises(UnitFault, match="PRV-15: the step packages took longer than 20 minutes") as failed:
        change(run_at(line), subject, {"overlay": ""})
    assert failed.value.state is State.OPEN


def test_root_that_did_not_open_is_not_worked_in(subject: Subject) -> None:
    line = Line(**{IS_OPEN: ""})
    run = run_at(line)
    with pytest.raises(UnitFault, match="cannot be opened"):
        change(run, subject, {"overlay": "yes"})
    assert run.step == "start anew"


@pytest.mark.parametrize(("step", "state"), [("", State.UNTOUCHED), ("packages", State.PARTLY)])
@pytest.mark.parametrize(
    ("fault", "number"),
    [
        (SSHException("Timeout opening channel."), "PRV-14"),
        (TimeoutError(), "PRV-14"),
        (EOFError(), "PRV-14"),
        (OSError(28, "No space left on device"), "PRV-39"),
        (KeyError("id"), "PRV-39"),
    ],
)
def test_whatever_breaks_is_told_with_its_state(
    monkeypatch: pytest.MonkeyPatch, subject: Subject, fault: Exception, number: str, step: str, state: State
) -> None:
    monkeypatch.setattr(pack, "load_release", lambda _: subject.release)
    run = run_at(Line(os_release="id=debian", SSH_CONNECTION=fault))
    run.step = step
    monkeypatch.setattr(module, "look_at_machine", lambda *_: None)
    with pytest.raises(UnitFault, match=number) as told:
        run.report()
    assert told.value.state is state


def test_what_broke_while_the_line_is_away_is_the_line(monkeypatch: pytest.MonkeyPatch, subject: Subject) -> None:
    monkeypatch.setattr(pack, "load_release", lambda _: subject.release)
    line = Line(kernel=OSError("Socket is closed"), **{"os-release": OSError("Socket is closed")})
    line.is_connected = False
    with pytest.raises(UnitFault, match="PRV-14"):
        run_at(line).report()


@pytest.mark.parametrize(
    ("status", "words", "number"),
    [
        (BUSY, "", "PRV-20"),
        (GONE, "", "PRV-14"),
        (1, "sudo: a password is required", "PRV-25"),
        (127, "sh: 1: sudo: not found", "PRV-25"),
        (2, "sh: 1: cannot create /run/kiosk-provisioning: Read-only file system", "PRV-30"),
    ],
)
def test_unit_that_cannot_be_locked_says_why(status: int, words: str, number: str) -> None:
    told = refusal(status, "", words, "lan")
    assert (told.fault.number, told.state) == (number, State.UNTOUCHED)


@pytest.mark.parametrize(("passphrase", "what"), [(None, "is no private key"), ("secret", "is locked by a passphrase")])
def test_key_that_cannot_be_used_is_told(tmp_path: Path, passphrase: str | None, what: str) -> None:
    key = tmp_path / "key"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", passphrase or "", "-f", key], check=True)
    given = key if passphrase else key.with_suffix(".pub")
    with pytest.raises(UnitFault, match=f"PRV-13: {given} {what}") as told:
        reach(Errand(str(EXAMPLE), "mk-01", "/nowhere", "lan", key=str(given)))
    assert told.value.state is State.UNTOUCHED


@pytest.mark.parametrize(
    ("key", "what"), [(None, "no key was given, or none of yours"), ("lan.key", "not take this key")]
)
def test_login_that_is_refused_says_whether_a_key_was_given(
    monkeypatch: pytest.MonkeyPatch, key: str | None, what: str
) -> None:
    def refused(*_: object) -> None:
        raise ConnectError("Authentication error (username=root)")

    monkeypatch.setattr("provisioning.reach._connected", refused)
    with pytest.raises(UnitFault, match=f"PRV-13: .*{what}.*root"):
        reach(Errand(str(EXAMPLE), "mk-01", "/nowhere", "lan", key=key))


@pytest.mark.parametrize(("cameras", "is_there"), [("[]", False), ('[{"Model": "imx708"}]', True)])
def test_raspberry_pi_camera_is_there_where_the_system_sees_one(
    subject: Subject, tmp_path: Path, cameras: str, is_there: bool
) -> None:
    place, test = camera_at(with_unit(subject, settings={"camera": {"source": "pi"}}))
    (tmp_path / "picamera2.py").write_text(
        f"class Picamera2:\n    @staticmethod\n    def global_camera_info():\n        return {cameras}\n"
    )
    environment = {"PYTHONPATH": str(tmp_path), "PATH": "/usr/bin:/bin"}
    done = subprocess.run(["sh", "-c", test], env=environment, check=False, capture_output=True)
    assert (done.returncode == 0) is is_there
    assert place == "the Raspberry Pi's camera socket"


@pytest.mark.usefixtures("may_mount")
@pytest.mark.parametrize(("mount", "status"), [('exec /usr/bin/mount "$@"', 0), ("exit 32", 1)])
def test_root_that_cannot_be_opened_is_no_success(tmp_path: Path, mount: str, status: int) -> None:
    stub = f"printf '%s\\n' '#!/bin/sh' '{mount}' > run/mount; chmod +x run/mount"
    asked = f"if {OPEN_ROOT}; then echo 0; else echo 1; fi; test -e /.ro/etc/kiosk-writable; echo $?; "
    said = in_unit(tmp_path, f'{asked} grep " /.ro " /proc/mounts', stub)
    assert said.stdout.split()[:2] == [str(status)] * 2, said.stderr
    assert " /.ro tmpfs ro," in said.stdout, "read-only again until the next start"


def looked_at(subject: Subject, tmp_path: Path, spoil: str) -> dict[str, str]:
    script = f"cat <<'END' | sh\n{asked(subject)}\nEND".replace("'", "'\\''")
    return answers(in_unit(tmp_path, script, spoil).stdout)


@pytest.mark.usefixtures("may_mount")
def test_room_of_a_read_only_unit_is_that_of_the_root_below(subject: Subject, tmp_path: Path) -> None:
    """The overlay is small, and not what a run writes: it was always too little."""
    found = looked_at(subject, tmp_path, "mkdir -p opt/kiosk; mount -t tmpfs -o size=32m data opt/kiosk")
    assert 32 * 1024 < int(found["temporary"]) <= 64 * 1024
    assert int(found["opt"]) == 32 * 1024
    assert found["same"] == "", "releases lie on the data partition"
    assert found["overlay"] == "yes"


@pytest.mark.usefixtures("may_mount")
@pytest.mark.parametrize("is_made", [True, False])
def test_room_before_the_first_set_up_is_that_of_the_data_partition(
    subject: Subject, tmp_path: Path, *, is_made: bool
) -> None:
    """Nothing mounts it yet: it is looked at as it is, and is not written."""
    disk = tmp_path / "disk"
    disk.write_bytes(b"\0" * 16 * 1024**2)
    if is_made:
        subprocess.run(["mke2fs", "-q", "-F", "-t", "ext4", disk], check=True)
    before = disk.read_bytes()
    spoil = f"mount --rbind /dev dev; touch run/disk; mount --bind {disk} run/disk"
    found = looked_at(with_unit(subject, data="/run/disk"), tmp_path, spoil)
    assert disk.read_bytes() == before
    assert found["same"] == ""
    if is_made:
        assert 8 * 1024 < int(found["opt"]) < 16 * 1024
    else:
        assert found["opt"] == "", "no file system"


def test_partition_without_a_file_system_is_told(monkeypatch: pytest.MonkeyPatch, subject: Subject) -> None:
    monkeypatch.setattr(pack, "load_release", lambda _: subject.release)
    monkeypatch.setattr(module, "look_at_machine", lambda *_: None)
    monkeypatch.setattr(module, "look_at_doors", lambda *_: None)
    run = run_at(Line(**{"os-release": "opt=\n", "-b": "yes"}))
    with pytest.raises(UnitFault, match="PRV-27"):
        run.report()
    assert run.state is State.UNTOUCHED
