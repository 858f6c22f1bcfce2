"""The notify protocol, against a supervisor's socket."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.processes.notify import Notifier


@pytest.fixture
def supervisor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[socket.socket]:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as wire:
        wire.bind(str(tmp_path / "notify"))
        wire.settimeout(20)
        monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
        monkeypatch.setenv("WATCHDOG_USEC", "1500000")
        monkeypatch.delenv("WATCHDOG_PID", raising=False)
        yield wire


def test_each_word_is_one_datagram(supervisor: socket.socket) -> None:
    notifier = Notifier.from_environment()
    notifier.ready()
    notifier.alive()
    notifier.status("reads\nframes")
    notifier.stopping()
    said = [supervisor.recv(256) for _ in range(4)]
    assert said == [b"READY=1", b"WATCHDOG=1", b"STATUS=reads frames", b"STOPPING=1"]


def test_watchdog_is_told_in_seconds(supervisor: socket.socket) -> None:
    assert Notifier.from_environment().watchdog_s == 1.5


def test_watchdog_of_another_process_is_none_of_ours(
    supervisor: socket.socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WATCHDOG_PID", str(os.getpid() + 1))
    assert Notifier.from_environment().watchdog_s == 0.0


@pytest.mark.parametrize("value", ["", "soon", "-3"])
def test_odd_watchdog_is_no_watchdog(supervisor: socket.socket, monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("WATCHDOG_USEC", value)
    assert Notifier.from_environment().watchdog_s == 0.0


def test_without_a_supervisor_nothing_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NOTIFY_SOCKET", raising=False)
    monkeypatch.delenv("WATCHDOG_USEC", raising=False)
    notifier = Notifier.from_environment()
    notifier.ready()
    assert notifier == Notifier()


def test_a_supervisor_that_went_away_does_no_harm(supervisor: socket.socket) -> None:
    notifier = Notifier.from_environment()
    supervisor.close()
    notifier.alive()


def test_a_slow_supervisor_never_blocks_its_part(supervisor: socket.socket) -> None:
    notifier = Notifier.from_environment()
    for _ in range(2000):
        notifier.alive()
    assert supervisor.recv(256) == b"WATCHDOG=1"


def test_abstract_address_is_understood(monkeypatch: pytest.MonkeyPatch) -> None:
    name = f"kiosk-test-{os.getpid()}"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as wire:
        wire.bind(f"\0{name}")
        wire.settimeout(20)
        Notifier(f"@{name}").ready()
        assert wire.recv(256) == b"READY=1"
