"""What a machine can do to processes of ours: each gives one clear line, and status 2 where it cannot go on.

What is refused before any process begins stands in tests/cli/test_bad_input.py.
"""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from kiosk.journal.store import FILE_NAME
from tests.stories.running import PATIENCE_S, SAMPLE, environment, running

pytestmark = [pytest.mark.story, pytest.mark.timeout(120)]


def kiosk(folder: Path, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """Run a command that must end by itself."""
    command = [sys.executable, "-m", "kiosk", *arguments]
    own = {**environment(folder, **settings), "KIOSK_LOG": "error"}
    return subprocess.run(command, env=own, capture_output=True, text=True, timeout=PATIENCE_S, check=False)


def one_line(ended: subprocess.CompletedProcess[str], number: str) -> None:
    """Demand status 2 and one line with the error's number."""
    assert ended.returncode == 2, ended.stderr
    assert ended.stderr.startswith(f"kiosk: {number}: "), ended.stderr
    assert ended.stderr.count("\n") == 1, ended.stderr


@contextmanager
def screen(folder: Path) -> Iterator[socket.socket]:
    """Run the screen without a display under the notify protocol; end it and demand a clean end."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as wire:
        wire.bind(str(folder / "notify"))
        wire.settimeout(PATIENCE_S)
        own = environment(folder, NOTIFY_SOCKET=str(folder / "notify"), KIOSK_SCREEN__HEADLESS="true")
        command = [sys.executable, "-m", "kiosk", "part", "screen"]
        with subprocess.Popen(command, env=own, stderr=subprocess.PIPE, text=True) as process:
            try:
                yield wire
                process.terminate()
                assert "Traceback" not in process.communicate(timeout=PATIENCE_S)[1]
                assert process.returncode == 0
            finally:
                process.kill()


def test_a_broken_video(tmp_path: Path) -> None:
    (tmp_path / "clip.mp4").write_bytes((SAMPLE / "clip.mp4").read_bytes()[:1000])
    one_line(kiosk(tmp_path, "run", "--headless", "--source", str(tmp_path / "clip.mp4")), "CAM-03")


@pytest.mark.long
def test_a_video_that_breaks_off_on_a_display_that_does_not_answer_gives_its_table_and_status_2(tmp_path: Path) -> None:
    (tmp_path / "clip.mp4").write_bytes((SAMPLE / "clip.mp4").read_bytes()[:300_000])
    ended = kiosk(tmp_path, "run", "--source", str(tmp_path / "clip.mp4"), DISPLAY=":77")
    assert ended.returncode == 2, ended.stderr
    assert ended.stdout.splitlines()[0].split() == ["code", "verdict", "level", "source", "ms"]
    display, video = ended.stderr.splitlines()
    assert display == "kiosk: there is no display: DISPLAY=:77 does not answer. It paints without one."
    assert "CAM-03" in video
    assert "breaks off" in video


def test_without_a_camera_the_kiosk_stands_and_says_so_until_ctrl_c_at_a_terminal_ends_all(tmp_path: Path) -> None:
    with running(tmp_path, "--source", "camera:99") as started:
        started.wait_for_log("screen works", PATIENCE_S)
        started.wait_for_log("CAM-01", PATIENCE_S)
        started.wait_for_log("camera works", PATIENCE_S)
        started.process.send_signal(signal.SIGINT)
        assert started.process.wait(PATIENCE_S) == 0


def test_a_damaged_journal_does_not_keep_the_screen_from_shoppers_and_a_second_screen_is_refused(
    tmp_path: Path,
) -> None:
    (tmp_path / "state").mkdir()
    (tmp_path / "state" / FILE_NAME).write_bytes(b"no database")
    with screen(tmp_path) as wire:
        assert "READY=1" in wire.recv(1024).decode()
        one_line(kiosk(tmp_path, "part", "screen", KIOSK_SCREEN__HEADLESS="true"), "SCR-04")
    kept = list((tmp_path / "state").glob(f"{FILE_NAME}.damaged-*"))
    assert [path.read_bytes() for path in kept] == [b"no database"]
