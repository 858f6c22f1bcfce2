"""The screen's process as systemd starts it: light, ready when painted, ended at once."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from pathlib import Path

from kiosk.settings import assets_dir

ASSETS = assets_dir()

PROGRAM = """
import sys, json
from datetime import datetime
from pathlib import Path
from kiosk.clock import FixedClock
from kiosk.journal.event import Stand
from kiosk.processes.screen import run_screen
from kiosk.processes.screen_setup import ScreenSetup
from kiosk.verdicts.gather import Place
where, assets = Path(sys.argv[1]), Path(sys.argv[2])
heavy = {"cv2", "numpy", "httpx", "fastapi", "sqlalchemy"} & set(sys.modules)
assert not heavy, heavy
clock = FixedClock(datetime.fromisoformat("2026-11-23T09:00:00+07:00"))
sys.exit(run_screen(ScreenSetup(where, where / "journal.db", assets / "sample/lists.json", where / "lists.good.json",
    assets, clock, Stand("Kiosk 3", "minh-khai", "0.1.0"), Place("minh-khai"), is_headless=True)))
"""


def test_it_starts_light_says_ready_when_painted_and_ends_at_once(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as words:
        words.bind(str(tmp_path / "notify"))
        words.settimeout(20)
        begun = time.monotonic()
        process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, str(tmp_path), str(ASSETS)],
            env={"NOTIFY_SOCKET": str(tmp_path / "notify"), "PATH": "/usr/bin:/bin"},
            stderr=subprocess.PIPE,
        )
        said = words.recv(100)
        assert time.monotonic() - begun < 3
        assert (said, words.recv(100)) == (b"READY=1", b"WATCHDOG=1")
        asked = time.monotonic()
        process.terminate()
        _, errors = process.communicate(timeout=5)
        assert time.monotonic() - asked < 0.5
        assert (process.returncode, errors.decode()) == (0, "")
