"""`kiosk run` and `kiosk part screen` on an enrolled unit: no picture of it is kept, and a missing display is said."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.processes.together import End, Outcome
from tests.cli.conftest import Kiosk


@pytest.mark.parametrize("command", [("run",), ("part", "screen")])
def test_enrolled_unit_keeps_no_pictures(kiosk: Kiosk, tmp_path: Path, command: tuple[str, ...]) -> None:
    (tmp_path / "etc" / "kiosk").mkdir(parents=True)
    said = kiosk(*command, "--headless", "--screenshots", str(tmp_path / "pictures"))
    assert said.status != 0
    assert said.err.startswith("kiosk: SET-05: the flag for screen.screenshots is for demonstrations")
    assert not (tmp_path / "pictures").exists()


@pytest.mark.parametrize("is_unit", [True, False])
def test_a_unit_without_a_display_says_that_it_paints_without_one(
    kiosk: Kiosk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_unit: bool
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    if is_unit:
        (tmp_path / "state" / "identity").mkdir(parents=True)
    *before, last = kiosk("run", "--source", "nowhere.mp4").err.splitlines()
    assert last.startswith("kiosk: CAM-06")
    line = "kiosk: there is no display: neither WAYLAND_DISPLAY nor DISPLAY is set. It paints without one."
    assert before == ([line] if is_unit else [])


def test_unit_says_what_runs(kiosk: Kiosk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "state" / "identity").mkdir(parents=True)
    monkeypatch.setenv("KIOSK_UNIT__NAME", "Trạm 7")
    monkeypatch.setenv("KIOSK_UNIT__MARKET", "Chợ Long Biên")
    monkeypatch.setattr("kiosk.commands.run._run", lambda *_: Outcome(End.ASKED))
    said = kiosk("run", "--headless", "--source", "camera:1")
    assert said.out.startswith("Runs without a display: Trạm 7, Chợ Long Biên; source camera:1; no trust list yet. ")
