"""The first release of a unit comes from a folder, each wheel by its sum."""

from __future__ import annotations

import subprocess
from hashlib import sha256
from pathlib import Path
from zipfile import ZipFile

import pytest

from kiosk.errors import StoreError
from kiosk.update.first import SUMS, install
from kiosk.update.layout import Layout
from kiosk.update.links import current, proven


@pytest.fixture
def brought(tmp_path: Path) -> Path:
    """A folder with one wheel, whose program says that it starts."""
    folder = tmp_path / "brought"
    folder.mkdir()
    with ZipFile(folder / "kiosk-1.0-py3-none-any.whl", "w") as wheel:
        wheel.writestr("kiosk/__init__.py", "")
        wheel.writestr("kiosk/cli.py", "def main():\n    print('started')\n")
    digest = sha256((folder / "kiosk-1.0-py3-none-any.whl").read_bytes()).hexdigest()
    (folder / SUMS).write_text(f"{digest}  kiosk-1.0-py3-none-any.whl\n")
    return folder


def test_first_release_is_whole_and_started(brought: Path, tmp_path: Path) -> None:
    layout = Layout(tmp_path / "opt")
    install(brought, "1.0", layout)
    assert (current(layout), proven(layout)) == ("1.0", "1.0")
    assert layout.is_whole("1.0")
    assert len(list(layout.wheels.iterdir())) == 1, "an update fetches only what differs"
    said = subprocess.run([layout.program("1.0")], capture_output=True, text=True, check=True)
    assert said.stdout == "started\n"


def test_wheel_that_is_not_as_its_sum_says_is_refused(brought: Path, tmp_path: Path) -> None:
    with (brought / "kiosk-1.0-py3-none-any.whl").open("ab") as wheel:
        wheel.write(b"x")
    layout = Layout(tmp_path / "opt")
    with pytest.raises(StoreError, match="UPD-04"):
        install(brought, "1.0", layout)
    assert current(layout) is None
