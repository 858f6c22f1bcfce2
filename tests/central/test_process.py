"""The process of the central service: its start, its end, and what it says when it cannot be."""

from __future__ import annotations

import contextlib
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from kiosk.central.database import sqlite_url
from kiosk.clock import FixedClock
from kiosk.errors import KioskError, ListError, SettingsError, StoreError
from kiosk.messages.http import Ready
from kiosk.messages.published import SNAPSHOT_PATH, PublishedIndex
from kiosk.processes.central.serve import FINISH_S, initialise_central, run_central
from kiosk.processes.demo import own_port
from kiosk.settings import assets_dir
from tests.central.conftest import NOW
from tests.central.registry_folder import GTIN, LOT, write_registry
from tests.central.running import closed_port

CODE = """
import sys, logging
from datetime import datetime
from pathlib import Path
from kiosk.clock import FixedClock
from kiosk.processes.central.serve import run_central
logging.basicConfig(level="INFO")
clock = FixedClock(datetime.fromisoformat("2026-11-23T09:00:00+07:00"))
told = {"is_demonstration": True, "publishing_dir": Path(sys.argv[3])}
sys.exit(run_central("127.0.0.1", int(sys.argv[1]), sys.argv[2], clock, **told))
"""


@contextlib.contextmanager
def central(url: str, notify: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Run the service until it says that it is ready; yield it and its URL."""
    with own_port() as port, socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as supervisor:
        supervisor.bind(str(notify))
        supervisor.settimeout(60)
        process = subprocess.Popen(
            [sys.executable, "-c", CODE, str(port), url, str(notify.with_name("publishing"))],
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "NOTIFY_SOCKET": str(notify)},
        )
        try:
            while supervisor.recv(200) != b"READY=1":
                pass
            yield process, f"http://127.0.0.1:{port}"
        finally:
            process.kill()
            process.communicate(timeout=30)


def test_service_with_the_samples_answers_and_ends_well(tmp_path: Path) -> None:
    url = sqlite_url(tmp_path / "central.db")
    assert "sample" in initialise_central(url, write_registry(tmp_path / "sample"))
    with central(url, tmp_path / "notify") as (process, address), httpx.Client(trust_env=False, timeout=30) as client:
        ready = Ready.model_validate_json(client.get(f"{address}/readyz").content)
        assert ready.versions.trust == 7
        assert client.get(f"{address}/v1/records/01/{GTIN}/10/{LOT}").json()["finding"]["lot"]["lot"] == LOT
        assert published(client, address).snapshot.counts["lots"] == 2
        start = time.monotonic()
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0
        assert time.monotonic() - start < FINISH_S / 2, "it waits for nobody"
        assert process.stderr is not None
        assert "Traceback" not in process.stderr.read()


def published(client: httpx.Client, address: str) -> PublishedIndex:
    """Return what the process publishes by itself, once it has."""
    end = time.monotonic() + 60
    while (answer := client.get(f"{address}{SNAPSHOT_PATH}")).status_code != 200:
        assert time.monotonic() < end, "nothing was published"
        time.sleep(0.05)
    return PublishedIndex.model_validate_json(answer.content)


def test_answers_on_a_kept_connection_wait_for_no_acknowledgement(tmp_path: Path) -> None:
    with central(sqlite_url(tmp_path / "central.db"), tmp_path / "notify") as (_, address):
        line = http.client.HTTPConnection(address.removeprefix("http://"))
        taken_s = []
        for _ in range(20):
            start = time.monotonic()
            line.request("GET", "/healthz")
            line.getresponse().read()
            taken_s.append(time.monotonic() - start)
        line.close()
    assert sorted(taken_s[3:])[1] < 0.03, "nearly all wait"


def test_initialising_again_changes_nothing(tmp_path: Path) -> None:
    url = sqlite_url(tmp_path / "central.db")
    sample = write_registry(tmp_path / "sample")
    assert initialise_central(url, sample) == initialise_central(url, sample)
    assert "ready" in initialise_central(url, None)


def test_port_in_use_is_one_clear_line(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = int(taken.getsockname()[1])
        with pytest.raises(KioskError, match=f"NET-01.*127.0.0.1:{port}: Address already in use") as fault:
            run_central("127.0.0.1", port, sqlite_url(tmp_path / "central.db"), FixedClock(NOW))
    assert "\n" not in str(fault.value)
    assert "--port" in fault.value.remedy


@pytest.mark.parametrize("host", ["192.0.2.1", "nowhere.invalid", "not an address", "x" * 70])
def test_address_that_is_not_this_machines_is_one_clear_line(tmp_path: Path, host: str) -> None:
    with pytest.raises(KioskError, match="NET-01") as fault:
        run_central(host, 0, sqlite_url(tmp_path / "central.db"), FixedClock(NOW))
    assert "an address of this machine with --host" in fault.value.remedy
    assert "\n" not in str(fault.value)


def test_folder_that_is_missing_is_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"STO-10.*unable to open database file") as fault:
        initialise_central(sqlite_url(tmp_path / "missing" / "central.db"), None)
    assert "\n" not in str(fault.value)


def test_file_that_is_no_database_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "central.db").write_bytes(b"no database at all" * 100)
    with pytest.raises(StoreError, match=r"STO-10.*not a database"):
        initialise_central(sqlite_url(tmp_path / "central.db"), None)


def test_server_that_does_not_answer_is_one_clear_line() -> None:
    with pytest.raises(StoreError, match="STO-10") as fault:
        initialise_central(f"postgresql://kiosk@{urlsplit(closed_port()).netloc}/kiosk", None)
    assert "\n" not in str(fault.value)


def test_kind_of_database_that_is_not_served_is_one_clear_line() -> None:
    with pytest.raises(SettingsError, match="mysql"):
        initialise_central("mysql://localhost/kiosk", None)


def test_broken_samples_leave_the_database_as_it_was(tmp_path: Path) -> None:
    url = sqlite_url(tmp_path / "central.db")
    with pytest.raises(ListError, match=r"products\.json"):
        initialise_central(url, write_registry(tmp_path / "broken", products=[{"gtin": "1"}]))
    assert "ready" in initialise_central(url, None)


def test_samples_are_loaded_again_into_their_own_database_and_into_no_other(tmp_path: Path) -> None:
    sample = assets_dir() / "sample"
    own = sqlite_url(tmp_path / "demonstration.db")
    initialise_central(own, sample)
    initialise_central(own, sample)
    assert (tmp_path / "demonstration.db").stat().st_mode & 0o077 == 0
    used = sqlite_url(tmp_path / "used.db")
    initialise_central(used, write_registry(tmp_path / "city"))
    with pytest.raises(StoreError, match="in earnest"):
        initialise_central(used, sample)
