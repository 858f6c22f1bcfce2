"""The screen's process as systemd starts it: light, ready when painted, ended when asked."""

from __future__ import annotations

import socket
import subprocess
import sys
from pathlib import Path

import pytest

from kiosk.settings import assets_dir

ASSETS = assets_dir()
PATIENCE_S = 40.0
"""The machine may be busy: `make bench` measures how long it takes."""

PROGRAM = """
import sys, json
from datetime import datetime
from pathlib import Path
from kiosk.clock import FixedClock
from kiosk.journal.event import Stand
from kiosk.processes.screen.run import run_screen
from kiosk.processes.screen.setup import ScreenSetup
from kiosk.verdicts.gather import Place
where, assets = Path(sys.argv[1]), Path(sys.argv[2])
heavy = {"cv2", "numpy", "httpx", "fastapi", "sqlalchemy"} & set(sys.modules)
assert not heavy, heavy
clock = FixedClock(datetime.fromisoformat("2026-11-23T09:00:00+07:00"))
sys.exit(run_screen(ScreenSetup(where, where / "journal.db", assets / "sample/lists.json", where / "lists.good.json",
    assets, clock, Stand("Kiosk 3", "minh-khai", "0.1.0"), Place("minh-khai"), is_headless=True)))
"""

ASKED = """
import os, signal
from kiosk.processes.screen import run
class Asked(run.ScreenPart):
    def {moment}(self):
        super().{moment}()
        if self._is_ready or {is_at_first}:
            os.kill(os.getpid(), signal.SIGTERM)
run.ScreenPart = Asked
"""
"""Asks itself to end, at a moment that is hard to meet from outside."""


def test_it_starts_light_says_ready_when_painted_and_ends_when_asked(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as words:
        words.bind(str(tmp_path / "notify"))
        words.settimeout(PATIENCE_S)
        process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, str(tmp_path), str(ASSETS)],
            env={"NOTIFY_SOCKET": str(tmp_path / "notify"), "PATH": "/usr/bin:/bin"},
            stderr=subprocess.PIPE,
        )
        said = words.recv(100)
        assert (said, words.recv(100)) == (b"READY=1", b"WATCHDOG=1")
        process.terminate()
        _, errors = process.communicate(timeout=PATIENCE_S)
        assert (process.returncode, errors.decode()) == (0, "")


@pytest.mark.parametrize(("moment", "is_at_first"), [("show", True), ("_on_prepared", False)])
def test_it_ends_well_when_asked_before_the_loop_or_within_a_frame(
    tmp_path: Path, moment: str, is_at_first: bool
) -> None:
    program = ASKED.format(moment=moment, is_at_first=is_at_first) + PROGRAM
    command = [sys.executable, "-c", program, str(tmp_path), str(ASSETS)]
    ended = subprocess.run(command, env={"PATH": "/usr/bin:/bin"}, capture_output=True, timeout=PATIENCE_S, check=False)
    assert (ended.returncode, ended.stderr.decode()) == (0, "")
