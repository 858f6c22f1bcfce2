"""A bare Debian as provisioning finds it: SSH and nothing of the kiosk; and the folder of all that a unit installs.

`python -m tests.system.bare` makes both (some minutes, with a network). What is cached is named after what it is made
of: the root, the wheels of the lock, and Debian's packages, which apt computes in the bare root.
"""

from __future__ import annotations

import fcntl
import shutil
import subprocess
import sys
from collections.abc import Callable
from importlib.metadata import requires
from pathlib import Path

from provisioning.pack import APT, LOCK, WHEELS, Target, download, load_release, lock_for, note_packages, pack
from provisioning.steps.software import PACKAGES, download_script
from tests.system.root import BUILD_S, CACHE, HERE, NOT_HERE, PYTHON, SUITE, in_overlay, named, say, why_not

INSIDE = (
    *("systemd", "systemd-sysv", "dbus", "libpam-systemd", "udev", "procps", "iproute2", "util-linux"),
    *("openssh-server", "ca-certificates", "sudo"),
)
TARGET = Target(PYTHON, "x86_64")
PACKED = "/var/tmp/packed"


def bare() -> Path:
    """Return the folder of the bare root, there or not."""
    return CACHE / f"bare-{named(SUITE.encode(), repr(INSIDE).encode())}"


def wheels() -> Path:
    """Return the folder of wheels, there or not."""
    return CACHE / f"wheels-{named((HERE / LOCK).read_bytes())}"


def packages() -> Path:
    """Return the folder of Debian's packages, there or not."""
    return CACHE / f"packages-{named(bare().name.encode(), repr(PACKAGES).encode())}"


def is_there() -> bool:
    """Return whether all that the tests need was made."""
    return all(folder.exists() for folder in (bare(), wheels(), packages()))


def build() -> None:
    """Make what is missing. Raises CalledProcessError, TimeoutExpired, OSError."""
    with (CACHE / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for kind, kept in (("bare-*", bare()), ("wheels-*", wheels()), ("packages-*", packages())):
            for folder in CACHE.glob(kind):
                if folder != kept:
                    shutil.rmtree(folder, ignore_errors=True)
        made_once(bare(), _make_bare)
        made_once(wheels(), make_wheels)
        made_once(packages(), lambda folder: make_packages(folder, bare()))


def made_once(folder: Path, make: Callable[[Path], None]) -> None:
    """Let `make` make a folder that is not there; half of one never has its name."""
    if not folder.exists():
        say(f"making {folder.name}: once, a minute")
        fresh = folder.with_name(f"{folder.name}.new")
        shutil.rmtree(fresh, ignore_errors=True)
        make(fresh)
        fresh.rename(folder)


def release(folder: Path) -> Path:
    """Pack the release of this checkout in `folder`, without a network, and return it. Raises ProvisioningError."""
    return packed(folder, TARGET, wheels(), packages())


def packed(folder: Path, target: Target, wheels: Path, packages: Path) -> Path:
    """Pack a release for `target` from the folders of what it needs. Raises ProvisioningError."""
    pack(HERE, folder, target, wheels)
    shutil.copytree(packages, folder / APT)
    note_packages(folder)
    assert load_release(folder).has_packages
    return folder


def _make_bare(folder: Path) -> None:
    command = ["mmdebstrap", "--quiet", "--variant=minbase", f"--include={','.join(INSIDE)}", SUITE, str(folder)]
    subprocess.run(command, check=True, timeout=BUILD_S, stdin=subprocess.DEVNULL)
    for key in (folder / "etc/ssh").glob("ssh_host_*"):  # each machine makes its own
        key.unlink()


def make_wheels(folder: Path, target: Target = TARGET) -> None:
    """Put the wheels of the lock for `target` into `folder`. Raises ProvisioningError."""
    (folder / WHEELS).mkdir(parents=True)
    (folder / LOCK).write_text(lock_for(target, (HERE / LOCK).read_text("utf-8"), requires), "utf-8")
    download(folder, target)
    for wheel in (folder / WHEELS).iterdir():
        wheel.rename(folder / wheel.name)


def make_packages(folder: Path, root: Path) -> None:
    """Put what a unit installs and `root` lacks into `folder`. Raises CalledProcessError."""
    upper = folder.with_name(f"{folder.name}.tried")
    shutil.rmtree(upper, ignore_errors=True)
    resolver = Path("/etc/resolv.conf").read_text("utf-8")
    prepared = f"cat > /etc/resolv.conf <<'END'\n{resolver}\nEND\n"
    script = prepared + download_script(PACKAGES, PACKED)
    done = in_overlay((root,), upper, ["chroot", "/mnt", "sh", "-c", script])
    if done.returncode != 0:
        raise subprocess.CalledProcessError(done.returncode, "apt-get", done.stdout, done.stderr)
    shutil.copytree(upper / PACKED.lstrip("/"), folder)
    for left in (upper, upper.with_name(f"{upper.name}.work")):
        shutil.rmtree(left, ignore_errors=True)


def main() -> int:
    """Return 0 where all is there, 3 where this machine cannot boot a system, 1 where the making failed."""
    if why_not() is not None:
        return NOT_HERE
    try:
        build()
    except (subprocess.SubprocessError, OSError) as fault:
        say(f"the bare root cannot be made: {fault} {str(getattr(fault, 'stderr', '') or '')[-2000:]}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
