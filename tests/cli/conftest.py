"""The command line within the tests' own process: what it prints, and its exit status."""

from __future__ import annotations

import io
import json
import logging
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from kiosk.cli import main


@dataclass(frozen=True, slots=True)
class Said:
    """What a command said."""

    status: int
    out: str
    err: str

    @property
    def objects(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.splitlines()]


Kiosk = Callable[..., Said]


@pytest.fixture(autouse=True)
def no_unit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A machine that is no unit, with folders of its own, and the log as it was before."""
    monkeypatch.setattr("kiosk.commands.unit.CONFIG_PATH", tmp_path / "etc" / "kiosk" / "kiosk.toml")
    monkeypatch.setenv("KIOSK_PLACES__STATE", str(tmp_path / "state"))
    monkeypatch.setenv("KIOSK_PLACES__RUNTIME", str(tmp_path / "runtime"))
    for name in ("LANG", "LC_ALL", "LC_MESSAGES"):
        monkeypatch.setenv(name, "C.UTF-8")
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:], root.level = handlers, level


@pytest.fixture
def kiosk(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Kiosk:
    def call(*arguments: str, stdin: bytes = b"") -> Said:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        status = main(arguments)
        captured = capsys.readouterr()
        return Said(status, captured.out, captured.err)

    return call
