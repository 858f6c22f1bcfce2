"""The process of sync between a screen and a centre, both real on this machine's loopback."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from kiosk.messages.local import Beat, Found, Hello, ListsConfirmed, Network, Part
from kiosk.records.finding import Source
from kiosk.sync.centre import TOTAL_S
from tests.central.running import closed_port, misbehaving
from tests.sync.screen import PATIENCE_S, Screen
from tests.sync.test_ask import ASK, answering

pytestmark = pytest.mark.timeout(4 * PATIENCE_S)

CODE = """
import sys, logging
from datetime import datetime
from pathlib import Path
from kiosk.clock import FixedClock
from kiosk.processes.sync.part import run_sync
from kiosk.sync.rhythm import Pace
logging.basicConfig(level="WARNING")
clock = FixedClock(datetime.fromisoformat("2026-11-23T09:00:00+07:00"))
folder = Path(sys.argv[1])
sys.exit(run_sync(sys.argv[2] or None, folder, folder, "M1", clock, Pace(0.2, 0.2, 0.2)))
"""


@contextlib.contextmanager
def sync(folder: Path, url: str | None, notify: str = "", code: str = CODE) -> Iterator[subprocess.Popen[str]]:
    """Run the process of sync; at the end it is asked to end, and must."""
    process = subprocess.Popen(
        [sys.executable, "-c", code, str(folder), url or ""],
        stderr=subprocess.PIPE,
        text=True,
        env={
            **os.environ,
            "NOTIFY_SOCKET": notify,
            "KIOSK_PLACES__RUNTIME": str(folder),
            "KIOSK_PLACES__STATE": str(folder),
        },
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.terminate()
        try:
            process.communicate(timeout=PATIENCE_S)
        finally:
            process.kill()


@pytest.fixture
def screen(tmp_path: Path) -> Iterator[Screen]:
    with Screen(tmp_path / "screen.sock") as screen:
        yield screen


def test_sync_says_hello_and_beats_and_answers_with_the_centre_then_by_the_cache_when_it_has_gone(
    screen: Screen, tmp_path: Path
) -> None:
    with misbehaving(answering()) as url, sync(tmp_path, url):
        assert screen.next(Hello).part is Part.SYNC
        screen.next(Beat)
        screen.say(ASK)
        own = screen.next(Found)
        assert (own.finding.source, own.is_final) == (Source.NONE, False)
        while (final := screen.next(Found)).finding.source is not Source.CENTRAL:
            pass  # on a busy machine it comes late, behind a final one without it
        assert (final.check_id, final.is_final) == (ASK.check_id, True)
        assert screen.next(ListsConfirmed).version == 7
        assert screen.next(Network).is_online
    with sync(tmp_path, closed_port()):
        screen.next(Hello)
        while screen.next(Network).is_online:
            pass
        screen.say(ASK)
        while not (found := screen.next(Found)).is_final:
            pass
        assert found.finding.source is Source.CACHE


# Without a centre. One process for all of these: each begins with a line that is made anew.


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Screen]:
    """The screen of a sync that has no centre, and was there first."""
    folder = tmp_path_factory.mktemp("alone")
    with sync(folder, None) as process:
        time.sleep(0.5)
        assert process.poll() is None
        with Screen(folder / "screen.sock") as screen:
            screen.next(Hello)
            yield screen
        process.send_signal(signal.SIGINT)
        assert process.wait(PATIENCE_S) == 0


@pytest.fixture
def met(alone: Screen) -> Screen:
    """A screen that has started anew, and was greeted."""
    alone.hang_up()
    alone.next(Hello)
    return alone


def test_sync_beats_twice_a_second_at_least(met: Screen) -> None:
    met.next(Beat)
    heard_s = []
    for _ in range(6):
        met.next(Beat)
        heard_s.append(time.monotonic())
    assert min(later - earlier for earlier, later in pairwise(heard_s)) < 0.5, "each may be late, not all"


def test_screen_that_starts_anew_is_told_of_the_network(met: Screen) -> None:
    assert not met.next(Network).is_online


def test_without_a_centre_sync_answers_finally_at_once(met: Screen) -> None:
    met.say(ASK)
    found = met.next(Found)
    assert (found.finding.source, found.is_final) == (Source.NONE, True)


def test_line_that_is_not_understood_is_passed_over(met: Screen) -> None:
    met.say_line(b'{"kind": "nonsense"}\n\xff\xfe\n')
    met.say(ASK)
    assert met.next(Found).is_final


def test_sync_ends_without_waiting_for_what_it_asks(screen: Screen, tmp_path: Path) -> None:
    with misbehaving(answering(after_s=PATIENCE_S)) as url, sync(tmp_path, url) as process:
        screen.say(ASK)
        screen.next(Found)
        process.terminate()
        assert process.wait(TOTAL_S - 0.5) == 0, "it gives up the question, whose own end comes later"
        assert process.stderr is not None
        assert "Traceback" not in process.stderr.read()


BROKEN = """
import sys
from kiosk.cli import main
from kiosk.processes.sync import part as sync
class Broken(sync.FindingCache):
    def find(self, identity):
        if identity is sync.NOBODYS_ITEM:
            return super().find(identity)
        raise ZeroDivisionError("of the test")
sync.FindingCache = Broken
sys.exit(main(["part", "sync"]))
"""


def test_fault_in_an_answer_ends_the_process_with_one_line(screen: Screen, tmp_path: Path) -> None:
    with sync(tmp_path, None, code=BROKEN) as process:
        screen.next(Network)
        screen.say(ASK)
        assert process.wait(PATIENCE_S) == 2
        assert process.stderr is not None
        said = process.stderr.read()
    assert said.startswith("kiosk: BUG-01: something unexpected happened: ZeroDivisionError: of the test.")
    assert said.count("\n") == 1


def test_supervisor_is_told_ready_and_fed_though_the_cache_is_damaged(screen: Screen, tmp_path: Path) -> None:
    (tmp_path / "cache.db").write_bytes(b"no database" * 1000)
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as supervisor:
        supervisor.bind(str(tmp_path / "notify"))
        supervisor.settimeout(PATIENCE_S)
        with sync(tmp_path, None, notify=str(tmp_path / "notify")):
            said = {supervisor.recv(200).decode().split("=")[0] for _ in range(4)}
    assert {"READY", "WATCHDOG", "STATUS"} <= said


DEMONSTRATION = CODE.replace("Pace(0.2, 0.2, 0.2))", "Pace(0.2, 0.2, 0.2), is_demonstration=True)")


def test_a_demonstration_s_sync_is_ready_once_its_centre_has_answered_a_question(
    screen: Screen, tmp_path: Path
) -> None:
    asked: list[int] = []

    def behave(connection: socket.socket, end: threading.Event) -> None:
        asked.append(1)
        if len(asked) > 2:
            answering()(connection, end)

    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as supervisor:
        supervisor.bind(str(tmp_path / "notify"))
        supervisor.settimeout(PATIENCE_S)
        with misbehaving(behave) as url, sync(tmp_path, url, str(tmp_path / "notify"), DEMONSTRATION):
            assert supervisor.recv(200) == b"READY=1"
            assert len(asked) >= 3
