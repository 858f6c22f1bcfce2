"""What a machine can do to us: each gives one clear line, and status 2 where it cannot go on."""

from __future__ import annotations

import shutil
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
def part(folder: Path, name: str, **settings: str) -> Iterator[tuple[subprocess.Popen[str], socket.socket]]:
    """Run one part under the notify protocol; end it and demand a clean end."""
    folder.mkdir(exist_ok=True)
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as wire:
        wire.bind(str(folder / "notify"))
        wire.settimeout(PATIENCE_S)
        own = environment(folder, NOTIFY_SOCKET=str(folder / "notify"), **settings)
        command = [sys.executable, "-m", "kiosk", "part", name]
        with subprocess.Popen(command, env=own, stderr=subprocess.PIPE, text=True) as process:
            try:
                yield process, wire
                process.terminate()
                assert process.wait(PATIENCE_S) == 0
            finally:
                process.kill()


def test_a_port_in_use(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        ended = kiosk(tmp_path, "central", "serve", "--port", str(taken.getsockname()[1]))
    one_line(ended, "NET-01")


@pytest.mark.parametrize("command", [("run", "--headless"), ("part", "screen"), ("part", "sync")], ids=" ".join)
def test_no_write_permission(tmp_path: Path, command: tuple[str, ...]) -> None:
    (tmp_path / "state").write_text("a file where the folder should be")
    one_line(kiosk(tmp_path, *command, KIOSK_SCREEN__HEADLESS="true"), "STO-01")


@pytest.mark.parametrize("place", ["KIOSK_PLACES__STATE", "KIOSK_PLACES__RUNTIME"])
def test_a_folder_that_nobody_may_write(tmp_path: Path, place: str) -> None:
    ended = kiosk(tmp_path, "run", "--headless", **{place: "/proc/kiosk"})
    one_line(ended, "STO-01")
    assert place in ended.stderr


@pytest.mark.parametrize(("name", "value"), [("KIOSK_SCREEN__SIZE", "large"), ("KIOSK_SCREEN__COLOUR", "red")])
def test_a_wrong_setting(tmp_path: Path, name: str, value: str) -> None:
    ended = kiosk(tmp_path, "run", "--headless", **{name: value})
    assert ended.returncode == 2
    assert name in ended.stderr
    assert ended.stderr.count("\n") == 1


def test_a_source_that_is_nowhere(tmp_path: Path) -> None:
    one_line(kiosk(tmp_path, "run", "--headless", "--source", "nowhere.mp4"), "CAM-06")


def test_a_broken_video(tmp_path: Path) -> None:
    (tmp_path / "clip.mp4").write_bytes((SAMPLE / "clip.mp4").read_bytes()[:1000])
    one_line(kiosk(tmp_path, "run", "--headless", "--source", str(tmp_path / "clip.mp4")), "CAM-03")


def test_a_video_that_breaks_off_gives_its_table_and_status_2(tmp_path: Path) -> None:
    (tmp_path / "clip.mp4").write_bytes((SAMPLE / "clip.mp4").read_bytes()[:300_000])
    ended = kiosk(tmp_path, "run", "--headless", "--source", str(tmp_path / "clip.mp4"))
    assert ended.returncode == 2, ended.stderr
    assert ended.stdout.splitlines()[0].split() == ["code", "verdict", "level", "source", "ms"]
    assert ended.stderr.count("\n") == 1
    assert "CAM-03" in ended.stderr
    assert "breaks off" in ended.stderr


def test_no_display(tmp_path: Path) -> None:
    one_line(kiosk(tmp_path, "part", "screen"), "SCR-01")


def test_a_display_that_does_not_answer(tmp_path: Path) -> None:
    one_line(kiosk(tmp_path, "part", "screen", DISPLAY=":77"), "SCR-01")


def test_run_goes_on_without_a_display_that_does_not_answer(tmp_path: Path) -> None:
    source = tmp_path / "label.jpg"
    shutil.copy(SAMPLE / "hand" / "genuine.jpg", source)
    ended = kiosk(tmp_path, "run", "--source", str(source), DISPLAY=":77")
    assert ended.returncode == 0, ended.stderr
    assert ended.stderr == "kiosk: there is no display: DISPLAY=:77 does not answer. It paints without one.\n"


def test_without_a_camera_the_kiosk_stands_and_says_so(tmp_path: Path) -> None:
    with running(tmp_path, "--source", "camera:99") as started:
        started.wait_for_log("screen works", PATIENCE_S)
        started.wait_for_log("CAM-01", PATIENCE_S)
        started.wait_for_log("camera works", PATIENCE_S)


def test_a_second_screen_on_the_same_socket_is_refused(tmp_path: Path) -> None:
    with part(tmp_path, "screen", KIOSK_SCREEN__HEADLESS="true") as (_, wire):
        assert "READY=1" in wire.recv(1024).decode()
        ended = kiosk(tmp_path, "part", "screen", KIOSK_SCREEN__HEADLESS="true")
    assert ended.returncode == 2
    assert ended.stderr.count("\n") == 1


@pytest.mark.parametrize("content", [b"no database", b""], ids=["damaged", "empty"])
def test_a_damaged_journal_does_not_keep_the_screen_from_shoppers(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "state").mkdir()
    (tmp_path / "state" / FILE_NAME).write_bytes(content)
    with part(tmp_path, "screen", KIOSK_SCREEN__HEADLESS="true") as (process, wire):
        assert "READY=1" in wire.recv(1024).decode()
        process.terminate()
        assert "Traceback" not in process.communicate(timeout=PATIENCE_S)[1]
    kept = list((tmp_path / "state").glob(f"{FILE_NAME}.damaged-*"))
    assert [path.read_bytes() for path in kept] == ([content] if content else [])


def test_a_damaged_cache_does_not_keep_the_look_up_from_working(tmp_path: Path) -> None:
    (tmp_path / "state").mkdir()
    (tmp_path / "state" / "cache.db").write_bytes(b"no database" * 1000)
    with part(tmp_path, "sync") as (_, wire):
        assert "READY=1" in wire.recv(1024).decode()


def test_an_enrolled_unit_never_shows_samples(tmp_path: Path) -> None:
    (tmp_path / "state" / "identity").mkdir(parents=True)
    (tmp_path / "state" / "identity" / "device.key").write_text("a key")
    one_line(kiosk(tmp_path, "run", "--headless", "--demo"), "RUN-01")
    one_line(kiosk(tmp_path, "run", "--headless", KIOSK_CLOCK__AT="2026-11-23T09:00:00+07:00"), "SET-05")


def test_ctrl_c_at_a_terminal_ends_all(tmp_path: Path) -> None:
    source = tmp_path / "label.jpg"
    shutil.copy(SAMPLE / "hand" / "genuine.jpg", source)
    with running(tmp_path, "--source", str(source), KIOSK_CAMERA__LOOP="true") as started:
        started.wait_for_log("camera works", PATIENCE_S)
        started.process.send_signal(signal.SIGINT)
        assert started.process.wait(PATIENCE_S) == 0
