"""A PC under qemu, its processor emulated: a real start, a real kernel, a display, USB, one wire to the tests."""

from __future__ import annotations

import re
import shlex
import shutil
import socket
import subprocess
from pathlib import Path
from typing import ClassVar

from typing_extensions import override

from tests.machine.image import SPEED, machine
from tests.system.machine import OURS, THEIRS, Machine, Said
from tests.system.root import CACHE
from tests.system.unit import LOGIN

OURS_6, THEIRS_6 = "fd00:213::1", "fd00:213::2"
WIRE = "kiosk-wire"
STARTS_WITHIN_S = 480
SPEAKER = "46f4:0002"
"""The USB device that qemu's sound is: one that an inventory may list."""
ANSWER_S = 30
SLOW = """
# A processor that is emulated takes ten times as long; the limits of a unit are those of a real one.
[Service]
WatchdogSec=120
TimeoutStartSec=300
"""
NO_GPU = """
# The display is real, a graphics processor is not there: compositor and screen draw by themselves.
[Service]
Environment=WLR_RENDERER=pixman QT_QUICK_BACKEND=software
"""
DROP_INS = {"kiosk-.service.d": SLOW, "kiosk-screen.service.d": NO_GPU}


class VirtualUnit(Machine):
    """One machine with a disk of its own. Commands in it go over SSH, as a technician's do."""

    ssh: ClassVar = (
        *("ssh", "-F", "/dev/null", "-o", "BatchMode=yes", "-o", "StrictHostKeyChecking=no", "-o", "LogLevel=ERROR"),
        *("-o", "UserKnownHostsFile=/dev/null", "-o", "ConnectTimeout=10", "-o", "ServerAliveInterval=5"),
        *("-o", "IdentitiesOnly=yes"),
    )

    @property
    def key(self) -> Path:
        """The technician's private key."""
        return machine() / "key"

    @override
    def prepare(self) -> None:
        """Copy the disk, and lay the wire. Raises CalledProcessError, OSError."""
        self._folder.mkdir(parents=True)
        self._monitor = self._folder / "monitor"
        copy = ["cp", "--sparse=always", "--reflink=auto", str(machine() / "disk"), str(self._folder / "disk")]
        subprocess.run(copy, check=True)
        for words in (
            f"tuntap add {WIRE} mode tap",
            f"address add {OURS}/30 dev {WIRE}",
            f"address add {OURS_6}/64 dev {WIRE} nodad",
            f"link set {WIRE} up",
        ):
            subprocess.run(["ip", *words.split()], check=True)

    @override
    def boot(self) -> None:
        """Switch it on, and wait until it takes a command. Raises AssertionError with the console's last words."""
        parts = ["-display", "none", "-device", "VGA", "-monitor", f"unix:{self._monitor},server=on,wait=off"]
        parts += ["-drive", f"file={self._folder / 'disk'},if=virtio,format=raw,cache=unsafe,discard=unmap"]
        parts += ["-netdev", f"tap,id=wire,ifname={WIRE},script=no,downscript=no"]
        parts += ["-device", "virtio-net-pci,netdev=wire,romfile=", "-device", "virtio-rng-pci"]
        parts += ["-device", "qemu-xhci,id=usb", "-audiodev", "none,id=none", "-device", "usb-audio,audiodev=none"]
        with self._log.open("wb") as log:
            command = ["qemu-system-x86_64", *SPEED, *parts]
            self._process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        self.until(self._has_booted, "the machine has started", STARTS_WITHIN_S)

    def make_allowance(self) -> None:
        """Tell its systemd what kind of machine it is. Raises AssertionError."""
        for name, text in DROP_INS.items():
            folder = f"/etc/systemd/system/{name}"
            self.sh(f"mkdir -p {folder} && printf %s {shlex.quote(text)} > {folder}/emulated.conf")

    @override
    def run(self, *command: str, timeout_s: float = 120) -> Said:
        """Run a command in the machine, as root, and return what it said."""
        whole = [*self.ssh, "-i", str(self.key), f"{LOGIN}@{THEIRS}", f"sudo -n {shlex.join(command)}"]
        done = subprocess.run(whole, capture_output=True, text=True, check=False, timeout=timeout_s)
        return Said(done.returncode, done.stdout, done.stderr)

    def sh(self, script: str) -> str:
        """Run a script in the machine as root, and return its output. Raises AssertionError where it fails."""
        said = self.run("sh", "-c", script)
        assert said.status == 0, f"{script}: {said.out[-2000:]}{said.err[-2000:]}"
        return said.out.strip()

    def monitor(self, command: str) -> str:
        """Do something to the machine from outside: its plug, its sockets, its picture."""
        with socket.socket(socket.AF_UNIX) as line:
            line.settimeout(ANSWER_S)
            line.connect(str(self._monitor))
            heard = b""
            for words in (b"", command.encode() + b"\n"):
                line.sendall(words)
                heard = b""
                while not heard.endswith(b"(qemu) "):
                    heard += line.recv(4096)
        return re.sub(r"\x1b\[[A-Z0-9]*", "", heard.decode("utf-8", "replace"))

    def picture(self, file: Path) -> bytes:
        """Return what its display shows, as bytes of red, green and blue, and leave it in `file` (PPM)."""
        self.monitor(f"screendump {file}")
        return file.read_bytes().split(b"\n", 3)[-1]

    def boot_id(self) -> str:
        """Return what names this start of the machine, or nothing where it does not answer."""
        try:
            return self.run("cat", "/proc/sys/kernel/random/boot_id", timeout_s=ANSWER_S).out.strip()
        except subprocess.TimeoutExpired:
            return ""

    def pull_the_plug(self) -> None:
        """Cut its power and give it again: what lay in its memory is gone; the disk keeps what it was told.

        qemu keeps what was written though it flushes nothing: a disk that forgets what it has not flushed is
        simulated by `make powercut`, for the databases.
        """
        self.monitor("system_reset")

    @override
    def close(self) -> None:
        """End it at once, and remove what it had."""
        if self._process is not None:
            self._process.kill()
            self._process.wait(ANSWER_S)
        subprocess.run(["ip", "link", "delete", WIRE], check=False, capture_output=True)
        shutil.rmtree(self._folder, ignore_errors=True)

    @override
    def _has_booted(self) -> bool:
        return self.boot_id() != ""

    @override
    def _last_words(self) -> str:
        return self._console()


def new_unit() -> VirtualUnit:
    """Return a machine whose disk lies beside the layers."""
    folder = CACHE / "run-machine"
    shutil.rmtree(folder, ignore_errors=True)
    return VirtualUnit(folder)
