"""docs/first-day.md, typed: every command and body of the page, in an empty folder, by a real shell and a real curl."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import psutil
import pytest

from kiosk.central.app import create_app
from kiosk.central.database import open_database, sqlite_url
from kiosk.central.service import service_over
from kiosk.processes.central.seals import vault_of
from kiosk.settings import Central
from kiosk.sync.identity import read_identity
from kiosk.trust.read import trust_list_from_json
from kiosk.trust.seal import SealState
from tests.central.running import serving
from tests.cli.conftest import Kiosk
from tests.trust.sealing import check

PAGE = Path(__file__).parents[2] / "docs" / "first-day.md"
BLOCK = re.compile(r"^```sh ?(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
NEW_TERMINAL = ". ./centre.env\n"
APART = ("serve", "unit")
"""Blocks that run beside the others: the service, which the test is itself, and the unit."""
LETTERS = re.compile(r"^ +((?:\S  ){8}\S)$", re.MULTILINE)
FINGERPRINT = re.compile(r"^Fingerprint of this unit's key: +(.+)$", re.MULTILINE)
SHIM = f"""#!{sys.executable} -SE
import json, os, socket, sys
line = socket.socket(socket.AF_UNIX)
line.connect(os.environ["COMMANDS"])
named = {{name: value for name, value in os.environ.items() if name.startswith("KIOSK_")}}
line.sendall(json.dumps([sys.argv[1:], named]).encode())
line.shutdown(socket.SHUT_WR)
status, out, err = json.loads(b"".join(iter(lambda: line.recv(65536), b"")))
sys.stdout.write(out)
sys.stderr.write(err)
sys.exit(status)
"""
"""Hands a command to the test's own process: a new one spends seconds on imports."""


def terminals() -> list[str]:
    """Return what is typed into each terminal at the centre, one script each."""
    scripts = [""]
    for kind, typed in BLOCK.findall(PAGE.read_text("utf-8")):
        if kind in APART:
            continue
        assert kind in {"", "refused"}
        if typed.startswith(NEW_TERMINAL):
            scripts.append("")
        scripts[-1] += f"if {{ {typed} }} 2> refused.txt; then exit 9; fi\n" if kind else typed
    return scripts


@contextmanager
def at_the_unit(folder: Path, url: str) -> Iterator[tuple[subprocess.Popen[str], str, str]]:
    """Type the unit's block, with a `kiosk` of its own; yield the shell, and the letters and fingerprint it shows."""
    (typed,) = (typed for kind, typed in BLOCK.findall(PAGE.read_text("utf-8")) if kind == "unit")
    own = f'kiosk() {{ "{sys.executable}" -m kiosk "$@"; }}\n'
    script = own + typed.replace(PLACEHOLDERS["url"], url)
    environ = {**os.environ, "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(["bash", "-euc", script], cwd=folder, env=environ, stdout=subprocess.PIPE, text=True) as unit:
        assert unit.stdout is not None
        shown = ""
        while "Waiting" not in shown:
            line = unit.stdout.readline()
            assert line, shown
            shown += line
        letters, fingerprint = LETTERS.findall(shown)[0], FINGERPRINT.findall(shown)[0]
        try:
            yield unit, letters.replace(" ", "").replace("–", "-"), fingerprint
        finally:
            unit.kill()


@dataclass
class Desk:
    """A folder, and a shell in it whose `kiosk` is that of this process."""

    folder: Path
    kiosk: Kiosk
    monkeypatch: pytest.MonkeyPatch

    def type(self, script: str, **changed: str) -> str:
        """Run a script as a shell does that ends at the first fault, and return its output."""
        for standing, value in changed.items():
            script = script.replace(PLACEHOLDERS[standing], value)
        listener = socket.socket(socket.AF_UNIX)
        listener.bind("commands")
        listener.listen()
        listener.settimeout(0.05)
        path = f"{self.folder / 'bin'}:{os.environ['PATH']}"
        environ = {**os.environ, "PATH": path, "COMMANDS": str(self.folder / "commands")}
        with (self.folder / "typed.txt").open("w+", encoding="utf-8") as output:
            shell = subprocess.Popen(
                ["bash", "-euo", "pipefail", "-c", script], env=environ, stdout=output, stderr=subprocess.STDOUT
            )
            while shell.poll() is None:
                self._answer(listener)
            output.seek(0)
            said = output.read()
        listener.close()
        Path("commands").unlink()
        assert shell.returncode == 0, said
        return said

    def _answer(self, listener: socket.socket) -> None:
        try:
            line, _ = listener.accept()
        except TimeoutError:
            return
        with line:
            line.settimeout(30)
            arguments, named = json.loads(b"".join(iter(lambda: line.recv(65536), b"")))
            with self.monkeypatch.context() as patched:
                for name, value in named.items():
                    patched.setenv(name, value)
                said = self.kiosk(*arguments)
            line.sendall(json.dumps([said.status, said.out, said.err]).encode())


PLACEHOLDERS = {
    "url": "http://127.0.0.1:8080",
    "letters": "BCDF-GHJK",
    "fingerprint": "0123 4567 89AB CDEF 0123 4567 89AB CDEF",
}
"""What stands on the page for what a machine says."""


@pytest.fixture
def desk(tmp_path: Path, kiosk: Kiosk, monkeypatch: pytest.MonkeyPatch) -> Desk:
    (tmp_path / "bin").mkdir()
    shim = tmp_path / "bin" / "kiosk"
    shim.write_text(SHIM, encoding="utf-8")
    shim.chmod(0o700)
    monkeypatch.chdir(tmp_path)
    return Desk(tmp_path, kiosk, monkeypatch)


class Later:
    """The service's clock, which the test moves on."""

    def __init__(self) -> None:
        self.by = timedelta(0)

    def now(self) -> datetime:
        return datetime.now(UTC) + self.by


@contextmanager
def served(folder: Path, later: Later) -> Iterator[str]:
    """Serve the centre in `folder`, as `kiosk central serve` does."""
    engine = open_database(sqlite_url(folder / "state" / "central.db"))
    vault = vault_of(Central(key_file=folder / "central-key"))
    with serving(create_app(replace(service_over(engine, later.now), vault=vault))) as url:
        yield url
    engine.dispose()


@pytest.mark.timeout(240)
def test_first_day_goes_as_its_page_says(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    first, day, two_days_later = terminals()
    monkeypatch.setenv("KIOSK_CLOCK__AT", datetime.now(UTC).isoformat())  # a clock that is kept right
    assert "any one of eligibility" in desk.type(first)
    later = Later()
    later.by = timedelta(seconds=10)  # who asks at once is told to slow down
    monkeypatch.setattr("kiosk.central.kiosks.enrolment_routes.INTERVAL_S", 1)
    monkeypatch.setattr("kiosk.central.kiosks.enrolments.INTERVAL_S", 1)
    with (
        served(desk.folder, later) as url,
        at_the_unit(desk.folder, url) as (unit, letters, fingerprint),
    ):
        asking = psutil.Process(unit.pid).children(recursive=True)
        for one in asking:
            one.suspend()  # its next question comes after all that is typed here
        try:
            desk.type(day, url=url, letters=letters, fingerprint=fingerprint)
        finally:
            for one in asking:
                one.resume()
        said, _ = unit.communicate(timeout=90)
        recalls = httpx.get(f"{url}/recalls.json", trust_env=False).text
    assert "Paired: Trạm cổng 1, Chợ đầu mối Minh Khai." in said
    identity = read_identity(desk.folder / "unit")
    assert identity is not None
    assert identity.papers.enrolled.settings.volume == 60
    assert "L0002" in recalls
    assert "SEAL-06" in Path("refused.txt").read_text("utf-8")

    desk.type(two_days_later)
    trust = trust_list_from_json(desk.type(f"{NEW_TERMINAL}kiosk central trust export"), "trust")
    labels = [json.loads(line) for line in Path("labels.jsonl").read_text("utf-8").splitlines()]
    assert [check(label["link"], trust).state for label in labels] == [SealState.VALID] * 24
    assert Path("labels.pdf").read_bytes().startswith(b"%PDF")
