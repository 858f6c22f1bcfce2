"""A booted Debian: systemd as its first process, a root of its own that is thrown away, one wire to the tests."""

from __future__ import annotations

import shutil
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from tests.system.root import CACHE, install, layers

NAME = "kiosk-unit"
OURS, THEIRS = "10.213.0.1", "10.213.0.2"
"""Both ends of the wire, in a network of their own."""
WIRE = f"ve-{NAME}"[:15]
"""Our end's name."""
NSPAWN = Path("/run/systemd/nspawn")
WANTS_REBOOT = 133
"""Exit status of systemd-nspawn, where it leaves the rebooting to who started it (--keep-unit)."""
BOOT_S = 60
END_S = 20
PARTS = ("camera", "screen", "sync", "panel")
HEADLESS = """
# There is no display and no GPU: the compositor draws into memory, the rest is as on a unit.
[Service]
Environment=WLR_BACKENDS=headless WLR_RENDERER=pixman WLR_LIBINPUT_NO_DEVICES=1 QT_QUICK_BACKEND=software
"""


@dataclass(frozen=True, slots=True)
class Said:
    """What a command in the machine answered."""

    status: int
    out: str
    err: str


class Machine:
    """One booted system. `prepare` its root, `boot` it, `run` commands in it, `close` it."""

    options: tuple[str, ...] = ()
    """More for systemd-nspawn."""

    def __init__(self, folder: Path) -> None:
        """Nothing is made or mounted yet; `folder` is on a disk, and is removed by `close`."""
        self._folder = folder
        self.upper = folder / "upper"
        self.root = folder / "root"
        self._log = folder / "console.log"
        self._process: subprocess.Popen[bytes] | None = None
        self._leader = 0

    def prepare(self) -> None:
        """Make the root with the kiosk in it. Raises CalledProcessError, OSError."""
        self.root.mkdir(parents=True)
        install(self.upper)
        self.lay(layers())

    def lay(self, lower: tuple[Path, ...]) -> None:
        """Mount the root: `lower`, the topmost first, below what this machine changes. Raises CalledProcessError."""
        # systemd-nspawn empties this folder at each end, and refuses to where it lies on a disk.
        NSPAWN.mkdir(parents=True, exist_ok=True)
        subprocess.run(["mount", "-t", "tmpfs", "tmpfs", str(NSPAWN)], check=True)
        work = self._folder / "work"
        work.mkdir()
        options = f"lowerdir={':'.join(map(str, lower))},upperdir={self.upper},workdir={work}"
        subprocess.run(["mount", "-t", "overlay", "overlay", "-o", options, str(self.root)], check=True)

    def boot(self) -> None:
        """Start systemd in it, and wait until it works. Raises AssertionError with the console's last words."""
        self._switch_on()
        self.until(self._has_booted, "systemd has started what it wants", BOOT_S)

    def _switch_on(self) -> None:
        options = ["--quiet", "--register=no", "--keep-unit", f"--machine={NAME}", "--kill-signal=SIGRTMIN+3"]
        network = ["--network-veth", "--resolv-conf=off", "--timezone=off"]
        command = ["systemd-nspawn", *options, *network, *self.options, "-D", str(self.root), "--boot"]
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        self.until(self._is_there, "the machine's first process", BOOT_S)
        self._wire()

    def run(self, *command: str, timeout_s: float = 30) -> Said:
        """Run a command in the machine, as root, and return what it said."""
        inside = ["nsenter", "--target", str(self._leader), "--mount", "--uts", "--ipc", "--net", "--pid", "--root"]
        done = subprocess.run(
            [*inside, "--wd=/", "--", *command], capture_output=True, text=True, check=False, timeout=timeout_s
        )
        return Said(done.returncode, done.stdout, done.stderr)

    def start(self, *command: str) -> subprocess.Popen[str]:
        """Start a command in the machine whose output is read line by line."""
        inside = ["nsenter", "--target", str(self._leader), "--mount", "--uts", "--ipc", "--net", "--pid", "--root"]
        return subprocess.Popen(
            [*inside, "--wd=/", "--", *command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )

    def shows(self, unit: str, key: str) -> str:
        """Return one property of a unit, as systemd tells it."""
        return self.run("systemctl", "show", "--value", f"--property={key}", unit).out.strip()

    def log_of(self, unit: str) -> str:
        """Return the last lines that a unit logged."""
        return self.run("journalctl", "--no-pager", "--lines=40", f"--unit={unit}").out

    def until(self, is_so: Callable[[], bool], what: str, within_s: float) -> float:
        """Wait until `is_so`; return the seconds it took. Raises AssertionError with what was waited for."""
        begun = time.monotonic()
        while not is_so():
            took = time.monotonic() - begun
            assert took < within_s, f"not within {within_s:.0f} s: {what}\n{self._last_words()}"
            assert self._process is None or self._process.poll() is None, f"the machine ended\n{self._last_words()}"
            time.sleep(0.1)
        return time.monotonic() - begun

    def boot_again(self, within_s: float, *, is_whole: bool = True) -> None:
        """Wait until it ends because it wants to boot anew, and switch it on. Raises AssertionError, TimeoutExpired.

        With `is_whole` until it works: it may want to boot again before all has started.
        """
        assert self._process is not None
        status = self._process.wait(within_s)
        assert status == WANTS_REBOOT, f"the machine ended with {status}\n{self._console()}"
        self._leader = 0
        if is_whole:
            self.boot()
        else:
            self._switch_on()

    def close(self) -> None:
        """Shut it down, by force where it hangs; unmount and remove its root."""
        if self._process is not None:
            self._process.terminate()
            try:
                self._process.wait(END_S)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait(END_S)
        subprocess.run(["umount", "--lazy", str(self.root)], check=False, capture_output=True)
        shutil.rmtree(self._folder, ignore_errors=True)

    def _is_there(self) -> bool:
        assert self._process is not None
        children = Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children")
        with suppress(OSError):
            for child in children.read_text("ascii").split():
                if Path(f"/proc/{child}/comm").read_text("utf-8").strip() == "systemd":
                    self._leader = int(child)
        return self._leader > 0

    def _wire(self) -> None:
        ours, theirs = WIRE, "host0"
        subprocess.run(["ip", "address", "add", f"{OURS}/30", "dev", ours], check=True)
        subprocess.run(["ip", "link", "set", ours, "up"], check=True)
        inside = ["nsenter", "--target", str(self._leader), "--net", "ip"]
        subprocess.run([*inside, "address", "add", f"{THEIRS}/30", "dev", theirs], check=True)
        subprocess.run([*inside, "link", "set", theirs, "up"], check=True)

    def _has_booted(self) -> bool:
        return self.run("systemctl", "is-system-running").out.strip() in {"running", "degraded"}

    def _last_words(self) -> str:
        if self._leader == 0:
            return self._console()
        failed = self.run("systemctl", "--failed", "--no-legend").out
        logs = self.run("journalctl", "--no-pager", "--lines=60", "--unit=kiosk-*").out
        return f"{failed}\n{logs}\n{self._console()}"

    def _console(self) -> str:
        return self._log.read_text("utf-8", "replace")[-600:] if self._log.exists() else ""


def new_machine() -> Machine:
    """Return a machine whose root lies beside the layers: an overlay cannot lie on an overlay."""
    folder = CACHE / "run"
    subprocess.run(["umount", "--lazy", str(folder / "root")], check=False, capture_output=True)
    shutil.rmtree(folder, ignore_errors=True)
    return Machine(folder)
