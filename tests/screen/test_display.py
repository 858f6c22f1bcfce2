"""What counts as a display: a server that takes a connection, not a name in the environment."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import spec_from_file_location
from pathlib import Path

import pytest

from kiosk.screen import display
from kiosk.screen.display import NOT_NAMED, display_fault, paints_nowhere


@pytest.fixture(autouse=True)
def _plugins_load(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave out the system's libraries, which a machine without a display may lack."""
    monkeypatch.setattr(display, "_plugin_fault", lambda _platform: None)


@contextmanager
def server(path: Path) -> Iterator[None]:
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(path))
        listener.listen()
        yield


def test_nothing_named_is_no_display(tmp_path: Path) -> None:
    assert display_fault({}, tmp_path) == NOT_NAMED


@pytest.mark.parametrize("name", [":7", ":7.0", "unix:7", "unix/:7"])
def test_x_server_that_answers_is_a_display(tmp_path: Path, name: str) -> None:
    with server(tmp_path / "X7"):
        assert display_fault({"DISPLAY": name}, tmp_path) is None


@pytest.mark.parametrize("name", [":8", "tcp/localhost:59001", "localhost:8", "nonsense", ":", "/nowhere:0", "a\0b:0"])
def test_x_server_that_does_not_answer_is_none(tmp_path: Path, name: str) -> None:
    with server(tmp_path / "X7"):
        assert display_fault({"DISPLAY": name}, tmp_path) == f"DISPLAY={name} does not answer"


def test_socket_that_nobody_listens_at_any_more_is_none(tmp_path: Path) -> None:
    with server(tmp_path / "X7"):
        pass
    assert (tmp_path / "X7").exists()
    assert display_fault({"DISPLAY": ":7"}, tmp_path) is not None


def test_x_server_of_another_machine_is_asked_by_its_port(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        monkeypatch.setattr(display, "X_PORT", listener.getsockname()[1] - 10)
        assert display_fault({"DISPLAY": "127.0.0.1:10.0"}, tmp_path) is None


def test_compositor_that_answers_is_a_display(tmp_path: Path) -> None:
    told = {"WAYLAND_DISPLAY": "wayland-0", "XDG_RUNTIME_DIR": str(tmp_path)}
    assert display_fault(told, tmp_path) == "WAYLAND_DISPLAY=wayland-0 does not answer"
    with server(tmp_path / "wayland-0"):
        assert display_fault(told, tmp_path) is None
        assert display_fault({"WAYLAND_DISPLAY": str(tmp_path / "wayland-0")}, tmp_path) is None


def test_one_of_two_that_answers_is_enough(tmp_path: Path) -> None:
    told = {"WAYLAND_DISPLAY": str(tmp_path / "gone"), "DISPLAY": ":7"}
    with server(tmp_path / "X7"):
        assert display_fault(told, tmp_path) is None
        assert display_fault({**told, "QT_QPA_PLATFORM": "wayland"}, tmp_path) is not None


def test_platform_that_paints_into_memory_is_no_display(tmp_path: Path) -> None:
    told = {"QT_QPA_PLATFORM": "offscreen:enable_fonts", "DISPLAY": ":7"}
    assert paints_nowhere(told)
    with server(tmp_path / "X7"):
        assert display_fault(told, tmp_path) == "QT_QPA_PLATFORM=offscreen:enable_fonts shows nothing"


def test_platform_without_a_server_is_believed(tmp_path: Path) -> None:
    assert display_fault({"QT_QPA_PLATFORM": "eglfs"}, tmp_path) is None
    assert not paints_nowhere({"QT_QPA_PLATFORM": "eglfs"})


def test_plugin_that_lacks_a_library_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    platforms = tmp_path / "PySide6" / "Qt" / "plugins" / "platforms"
    platforms.mkdir(parents=True)
    (tmp_path / "PySide6" / "__init__.py").touch()
    (platforms / "libqxcb.so").write_text("no library")
    package = spec_from_file_location("PySide6", tmp_path / "PySide6" / "__init__.py")
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: package)
    with server(tmp_path / "X7"):
        fault = display_fault({"DISPLAY": ":7"}, tmp_path)
    assert fault is not None
    assert fault.startswith("Qt's plugin xcb does not load (")
    assert "libqxcb.so" in fault
