"""The system's own ssh takes the pinned key of the inventory alone, whatever else stands on this machine."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from provisioning.pin import ssh_command
from tests.provisioning.conftest import EXAMPLE


def test_ssh_reads_nothing_but_what_is_pinned(tmp_path: Path) -> None:
    folder = tmp_path / "chợ %h 5"
    folder.mkdir()
    inventory = Path(shutil.copy(EXAMPLE, folder / "market.toml"))
    command = ssh_command(inventory, "mk-01", None, "id -u")
    assert command[command.index("-F") + 1] == "/dev/null", "no Host * of whoever runs it"
    asked = subprocess.run(["ssh", "-G", *command[1:]], check=True, capture_output=True, text=True).stdout
    settings = dict(line.partition(" ")[::2] for line in asked.splitlines())
    assert settings["globalknownhostsfile"] == "/dev/null"
    assert settings["userknownhostsfile"] == f"{folder}/market.known_hosts"
    assert settings["stricthostkeychecking"] == "true"
