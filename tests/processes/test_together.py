"""The supervisor with real children: killed, frozen, refusing, stubborn, and its own death."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from kiosk.processes.together import END_WITHIN_S

Start = Callable[..., "Supervisor"]


class Supervisor:
    """`tests.processes.supervise` over some fake parts."""

    def __init__(self, folder: Path, specs: tuple[str, ...]) -> None:
        self.folder = folder
        command = [sys.executable, "-m", "tests.processes.supervise", str(folder), *specs]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def wait_for(self, text: str) -> None:
        """Wait until a line with `text` is logged."""
        assert self.process.stderr is not None
        for line in self.process.stderr:
            if text in line:
                return
        raise AssertionError(f"never logged: {text!r}")

    def pids(self, name: str) -> list[int]:
        return [int(line) for line in (self.folder / f"{name}.pids").read_text().split()]

    def outcome(self) -> tuple[str, str, str]:
        end, never_ready, culprit, _, _ = self.told()
        return end, never_ready, culprit

    def told(self) -> list[str]:
        """Return the end, who never came up, the culprit, "explained" or nothing, and who failed."""
        out, _ = self.process.communicate(timeout=20)
        return out.strip().split("|")


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    begun: list[Supervisor] = []

    def begin(*specs: str) -> Supervisor:
        begun.append(Supervisor(tmp_path, specs))
        return begun[-1]

    yield begin
    for supervisor in begun:
        supervisor.process.kill()
        supervisor.process.communicate()


def is_gone(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def until(holds: Callable[[], bool], within_s: float) -> None:
    end = time.monotonic() + within_s
    while not holds():
        assert time.monotonic() < end, "not in time"
        time.sleep(0.01)


def test_a_killed_child_starts_again_at_once(start: Start) -> None:
    supervisor = start("camera:part:works")
    supervisor.wait_for("camera works")
    os.kill(supervisor.pids("camera")[0], signal.SIGKILL)
    supervisor.wait_for("camera died (status -9): it starts again in 0.1 s")
    supervisor.wait_for("camera works")
    assert len(supervisor.pids("camera")) == 2


def test_a_frozen_child_is_noticed_and_replaced(start: Start) -> None:
    supervisor = start("camera:part:works")
    supervisor.wait_for("camera works")
    os.kill(supervisor.pids("camera")[0], signal.SIGSTOP)
    supervisor.wait_for("camera was silent for ")
    supervisor.wait_for("camera works")
    assert is_gone(supervisor.pids("camera")[0])


def test_the_others_go_on_meanwhile(start: Start) -> None:
    supervisor = start("camera:part:works", "screen:main:works")
    supervisor.wait_for("works")
    supervisor.wait_for("works")
    os.kill(supervisor.pids("camera")[0], signal.SIGKILL)
    supervisor.wait_for("camera works")
    assert len(supervisor.pids("screen")) == 1


def test_a_child_that_keeps_dying_rests_longer_each_time(start: Start) -> None:
    supervisor = start("panel:part:dies")
    for rest in ("0.1", "0.2", "0.4"):
        supervisor.wait_for(f"panel died (status 3): it starts again in {rest} s")


def test_sigterm_ends_all_soon_and_leaves_nothing(start: Start) -> None:
    supervisor = start("camera:part:works", "screen:main:stubborn")
    supervisor.wait_for("works")
    supervisor.wait_for("works")
    pids = [*supervisor.pids("camera"), *supervisor.pids("screen")]
    asked_at = time.monotonic()
    supervisor.process.send_signal(signal.SIGTERM)
    assert supervisor.outcome() == ("asked", "", "")
    assert time.monotonic() - asked_at < 2.5 * END_WITHIN_S
    assert all(is_gone(pid) for pid in pids)
    assert list((supervisor.folder / "runtime").iterdir()) == []


def test_children_die_with_a_supervisor_that_is_killed(start: Start) -> None:
    supervisor = start("camera:part:stubborn")
    supervisor.wait_for("camera works")
    supervisor.process.kill()
    (pid,) = supervisor.pids("camera")
    until(lambda: is_gone(pid), 10.0)


def test_the_main_part_ends_the_run(start: Start) -> None:
    assert start("screen:main:finishes").outcome() == ("finished", "", "")


def test_a_main_part_that_cannot_work_ends_the_run(start: Start) -> None:
    assert start("camera:part:works", "screen:main:refuses").outcome()[::2] == ("given_up", "screen")


@pytest.mark.parametrize("role", ["main", "needed"])
def test_what_is_needed_and_keeps_dying_before_it_works_ends_the_run(start: Start, role: str) -> None:
    supervisor = start("camera:part:works", f"screen:{role}:crashes")
    assert supervisor.outcome()[::2] == ("given_up", "screen")
    assert len(supervisor.pids("screen")) == 4


def test_a_part_that_cannot_work_is_tried_again(start: Start) -> None:
    supervisor = start("panel:part:refuses:screen", "screen:main:works")
    supervisor.wait_for("panel cannot work: it starts again")
    supervisor.wait_for("panel cannot work: it starts again")
    supervisor.process.send_signal(signal.SIGINT)
    assert supervisor.outcome() == ("asked", "panel", "")


def test_a_child_starts_when_the_one_before_it_is_ready(start: Start) -> None:
    supervisor = start("camera:part:works:screen", "screen:main:works")
    supervisor.wait_for("screen works")
    supervisor.wait_for("camera works")


def test_a_child_whose_forerunner_never_comes_up_is_not_started(start: Start) -> None:
    supervisor = start("camera:part:works:panel", "panel:part:refuses", "screen:main:works")
    supervisor.wait_for("screen works")
    supervisor.wait_for("panel cannot work")
    supervisor.process.send_signal(signal.SIGTERM)
    assert supervisor.outcome() == ("asked", "camera,panel", "")
    assert not (supervisor.folder / "camera.pids").exists()


@pytest.mark.parametrize(("manner", "explained"), [("refuses", "explained"), ("crashes", "")])
def test_a_part_that_said_why_it_cannot_work_has_explained_itself(start: Start, manner: str, explained: str) -> None:
    end, _, culprit, told, _ = start(f"screen:main:{manner}").told()
    assert (end, culprit, told) == ("given_up", "screen", explained)


@pytest.mark.parametrize(("manner", "failed"), [("fails", "camera"), ("works", ""), ("stubborn", "")])
def test_a_part_that_could_not_do_all_is_named_at_the_end(start: Start, manner: str, failed: str) -> None:
    end, _, _, _, told = start(f"camera:needed:{manner}", "screen:main:ends_soon:camera").told()
    assert (end, told) == ("finished", failed)
