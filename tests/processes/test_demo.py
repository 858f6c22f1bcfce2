"""The children of a demonstration, and the port that its central service gets."""

from __future__ import annotations

import socket
from contextlib import suppress

import pytest

from kiosk.processes.demo import LOOPBACK, children, own_port
from kiosk.processes.manner import Manner

SHOWN = Manner(is_demonstration=True, is_headless=True, is_windowed=False, source="clip.mp4")


def test_nobody_else_gets_the_port_before_the_central_service_does() -> None:
    with own_port() as port:
        with socket.socket() as other, pytest.raises(OSError, match="in use"):
            other.bind((LOOPBACK, port))
        with socket.socket() as other, pytest.raises(OSError, match="in use"):
            other.bind(("", port))


def test_the_central_service_can_listen_at_it_and_again_after_it_died() -> None:
    with own_port() as port:
        for _ in range(2):
            with socket.create_server((LOOPBACK, port)), socket.create_connection((LOOPBACK, port), 1):
                pass


def test_while_nobody_listens_at_it_questions_are_refused_at_once() -> None:
    with own_port() as port, pytest.raises(ConnectionRefusedError):
        socket.create_connection((LOOPBACK, port), 1)


def test_the_port_is_given_back() -> None:
    with own_port() as port, suppress(ConnectionRefusedError):
        socket.create_connection((LOOPBACK, port), 1)
    with socket.socket() as other:
        other.bind((LOOPBACK, port))


def test_the_embedded_central_service_listens_at_the_loopback_only() -> None:
    central = next(child for child in children(SHOWN, {}, 4711) if child.name == "central")
    assert central.command[-4:] == ("--host", LOOPBACK, "--port", "4711")
    assert LOOPBACK == "127.0.0.1"


def test_a_unit_embeds_no_central_service() -> None:
    unit = Manner(is_demonstration=False, is_headless=True, is_windowed=False, source="camera:0")
    assert "central" not in [child.name for child in children(unit, {}, 0)]
