"""The central service on the host, by its own commands: the sample registry, a board, and what it has received."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import httpx

from tests.system.machine import OURS

PORT = 8080
MARKET = "minh-khai"
WAIT_S = 60


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the journal that has arrived."""

    kiosk_id: str
    market_id: str
    level: str
    headline: str


class Centre:
    """A served centre. `close` ends it."""

    url = f"http://{OURS}:{PORT}"
    road = f"http://127.0.0.1:{PORT}"
    """Where the unit asks: a unit takes plain http from its own machine alone, so that a proxy there hands it on."""

    def __init__(self, folder: Path) -> None:
        """Make the database with the sample registry, and serve it. Raises CalledProcessError, HTTPError."""
        self._folder = folder
        self._environ = {
            **os.environ,
            "KIOSK_PLACES__STATE": str(folder),
            "KIOSK_PLACES__RUNTIME": str(folder / "runtime"),
            "KIOSK_CENTRAL__KEY_FILE": str(folder / "central-key"),
        }
        self._do("central", "seal", "vault", "make", str(folder / "central-key"))
        self._do("central", "init", "--sample")
        self._log = (folder / "centre.log").open("wb")
        command = [sys.executable, "-m", "kiosk", "central", "serve", "--host", OURS, "--port", str(PORT)]
        self._process = subprocess.Popen(command, env=self._environ, stdout=self._log, stderr=self._log)
        transport = httpx.HTTPTransport(retries=20)
        with httpx.Client(transport=transport, timeout=WAIT_S) as client:
            client.get(f"{self.url}/readyz").raise_for_status()

    def pair(self, shown: dict[str, str]) -> None:
        """Do what a market's board does with what a unit shows. Raises HTTPStatusError."""
        token = self._do("central", "user", "add", "Ban quản lý", "--role", "board", "--market", MARKET).split()[-1]
        place = {"name": "Trạm 1", "market_id": MARKET, "area": "Nhà A", "position": "Cửa 1"}
        wanted = {"user_code": shown["user_code"], "fingerprint": shown["fingerprint"], **place}
        headers = {"Authorization": f"Bearer {token}"}
        answered = httpx.post(f"{self.url}/registry/kiosks/pair", json=wanted, headers=headers, timeout=WAIT_S)
        answered.raise_for_status()

    def rows(self) -> list[Row]:
        """Return what verdicts have arrived."""
        [file] = self._folder.glob("central.db")
        with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)) as connection:
            found = connection.execute("SELECT kiosk_id, market_id, level, headline FROM journal").fetchall()
        return [Row(*row) for row in found]

    def close(self) -> None:
        """End the service."""
        self._process.terminate()
        self._process.wait(30)
        self._log.close()

    def _do(self, *words: str) -> str:
        command = [sys.executable, "-m", "kiosk", *words]
        done = subprocess.run(command, env=self._environ, capture_output=True, text=True, check=False, timeout=WAIT_S)
        assert done.returncode == 0, f"{words}: {done.stderr}"
        return done.stdout


def shown_by(line: str) -> dict[str, str]:
    """Return what `kiosk enrol --json` shows first."""
    shown: dict[str, str] = json.loads(line)
    return shown
