"""The disk of a bare PC with Debian 13: boot loader, kernel, a root, a partition for data; and all that it installs.

`python -m tests.machine.image` makes it (some minutes, with a network), or says why this machine cannot and returns 3.
The boot loader is put in place by the disk's own first start, whose kernel qemu is given: nothing is mounted here.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
from pathlib import Path

from provisioning.faults import ProvisioningError
from provisioning.pack import LOCK, Target
from provisioning.steps.software import PACKAGES
from tests.system.bare import INSIDE, made_once, make_packages, make_wheels
from tests.system.root import BUILD_S, CACHE, HERE, NOT_HERE, named
from tests.system.root import why_not as why_no_root
from tests.system.unit import LOGIN, let_in, new_key

SUITE = "trixie"
TARGET = Target("3.13", "x86_64")
BOOTED = ("linux-image-amd64", "initramfs-tools", "grub-pc-bin", "grub2-common", "e2fsprogs", "zstd")
"""What Debian's installer puts on a PC besides."""
MIB = 1024 * 1024
ROOT_MIB, DATA_MIB, SWAP_MIB = 4608, 2560, 16
START_MIB = 1
TABLE = f"label: dos\n{START_MIB}MiB {ROOT_MIB}MiB L *\n{START_MIB + ROOT_MIB}MiB {DATA_MIB}MiB L\n"
SPEED = ("-accel", "tcg,thread=multi", "-cpu", "max", "-smp", "2", "-m", "2048", "-M", "q35", "-nodefaults")
TOOLS = {"qemu-system-x86_64": "qemu-system-x86", "sfdisk": "fdisk", "mke2fs": "e2fsprogs"}
FIRST_START_S = 900
FSTAB = "LABEL=root / ext4 errors=remount-ro 0 1\n/swapfile none swap sw 0 0\n"
NETWORK = "[Match]\nType=ether\n[Network]\nAddress=10.213.0.2/30\nAddress=fd00:213::2/64\nIPv6AcceptRA=no\n"
EMULATED = 'GRUB_CMDLINE_LINUX="$GRUB_CMDLINE_LINUX mitigations=off"\n'
"""Guards against other programs on the same processor cost time, and there are none here."""
FIRST_START = """#!/bin/sh
export PATH=/usr/sbin:/usr/bin:/sbin:/bin
mount -t proc proc /proc; mount -t sysfs sysfs /sys; mount -o remount,rw /
printf 'MODULES=dep\\nCOMPRESSLEVEL=1\\n' > /etc/initramfs-tools/conf.d/driver-policy
{ grub-install --target=i386-pc /dev/vda && update-initramfs -u -k all && update-grub; } 2>&1 &&
rm /first-start && echo is-made
sync; mount -o remount,ro /; echo o > /proc/sysrq-trigger; sleep 60
"""


def why_not() -> str | None:
    """Return why no machine can be made here, or None."""
    absent = sorted({package for tool, package in TOOLS.items() if shutil.which(tool) is None})
    if absent:
        return f"apt-get install {' '.join(absent)}"
    return why_no_root()


def machine() -> Path:
    """Return the folder with `disk`, and the technician's `key`, there or not."""
    made_of = repr((SUITE, INSIDE, BOOTED, TABLE, FSTAB, NETWORK, EMULATED, FIRST_START, LOGIN))
    return CACHE / f"machine-disk-{named(made_of.encode())}"


def packages() -> Path:
    """Return the folder of Debian's packages, there or not."""
    return CACHE / f"machine-packages-{named(machine().name.encode(), repr(PACKAGES).encode())}"


def wheels() -> Path:
    """Return the folder of wheels, there or not."""
    return CACHE / f"machine-wheels-{named((HERE / LOCK).read_bytes())}"


def is_there() -> bool:
    """Return whether all that the test needs was made."""
    return all(folder.exists() for folder in (machine(), packages(), wheels()))


def build() -> None:
    """Make what is missing. Raises CalledProcessError, TimeoutExpired, OSError, ProvisioningError."""
    CACHE.mkdir(mode=0o755, parents=True, exist_ok=True)
    kept = (machine(), packages(), wheels())
    with (CACHE / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for folder in CACHE.glob("machine-*"):
            if folder not in kept:
                shutil.rmtree(folder, ignore_errors=True)
        if not (machine().exists() and packages().exists()):
            root = CACHE / "machine-root"
            try:
                _make_root(root)
                made_once(packages(), lambda folder: make_packages(folder, root))
                made_once(machine(), lambda folder: _make_machine(folder, root))
            finally:
                shutil.rmtree(root, ignore_errors=True)
        made_once(wheels(), lambda folder: make_wheels(folder, TARGET))


def _make_root(root: Path) -> None:
    shutil.rmtree(root, ignore_errors=True)
    included = ",".join((*INSIDE, *BOOTED))
    command = ["mmdebstrap", "--quiet", "--variant=minbase", f"--include={included}", SUITE, str(root)]
    subprocess.run(command, check=True, timeout=BUILD_S, stdin=subprocess.DEVNULL)


def _make_machine(folder: Path, root: Path) -> None:
    folder.mkdir(mode=0o700)
    new_key(folder / "key")
    let_in(root, (folder / "key.pub").read_bytes())
    for path, text in (
        ("etc/fstab", FSTAB),
        ("etc/hostname", "mk-01\n"),
        ("etc/hosts", "127.0.0.1 localhost\n127.0.1.1 mk-01\n"),
        ("etc/systemd/network/wire.network", NETWORK),
        ("etc/default/grub.d/emulated.cfg", EMULATED),
        ("first-start", FIRST_START),
    ):
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, "utf-8")
    (root / "first-start").chmod(0o755)
    subprocess.run(["systemctl", f"--root={root}", "--quiet", "enable", "systemd-networkd"], check=True)
    (root / "swapfile").write_bytes(os.urandom(SWAP_MIB * MIB))  # the kernel takes none with holes
    (root / "swapfile").chmod(0o600)
    subprocess.run(["mkswap", "--quiet", str(root / "swapfile")], check=True)
    _lay_out(folder / "disk", root)
    _start_first(folder / "disk", root)


def _lay_out(disk: Path, root: Path) -> None:
    """Make the disk: a table, the root's files in the first partition, an empty file system for data in the second."""
    with disk.open("wb") as file:
        file.truncate((START_MIB + ROOT_MIB + DATA_MIB) * MIB)
    subprocess.run(["sfdisk", "--quiet", str(disk)], input=TABLE.encode(), check=True)
    for label, start, size, more in (
        ("root", START_MIB, ROOT_MIB, ["-d", str(root)]),
        ("kiosk-data", START_MIB + ROOT_MIB, DATA_MIB, []),
    ):
        made = ["mke2fs", "-q", "-F", "-t", "ext4", "-L", label, "-E", f"offset={start * MIB}", *more]
        subprocess.run([*made, str(disk), f"{size}M"], check=True, timeout=BUILD_S)


def _start_first(disk: Path, root: Path) -> None:
    """Let the machine put its boot loader in place, and switch itself off. Raises OSError where it did not."""
    [kernel], [initrd] = (root / "boot").glob("vmlinuz-*"), (root / "boot").glob("initrd.img-*")
    given = ["-kernel", str(kernel), "-initrd", str(initrd), "-display", "none", "-serial", "stdio", "-no-reboot"]
    words = "root=/dev/vda1 ro console=ttyS0 quiet mitigations=off init=/first-start"
    drive = ["-drive", f"file={disk},if=virtio,format=raw,cache=unsafe"]
    command = ["qemu-system-x86_64", *SPEED, *given, "-append", words, *drive]
    done = subprocess.run(
        command, check=True, capture_output=True, text=True, timeout=FIRST_START_S, stdin=subprocess.DEVNULL
    )
    if "is-made" not in done.stdout:
        raise OSError(f"the machine's first start failed:\n{done.stdout[-2000:]}")


def say(words: str) -> None:
    """Tell whoever started the test."""
    print(f"test-machine: {words}", file=sys.stderr, flush=True)


def main() -> int:
    """Return 0 where all is there, 3 where this machine cannot run one, 1 where the making failed."""
    if (reason := why_not()) is not None:
        say(f"skipped: {reason}")
        return NOT_HERE
    try:
        build()
    except (subprocess.SubprocessError, OSError, ProvisioningError) as fault:
        say(f"the machine cannot be made: {fault} {str(getattr(fault, 'stderr', '') or '')[-2000:]}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
