"""The service ends as it is asked to, and lets what is under way finish."""

from __future__ import annotations

import json
import signal
import socket
import threading
import time
from datetime import timedelta
from pathlib import Path

import pytest

from kiosk.central.database import sqlite_url
from kiosk.central.people.rights import Grant, Role
from kiosk.processes.central.database import open_migrated
from kiosk.processes.central.serve import FINISH_S
from kiosk.processes.people import make_person
from tests.central import postgres
from tests.central.conftest import NOW
from tests.central.test_process import central

BODY = json.dumps({"name": "somebody", "grants": []}).encode()


@pytest.fixture
def url(tmp_path: Path) -> str:
    return sqlite_url(tmp_path / "central.db")


def upload(address: str, token: str) -> socket.socket:
    """Return a connection on which half of a request has been sent."""
    host, _, port = address.removeprefix("http://").partition(":")
    line = socket.create_connection((host, int(port)), 10)
    head = f"POST /people/users HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {token}\r\n"
    head += f"Content-Type: application/json\r\nContent-Length: {len(BODY)}\r\nExpect: 100-continue\r\n\r\n"
    line.settimeout(60)
    line.sendall(head.encode())
    assert line.recv(10_000).startswith(b"HTTP/1.1 100"), "the service does not want it"
    line.sendall(BODY[:10])
    return line


def wait_until_refused(address: str) -> None:
    host, _, port = address.removeprefix("http://").partition(":")
    for _ in range(3000):
        try:
            socket.create_connection((host, int(port)), 1).close()
        except ConnectionRefusedError:
            return
        time.sleep(0.02)
    pytest.fail("the service still listens")


def test_upload_under_way_is_finished_and_nothing_new_is_begun(url: str, tmp_path: Path) -> None:
    token = make_person(url, "administrator", Grant(Role.ADMINISTRATOR), timedelta(days=1), NOW)
    with central(url, tmp_path / "notify") as (process, address):
        line = upload(address, token.text)
        process.send_signal(signal.SIGTERM)
        wait_until_refused(address)
        line.sendall(BODY[10:])
        answer = line.recv(10_000)
        line.close()
        assert answer.startswith(b"HTTP/1.1 201"), answer
        assert process.wait(10) == 0


def test_line_that_only_waits_does_not_hold_the_end_up(url: str, tmp_path: Path) -> None:
    with central(url, tmp_path / "notify") as (process, address):
        host, _, port = address.removeprefix("http://").partition(":")
        idle = socket.create_connection((host, int(port)), 10)
        idle.sendall(f"GET /healthz HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
        assert idle.recv(10_000).startswith(b"HTTP/1.1 200")
        start = time.monotonic()
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0
        assert time.monotonic() - start < FINISH_S / 2, "it waits for nobody"
        idle.close()


def test_two_processes_that_start_at_once_migrate_once(server: postgres.Server) -> None:
    server.execute("CREATE DATABASE started_at_once")
    faults: list[BaseException] = []

    def start() -> None:
        try:
            open_migrated(server.url("started_at_once")).dispose()
        except BaseException as fault:  # noqa: BLE001  # told by the test below
            faults.append(fault)

    threads = [threading.Thread(target=start) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(40)
    assert faults == []
