"""What is written and what is not: a small data partition, and above the root an overlay in memory."""

from __future__ import annotations

from provisioning.inventory import Board
from provisioning.step import Check, Step
from provisioning.subject import Subject, rendered

BOOT = "boot"
BOUND = {
    "state": "/var/lib/kiosk",
    "releases": "/opt/kiosk",
    "outage": "/var/lib/kiosk-outage",
    "update": "/var/lib/kiosk-update",
    "clock": "/var/lib/chrony",
}
"""Folder on the data partition → where it is seen."""


def data(subject: Subject) -> Step:
    """Return the step of the data partition; a unit whose root is written has none."""
    if not subject.unit.read_only:
        return Step("data")
    device = device_path(subject.unit.data)
    units = {"data.mount": "/data"} | {_mount_unit(where): where for where in BOUND.values()}
    files = (
        rendered("etc/systemd/system/data.mount", device=device, escaped=escaped(device)),
        *(
            rendered(f"etc/systemd/system/{_mount_unit(where)}", "bind.mount", name=name, where=where)
            for name, where in BOUND.items()
        ),
    )
    names = " ".join(f"'{unit}'" for unit in units)
    tests = tuple(Check(f"{where} is mounted", f"mountpoint -q {where}") for where in units.values())
    writes = Check("/data is written", "[ -w /data ] && touch /data/.written && rm /data/.written")
    commands = (
        "systemctl daemon-reload",
        f"mkdir -p /data && systemctl start data.mount && mkdir -p {' '.join(f'/data/{name}' for name in BOUND)}",
        f"mkdir -p {' '.join(BOUND.values())} && systemctl enable {names} && systemctl start {names}",
    )
    return Step("data", files=files, tests=(*tests, writes), commands=commands)


def root(subject: Subject) -> Step:
    """Return the step of the read-only root: it holds after the next start, and is read back then.

    What it puts in place is brought into the initramfs by the step `boot`, once for both.
    """
    writable = rendered("usr/local/sbin/kiosk-writable", mode="755")
    if not subject.unit.read_only:
        return Step("root", files=(writable,))
    files = (
        writable,
        rendered("etc/initramfs-tools/scripts/init-bottom/kiosk-ro", mode="755"),
        rendered("etc/initramfs-tools/hooks/kiosk-ro", mode="755"),
    )
    overlay = Check("the root is an overlay", '[ "$(findmnt -no FSTYPE /)" = overlay ]', is_settled_later=True)
    lower = Check(
        "the root below is read-only", "findmnt -no OPTIONS /.ro | grep -Eq '(^|,)ro(,|$)'", is_settled_later=True
    )
    return Step("root", files=files, tests=(overlay, lower), wakes=(BOOT,))


def _mount_unit(where: str) -> str:
    """Return the name that systemd demands of the unit that mounts `where`."""
    return escaped(where) + ".mount"


def escaped(path: str) -> str:
    """Return a path of plain characters, as an inventory takes them, the way systemd writes it in names of units."""
    return path.strip("/").replace("-", r"\x2d").replace("/", "-")


def device_path(device: str) -> str:
    """Return the device's path: mount units take no LABEL=."""
    kind, equals, value = device.partition("=")
    return f"/dev/disk/by-{kind.lower()}/{value}" if equals else device


def board_of(model: str, machine: str) -> Board | None:
    """Return which board says of itself `model` (its device tree) and `machine` (uname); None: none that is known."""
    if model.startswith("Raspberry Pi 4"):
        return Board.PI4
    if model.startswith("Raspberry Pi 5"):
        return Board.PI5
    return Board.PC if not model and machine == "x86_64" else None
