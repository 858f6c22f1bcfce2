"""apt that works on, though the run that began it is gone, is waited for."""

from __future__ import annotations

import fcntl
import subprocess
from pathlib import Path

from provisioning.steps.software import when_free


def waits(locks: tuple[Path, ...], within_s: int) -> subprocess.CompletedProcess[str]:
    script = when_free(tuple(map(str, locks)), within_s)
    return subprocess.run(["sh", "-c", script], check=False, capture_output=True, text=True, timeout=30)


def test_locks_that_nobody_holds_or_that_are_not_there_are_free(tmp_path: Path) -> None:
    (tmp_path / "lock").touch()
    assert waits((tmp_path / "lock", tmp_path / "away"), 1).returncode == 0


def test_lock_that_is_held_on_and_on_is_named(tmp_path: Path) -> None:
    with (tmp_path / "lock").open("w") as lock:
        fcntl.lockf(lock, fcntl.LOCK_EX)
        said = waits((tmp_path / "lock",), 1)
    assert (said.returncode, said.stderr) == (1, f"another program holds {tmp_path / 'lock'}\n")


def test_lock_that_is_let_go_of_is_waited_for(tmp_path: Path) -> None:
    file = tmp_path / "lock"
    holds = f"import fcntl, sys; f = open({str(file)!r}, 'w'); fcntl.lockf(f, fcntl.LOCK_EX); print('held', flush=True)"
    with subprocess.Popen(["python3", "-c", f"{holds}; sys.stdin.read()"], stdin=-1, stdout=-1) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        waiting = subprocess.Popen(["sh", "-c", when_free((str(file),), 20)])
        holder.communicate(b"")
        assert waiting.wait(20) == 0
