"""A bare unit on the wire, and the technician's machine that sets it up: real SSH, real commands."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from tests.system.bare import bare
from tests.system.machine import HEADLESS, OURS, THEIRS, Machine
from tests.system.root import CACHE, HERE

LOGIN = "lan"
"""As on Raspberry Pi OS: a login that may become root."""
UNIT, MARKET = "mk-01", "minh-khai"
CLIP = "/opt/kiosk/current/assets/sample/clip.mp4"
RUN_S = 300


class BareUnit(Machine):
    """A booted bare Debian with SSH."""

    options = ("--suppress-sync=yes",)

    def prepare(self) -> None:
        """Make its root: the bare one, a host key, the technician's key. Raises CalledProcessError, OSError."""
        self.root.mkdir(parents=True)
        ssh = self.upper / "etc/ssh"
        ssh.mkdir(parents=True)
        new_key(ssh / "ssh_host_ed25519_key")
        new_key(self.key)
        drop_in = self.upper / "etc/systemd/system/kiosk-screen.service.d/headless.conf"
        drop_in.parent.mkdir(parents=True)
        drop_in.write_text(HEADLESS, "utf-8")
        self.lay((bare(),))
        let_in(self.root, self.key.with_suffix(".pub").read_bytes())

    def close(self) -> None:
        """End it at once: nothing of it is kept, and shutting down in good order takes half a minute."""
        if self._leader > 0:
            with suppress(ProcessLookupError):
                os.kill(self._leader, signal.SIGKILL)
        super().close()

    @property
    def key(self) -> Path:
        """The technician's private key."""
        return self.upper.parent / "key"


@dataclass(frozen=True, slots=True)
class Technician:
    """Who runs the commands, in a folder with an inventory."""

    folder: Path
    release: Path
    key: Path
    is_read_only: bool = False
    management: tuple[str, ...] = (f"{OURS}/32",)
    usb: str = "05a3:9230"
    longest_s: int = RUN_S

    @property
    def inventory(self) -> Path:
        """The file of the inventory."""
        return self.folder / f"{MARKET}.toml"

    def write_inventory(self, *, source: str = CLIP, **more: str) -> None:
        """Write an inventory of one unit, with its camera, and what `more` adds: name → address of further units."""
        public = self.key.with_suffix(".pub").read_text("utf-8").strip()
        root = f"read_only = {str(self.is_read_only).lower()}"
        units = "\n".join(
            f'[units.{name}]\naddress = "{where}"\nboard = "pc"\n{root}\nusb = ["{self.usb}"]'
            for name, where in ((UNIT, THEIRS), *((name.replace("_", "-"), where) for name, where in more.items()))
        )
        self.inventory.write_text(
            f"""
[market]
id = "{MARKET}"
login = "{LOGIN}"
management = {json.dumps(self.management)}
technicians = ["{public}"]
time_servers = ["{OURS}"]

[settings.camera]
source = "{source}"
loop = true

{units}
""",
            "utf-8",
        )

    def does(self, *words: str, key: Path | None = None) -> subprocess.CompletedProcess[str]:
        """Set up the units of the inventory, offline, and return what the command said."""
        return subprocess.run(
            self.command(*words, key=key),
            capture_output=True,
            text=True,
            check=False,
            timeout=self.longest_s,
            cwd=HERE,
            env=_own(),
        )

    def begins(self, *words: str) -> subprocess.Popen[str]:
        """Start the same, to be watched."""
        return subprocess.Popen(
            self.command(*words), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=HERE, env=_own()
        )

    def command(self, *words: str, key: Path | None = None) -> list[str]:
        """Return the command line."""
        given = ["--release", str(self.release), "--key", str(key or self.key), "--offline"]
        return [sys.executable, "-m", "provisioning", "apply", str(self.inventory), *given, *words]

    def pins(self, unit: str = UNIT) -> subprocess.CompletedProcess[str]:
        """Pin the host key of a unit."""
        command = [sys.executable, "-m", "provisioning", "pin", str(self.inventory), "--unit", unit, "--yes"]
        return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60, cwd=HERE, env=_own())


def let_in(root: Path, public: bytes) -> None:
    """Make the login in `root`, with a public key, that may become root. Raises CalledProcessError."""
    allowed = f"/home/{LOGIN}/.ssh/authorized_keys"
    script = (
        f"useradd -m -s /bin/bash {LOGIN} && echo '{LOGIN} ALL=(ALL) NOPASSWD: ALL' > /etc/sudoers.d/{LOGIN} "
        f"&& install -d -m 700 -o {LOGIN} $(dirname {allowed}) && cat > {allowed} && chown {LOGIN} {allowed}"
    )
    subprocess.run(["chroot", str(root), "sh", "-c", script], input=public, check=True)


def new_key(file: Path) -> None:
    """Make an Ed25519 key."""
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "lan@cho", "-f", str(file)], check=True)


def new_unit() -> BareUnit:
    """Return a bare unit whose root lies beside the layers."""
    folder = CACHE / "run-bare"
    subprocess.run(["umount", "--lazy", str(folder / "root")], check=False, capture_output=True)
    shutil.rmtree(folder, ignore_errors=True)
    return BareUnit(folder)


def _own() -> dict[str, str]:
    """Return an environment in which no agent and no key of whoever runs the tests plays a part."""
    kept = {name: value for name, value in os.environ.items() if name not in {"SSH_AUTH_SOCK", "HOME"}}
    return {**kept, "HOME": "/nonexistent"}
