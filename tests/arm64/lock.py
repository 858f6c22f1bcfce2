"""The lock on arm64, by wheels alone: what a unit and a demonstration install resolves, each file by its hash.

`python -m tests.arm64.lock` asks the package index for a description of each file and downloads none.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from importlib.metadata import requires
from pathlib import Path

from provisioning.pack import LOCK, Target, lock_for
from provisioning.subject import PROJECT

UV = str(Path(sys.executable).parent / "uv")
EXTRAS = ("kiosk", "central")
PLATFORMS = {"3.13": "aarch64-manylinux_2_40", "3.11": "aarch64-manylinux_2_39"}
"""By Python. Qt's wheel for arm64 wants glibc 2.39, so Raspberry Pi OS 13 (2.41; uv names none above 2.40) with its
Python 3.13 is what units run. Debian 12 (Python 3.11, glibc 2.36) on arm64 has no Qt: 3.11 is for later systems."""
RESOLVED_S = 120


def resolve(python: str, folder: Path) -> int:
    """Return how many packages an arm64 machine with `python` would install. Raises RuntimeError where it cannot."""
    lock = lock_for(Target(python, "aarch64"), (PROJECT / LOCK).read_text("utf-8"), requires, EXTRAS)
    (folder / LOCK).write_text(lock, "utf-8")
    command = [UV, "pip", "install", "--dry-run", "--quiet", "--target", str(folder / "nothing"), *flags(python)]
    done = subprocess.run(
        [*command, "-r", str(folder / LOCK)], capture_output=True, text=True, check=False, timeout=RESOLVED_S
    )
    if done.returncode != 0:
        raise RuntimeError(done.stderr.strip())
    return len(lock.splitlines())


def flags(python: str) -> list[str]:
    """Return what tells uv to install for arm64 with `python`, wheels with their hashes alone."""
    only = ["--only-binary", ":all:", "--require-hashes"]
    return ["--python-platform", PLATFORMS[python], "--python-version", python, *only]


def main() -> int:
    """Say for each Python how it went; 1 where the lock does not install."""
    status = 0
    for python in PLATFORMS:
        with tempfile.TemporaryDirectory() as folder:
            try:
                said = f"{resolve(python, Path(folder))} packages, wheels alone"
            except (RuntimeError, subprocess.TimeoutExpired) as fault:
                status, said = 1, f"does not install: {fault}"
        print(f"test-arm64: lock, Python {python}, {PLATFORMS[python]}: {said}", flush=True)
    return status


if __name__ == "__main__":
    sys.exit(main())
