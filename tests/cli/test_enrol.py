"""`kiosk enrol`: two processes and a board between them; and what stands in the way."""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from kiosk.central.database import open_database, sqlite_url
from kiosk.central.people.rights import Role
from kiosk.sync.identity import FOLDER, read_identity
from kiosk.sync.kept import FILE_NAME as SYNC_FILE
from kiosk.sync.kept import Kept, told_last
from kiosk.sync.settings import KIND
from tests.central.conftest import People
from tests.central.running import closed_port
from tests.cli.conftest import Kiosk
from tests.journal.events import NOW

WAIT_S = 30
_NUMBERS = itertools.count(1)


@pytest.fixture(scope="module")
def centre(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """The URL of a centre in a process of its own, and its folder."""
    folder = tmp_path_factory.mktemp("centre")
    with socket.create_server(("127.0.0.1", 0)) as listener:
        command = [sys.executable, "-m", "tests.cli.centre", str(folder), str(listener.fileno())]
        process = subprocess.Popen(command, pass_fds=[listener.fileno()], stderr=subprocess.DEVNULL)
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        try:
            httpx.get(f"{url}/readyz", timeout=3 * WAIT_S).raise_for_status()
            yield url, folder
        finally:
            process.terminate()
            process.wait(WAIT_S)


@pytest.fixture
def board(centre: tuple[str, Path]) -> dict[str, str]:
    engine = open_database(sqlite_url(centre[1] / "central.db"))
    headers = People(engine, first=next(_NUMBERS)).add(Role.BOARD, market_id="M1")
    engine.dispose()
    return headers


@contextlib.contextmanager
def enrolling(url: str, state: Path, *options: str) -> Iterator[subprocess.Popen[str]]:
    """Run `kiosk enrol` as a technician does."""
    environ = {**os.environ, "KIOSK_PLACES__STATE": str(state), "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-m", "kiosk", "enrol", url, *options]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environ)
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def line_of(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline()


def pair(url: str, board: dict[str, str], shown: dict[str, str]) -> httpx.Response:
    """Do what a board does with what the unit shows."""
    place = {"name": "Trạm 7", "market_id": "M1", "area": "Nhà B", "position": "Cửa 2"}
    wanted = {"user_code": shown["user_code"], "fingerprint": shown["fingerprint"], **place}
    return httpx.post(f"{url}/registry/kiosks/pair", json=wanted, headers=board, timeout=WAIT_S)


def test_unit_is_paired_by_its_letters(centre: tuple[str, Path], board: dict[str, str], tmp_path: Path) -> None:
    url, _ = centre
    with enrolling(url, tmp_path, "--json") as process:
        assert pair(url, board, json.loads(line_of(process))).status_code == 201
        enrolled = json.loads(line_of(process))["enrolled"]
        assert process.wait(WAIT_S) == 0
    assert (enrolled["name"], enrolled["market_name"]) == ("Trạm 7", "Chợ Long Biên")
    identity = read_identity(tmp_path)
    assert identity is not None
    assert (identity.device_id, identity.market_id, identity.papers.url) == (enrolled["device_id"], "M1", url)


def test_unit_that_becomes_another_kiosk_forgets_what_the_former_was_told(
    centre: tuple[str, Path], board: dict[str, str], tmp_path: Path
) -> None:
    url, _ = centre
    with closing(Kept(tmp_path / SYNC_FILE, "former", NOW)) as former:
        former.write(KIND, "the former's name")
    with enrolling(url, tmp_path, "--json") as process:
        assert pair(url, board, json.loads(line_of(process))).status_code == 201
        assert process.wait(WAIT_S) == 0
    assert told_last(tmp_path / SYNC_FILE, KIND) is None


def test_people_read_large_letters_the_fingerprint_and_what_comes_next(
    centre: tuple[str, Path], board: dict[str, str], tmp_path: Path
) -> None:
    url, _ = centre
    with enrolling(url, tmp_path) as process:
        head = [line_of(process) for _ in range(5)]
        letters = head[1].replace(" ", "").strip()
        fingerprint = head[3].partition(":")[2].strip()
        assert (len(letters), letters[4], len(fingerprint.split())) == (9, "–", 8)
        assert pair(url, board, {"user_code": letters, "fingerprint": fingerprint}).status_code == 201
        assert process.wait(WAIT_S) == 0
        said = process.stdout.read() if process.stdout else ""
    assert "Paired: Trạm 7, Chợ Long Biên." in said
    assert "Next: " in said


def test_refused_unit_writes_nothing(centre: tuple[str, Path], board: dict[str, str], tmp_path: Path) -> None:
    url, _ = centre
    with enrolling(url, tmp_path, "--json") as process:
        letters = {"user_code": json.loads(line_of(process))["user_code"]}
        httpx.post(f"{url}/registry/kiosks/refuse", json=letters, headers=board, timeout=WAIT_S).raise_for_status()
        assert process.wait(WAIT_S) == 2
        assert process.stderr is not None
        assert "CEN-13" in process.stderr.read()
    assert not (tmp_path / FOLDER).exists()


def test_identity_is_not_replaced_unasked(kiosk: Kiosk, tmp_path: Path) -> None:
    (tmp_path / "state" / FOLDER).mkdir(parents=True)
    said = kiosk("enrol", closed_port())
    assert said.status == 2
    assert "STO-21" in said.err
    assert "--again" in said.err


def test_centre_that_is_not_there_is_one_line(kiosk: Kiosk) -> None:
    said = kiosk("enrol", closed_port())
    assert (said.status, said.out) == (2, "")
    assert said.err.startswith("kiosk: CEN-10")
    assert said.err.count("\n") == 1


def test_address_that_is_none_is_refused(kiosk: Kiosk) -> None:
    said = kiosk("enrol", "ftp://nowhere")
    assert said.status == 2
    assert "SET-02" in said.err


def test_plain_address_beyond_this_machine_is_refused(kiosk: Kiosk, tmp_path: Path) -> None:
    said = kiosk("enrol", "http://192.0.2.1:8080")
    assert (said.status, said.out) == (2, "")
    assert said.err.startswith("kiosk: SET-07")
    assert not (tmp_path / "state" / FOLDER).exists()
