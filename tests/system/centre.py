"""The central service on the host, by its own commands: the sample registry, a board, and what it has received."""

from __future__ import annotations

import io
import json
import os
import platform
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing, redirect_stdout
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from unittest.mock import patch

import httpx
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from kiosk.central.publishing.practice import practice_seed
from kiosk.central.publishing.roles import RoleName
from kiosk.cli import main
from kiosk.moment import HANOI
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
        self._do("central", "publish", "--sample")
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

    def publish_release(self, version: str, wheel: Path, python: str) -> None:
        """Publish a release of one package for units of this processor, signed by the people of the practice."""
        wheels, folder = self._folder / f"wheels-{version}", self._folder / f"release-{version}"
        wheels.mkdir()
        shutil.copy(wheel, wheels)
        system = ("--system", python, platform.machine(), str(wheels))
        draft = self._here("central", "release", "draft", version, str(folder), *system).strip()
        for number in (1, 2):
            key = self._folder / f"release-{number}.key"
            key.write_bytes(private_key(number))
            self._here("central", "tuf", "sign", draft, "--key", str(key), "--yes")
        self._here("central", "tuf", "publish", str(folder))

    def wave(self, version: str, percent: int) -> None:
        """Let a share of the market's units run a release."""
        self._here("central", "release", "wave", version, str(percent), "--market", MARKET)

    def close_market(self) -> None:
        """Set hours in which the market is closed now, and tomorrow."""
        hours = [{"weekday": (datetime.now(HANOI).isoweekday() + 2) % 7 + 1, "opens": "08:00", "closes": "08:01"}]
        token = self._do("central", "user", "add", "Trực hệ thống", "--role", "administrator").split()[-1]
        headers = {"Authorization": f"Bearer {token}", "If-Match": '"0"'}
        answered = httpx.put(
            f"{self.url}/registry/settings", json={"opening_hours": hours}, headers=headers, timeout=60
        )
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

    def _here(self, *words: str) -> str:
        """Do what a command does in this process: a new one takes longer than what it does."""
        with patch.dict(os.environ, self._environ), redirect_stdout(io.StringIO()) as out:
            assert main(words) == 0, words
        return out.getvalue()

    def _do(self, *words: str) -> str:
        command = [sys.executable, "-m", "kiosk", *words]
        done = subprocess.run(command, env=self._environ, capture_output=True, text=True, check=False, timeout=WAIT_S)
        assert done.returncode == 0, f"{words}: {done.stderr}"
        return done.stdout


def private_key(number: int) -> bytes:
    """Return a key of a person of role release, as a file: everybody has it."""
    private = Ed25519PrivateKey.from_private_bytes(practice_seed(RoleName.RELEASE, number))
    return private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def shown_by(line: str) -> dict[str, str]:
    """Return what `kiosk enrol --json` shows first."""
    shown: dict[str, str] = json.loads(line)
    return shown
