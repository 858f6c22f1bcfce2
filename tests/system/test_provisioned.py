"""Provisioning over real SSH and without a network: one unit's life from bare Debian on, in this order."""

from __future__ import annotations

import os
import re
import select
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from provisioning.pack import DESCRIPTION
from provisioning.pin import ssh_command
from provisioning.reach import LOCK
from tests.system.bare import is_there, release
from tests.system.machine import OURS, PARTS, THEIRS, WIRE
from tests.system.root import is_alone, why_not
from tests.system.unit import LOGIN, UNIT, BareUnit, Technician, new_key, new_unit

ELSEWHERE = "10.214.0.1"
"""An address of ours that is not in the management network."""
OURS_6, THEIRS_6 = "fd13::1", "fd13::2"
PORTS_AT_ONCE = 8192
ANSWERS_WITHIN_S = 0.6
"""A port that is dropped says nothing; one that is open or refused says so at once."""

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


def open_ports(source: str, unit: str = THEIRS, *, within_s: float = ANSWERS_WITHIN_S) -> set[int]:
    """Return the TCP ports that answer at the address `unit` to a connection from `source`."""
    found: set[int] = set()
    family = socket.AF_INET6 if ":" in unit else socket.AF_INET
    for first in range(1, 65536, PORTS_AT_ONCE):
        poll, asked = select.poll(), {}
        for port in range(first, min(first + PORTS_AT_ONCE, 65536)):
            one = socket.socket(family)
            one.setblocking(False)
            one.bind((source, 0))
            one.connect_ex((unit, port))
            asked[one.fileno()] = (one, port)
            poll.register(one, select.POLLOUT)
        ends = time.monotonic() + within_s
        while (left := ends - time.monotonic()) > 0 and asked:
            for number, _ in poll.poll(left * 1000):
                one, port = asked.pop(number)
                poll.unregister(number)
                if one.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR) == 0:
                    found.add(port)
                one.close()
        for one, _ in asked.values():
            one.close()
    return found


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


def test_wrong_key_and_dead_unit_are_told_apart_and_neither_stops_the_other(
    unit: BareUnit, technician: Technician, tmp_path: Path
) -> None:
    new_key(tmp_path / "stranger")
    technician.write_inventory(mk_02="10.213.0.3")
    try:
        assert technician.pins("mk-02").returncode == 2
        said = technician.does(key=tmp_path / "stranger")
    finally:
        technician.write_inventory()
    assert said.returncode == 2
    [wrong, dead] = [line for line in said.stderr.splitlines() if " State: " in line]
    assert wrong.startswith(f"{UNIT}: PRV-13: the unit does not take this key for {LOGIN}. State: nothing was changed.")
    assert dead.startswith("mk-02: PRV-10: nothing answers at 10.213.0.3. State: not reached")
    assert "Go on: make provision INVENTORY=" in wrong
    assert is_untouched(unit)


def test_another_host_key_than_the_pinned_one_is_refused(
    unit: BareUnit, technician: Technician, tmp_path: Path
) -> None:
    pinned = technician.inventory.with_suffix(".known_hosts")
    right = pinned.read_text("ascii")
    new_key(tmp_path / "other")
    other = (tmp_path / "other.pub").read_text("ascii").split()[1]
    pinned.write_text(" ".join((*right.split()[:2], other)) + "\n", "ascii")
    said = technician.does()
    pinned.write_text(right, "ascii")
    assert said.returncode == 2
    [wrong] = [line for line in said.stderr.splitlines() if " State: " in line]
    assert wrong.startswith(f"{UNIT}: PRV-11: "), wrong
    assert "State: not reached, so its state is not known." in wrong
    assert is_untouched(unit)


def test_too_little_room_is_found_before_anything_is_changed(unit: BareUnit, technician: Technician) -> None:
    assert unit.run("mount", "-t", "tmpfs", "-o", "size=50m", "tmpfs", "/var/cache").status == 0
    said = technician.does()
    unit.run("umount", "/var/cache")
    assert "PRV-21: /var/cache has 50 MB free and " in said.stderr, said.stderr
    assert is_untouched(unit)


def test_release_for_another_processor_is_refused(unit: BareUnit, technician: Technician, tmp_path: Path) -> None:
    other = shutil.copytree(technician.release, tmp_path / "other", copy_function=os.link)
    text = (other / DESCRIPTION).read_text("utf-8")
    (other / DESCRIPTION).unlink()
    (other / DESCRIPTION).write_text(text.replace("x86_64", "aarch64"), "utf-8")
    said = replace(technician, release=other).does()
    wanted = "PRV-22: the unit is x86_64 with Python 3.11, the release is for aarch64 with Python 3.11. State: nothing"
    assert wanted in said.stderr, said.stderr
    assert is_untouched(unit)


def test_interrupted_run_says_where_and_holds_no_lock_afterwards(unit: BareUnit, technician: Technician) -> None:
    """Cut while apt works; a second run meanwhile is told who is there."""
    with technician.begins() as running:
        unit.until(lambda: unit.run("pgrep", "-x", "dpkg").status == 0, "apt installs packages", 120)
        second = technician.does()
        assert "PRV-20: another run is on this unit: " in second.stderr, second.stderr
        assert f"process {running.pid}" in second.stderr
        for session in unit.run("pgrep", "-f", f"^sshd: {LOGIN}").out.split():
            unit.run("kill", "-KILL", session)
        _, words = running.communicate(timeout=60)
    assert running.returncode == 2
    assert f"{UNIT}: PRV-14: the connection broke off during: packages. State: set up in part" in words, words


def test_the_same_command_goes_on_to_a_working_unit(unit: BareUnit, technician: Technician) -> None:
    begun = time.monotonic()
    said = technician.does()
    assert said.returncode == 0, said.stderr
    print(f"from bare: {time.monotonic() - begun:.1f} s\n{said.stdout}\n{said.stderr}")
    assert row_of(said)[0] == "done"
    for part in PARTS:
        assert unit.shows(f"kiosk-{part}.service", "ActiveState") == "active", unit.log_of(f"kiosk-{part}.service")
    assert unit.run("systemctl", "--failed", "--no-legend", "--plain").out == ""


def test_second_run_changes_nothing(unit: BareUnit, technician: Technician) -> None:
    before = unit.shows("kiosk-screen.service", "InvocationID")
    assert unit.run("runuser", "-u", "nobody", "--", "sh", "-c", f": >> {LOCK}").status != 0, "nobody else may hold it"
    begun = time.monotonic()
    said = technician.does()
    print(f"again: {time.monotonic() - begun:.1f} s")
    assert row_of(said) == ("done", 0), said.stdout
    assert unit.shows("kiosk-screen.service", "InvocationID") == before


def test_dry_run_on_a_unit_that_is_set_up_has_nothing_to_do(unit: BareUnit, technician: Technician) -> None:
    assert row_of(technician.does("--dry-run")) == ("nothing to do", 0)


def test_sync_may_reach_what_the_inventory_names_alone(unit: BareUnit) -> None:
    assert set(unit.shows("kiosk-sync.service", "IPAddressDeny").split()) == {"0.0.0.0/0", "::/0"}
    assert set(unit.shows("kiosk-sync.service", "IPAddressAllow").split()) == {"127.0.0.0/8", "::1/128"}


def test_commands_that_use_ssh_itself_become_root(unit: BareUnit, technician: Technician) -> None:
    command = ssh_command(technician.inventory, UNIT, technician.key, 'id -u; echo "it\'s"')
    assert subprocess.run(command, check=True, capture_output=True, text=True).stdout == "0\nit's\n"


def test_camera_that_is_away_is_said_and_all_else_is_set_up(unit: BareUnit, technician: Technician) -> None:
    technician.write_inventory(source="camera:9")
    said = technician.does()
    technician.write_inventory()
    assert f"{UNIT}: PRV-24: there is no camera at /dev/video9. State: everything else is set up." in said.stderr
    assert "camera:9" in (unit.root / "etc/kiosk/kiosk.toml").read_text("utf-8")
    assert unit.shows("kiosk-camera.service", "ActiveState") == "active", "it works on by what it was started with"
    assert row_of(technician.does())[0] == "done"


def test_nothing_answers_but_ssh_to_the_management_network(unit: BareUnit) -> None:
    unit.run("ip", "route", "add", f"{ELSEWHERE}/32", "dev", "host0")
    subprocess.run(["ip", "address", "add", f"{ELSEWHERE}/32", "dev", "lo"], check=True)
    assert open_ports(OURS) == {22}
    assert open_ports(ELSEWHERE) == set()


def test_nothing_answers_by_ipv6_or_udp(unit: BareUnit) -> None:
    subprocess.run(["ip", "address", "add", f"{OURS_6}/64", "dev", WIRE, "nodad"], check=True)
    unit.run("ip", "address", "add", f"{THEIRS_6}/64", "dev", "host0", "nodad")
    assert open_ports(OURS_6, THEIRS_6) == set()
    asked = ["ip", "-6", "neighbour", "show", THEIRS_6]
    assert "lladdr" in subprocess.run(asked, check=True, capture_output=True, text=True).stdout, "it is there"
    heard = [line.split()[3] for line in unit.run("ss", "-Hlun").out.splitlines()]
    assert [address for address in heard if not address.startswith(("127.", "[::1]"))] == []


def test_drifted_unit_is_repaired(unit: BareUnit, technician: Technician) -> None:
    etc = unit.root / "etc"
    (etc / "nftables.conf").write_text("flush ruleset\n")
    (etc / "ssh/sshd_config.d/00-kiosk.conf").unlink()
    unit.run("systemctl", "unmask", "getty@tty1.service")
    unit.run("systemctl", "stop", "kiosk-panel.service", "kiosk-sync.service")
    unit.run("nft", "flush", "ruleset")
    unit.run("rm", "-rf", "/opt/kiosk/releases/0.1.0/.complete")
    assert unit.run("dpkg", "--purge", "--force-depends", "alsa-utils", timeout_s=120).status == 0
    said = technician.does()
    assert said.returncode == 0, said.stderr
    print(said.stdout, said.stderr)
    assert row_of(said)[0] == "done"
    assert row_of(technician.does()) == ("done", 0)
    assert open_ports(ELSEWHERE) == set()
    assert unit.shows("kiosk-sync.service", "ActiveState") == "active"


def test_unit_comes_up_again_by_itself_without_a_console(unit: BareUnit, technician: Technician) -> None:
    unit.run("systemctl", "--no-block", "reboot")
    unit.boot_again(within_s=120)
    unit.until(
        lambda: all(unit.shows(f"kiosk-{part}.service", "ActiveState") == "active" for part in PARTS), "all parts", 120
    )
    assert unit.run("pgrep", "-x", "agetty").status != 0
    assert unit.run("readlink", "/etc/localtime").out.strip().endswith("Asia/Ho_Chi_Minh")
    assert row_of(technician.does()) == ("done", 0)


def test_a_unit_without_its_data_partition_says_out_of_order(unit: BareUnit) -> None:
    """As where the partition with all releases is dead, below a root that is read-only."""
    unit.run("mkdir", "-p", "/.ro/usr")
    unit.run("ln", "-s", "/run/console", "/dev/tty1")  # a container has no console of its own
    unit.run("touch", "/run/console")
    unit.run("mv", "/opt/kiosk", "/opt/away")
    unit.run("systemctl", "restart", "kiosk-screen.service")
    unit.until(lambda: "OUT OF ORDER" in unit.run("cat", "/run/console").out, "the console says it", 60)
    assert unit.run("systemctl", "list-jobs", "--no-legend").out.count("reboot") == 0
