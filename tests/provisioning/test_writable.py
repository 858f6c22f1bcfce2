"""Debian's updates on a read-only root: written where they stay, with the boot loader's partition, and closed again."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from provisioning.subject import rendered
from tests.provisioning.unit_root import in_unit

pytestmark = pytest.mark.usefixtures("may_mount")

STANDS = """
grep " /boot/firmware \\| /.ro \\| /dev/pts " /proc/mounts | cut -d" " -f2,4 | cut -d, -f1
cat /.ro/etc/written /boot/firmware/initramfs /run/asked 2>&1
[ -e /.ro/boot/firmware/initramfs ] && echo beside
exit 0
"""


def written(tmp_path: Path, command: str, spoil: str = "") -> subprocess.CompletedProcess[str]:
    """Run `command` by kiosk-writable, and say what stands afterwards."""
    script = rendered("usr/local/sbin/kiosk-writable").content
    return in_unit(tmp_path, f'kiosk-writable sh -c "{command}"; echo "status $?"; {STANDS}', spoil, script)


def test_what_is_written_stays_and_all_is_closed_again(tmp_path: Path) -> None:
    said = written(tmp_path, "echo one >/etc/written; echo two >/boot/firmware/initramfs; touch /var/lib/dpkg/status")
    assert said.stdout.splitlines() == [
        "status 0",
        "/.ro ro",
        "/boot/firmware ro",
        "/dev/pts rw",
        "one",
        "two",
        "--no-block reboot",
    ], said.stderr


def test_command_that_fails_says_so_and_leaves_the_mounts_of_the_system_alone(tmp_path: Path) -> None:
    said = written(tmp_path, "exit 7")
    assert said.stdout.splitlines()[:4] == ["status 7", "/.ro ro", "/boot/firmware ro", "/dev/pts rw"], said.stderr
    assert "reboot" not in said.stdout, "nothing was installed"


def test_without_the_boot_loaders_partition_nothing_is_written(tmp_path: Path) -> None:
    said = written(tmp_path, "echo one >/etc/written; echo two >/boot/firmware/initramfs", "umount boot/firmware")
    assert "status 0" not in said.stdout
    assert said.stdout.splitlines()[1:3] == ["/.ro ro", "/dev/pts rw"], said.stderr
    assert "beside" not in said.stdout
