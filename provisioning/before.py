"""What is looked at before anything is changed: the right machine, enough room, and no run that locks its own door."""

from __future__ import annotations

import os
import shlex
from collections.abc import Mapping
from contextlib import suppress
from ipaddress import ip_address
from pathlib import Path

from paramiko import Agent, PKey, SSHException
from paramiko.pkey import UnknownKeyType

from provisioning import faults
from provisioning.faults import State, UnitFault
from provisioning.pack import Release
from provisioning.steps.storage import board_of, device_path
from provisioning.subject import Subject

SYSTEMS = {("debian", "12"): "3.11", ("debian", "13"): "3.13"}
"""System and version → its Python. Raspberry Pi OS (64 bit) calls itself Debian."""
PACKAGES_MB = 900
INSTALLED = 4
"""So many times the size of its wheels is a release that is installed."""
MB = 1024 * 1024
PICAMERA = "from picamera2 import Picamera2; raise SystemExit(not Picamera2.global_camera_info())"
"""The media devices of a Raspberry Pi are no sign: its codec and its picture processor make some without a camera."""
ASKED = """
data={data}
. /etc/os-release; echo "id=$ID"; echo "version=$VERSION_ID"
echo "machine=$(uname -m)"
echo "model=$(tr -d '\\0' </proc/device-tree/model 2>/dev/null)"
below=$([ -d /.ro/usr ] && echo /.ro)
free() { df -Pk "$1" | awk 'END { print $4 }'; }
echo "temporary=$(free "$below/var/cache")"
opt=/opt/kiosk; [ -d $opt ] || opt=$below/opt
same=$([ "$(stat -c %d "$below/var/cache")" = "$(stat -c %d $opt)" ] && echo yes)
if [ -n "$data" ] && [ -n "$same" ]; then
  same=
  if there=$(findmnt -nfo TARGET --source "$data"); then
    echo "opt=$(free "$there")"
  else
    echo "opt=$(unshare --mount sh -c 'mount -o ro,noload "$0" /mnt && df -Pk /mnt' "$data" | awk 'END { print $4 }')"
  fi
else
  echo "opt=$(free $opt)"
fi
echo "same=$same"
echo "container=$(systemd-detect-virt -cq && echo yes)"
echo "overlay=$([ "$(findmnt -no FSTYPE /)" = overlay ] && [ -d /.ro/usr ] && echo yes)"
"""
"""Below a root that is an overlay lies at /.ro what a run writes, after a new start. `data`: the device of a partition
on which releases will lie; before the first set-up it is mounted nowhere, and is looked at as it is, unwritten."""


def asked(subject: Subject) -> str:
    """Return the script that asks a unit what it is, and how much room it has."""
    device = device_path(subject.unit.data) if subject.unit.read_only else ""
    return ASKED.replace("{data}", shlex.quote(device))


def answers(said: str) -> dict[str, str]:
    """Return what a unit answered to `asked`: one `name=value` a line."""
    return {name: value.strip() for name, _, value in (line.partition("=") for line in said.splitlines())}


def look_at_machine(subject: Subject, found: Mapping[str, str]) -> None:
    """Refuse a unit that the release or the inventory is not for. Raises UnitFault."""
    release = subject.release
    system = (found.get("id", ""), found.get("version", ""))
    machine = found.get("machine", "")
    if system not in SYSTEMS:
        raise UnitFault(faults.WRONG_SYSTEM, State.UNTOUCHED, found=" ".join(system).strip() or "an unknown system")
    if (SYSTEMS[system], machine) != (release.target.python, release.target.machine):
        here = f"{machine} with Python {SYSTEMS[system]}"
        there = f"{release.target.machine} with Python {release.target.python}"
        raise UnitFault(
            faults.WRONG_MACHINE, State.UNTOUCHED, found=here, wanted=there, python=SYSTEMS[system], machine=machine
        )
    board = board_of(found.get("model", ""), machine)
    if board is not subject.unit.board:
        here = found.get("model") or machine
        raise UnitFault(faults.WRONG_BOARD, State.UNTOUCHED, found=here, wanted=f"the board {subject.unit.board}")


def look_at_room(release: Release, found: Mapping[str, str], steps: set[str]) -> None:
    """Refuse a unit whose disk would run full on the way. Raises UnitFault."""
    size = release.size_bytes // MB
    temporary = PACKAGES_MB if "packages" in steps else 0
    temporary += 2 * size if "release" in steps else 0
    installed = INSTALLED * size if "release" in steps else 0
    if found.get("same"):
        temporary, installed = temporary + installed, 0
    for folder, key, needed in (("/var/cache", "temporary", temporary), ("/opt/kiosk", "opt", installed)):
        free = int(found.get(key) or 0) // 1024
        if free < needed:
            raise UnitFault(faults.NO_ROOM, State.UNTOUCHED, folder=folder, free=free, needed=needed)


def look_at_doors(subject: Subject, address: str, keys: set[str]) -> None:
    """Refuse a run that would lock its own door: `address` as the unit sees us, `keys` in base64. Raises UnitFault."""
    networks = subject.market.management
    seen = ip_address(address)
    if not any(seen in network for network in networks if network.version == seen.version):
        raise UnitFault(faults.LOCKED_OUT, State.UNTOUCHED, reason=f"{address} is not in `management`")
    if keys and not keys & {key.split()[1] for key in subject.market.technicians}:
        raise UnitFault(faults.LOCKED_OUT, State.UNTOUCHED, reason="your key is not among `technicians`")


def camera_at(subject: Subject) -> tuple[str, str]:
    """Return where the unit's camera should be, in a technician's words, and the shell test that it is there."""
    source = subject.setting("camera", "source") or "camera:0"
    kind, _, value = source.partition(":")
    if kind == "pi":
        return "the Raspberry Pi's camera socket", f"python3 -c {shlex.quote(PICAMERA)}"
    place = {"camera": f"/dev/video{value}", "serial": value}.get(kind, source)
    return place, f"[ -e {shlex.quote(place)} ]"


def own_keys(key: str | None) -> set[str]:
    """Return the public keys that this machine may log in with, in base64."""
    if key is not None:
        with suppress(SSHException, OSError, UnknownKeyType, ValueError):
            return {PKey.from_path(Path(key)).get_base64()}
    found: set[str] = set()
    if os.environ.get("SSH_AUTH_SOCK"):
        found |= {one.get_base64() for one in Agent().get_keys()}
    for file in sorted((Path.home() / ".ssh").glob("id_*.pub")):
        with suppress(OSError, IndexError, UnicodeDecodeError):
            found.add(file.read_text("utf-8").split()[1])
    return found
