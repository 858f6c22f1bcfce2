"""What a machine can do to a command before anything of it runs: one clear line with a number, and status 2."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from tests.cli.conftest import Kiosk, Said


def one_line(said: Said, number: str) -> None:
    """Demand status 2 and one line with the error's number."""
    assert said.status == 2, said.err
    assert said.err.startswith(f"kiosk: {number}: "), said.err
    assert said.err.count("\n") == 1, said.err


def test_a_port_in_use(kiosk: Kiosk) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        one_line(kiosk("central", "serve", "--port", str(taken.getsockname()[1])), "NET-01")


@pytest.mark.parametrize("command", [("run", "--headless"), ("part", "screen"), ("part", "sync")], ids=" ".join)
def test_no_write_permission(kiosk: Kiosk, tmp_path: Path, command: tuple[str, ...]) -> None:
    (tmp_path / "state").write_text("a file where the folder should be")
    one_line(kiosk(*command), "STO-01")


@pytest.mark.parametrize("place", ["KIOSK_PLACES__STATE", "KIOSK_PLACES__RUNTIME"])
def test_a_folder_that_nobody_may_write(kiosk: Kiosk, monkeypatch: pytest.MonkeyPatch, place: str) -> None:
    monkeypatch.setenv(place, "/proc/kiosk")
    said = kiosk("run", "--headless")
    one_line(said, "STO-01")
    assert place in said.err


@pytest.mark.parametrize(
    ("name", "value", "number"),
    [("KIOSK_SCREEN__COLOUR", "red", "SET-01"), ("KIOSK_SCREEN__SIZE", "large", "SET-02")],
)
def test_a_wrong_setting(kiosk: Kiosk, monkeypatch: pytest.MonkeyPatch, name: str, value: str, number: str) -> None:
    monkeypatch.setenv(name, value)
    said = kiosk("run", "--headless")
    one_line(said, number)
    assert name in said.err


def test_a_source_that_is_nowhere(kiosk: Kiosk) -> None:
    one_line(kiosk("run", "--headless", "--source", "nowhere.mp4"), "CAM-06")


@pytest.mark.parametrize("display", ["", ":77"], ids=["none", "one that does not answer"])
def test_no_display(kiosk: Kiosk, monkeypatch: pytest.MonkeyPatch, display: str) -> None:
    for name in ("WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DISPLAY", display)
    one_line(kiosk("part", "screen"), "SCR-01")


def test_an_enrolled_unit_never_shows_samples(kiosk: Kiosk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "state" / "identity").mkdir(parents=True)
    one_line(kiosk("run", "--headless", "--demo"), "RUN-01")
    monkeypatch.setenv("KIOSK_CLOCK__AT", "2026-11-23T09:00:00+07:00")
    one_line(kiosk("run", "--headless"), "SET-05")
