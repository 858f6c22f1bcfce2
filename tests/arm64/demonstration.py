"""The demonstration, without a display, in a root of Debian 13 for arm64 under qemu: as a Raspberry Pi runs it.

`python -m tests.arm64.demonstration`, as root, in namespaces of its own (`make test-arm64`), makes the root (once,
by mmdebstrap), installs the lock by wheels alone, and runs three commands there. It returns 3, and says why, where
this machine cannot. Times under emulation tell nothing of a Raspberry Pi.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import requires
from pathlib import Path

import cv2

from kiosk.errors import StoreError
from kiosk.journal.store import FILE_NAME
from kiosk.processes.outcome import labels_of_clip, not_read, rows_of
from provisioning.pack import LOCK, Target, lock_for
from tests.arm64.lock import EXTRAS, UV, flags
from tests.system.root import BUILD_S as WHEEL_S
from tests.system.root import CACHE, HERE, NOT_HERE, named, wheel

SUITE, PYTHON = "trixie", "3.13"
PACKAGES = (
    *("python3", "procps", "libgl1", "libegl1", "libxkbcommon0", "libfreetype6", "libfontconfig1", "libdbus-1-3"),
    *("libglib2.0-0t64", "libzbar0t64"),
)
QEMU = "/usr/bin/qemu-aarch64-static"
TOOLS = {"mmdebstrap": "mmdebstrap", QEMU: "qemu-user-static", "ip": "iproute2", "unshare": "util-linux"}
KINDS = Path("/proc/sys/fs/binfmt_misc")
OURS = "kiosk-aarch64"
MAGIC = r"\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02\x00\xb7\x00"
MASK = r"\xff\xff\xff\xff\xff\xff\xff\x00\xff\xff\xff\xff\xff\xff\xff\xff\xfe\xff\xff\xff"
BUILD_S, INSTALL_S = 1800, 600
AFTER_S = 60
"""So long after its own end a run may take until nothing of it is left."""
SITE = "opt/kiosk"
SAMPLE = f"{SITE}/kiosk/_assets/sample"
CLIP = "/opt/clip.mp4"
SLOWER = 10
"""The sample clip is played so much slower: an emulated decoder takes longer than a label stands in it."""
STATE = "root/.local/state/kiosk/demo"
PICTURE = f"/{SITE}/label.png"
FRAME = 15
"""Of the clip: a label is in sight."""
PATIENTLY = (
    "import kiosk.processes.vigil as vigil; vigil.READY_WITHIN_S = 900.0; vigil.WATCHDOG_S = 60.0; "
    "import sys; from kiosk.cli import main; sys.exit(main())"
)
"""The command, with more time for its parts to start and to speak: theirs is that of a real processor."""
RUNS = (
    ("the kiosk begins", 300, "python3 -m kiosk --version"),
    ("a label is read", 300, f"python3 -m kiosk scan {PICTURE}"),
    ("the demonstration", 2400, f"python3 -c '{PATIENTLY}' run --demo --headless --source {CLIP}"),
)
"""What is run there, one after the other: its name, its longest time, the command."""
WHOLE_S = BUILD_S + 2 * INSTALL_S + WHEEL_S + sum(longest_s + AFTER_S for _, longest_s, _ in RUNS)
"""All together at most: what `make test-arm64` must leave it."""
ENVIRONMENT = {
    "PATH": "/usr/sbin:/usr/bin:/sbin:/bin",
    "HOME": "/root",
    "LANG": "C.UTF-8",
    "QT_QPA_PLATFORM": "offscreen",
}


def why_not() -> str | None:
    """Return why no program of arm64 runs here, or None."""
    if os.geteuid() != 0:
        return "it needs root"
    absent = sorted({package for tool, package in TOOLS.items() if shutil.which(tool) is None})
    if absent:
        return f"apt-get install {' '.join(absent)}"
    if not (KINDS / "register").exists() and _quiet(["mount", "-t", "binfmt_misc", "binfmt_misc", str(KINDS)]) != 0:
        return "the kernel lets us register no other kind of program (binfmt_misc)"
    return None


@contextmanager
def registered() -> Iterator[None]:
    """Let the kernel run programs of arm64 by qemu while this lasts; where it does already, leave it so."""
    if any(QEMU in path.read_text("ascii") for path in KINDS.glob("*aarch64*")):
        yield
        return
    (KINDS / "register").write_text(f":{OURS}:M::{MAGIC}:{MASK}:{QEMU}:OCF", "ascii")
    try:
        yield
    finally:
        (KINDS / OURS).write_text("-1", "ascii")


def base() -> Path:
    """Return the root of Debian for arm64, made where it is not there. Raises CalledProcessError, TimeoutExpired."""
    root = CACHE / f"arm64-{named(SUITE.encode(), repr(PACKAGES).encode())}"
    if root.exists():
        return root
    CACHE.mkdir(mode=0o755, parents=True, exist_ok=True)
    for old in CACHE.glob("arm64-*"):
        shutil.rmtree(old, ignore_errors=True)
    say(f"making the root of Debian {SUITE} for arm64: once")
    fresh = root.with_suffix(".new")
    command = ["mmdebstrap", "--quiet", "--variant=minbase", "--architectures=arm64", "--skip=check/qemu"]
    command += [f"--include={','.join(PACKAGES)}", SUITE, str(fresh)]
    subprocess.run(command, check=True, timeout=BUILD_S, stdin=subprocess.DEVNULL)
    fresh.rename(root)
    return root


def install(root: Path) -> None:
    """Put the kiosk of this checkout and what the lock says for arm64 into `root`, by wheels alone, unpacked here."""
    site = root / SITE
    shutil.rmtree(site, ignore_errors=True)
    shutil.rmtree(root / STATE, ignore_errors=True)
    made = root / "var/tmp/kiosk"
    shutil.rmtree(made, ignore_errors=True)
    made.mkdir(parents=True)
    lock = lock_for(Target(PYTHON, "aarch64"), (HERE / LOCK).read_text("utf-8"), requires, EXTRAS)
    (made / LOCK).write_text(lock, "utf-8")
    into = [UV, "pip", "install", "--quiet", "--target", str(site)]
    subprocess.run([*into, *flags(PYTHON), "-r", str(made / LOCK)], check=True, timeout=INSTALL_S)
    subprocess.run([*into, "--no-deps", *flags(PYTHON)[:4], str(wheel(made))], check=True, timeout=INSTALL_S)
    (root / "usr/lib/python3/dist-packages/kiosk.pth").write_text(f"/{SITE}\n", "ascii")
    show(root / SAMPLE / "clip.mp4", root)


def show(clip: Path, root: Path) -> None:
    """Put one picture of `clip`, and the whole of it for a slow machine, into `root`. Raises OSError."""
    source = cv2.VideoCapture(str(clip))
    size = int(source.get(cv2.CAP_PROP_FRAME_WIDTH)), int(source.get(cv2.CAP_PROP_FRAME_HEIGHT))
    kind = cv2.VideoWriter.fourcc(*"mp4v")
    slow = cv2.VideoWriter(f"{root}{CLIP}", kind, source.get(cv2.CAP_PROP_FPS) / SLOWER, size)
    number = 0
    while (read := source.read())[0]:
        slow.write(read[1])
        if number == FRAME and not cv2.imwrite(f"{root}{PICTURE}", read[1]):
            raise OSError("the picture cannot be written")
        number += 1
    slow.release()
    if number <= FRAME:
        raise OSError("the sample clip has no such frame")


def run(root: Path, longest_s: int, command: str) -> subprocess.CompletedProcess[str]:
    """Run `command` in `root`, with memory, processes and a network of its own. Raises TimeoutExpired."""
    script = (
        'ip link set lo up && mount -t proc proc "$0/proc" && mount -t tmpfs tmpfs "$0/dev/shm" '
        f'&& exec chroot "$0" timeout --kill-after=10 {longest_s} {command}'
    )
    (root / "dev/shm").mkdir(parents=True, exist_ok=True)
    apart = ["unshare", "--net", "--mount", "--pid", "--fork", "--kill-child"]
    return subprocess.run(
        [*apart, "sh", "-c", script, str(root)],
        capture_output=True,
        text=True,
        check=False,
        timeout=longest_s + AFTER_S,
        stdin=subprocess.DEVNULL,
        env=ENVIRONMENT,
    )


def main() -> int:
    """Return 0 where all ran, 1 where something did not, 3 where this machine cannot run arm64."""
    if (reason := why_not()) is not None:
        say(f"demonstration: skipped: {reason}")
        return NOT_HERE
    try:
        with registered():
            root = base()
            install(root)
            status = max(timed(root, *one) for one in RUNS)
            missing = not_read(labels_of_clip(root / SAMPLE), rows_of(root / STATE / FILE_NAME))
    except (subprocess.SubprocessError, OSError, StoreError) as fault:
        say(f"demonstration: {fault}")
        return 1
    say(f"labels of the clip that have no verdict: {', '.join(missing) or 'none'}")
    return int(status != 0 or bool(missing))


def timed(root: Path, name: str, longest_s: int, command: str) -> int:
    """Run a command, say how it went, with its last lines, and return 0 or 1. Raises TimeoutExpired."""
    begun = time.monotonic()
    done = run(root, longest_s, command)
    went = "done" if done.returncode == 0 else f"failed with status {done.returncode}"
    say(f"{name}: {went}, {time.monotonic() - begun:.0f} s of at most {longest_s}")
    for line in (done.stdout + done.stderr).splitlines()[-30:]:
        print(f"  {line}", flush=True)
    return int(done.returncode != 0)


def say(words: str) -> None:
    """Tell whoever started it."""
    print(f"test-arm64: {words}", flush=True)


def _quiet(command: list[str]) -> int:
    return subprocess.run(command, check=False, capture_output=True, timeout=30).returncode


if __name__ == "__main__":
    sys.exit(main())
