"""Host keys: learned once, compared by a person, pinned in a file beside the inventory."""

from __future__ import annotations

import shlex
import subprocess
from base64 import b64decode, b64encode
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from provisioning.faults import ProvisioningError
from provisioning.inventory import Unit, known_hosts, load_inventory

WAIT_S = 10


@dataclass(frozen=True, slots=True)
class HostKey:
    """What a unit says its key is."""

    host: str
    kind: str
    key: str

    @property
    def fingerprint(self) -> str:
        """The key's fingerprint, as ssh-keygen shows it."""
        digest = b64encode(sha256(b64decode(self.key)).digest()).decode().rstrip("=")
        return f"SHA256:{digest}"


def learned(unit: Unit) -> HostKey:
    """Return the Ed25519 host key of a unit. Raises ProvisioningError PRV-10 where nothing answers."""
    command = ["ssh-keyscan", "-T", str(WAIT_S), "-p", str(unit.port), "-t", "ed25519", unit.address]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=3 * WAIT_S)
    rows = [row.split() for row in done.stdout.splitlines() if row and not row.startswith("#")]
    if not rows:
        raise ProvisioningError(
            "PRV-10", f"nothing answers at {unit.address}.", "Look at power, cable and the address in the inventory."
        )
    return HostKey(*rows[0][:3])


def pinned(inventory: Path, key: HostKey) -> None:
    """Pin `key` for its host, in the place of an older one."""
    file = known_hosts(inventory)
    rows = file.read_text("utf-8").splitlines() if file.exists() else []
    kept = [row for row in rows if row.split()[:1] != [key.host]]
    fresh = file.with_suffix(".new")
    fresh.write_text("\n".join((*kept, f"{key.host} {key.kind} {key.key}")) + "\n", "utf-8")
    fresh.replace(file)


def ssh_command(inventory: Path, name: str, key: Path | None, script: str) -> list[str]:
    """Return the command that runs `script` as root on a unit, by the system's own ssh and the pinned key alone."""
    market = load_inventory(inventory)
    unit, login = market.units[name], market.market.login
    options = ["-o", "BatchMode=yes", "-o", "StrictHostKeyChecking=yes", "-o", f"ConnectTimeout={WAIT_S}"]
    options += ["-F", "/dev/null", "-o", "GlobalKnownHostsFile=/dev/null", "-o", "ServerAliveInterval=15"]
    options += ["-o", f"UserKnownHostsFile={_quoted(known_hosts(inventory))}"]
    options += ["-i", str(key), "-o", "IdentitiesOnly=yes"] if key is not None else []
    as_root = f"{'' if login == 'root' else 'sudo -n '}sh -c {shlex.quote(script)}"
    return ["ssh", *options, "-p", str(unit.port), "-l", login, "--", unit.address, as_root]


def _quoted(path: Path) -> str:
    """Return a path as ssh's settings take it: it may have spaces, and `%` begins a word of ssh's own."""
    return '"' + str(path).replace("%", "%%") + '"'
