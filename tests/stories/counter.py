"""A counter in a market: a real process of sync behind a network that may fail. The test is its screen."""

from __future__ import annotations

import contextlib
import queue
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from kiosk.journal.event import uuid7
from kiosk.lookup.registry_file import FILE_NAME
from kiosk.messages.local import Ask, Found, Hello
from kiosk.records.finding import Source
from kiosk.screen.check import Bench, answered, begin
from kiosk.sync.identity import Identity, write_identity
from kiosk.verdicts.gather import Place
from kiosk.verdicts.verdict import Headline
from tests.faults.city import LISTS, City, scanned
from tests.faults.proxy import FaultProxy, network
from tests.sync.screen import Screen

STARTS_WITHIN_S = 40.0
TRIES, TRY_S = 8, 1.5
"""A shopper's second is measured in tests/faults; here a machine may be busy."""

CODE = """
import sys, logging
from datetime import datetime
from pathlib import Path
from kiosk.clock import FixedClock
from kiosk.processes.sync.part import run_sync
from kiosk.processes.sync.errands import Published
from kiosk.settings import assets_dir
from kiosk.sync.rhythm import Pace
logging.basicConfig(level="WARNING")
folder, url, at, since_s = Path(sys.argv[1]), sys.argv[2], datetime.fromisoformat(sys.argv[3]), float(sys.argv[4])
published = Published((folder / "root.json").read_bytes(), assets_dir() / "lists.json")
pace = Pace(1.0, 1.0, 1.0)
sys.exit(run_sync(url, folder, folder, "", FixedClock(at, since_s), pace, published=published))
"""
"""Sync as `kiosk part sync` runs it, at the city's time."""


@dataclass
class Counter:
    """One kiosk's counter, and the network between it and the centre."""

    folder: Path
    market_id: str
    screen: Screen
    network: FaultProxy
    city: City
    checks: int = 0

    def check(self, pack: int, *wants: Source) -> Headline:
        """Hold up a pack's label, again where a busy machine was late; return the verdict by one of `wants`."""
        bench = Bench(LISTS, Place(self.market_id, is_enrolled=True))
        now = self.city.clock.now()
        self.checks += 1
        name = f"{self.market_id}{self.checks}".encode().rjust(10, b"\0")
        check = begin(uuid7(int(now.at.timestamp() * 1000), name), scanned(pack), bench, now)
        identity, is_counted = check.inspection.identity, check.is_counted
        ask = Ask(
            check_id=check.check_id,
            identity=identity,
            asked_at=now.at,
            is_clock_trusted=now.is_trusted,
            is_counted=is_counted,
        )
        for _ in range(TRIES):
            self.screen.say(ask)
            with contextlib.suppress(queue.Empty):
                while True:
                    found = self.screen.next(Found, TRY_S)
                    if found.check_id == check.check_id and found.is_final and found.finding.source in wants:
                        return answered(check, found.finding, bench, self.city.clock.now()).inspection.verdict.headline
        raise AssertionError(f"no answer from {wants} in {TRIES} tries")

    def recalls(self) -> int | None:
        """Return how many recalls stand in the registry of this unit; None where it has none yet."""
        if not (self.folder / FILE_NAME).exists():
            return None
        with closing(sqlite3.connect(f"file:{self.folder / FILE_NAME}?mode=ro", uri=True)) as connection:
            return int(connection.execute("SELECT count(*) FROM recalls").fetchone()[0])


@contextlib.contextmanager
def counter(city: City, folder: Path, identity: Identity, root: bytes) -> Iterator[Counter]:
    """Open the counter of a paired kiosk whose state is kept in `folder`; it trusts in `root`."""
    folder.mkdir()
    (folder / "root.json").write_bytes(root)
    with network(city.url) as road, Screen(folder / "screen.sock") as screen:
        write_identity(folder, identity)
        command = [sys.executable, "-c", CODE, str(folder), road.url, city.at.isoformat(), str(city.since_s)]
        process = subprocess.Popen(command)
        try:
            screen.next(Hello, STARTS_WITHIN_S)
            yield Counter(folder, identity.market_id, screen, road, city)
        finally:
            process.terminate()
            try:
                process.wait(20)
            finally:
                process.kill()
