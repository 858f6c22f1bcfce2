"""One machine's life, in this order: from bare Debian 13 to a unit with a read-only root, drift, and two power cuts."""

from __future__ import annotations

import csv
import io
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from provisioning.many import LIMIT_MINUTES
from tests.machine.image import TARGET, is_there, packages, wheels, why_not
from tests.machine.virtual import OURS_6, SPEAKER, THEIRS_6, VirtualUnit, new_unit
from tests.system.bare import packed
from tests.system.machine import OURS, PARTS, THEIRS
from tests.system.root import is_alone
from tests.system.test_provisioned import ELSEWHERE, open_ports, row_of
from tests.system.unit import Technician

PROGRAM = "/opt/kiosk/current/.venv/bin/kiosk"
UP_WITHIN_S = 480
LONGEST_S = (LIMIT_MINUTES + 1) * 60
"""Of a set-up: it ends by itself before, and says so."""
UNPACKS_WITHIN_S = 900
SEEN_WITHIN_S = 120
SCAN_S = 4.0
"""So long a batch of ports may take to answer: the machine is slow."""
LISTEN = """
import socket
for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
    made = socket.socket(socket.AF_INET6, kind); made.bind(("::", 5353)); kind == socket.SOCK_STREAM and made.listen()
    globals()[f"kept_{kind}"] = made
while True:
    said, whose = made.recvfrom(64); made.sendto(said, whose)
"""
"""Something that answers to everybody, by both protocols and both families."""
ASK = """
import socket
asked = socket.socket(socket.{}, socket.SOCK_DGRAM)
asked.settimeout(3); asked.sendto(b"?", ("{}", 5353)); asked.recv(9)
"""

pytestmark = [pytest.mark.system, pytest.mark.timeout(4800)]


@pytest.fixture(scope="module")
def unit() -> Iterator[VirtualUnit]:
    if (reason := why_not()) is not None or not is_alone() or not is_there():
        pytest.skip(reason or "make test-machine makes its disk and its network")
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    booted = new_unit()
    try:
        booted.prepare()
        booted.boot()
        booted.make_allowance()
        yield booted
    finally:
        booted.close()


@pytest.fixture(scope="module")
def technician(unit: VirtualUnit, tmp_path_factory: pytest.TempPathFactory) -> Technician:
    folder = tmp_path_factory.mktemp("technician")
    release = packed(folder / "release", TARGET, wheels(), packages())
    management = (f"{OURS}/32", f"{OURS_6}/128")
    one = Technician(folder, release, unit.key, True, management, SPEAKER, LONGEST_S)
    one.write_inventory()
    assert one.pins().returncode == 0
    return one


def all_parts_are_up(unit: VirtualUnit) -> bool:
    units = [f"kiosk-{part}.service" for part in PARTS]
    return unit.run("systemctl", "is-active", *units).out.split() == ["active"] * len(PARTS)


def verdicts(unit: VirtualUnit) -> list[tuple[str, str]]:
    """Return level and headline of each verdict in the unit's journal, as sync may read it."""
    said = unit.run("runuser", "-u", "kiosk-sync", "--", PROGRAM, "journal", "--csv")
    return [(row["level"], row["headline"]) for row in csv.DictReader(io.StringIO(said.out))]


def begins_anew(unit: VirtualUnit, former: str) -> None:
    """Wait until the unit has started again, with all its parts."""
    unit.until(lambda: unit.boot_id() not in ("", former), "it starts again", UP_WITHIN_S)
    unit.until(lambda: all_parts_are_up(unit), "all parts", UP_WITHIN_S)


def test_one_command_takes_it_from_bare_to_a_unit(unit: VirtualUnit, technician: Technician) -> None:
    assert unit.sh("findmnt -no FSTYPE /; wc -l < /proc/swaps") == "ext4\n2", "bare: a root that is written, and swap"
    begun = time.monotonic()
    said = technician.does()
    print(f"from bare: {time.monotonic() - begun:.0f} s\n{said.stdout}\n{said.stderr}")
    assert said.returncode == 0
    assert row_of(said)[0] == "done"


def test_second_run_changes_nothing(unit: VirtualUnit, technician: Technician) -> None:
    before = unit.boot_id()
    begun = time.monotonic()
    said = technician.does()
    print(f"again: {time.monotonic() - begun:.0f} s")
    assert row_of(said) == ("done", 0), said.stdout
    assert unit.boot_id() == before


def test_python_3_13_runs_all_parts_and_reads_labels(unit: VirtualUnit, tmp_path: Path) -> None:
    unit.until(lambda: all_parts_are_up(unit), "all parts", UP_WITHIN_S)
    assert unit.sh(f"{Path(PROGRAM).parent}/python3 --version").startswith("Python 3.13")
    unit.until(lambda: len(verdicts(unit)) >= 2, "two verdicts in the journal", UP_WITHIN_S)
    print(Counter(verdicts(unit)))
    shown = unit.picture(tmp_path / "screen.ppm")
    colours = {shown[at : at + 3] for at in range(0, len(shown), 3)}
    assert len(colours) > 100, "the display shows more than a console"


def test_root_is_an_overlay_and_what_must_last_is_on_the_data_partition(unit: VirtualUnit) -> None:
    assert unit.sh("findmnt -no FSTYPE /; findmnt -no OPTIONS /.ro").split(",")[0] == "overlay\nro"
    assert unit.sh("findmnt -no SOURCE,FSTYPE /data").split() == ["/dev/vda2", "ext4"]
    for folder in ("/opt/kiosk", "/var/lib/kiosk", "/var/lib/chrony"):
        assert unit.sh(f"findmnt -no SOURCE {folder}").startswith("/dev/vda2[/")
    assert "kiosk-data: clean" in unit.sh("journalctl -b -u 'systemd-fsck@*' --no-pager"), (
        "checked before it is mounted"
    )


def test_swap_logs_and_keys_are_as_the_kernel_has_them(unit: VirtualUnit) -> None:
    assert unit.sh("wc -l < /proc/swaps; cat /proc/sys/kernel/sysrq; cat /proc/sys/kernel/panic") == "1\n0\n10"
    assert unit.sh("ls -d /run/log/journal; ls /var/log/journal 2>/dev/null | wc -l") == "/run/log/journal\n0"
    assert "consoleblank=0" in unit.sh("cat /proc/cmdline")
    assert unit.run("pgrep", "-x", "agetty").status != 0


def test_clock_is_kept_by_chrony(unit: VirtualUnit) -> None:
    assert unit.sh("systemctl is-active chrony") == "active"
    assert OURS in unit.sh("chronyc -n sources")
    assert unit.sh("date +%Z") == "+07"


def test_keyboard_that_is_plugged_in_is_not_let_in_and_what_is_listed_is(unit: VirtualUnit) -> None:
    assert unit.sh("systemctl is-active usbguard") == "active"
    unit.monitor("device_add usb-kbd,id=stranger")
    ask = "for one in /sys/bus/usb/devices/*-*; do [ ! -e $one/idVendor ] || cat $one/product $one/authorized; done"
    unit.until(lambda: "Keyboard" in unit.sh(ask), "the keyboard is there", SEEN_WITHIN_S)
    unit.until(
        lambda: unit.sh(ask).splitlines() == [*("QEMU USB Audio", "1"), *("QEMU USB Keyboard", "0")], ask, SEEN_WITHIN_S
    )
    unit.monitor("device_del stranger")


def test_only_ssh_answers(unit: VirtualUnit, tmp_path: Path) -> None:
    """By TCP and UDP, IPv4 and IPv6, though something listens on all addresses."""
    unit.sh(f"ip route add {ELSEWHERE}/32 dev $(ls /sys/class/net | grep -v lo)")
    subprocess.run(["ip", "address", "add", f"{ELSEWHERE}/32", "dev", "lo"], check=True)
    unit.run("systemd-run", "--unit=open", "python3", "-c", LISTEN)
    unit.until(
        lambda: unit.run("python3", "-c", ASK.format("AF_INET6", "::1")).status == 0, "it listens", SEEN_WITHIN_S
    )
    assert open_ports(OURS, within_s=SCAN_S) == {22}
    assert open_ports(ELSEWHERE, within_s=SCAN_S) == set()
    assert open_ports(OURS_6, THEIRS_6, within_s=SCAN_S) == {22}
    for family, address in (("AF_INET", THEIRS), ("AF_INET6", THEIRS_6)):
        heard = subprocess.run(["python3", "-c", ASK.format(family, address)], check=False, capture_output=True)
        assert b"TimeoutError" in heard.stderr or b"timed out" in heard.stderr
    unit.sh("systemctl stop open")


def test_sync_cannot_reach_what_the_inventory_does_not_name(unit: VirtualUnit) -> None:
    """The kernel's part of IPAddressDeny=, which no container shows."""
    ask = f"import socket; s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); s.sendto(b'?', ('{OURS}', 9))"
    within = "echo $$ > /sys/fs/cgroup/system.slice/kiosk-sync.service/cgroup.procs; exec python3 -c"
    assert unit.run("python3", "-c", ask).status == 0
    said = unit.run("sh", "-c", f'{within} "{ask}"')
    assert "PermissionError" in said.err


def test_power_that_goes_in_the_middle_of_writing_leaves_a_unit_that_starts(unit: VirtualUnit) -> None:
    unit.sh("echo 1 > /root/gone; echo 1 > /data/kept; sync /data/kept")
    writes = "while :; do dd if=/dev/urandom of=/data/torn bs=1M count=8 conv=fsync; done"
    unit.run("systemd-run", "--unit=writes", "sh", "-c", writes)
    seen = len(verdicts(unit))
    former = unit.boot_id()
    unit.pull_the_plug()
    begins_anew(unit, former)
    assert unit.sh("ls /root/gone 2>/dev/null; cat /data/kept; findmnt -no FSTYPE /") == "1\noverlay"
    assert "recovering journal" in unit.sh("journalctl -b -u 'systemd-fsck@*' --no-pager")
    assert len(verdicts(unit)) >= seen > 0, "no verdict is lost"
    unit.sh("rm -f /data/torn")


def test_drifted_unit_is_repaired_though_the_power_goes_in_between(unit: VirtualUnit, technician: Technician) -> None:
    unit.sh("mount -o remount,rw /.ro && echo 'flush ruleset' > /.ro/etc/nftables.conf && rm /.ro/etc/kiosk/kiosk.toml")
    unit.sh("rm /opt/kiosk/current/.complete; mount -o remount,ro /.ro; systemctl --no-block reboot")
    unit.until(lambda: not unit.boot_id(), "it goes down", UP_WITHIN_S)
    unit.until(lambda: unit.boot_id() != "", "it starts again", UP_WITHIN_S)
    with technician.begins() as running:
        try:
            unpacks = ("pgrep", "-f", "[k]iosk.update.first")  # not the shell that asks
            unit.until(lambda: unit.run(*unpacks).status == 0, "it unpacks the release", UNPACKS_WITHIN_S)
            former = unit.boot_id()
            unit.pull_the_plug()
            _, words = running.communicate(timeout=300)
        finally:
            running.kill()
    assert "PRV-14" in words, words
    unit.until(lambda: unit.boot_id() not in ("", former), "it starts again", UP_WITHIN_S)
    said = technician.does()
    print(said.stdout, said.stderr)
    assert row_of(said)[0] == "done"
    assert row_of(technician.does()) == ("done", 0)
    assert unit.sh("findmnt -no FSTYPE /") == "overlay"
    assert open_ports(ELSEWHERE, within_s=SCAN_S) == set()
