"""The root of the system that is booted: Debian with what a unit needs, made once and kept outside the repository.

`python -m tests.system.root` makes it (some minutes, with a network), or says why this machine cannot and returns 3.
Layers, each named after what it is made of: Debian's packages, and above them the kiosk's environment
from the lock. A run puts the kiosk itself above both.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import tomllib
from contextlib import suppress
from pathlib import Path

from kiosk.update.layout import FOLDER, Layout
from kiosk.update.links import point
from kiosk.update.unpack import Interpreter, unpack

HERE = Path(__file__).parents[2]
CACHE = Path(os.environ.pop("KIOSK_SYSTEM_CACHE", "") or "/var/cache/kiosk-system")
"""Taken out of the environment: a kiosk that is started from here would refuse it as an unknown setting."""
SUITE, PYTHON = "bookworm", "3.11"
PACKAGES = (
    *("systemd", "systemd-sysv", "dbus", "libpam-systemd", "udev", "procps", "iproute2", "util-linux"),
    *("python3", "python3-venv", "cage", "xwayland", "seatd"),
    *("libgl1", "libegl1", "libxkbcommon0", "libfreetype6", "libfontconfig1", "libdbus-1-3", "libglib2.0-0"),
    *("libzbar0", "libwayland-cursor0", "libwayland-egl1"),
    "grim",  # takes a picture of what the compositor shows
)
TOOLS = {"mmdebstrap": "mmdebstrap", "systemd-nspawn": "systemd-container", "ip": "iproute2", "unshare": "util-linux"}
SITE = f"usr/local/lib/python{PYTHON}/dist-packages"
"""A release sees the system's packages behind its own: a run makes releases of the kiosk's own package alone."""
BUILD_S = 500
RELEASE = "0.1.0"
NOT_HERE = 3
"""Exit status where this machine cannot boot a system: no failure."""


def why_not() -> str | None:
    """Return why no system can be booted here, or None."""
    if os.geteuid() != 0:
        return "it needs root"
    absent = sorted({package for tool, package in TOOLS.items() if shutil.which(tool) is None})
    if absent:
        return f"apt-get install {' '.join(absent)}"
    try:
        tried = in_overlay((Path("/usr"),), None, ["true"], net=True)
    except OSError as fault:
        return f"{CACHE} cannot be used ({fault.strerror}): set KIOSK_SYSTEM_CACHE to a folder on a disk"
    if tried.returncode != 0:
        return f"this machine lets us make no mounts and networks of our own: {tried.stderr.strip()[-200:]}"
    return None


def is_alone() -> bool:
    """Return whether this process has a network of its own, as `make test-system` starts the tests."""
    lines = Path("/proc/net/dev").read_text("ascii").splitlines()[2:]
    return {line.partition(":")[0].strip() for line in lines} == {"lo"}


def in_overlay(
    lower: tuple[Path, ...], upper: Path | None, command: list[str], *, net: bool = False
) -> subprocess.CompletedProcess[str]:
    """Run `command` where /mnt is `lower`, the topmost first, and what it changes goes to `upper`.

    Nothing stays mounted.
    """
    scratch = upper if upper is not None else CACHE / "tried"
    for folder in (scratch, scratch.with_name(f"{scratch.name}.work")):
        folder.mkdir(parents=True, exist_ok=True)
    options = f"lowerdir={':'.join(map(str, lower))},upperdir={scratch},workdir={scratch}.work"
    script = 'mount -t overlay overlay -o "$1" /mnt && shift && exec "$@"'
    unshare = ["unshare", "--mount", *(["--net"] if net else [])]
    return subprocess.run(
        [*unshare, "sh", "-c", script, "sh", options, *command],
        capture_output=True,
        text=True,
        check=False,
        timeout=BUILD_S,
    )


def layers() -> tuple[Path, Path]:
    """Return the folders of environment and base, whether they are there or not."""
    base = f"{SUITE} {PACKAGES}".encode()
    project = tomllib.loads((HERE / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = repr((SITE, project["dependencies"], project["optional-dependencies"]["kiosk"])).encode()
    lock = (HERE / "requirements.lock").read_bytes()
    return CACHE / f"environment-{named(base, wanted, lock)}", CACHE / f"base-{named(base)}"


def build() -> None:
    """Make the layers that are missing. Raises CalledProcessError, TimeoutExpired, OSError."""
    environment, base = layers()
    CACHE.mkdir(mode=0o755, parents=True, exist_ok=True)
    with (CACHE / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        _drop_others(environment, base)
        if not base.exists():
            say(f"making the root of Debian {SUITE}: once, some two minutes")
            _make_base(base)
        if not environment.exists():
            say("installing the lock into it: once for each lock")
            _make_environment(environment, base)


def install(upper: Path) -> None:
    """Install the kiosk of this checkout above the layers, into `upper`, as the release that is proven there."""
    layout = Layout(upper / FOLDER.relative_to("/"))
    unpack(layout, RELEASE, [wheel(upper.parent)], Interpreter(Path(f"/usr/bin/python{PYTHON}"), PYTHON), root=upper)
    for link in (layout.current, layout.proven):
        point(link, RELEASE)


def _make_base(base: Path) -> None:
    fresh = base.with_suffix(".new")
    shutil.rmtree(fresh, ignore_errors=True)
    command = ["mmdebstrap", "--quiet", "--variant=minbase", f"--include={','.join(PACKAGES)}", SUITE, str(fresh)]
    subprocess.run(command, check=True, timeout=BUILD_S, stdin=subprocess.DEVNULL)
    fresh.rename(base)


def _make_environment(environment: Path, base: Path) -> None:
    fresh = environment.with_suffix(".new")
    shutil.rmtree(fresh, ignore_errors=True)
    uv = [str(Path(sys.executable).parent / "uv"), "pip", "install", "--quiet", "--python-version", PYTHON]
    wanted = [f"{HERE}[kiosk]", "--no-build-isolation", "--no-binary", "kiosk"]
    _run_in((base,), fresh, [*uv, "--target", f"/mnt/{SITE}", "-c", str(HERE / "requirements.lock"), *wanted])
    for left in (fresh / SITE).glob("kiosk*"):  # each run brings its own
        shutil.rmtree(left)
    fresh.rename(environment)


def _run_in(lower: tuple[Path, ...], upper: Path, command: list[str]) -> None:
    done = in_overlay(lower, upper, command)
    if done.returncode != 0:
        raise subprocess.CalledProcessError(done.returncode, command, done.stdout, done.stderr)


def wheel(folder: Path) -> Path:
    """Build the kiosk's own package into `folder` without a network, by the build tool of the lock."""
    uv = str(Path(sys.executable).parent / "uv")
    command = [uv, "build", "--wheel", "--no-build-isolation", "--quiet", "--python", sys.executable]
    subprocess.run([*command, "-o", str(folder), str(HERE)], check=True, timeout=BUILD_S)
    return next(folder.glob("kiosk-*.whl"))


def _drop_others(*kept: Path) -> None:
    """Remove the layers of former locks: a cache that only grows fills a developer's disk."""
    for kind in ("environment-*", "base-*", "tried*"):
        for folder in CACHE.glob(kind):
            if folder not in kept:
                shutil.rmtree(folder, ignore_errors=True)


def named(*parts: bytes) -> str:
    """Return the name of what is made of `parts`."""
    return hashlib.sha256(b"\0".join(parts)).hexdigest()[:12]


def say(words: str) -> None:
    """Tell whoever started the tests."""
    print(f"test-system: {words}", file=sys.stderr, flush=True)


def main() -> int:
    """Return 0 where the root is there, 3 where this machine cannot boot one, 1 where the making failed."""
    if (reason := why_not()) is not None:
        say(f"skipped: {reason}")
        return NOT_HERE
    try:
        build()
    except (subprocess.SubprocessError, OSError) as fault:
        say(f"the root cannot be made: {fault}")
        with suppress(AttributeError):
            say(str(getattr(fault, "stderr", "") or "")[-2000:])
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
