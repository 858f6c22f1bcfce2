"""Each role installs alone, from the built wheel, and its process starts: a unit needs no FastAPI, the centre no Qt."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
UV = str(Path(sys.executable).parent / "uv")
ABSENT = {"kiosk": ("fastapi", "sqlalchemy", "uvicorn"), "central": ("PySide6", "cv2", "apsw", "httpx")}

pytestmark = pytest.mark.timeout(240)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The distribution, built without a network by the build tool of the lock."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [UV, "build", "--wheel", "--no-build-isolation", "--quiet", "--python", sys.executable, "-o", str(folder)]
    subprocess.run([*command, str(ROOT)], check=True)
    return next(folder.glob("kiosk-*.whl"))


def installed(wheel: Path, extra: str, folder: Path) -> Path:
    """Return the Python of a new environment that holds `kiosk[extra]` alone, at the lock's versions."""
    subprocess.run([UV, "venv", "--quiet", "--python", sys.executable, str(folder)], check=True)
    python = folder / "bin" / "python"
    wanted = f"kiosk[{extra}] @ {wheel.as_uri()}"
    lock = str(ROOT / "requirements.lock")
    subprocess.run([UV, "pip", "install", "--quiet", "--python", str(python), "-c", lock, wanted], check=True)
    return python


@contextmanager
def started(command: list[str], folder: Path, **environment: str) -> Iterator[str]:
    """Run `command` under the notify protocol; yield what it says when ready; demand a clean end."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
        listener.bind(str(folder / "notify"))
        listener.settimeout(30)
        places = {"KIOSK_PLACES__STATE": str(folder / "state"), "KIOSK_PLACES__RUNTIME": str(folder / "runtime")}
        own = {"NOTIFY_SOCKET": str(folder / "notify"), "PATH": os.environ["PATH"], "HOME": str(folder)}
        with subprocess.Popen(command, cwd=folder, env={**own, **places, **environment}) as process:
            try:
                yield _ready(listener)
            finally:
                process.terminate()
                assert process.wait(10) == 0


def is_importable(python: Path, module: str) -> bool:
    return subprocess.run([str(python), "-c", f"import {module}"], capture_output=True, check=False).returncode == 0


def test_the_centre_alone_serves_without_qt(wheel: Path, tmp_path: Path) -> None:
    python = installed(wheel, "central", tmp_path / "venv")
    assert not [module for module in ABSENT["central"] if is_importable(python, module)]
    subprocess.run(
        [str(python), "-m", "kiosk", "central", "init", "--sample"], check=True, cwd=tmp_path, env=_env(tmp_path)
    )
    with started([str(python), "-m", "kiosk", "central", "serve", "--port", "0"], tmp_path) as message:
        assert "READY=1" in message


@pytest.mark.long  # `make test-system` installs a unit alone
def test_the_unit_alone_paints_without_a_web_framework(wheel: Path, tmp_path: Path) -> None:
    python = installed(wheel, "kiosk", tmp_path / "venv")
    assert not [module for module in ABSENT["kiosk"] if is_importable(python, module)]
    with started([str(python), "-m", "kiosk", "part", "screen"], tmp_path, QT_QPA_PLATFORM="offscreen") as message:
        assert "READY=1" in message


def _ready(listener: socket.socket) -> str:
    """Return the message that says READY; it works, and may say so, before."""
    while "READY=1" not in (message := listener.recv(1024).decode()):
        assert message.startswith(("WATCHDOG=1", "STATUS="))
    return message


def _env(folder: Path) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "KIOSK_PLACES__STATE": str(folder / "state"),
        "KIOSK_PLACES__RUNTIME": str(folder / "runtime"),
    }
