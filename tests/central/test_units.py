"""The systemd unit and the nginx example, by systemd and nginx themselves."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from kiosk.processes.central.serve import FINISH_S, KEEP_S

ROOT = Path(__file__).parents[2]
UNIT = ROOT / "systemd" / "kiosk-central.service"
MOST_EXPOSED = 15
"""`systemd-analyze security` in tenths: 1.1 was reached, and a line too many taken out is noticed."""

needs_systemd = pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd-analyze here")


def of_unit(key: str) -> list[str]:
    return re.findall(rf"^{key}=(.*)$", UNIT.read_text("utf-8"), flags=re.MULTILINE)


@needs_systemd
def test_unit_is_one_that_systemd_understands(tmp_path: Path) -> None:
    command = shutil.which("true")
    assert command is not None
    text = UNIT.read_text("utf-8").replace("/opt/kiosk/.venv/bin/kiosk", command)  # it must exist
    (tmp_path / UNIT.name).write_text(text, "utf-8")
    said = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", tmp_path / UNIT.name], capture_output=True, text=True, check=False
    )
    assert UNIT.name not in said.stderr, said.stderr


@needs_systemd
def test_unit_is_as_closed_as_it_was() -> None:
    command = ["systemd-analyze", "security", "--offline=true", f"--threshold={MOST_EXPOSED}", str(UNIT)]
    said = subprocess.run(command, capture_output=True, text=True, check=False)
    assert said.returncode == 0, said.stdout[-300:]


def test_unit_waits_until_requests_under_way_have_finished() -> None:
    [stop] = of_unit("TimeoutStopSec")
    assert int(stop) > FINISH_S


def test_unit_gives_the_key_as_a_credential_and_no_secret_in_the_open() -> None:
    assert of_unit("LoadCredential") == ["central-key:/etc/kiosk-central/central-key"]
    assert of_unit("Environment") == []


def test_proxy_keeps_a_line_shorter_than_the_service() -> None:
    text = (ROOT / "provisioning" / "nginx-central.conf").read_text("utf-8")
    [kept] = re.findall(r"keepalive 64;\s+keepalive_timeout (\d+)s;", text)
    assert int(kept) < KEEP_S
