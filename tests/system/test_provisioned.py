"""Provisioning over real SSH and without a network: one unit's life from bare Debian on, in this order."""

from __future__ import annotations

import re
import subprocess
import time
from collections.abc import Iterator

import pytest

from tests.system.bare import is_there, release
from tests.system.root import is_alone, why_not
from tests.system.unit import UNIT, BareUnit, Technician, new_unit

pytestmark = [pytest.mark.system, pytest.mark.timeout(300)]


@pytest.fixture(scope="module")
def unit() -> Iterator[BareUnit]:
    if (reason := why_not()) is not None or not is_alone() or not is_there():
        pytest.skip(reason or "make test-system makes its roots and its network")
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    booted = new_unit()
    try:
        booted.prepare()
        booted.boot()
        booted.until(lambda: booted.run("systemctl", "is-active", "ssh").out.strip() == "active", "sshd", 20)
        yield booted
    finally:
        booted.close()


@pytest.fixture(scope="module")
def technician(unit: BareUnit, tmp_path_factory: pytest.TempPathFactory) -> Technician:
    folder = tmp_path_factory.mktemp("technician")
    one = Technician(folder, release(folder / "release"), unit.key)
    one.write_inventory()
    return one


def row_of(said: subprocess.CompletedProcess[str], unit: str = UNIT) -> tuple[str, int]:
    """Return result and number of changes that the table says of a unit."""
    found = re.search(rf"^{unit}  +(\w[\w ]*?)  +(\d+)  ", said.stdout, re.MULTILINE)
    assert found is not None, said.stdout + said.stderr
    return found[1], int(found[2])


def is_untouched(unit: BareUnit) -> bool:
    return unit.run("ls", "/etc/kiosk", "/opt/kiosk", "/var/lib/kiosk-provisioning").out == ""


def test_host_key_that_is_not_pinned_is_refused(unit: BareUnit, technician: Technician) -> None:
    said = technician.does()
    assert said.returncode == 2
    assert "PRV-12" in said.stderr, said.stderr + said.stdout
    assert technician.pins().returncode == 0


def test_dry_run_on_a_virgin_unit_shows_what_would_change_and_changes_nothing(
    unit: BareUnit, technician: Technician
) -> None:
    said = technician.does("--dry-run")
    assert said.returncode == 0, said.stderr
    result, count = row_of(said)
    assert result == "would change"
    assert count > 60
    assert "+PasswordAuthentication no" in said.stdout
    assert "not so: package cage" in said.stdout
    assert is_untouched(unit)


def test_whole_play_from_bare(unit: BareUnit, technician: Technician) -> None:
    begun = time.monotonic()
    said = technician.does()
    print(f"from bare: {time.monotonic() - begun:.1f} s")
    print(said.stdout, said.stderr)
    assert said.returncode == 0, said.stderr
    assert row_of(said)[0] == "done"
