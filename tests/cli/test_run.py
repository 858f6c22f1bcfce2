"""`kiosk run` and `kiosk part screen` on an enrolled unit: no picture of it is kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Kiosk


@pytest.mark.parametrize("command", [("run",), ("part", "screen")])
def test_enrolled_unit_keeps_no_pictures(kiosk: Kiosk, tmp_path: Path, command: tuple[str, ...]) -> None:
    (tmp_path / "etc" / "kiosk").mkdir(parents=True)
    said = kiosk(*command, "--headless", "--screenshots", str(tmp_path / "pictures"))
    assert said.status != 0
    assert said.err.startswith("kiosk: SET-05: the flag for screen.screenshots is for demonstrations")
    assert not (tmp_path / "pictures").exists()
